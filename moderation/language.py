"""Whether a message is in a language the group speaks: told by its commonest words, advice only."""

from __future__ import annotations

from collections.abc import Collection

from moderation.normalise import Text

LEAST_WORDS = 6  # shorter messages are never called foreign

_COMMON = {
    "id": frozenset(
        "yang yg dan di ke dari ini itu aku saya gue gw kamu lo lu kita kami dia mereka ada tidak tdk ga gak nggak ngga "
        "enggak bukan udah sudah udh belum blm akan bisa mau lagi juga sama dengan untuk buat kalau kalo klo karena krn "
        "tapi tp atau jadi aja saja banget bgt sekali sih dong deh kok ya iya nih apa siapa kapan gimana bagaimana "
        "kenapa terus trus pas waktu hari orang anak ibu bapak mama rumah kerja".split()
    ),
    "en": frozenset(
        "the a an and or but of to in on at for with from is are was were be been i you he she it we they me my your his "
        "her our their this that these those not no yes do does did have has had will would can could just so what who "
        "when how why if because about there here all more very".split()
    ),
}


def foreign_to(text: Text, spoken: Collection[str]) -> bool:
    """True when a longer text has hardly a word of the languages spoken, or mostly one of another we know."""
    words = [word.low for word in text.words if word.low.isalpha()]
    if len(words) < LEAST_WORDS:
        return False
    counts = {name: sum(word in common for word in words) for name, common in _COMMON.items()}
    ours = sum(counts[name] for name in spoken)
    theirs = sum(count for name, count in counts.items() if name not in spoken)
    return ours * 20 < len(words) or theirs > 3 * ours
