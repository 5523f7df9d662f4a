"""Names that stay: the holy, people everybody knows, pets, and things that carry a name (CARE C13)."""

from __future__ import annotations

import re
from functools import cache

from moderation.data import sections_of
from moderation.detect import frames
from moderation.detect.lexicon import Class
from moderation.detect.line import Line
from moderation.detect.wording import phrases_of

_WORDS = sections_of("naming")
_SCRIPTURE = frozenset(("qs", "surah", "qur", "quran", "alquran"))
_OWN_KIN = frozenset(word for word in frames.KIN_AFTER if word.endswith("ku")) | {"my"}
_TITLES = frames.HONORIFICS - {"raden", "bung"}
_COMPANY = frames.HONORIFICS | frames.RELATIONS | {"sama", "bareng", "with", "and"}
_ALWAYS_PUBLIC = _WORDS["always_public"]


def is_excused(line: Line, at: int) -> bool:
    """Public figures, the holy, pets, things that carry a name."""
    before = line.low(at - 1)
    if line.gap(at) in (" ", ". ", "-") and (
        before in frames.HOLY or (before in frames.NOT_AFTER and not _prefixed(line, at))
    ):
        return before != "dewi" or line.classes[at] is not Class.NAME
    if _is_character(line, at) or _is_pet(line, at) or _is_thing(line, at) or _is_verse(line, at):
        return True
    if _is_no_one(line, at) or _is_public(line, at):
        return True
    if line.classes[at] is Class.NAME and before in ("buku", "bukunya", "karakter", "tokoh"):
        return False
    near = line.lows[max(0, at - 2) : at]
    return not frames.MEDIA.isdisjoint(near) and line.gap(at) == " " and before not in _COMPANY


def _is_pet(line: Line, at: int) -> bool:
    """`my cat Gerald`, and Gerald again further on."""
    if frames.PETS.isdisjoint(line.text.vocabulary):
        return False
    low = line.lows[at]
    return any(
        not frames.PETS.isdisjoint(line.lows[max(0, here - 3) : here])
        for here in range(at + 1)
        if line.lows[here] == low
    ) or _is_owned_pet(line, at + 1)


def _is_owned_pet(line: Line, at: int) -> bool:
    """`Bruno anjing kami`, `Bruno, my dog`; `Budi anjing!` is an insult to a person."""
    low, gap = line.low(at), line.gap(at)
    if gap not in (" ", ", "):
        return False
    if low in ("my", "our"):
        return line.low(at + 1) in frames.PETS
    return low in frames.PETS and (
        low.endswith("ku") or line.low(at + 1) in frames.MINE | frames.INTROS | {"kami"}
    )


def _is_no_one(line: Line, at: int) -> bool:
    """`Benteng Kuto Besak`, `the Gayatri`, `sama aji tiang` (father), `permata` beside `permatanya`."""
    low, before = line.lows[at], line.low(at - 1)
    if before in frames.MONUMENTS and line.gap(at) == " ":
        return True
    if (
        line.low(at - 2) in frames.MONUMENTS
        and line.capital(at - 1)
        and line.gap(at) == line.gap(at - 1) == " "
    ):
        return True
    if (
        low in frames.SCRIPTURE_PEOPLE
        and before not in frames.HONORIFICS | frames.RELATIONS | frames.NAMED | {"si"}
    ):
        alone = not (line.gap(at + 1) == " " and line.capital(at + 1)) and line.low(at + 1) not in _OWN_KIN
        return alone and not frames.SCRIPTURE_TALK.isdisjoint(line.text.vocabulary)
    if low == "firman" and line.low(at + 1) in ("tuhan", "allah", "nya"):
        return True
    if before == "the" and line.gap(at) == " " and line.gap(at + 1)[:1] not in ("'", "’"):
        return line.low(at + 1) not in ("family", "twins", "girl", "boy", "guy", "one")
    if low == "aji" and not line.capital(at):
        return not frames.BALINESE_TALK.isdisjoint(line.text.vocabulary)
    return line.classes[at] is Class.WORDY and not line.capital(at) and low + "nya" in line.text.vocabulary


def _is_character(line: Line, at: int) -> bool:
    """`nonton Heartstopper tiga kali, Nick sama Charlie ...`: somebody of what was watched or read."""
    if frames.WATCH.isdisjoint(line.text.vocabulary) or not line.capital(at):
        return False
    titles = (here for here in range(1, at) if line.lows[here - 1] in frames.WATCH and line.mid(here))
    if not any(line.classes[here] <= Class.LIKELY for here in titles):
        return False
    before = line.low(at - 1)
    if before in ("sama", "dan", "and", "ama"):
        return line.capital(at - 2) and line.classes[at - 2] >= Class.WORDY
    return before not in frames.SOCIAL | frames.RELATIONS | frames.HONORIFICS


def _is_thing(line: Line, at: int) -> bool:
    """An unlisted word behind `ke`, `pake`, `naik`; `the Trevor line`."""
    if line.gap(at + 1) == " " and line.low(at + 1) in frames.THINGS_AFTER:
        return True
    return (
        line.classes[at] <= Class.LIKELY
        and line.capital(at)
        and line.gap(at) == " "
        and line.low(at - 1) in frames.THINGS_BEFORE
    )


_VERSE = re.compile(r" \d{1,3} ?: ?\d{1,3}(?!\d)| ayat \d")


def _is_verse(line: Line, at: int) -> bool:
    """`Ruth 1:16`, `Al Insyirah ayat 5`, `QS Maryam`, `Al Qur'an`."""
    if line.low(at - 1) in _SCRIPTURE or line.low(at - 2) in _SCRIPTURE or line.lows[at] in _SCRIPTURE:
        return True
    text, end = line.text, line.words[at].end
    return _VERSE.match(text.low, end, end + 12) is not None


def _prefixed(line: Line, at: int) -> bool:
    if line.low(at - 1) == "teh" and line.classes[at] is Class.NAME:
        return True
    return line.low(at - 1) in ("teh", "bunga", "test") and line.low(at - 2) in frames.HONORIFICS


@cache
def _public_words() -> frozenset[str]:
    return _ALWAYS_PUBLIC | frozenset(word for name in phrases_of("names_public") for word in name.split())


def _is_public(line: Line, at: int) -> bool:
    """Part of the full name of somebody everybody knows?"""
    if line.lows[at] not in _public_words():
        return False
    public = phrases_of("names_public")
    for first in range(max(0, at - 2), at + 1):
        for size in (4, 3, 2):
            if (
                first <= at < first + size <= len(line.lows)
                and " ".join(line.lows[first : first + size]) in public
            ):
                return True
    if line.low(at - 1) in _TITLES:
        return False
    if line.lows[at] in _ALWAYS_PUBLIC:
        return not _has_own_last_name(line, at + 1)
    if line.lows[at] not in public:
        return False
    return not frames.MEDIA.isdisjoint(line.lows[max(0, at - 4) : at + 4])


def _has_own_last_name(line: Line, at: int) -> bool:
    """`Ronaldo Sahay`: the first name of somebody known, and another last name."""
    if line.gap(at) != " " or line.classes[at] is Class.WORD or line.lows[at] in _ALWAYS_PUBLIC:
        return False
    return line.plainly_capital(at) or (line.capital(at) and line.classes[at] in (Class.LAST, Class.NAME))
