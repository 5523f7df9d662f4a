"""People's names, by word class and frame: evidence is added up, and from 1.0 on a word is hidden.

God, prophets, public figures, kinship and words that only look like names stay (CARE C13): a word that is also a
name needs a frame, and honorifics stay outside the span.
"""

from __future__ import annotations

from collections.abc import Iterator

from moderation.detect import frames
from moderation.detect.lexicon import Class, class_of, classes_of, glued, is_clipped, is_syllable, without_clitic
from moderation.detect.wording import STOP, begins_sentence, gap_before, is_capital, phrases_of
from moderation.normalise import Text
from moderation.types import Kind, Span

_ENOUGH = 0.99
_WORD = Class.WORD


class _Line:
    """A text with what the frames ask of each word."""

    __slots__ = ("classes", "lows", "shouted", "text", "words")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.words = text.words
        self.lows = [word.low for word in text.words]
        self.classes = classes_of(self.lows)
        self.shouted = text.shouted

    def low(self, at: int) -> str:
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def gap(self, at: int) -> str:
        """What stands before this word; a line's end at the ends."""
        return gap_before(self.text, at) if 0 < at < len(self.words) else "\n"

    def capital(self, at: int) -> bool:
        return not self.shouted and is_capital(self.text, self.words[at])

    def mid(self, at: int) -> bool:
        """Capital where none is due."""
        return self.capital(at) and not begins_sentence(self.text, self.words[at])


def find_names(text: Text) -> Iterator[Span]:
    """Names by list and frame; a second look takes the neighbours of what the first found."""
    line = _Line(text)
    taken: dict[int, float] = {}
    candidates = [at for at, kind in enumerate(line.classes) if kind is not _WORD or at == 0 or _may_be_syllable(line, at)]
    candidates = [at for at in candidates if _may_be_one(line, at)]
    for at in candidates:
        if (score := _evidence(line, at)) > _ENOUGH and not _is_excused(line, at):
            taken[at] = min(score, 1.5) / 1.6
    for at in candidates:
        if at not in taken and _is_listed_with(line, at, taken) and not _is_excused(line, at):
            taken[at] = 0.7
    yield from _spans(line, taken)
    yield from _clitics(line, taken)


def _may_be_syllable(line: _Line, at: int) -> bool:
    return is_syllable(line.lows[at]) and line.capital(at)


def _may_be_one(line: _Line, at: int) -> bool:
    kind = line.classes[at]
    if line.lows[at] in (line.low(at - 1), line.low(at + 1)) and "-" in (line.gap(at), line.gap(at + 1)):
        return False
    if kind >= Class.LAST:
        return len(line.lows[at]) > 1
    if kind is Class.WORD:
        return _may_be_syllable(line, at) or (at == 0 and is_clipped(line.lows[at]))
    return line.capital(at) or line.low(at - 1) in _BEFORE_UNKNOWN or line.shouted or line.gap(at + 1)[:1] == ","


_BEFORE_UNKNOWN = frames.HONORIFICS | frames.NAMED | frames.INTROS | frames.PRESENTED | {"m", "am", "aja"}


def _evidence(line: _Line, at: int) -> float:
    """What speaks for a name here."""
    score = _prior(line, at) + _before(line, at)
    return score + _after(line, at) if score < 1.4 else score


def _prior(line: _Line, at: int) -> float:
    kind, size, mid = line.classes[at], len(line.lows[at]), line.mid(at)
    if kind is Class.NAME:
        base = 1.0 if size >= 5 else 0.85 if size == 4 else 0.5
        base = max(base, 1.0) if line.shouted and size == 4 else base
        return base + (0.5 if mid else 0.15 if line.capital(at) else 0.0)
    if kind is Class.WORDY:
        return 0.5 if mid else 0.0
    if kind is Class.LAST:
        return (0.6 if mid else 0.1) + (0.4 if size >= 6 else 0.0)
    return 0.4 if mid else 0.1 if line.capital(at) else 0.0


def _before(line: _Line, at: int) -> float:
    """What stands before: an honorific, a relation, `namanya`, a greeting, an introduction."""
    low, gap, kind = line.low(at - 1), line.gap(at), line.classes[at]
    if gap in (" ", "  ") or (gap in (". ", ".") and low in frames.ABBREVIATED):
        if low in frames.HONORIFICS and line.lows[at] not in frames.AFTER_TITLE:
            return _honoured(line, at, low)
        if low in ("i", "ni") and line.lows[at] in frames.BALINESE and line.capital(at - 1):
            return 1.0
        if low == "si" and (kind >= Class.WORDY or line.capital(at)):
            return 1.0
        if gap == " " and (found := _introduced(line, at)):
            return found
        if low in frames.PREFIXES and line.capital(at) and line.capital(at - 1) and kind is not Class.WORD:
            return 0.8
        if low in frames.RELATIONS and (line.capital(at) or kind is Class.NAME):
            return 0.8 if line.capital(at) else 0.5
    if low in frames.NAMED and gap.strip() in ("", ":", "="):
        return _named(line, at, low)
    if low in frames.RELATIONS and gap == ", " and line.capital(at):
        return 0.6
    if low in frames.SOCIAL and gap in (" ", ", ", ": "):
        if kind is Class.WORDY and low in frames.SOCIAL_THIN:
            return 0.25 if line.lows[at] in frames.VERY_WORDY else 0.5
        return 0.5 if kind >= Class.LAST else 0.25
    return _possessed_name(line, at) or _syllables(line, at)


def _syllables(line: _Line, at: int) -> float:
    """`Tan Kian Hong`, `Mei Hwa`: two or more capitalised syllables of Chinese names in a row."""
    if not (line.capital(at) and is_syllable(line.lows[at])):
        return 0.0
    for other, joint in ((at - 1, at), (at + 1, at + 1)):
        if line.gap(joint) == " " and is_syllable(line.low(other)) and line.capital(other):
            return 1.0
    return 0.0


def _honoured(line: _Line, at: int, low: str) -> float:
    kind, capital = line.classes[at], line.capital(at)
    weak = low in frames.WEAK_HONORIFICS
    if kind is Class.NAME:
        return 0.7
    if kind is Class.WORDY:
        return 1.0 if capital or not (weak or line.lows[at] in frames.VERY_WORDY) else 0.0
    if low in frames.RELATIONS and not capital:
        return 0.0
    return 1.0 if capital or (not weak and len(line.lows[at]) >= 4) else 0.0


def _named(line: _Line, at: int, low: str) -> float:
    """`namanya X`, `called X`; a common lower-case word that follows is no name."""
    kind = line.classes[at]
    if low in ("nama", "name", "names", "panggil", "manggil", "sebut") and line.gap(at) == " ":
        return 0.9 if kind is Class.NAME else 0.6 if line.capital(at) else 0.0
    if kind is Class.UNKNOWN and not line.capital(at):
        return 0.9 if len(line.lows[at]) >= 3 else 0.0
    return 1.0


def _introduced(line: _Line, at: int) -> float:
    """`aku Sekar,`, `I'm Hannah`, `nama aku X`, `panggil aja X`, `this is Maya`."""
    one, two, three = line.low(at - 1), line.low(at - 2), line.low(at - 3)
    kind, capital = line.classes[at], line.capital(at) or (line.shouted and line.classes[at] is Class.WORDY)
    if (two, one) in _CALLS or (three, two, one) in _CALLS or (two in frames.PRESENTED and one in frames.INTROS | {"aja", "saja"}):
        return 1.0 if kind is not Class.UNKNOWN or capital or len(line.lows[at]) >= 3 else 0.0
    first_person = one in frames.INTROS or (one == "m" and two == "i") or (one == "am" and two == "i")
    if not first_person:
        return 0.0
    if kind is Class.NAME:
        return 0.6
    ends = _ends_here(line, at)
    if one in ("m", "am", "im"):
        return 0.7 if capital and ends and not begins_sentence(line.text, line.words[at]) else 0.0
    return 0.7 if capital and ends and line.mid(at) else 0.0


_CALLS = frozenset(
    {
        ("nama", "aku"), ("nama", "saya"), ("nama", "gue"), ("nama", "gw"), ("nama", "ku"), ("nama", "asliku"), ("name", "is"), ("name", "s"),
        ("panggil", "aja"), ("panggil", "saja"), ("panggil", "aku"), ("panggil", "saya"), ("dipanggil", "aja"), ("biasa", "dipanggil"), ("call", "me"), ("nama", "dia"), ("nama", "anakku"),
        ("nama", "asli"), ("nama", "lengkap"), ("nama", "lengkapku"), ("nama", "panggilan"), ("namanya", "tuh"), ("namanya", "itu"), ("namaku", "itu"), ("go", "by"), ("names", "is"), ("named", "him"), ("named", "her"),
        ("panggil", "gue"), ("namaku", "adalah"), ("sebut", "saja"), ("sebut", "aja"), ("disapa", "dengan"), ("nama", "pacarku"), ("nama", "mantanku"), ("nama", "suamiku"), ("nama", "istriku"), ("called", "him"), ("called", "her"),
    }
)  # fmt: skip


def _ends_here(line: _Line, at: int) -> bool:
    """Does a pause follow, or where one is from?"""
    gap = line.gap(at + 1)
    return gap.strip()[:1] in (",", ".", "!", "(", "-", "\n", ";") if gap.strip() else "\n" in gap or line.low(at + 1) in _FROM


_FROM = frozenset("dari umur here and btw by salam asal anak from, usia di".split())


def _possessed_name(line: _Line, at: int) -> float:
    """`nama buat anak itu: Gilang`: a colon behind a clause with a name word."""
    if line.gap(at).strip() == ":" and line.capital(at) and not frames.NAMED.isdisjoint(line.lows[max(0, at - 7) : at]):
        return 1.0
    return 0.0


def _after(line: _Line, at: int) -> float:
    """What stands behind: 's, a vocative's comma, a verb of people, a relation, a family name."""
    gap, low = line.gap(at + 1), line.low(at + 1)
    kind, capital = line.classes[at], line.capital(at)
    known = kind >= Class.WORDY
    if gap in ("'", "’") and low == "s" and (known and capital):
        return 1.0 if line.low(at + 2) not in ("a", "the", "not", "so", "been", "just") else 0.4
    if gap == "-" and low in ("ku", "nya") and known:
        return 0.6
    if gap.startswith(","):
        return _called(line, at, low)
    if not gap.startswith(" ") or len(gap) > 1:
        return 0.0
    if low in ("itu", "is", "was", "tuh") and (capital or kind is Class.NAME) and (line.low(at + 2) in frames.KIN_AFTER or line.low(at + 2) == "my"):
        return 1.0
    if capital and at + 1 < len(line.words) and line.capital(at + 1) and line.classes[at + 1] in (Class.LAST, Class.NAME):
        return 0.6 if known else 0.5 if line.classes[at + 1] is Class.NAME else 0.9
    if low in frames.SPEECH and kind is Class.UNKNOWN and capital and len(line.lows[at]) > 3:
        return 1.0
    if low in frames.SAYS:
        if kind is Class.WORDY and low in _THIN:
            return 0.3 if line.mid(at) and line.lows[at] not in frames.VERY_WORDY else 0.0
        return 0.5 if known and (capital or kind is Class.NAME) else 0.25 if line.mid(at) else 0.0
    return 0.0


_NEVER_LAST = frozenset(
    "senin selasa rabu kamis jumat sabtu minggu januari februari maret april mei juni juli agustus september oktober november desember monday tuesday wednesday thursday friday saturday sunday "
    "allah tuhan yesus god instagram facebook twitter tiktok whatsapp shopee jakarta bandung surabaya jogja indonesia lebaran natal christmas ramadan".split()
)
_THIN = frozenset(
    "itu tuh yang yg mah lagi masih selalu suka bisa ga gak nggak mau dulu udah sudah jadi is was has had would still just got and never always mulai pernah malah kerja jalan punya masuk keluar tau tahu hilang made makes used".split()
)


def _called(line: _Line, at: int, low: str) -> float:
    """`Indah, you deserve better`, `dit, jangan gitu`, `Ngatini, simbokku`."""
    kind, capital = line.classes[at], line.capital(at)
    opens = begins_sentence(line.text, line.words[at])
    if low in frames.VOCATIVE and opens:
        if kind <= Class.UNKNOWN and is_clipped(line.lows[at]):
            return 1.0
        return 1.0 if kind is Class.WORDY and capital else 0.6 if kind >= Class.LAST else 0.4 if capital else 0.0
    if (low in frames.KIN_AFTER and (low.endswith("ku") or low == "my")) and (capital or kind is Class.NAME):
        return 1.0
    return 0.0


def _is_excused(line: _Line, at: int) -> bool:
    """Public figures, the holy, pets, things that carry a name."""
    before = line.low(at - 1)
    if line.gap(at) in (" ", ". ", "-") and (before in frames.HOLY or before in frames.NOT_AFTER and not _prefixed(line, at)):
        return before != "dewi" or line.classes[at] is not Class.NAME
    if not frames.PETS.isdisjoint(line.lows[max(0, at - 3) : at]):
        return True
    if _is_public(line, at):
        return True
    near = line.lows[max(0, at - 2) : at]
    return not frames.MEDIA.isdisjoint(near) and line.gap(at) == " " and before not in frames.HONORIFICS | frames.RELATIONS | {"sama", "bareng", "with", "and"}


def _prefixed(line: _Line, at: int) -> bool:
    return line.low(at - 1) in ("teh", "bunga", "test") and line.low(at - 2) in frames.HONORIFICS


def _is_public(line: _Line, at: int) -> bool:
    """Part of the full name of somebody everybody knows?"""
    public = phrases_of("names_public")
    for first in range(max(0, at - 2), at + 1):
        for size in (4, 3, 2):
            if first <= at < first + size <= len(line.lows) and " ".join(line.lows[first : first + size]) in public:
                return True
    if line.lows[at] in _ALWAYS_PUBLIC:
        return True
    if line.lows[at] not in public:
        return False
    return not frames.MEDIA.isdisjoint(line.lows[max(0, at - 4) : at + 4])


_ALWAYS_PUBLIC = frozenset(
    "prabowo jokowi soekarno sukarno soeharto suharto megawati habibie ahok pramoedya rumi hatta freud jung maslow bowlby piaget pavlov nietzsche socrates plato aristotle aristoteles kant seneca camus "
    "kafka tolstoy hemingway murakami shakespeare obama trump biden mandela gandhi malala messi ronaldo beyonce rihanna eminem adele hozier mitski naruto luffy doraemon dumbledore hermione gandalf kartini".split()
)


def _is_listed_with(line: _Line, at: int, taken: dict[int, float]) -> bool:
    """`Wulan, Hendra, saya`, `Cecep sama Euis`: joined to a name that was found."""
    if line.classes[at] is Class.WORD or not (line.capital(at) or line.classes[at] is Class.NAME):
        return False
    for other, joint in ((at - 1, at), (at + 1, at + 1)):
        if other in taken and line.gap(joint) in (", ", " & ", "/", " / "):
            return line.capital(at) or line.classes[at] is Class.NAME
    for other, word in ((at - 2, at - 1), (at + 2, at + 1)):
        if other in taken and line.low(word) in ("dan", "sama", "and", "ama", "atau", "or", "n") and 0 < word < len(line.words):
            return line.gap(word) in (" ", ", ")
    return False


def _spans(line: _Line, taken: dict[int, float]) -> Iterator[Span]:
    covered = -1
    for at in sorted(taken):
        if at <= covered:
            continue
        first, last = _leftwards(line, at, covered), _rightwards(line, at)
        if _is_all_public(line, first, last):
            continue
        covered = last
        yield line.text.span(line.words[first].start, line.words[last].end, Kind.PERSON, taken[at], "name")


def _is_all_public(line: _Line, first: int, last: int) -> bool:
    return last > first and " ".join(line.lows[first : last + 1]) in phrases_of("names_public")


def _leftwards(line: _Line, at: int, covered: int) -> int:
    """Titles of birth and given names written before: `Ni Made Rai`, `Cut Meutia`, `Muhammad Faiz`."""
    while at - 1 > covered and line.gap(at) == " ":
        low = line.low(at - 1)
        if low in ("i", "ni") and line.lows[at] in frames.BALINESE and line.capital(at - 1):
            return at - 1
        named = line.classes[at - 1] in (Class.NAME, Class.LAST, Class.WORDY, Class.UNKNOWN) and low not in STOP
        if low in frames.HONORIFICS and low not in frames.PREFIXES:
            break
        if not (line.capital(at - 1) and (low in frames.PREFIXES or (named and line.mid(at)))):
            break
        if begins_sentence(line.text, line.words[at - 1]) and line.classes[at - 1] in (Class.WORDY, Class.UNKNOWN) and low not in frames.PREFIXES:
            if line.classes[at - 1] is Class.UNKNOWN and line.classes[at] is Class.NAME:
                return at - 1
            break
        at -= 1
    return at


def _rightwards(line: _Line, at: int) -> int:
    """Further names, with what joins them."""
    last = at
    while last + 1 < len(line.words) and last - at < 5:
        step = _next_name(line, last)
        if not step:
            break
        last += step
    return last


def _next_name(line: _Line, last: int) -> int:
    """How many words the name goes on: 0 at its end."""
    nxt, gap = last + 1, line.gap(last + 1)
    kind, low = line.classes[nxt], line.lows[nxt]
    if gap not in (" ", "-", "'", "’", ". ") or (gap == "-" and not line.capital(nxt)) or (gap in ("'", "’") and len(low) < 3):
        return 0
    if gap == ". ":
        return 1 if line.words[last].end - line.words[last].start == 1 and line.capital(nxt) and line.capital(last) else 0
    if low in frames.JOINTS and line.capital(last) and nxt + 1 < len(line.words) and line.capital(nxt + 1) and line.gap(nxt + 1) in (" ", "-"):
        return 2
    if line.capital(nxt):
        return 1 if low not in STOP and low not in _NEVER_LAST and line.capital(last) else 0
    if line.shouted:
        return 1 if kind in (Class.LAST, Class.NAME) else 0
    return 1 if kind in (Class.LAST, Class.NAME) and not line.capital(last) and len(low) >= 4 else 0


def _clitics(line: _Line, taken: dict[int, float]) -> Iterator[Span]:
    """`Budinya sendiri`, `panggilajafarhan`: only the name inside is hidden."""
    for at, word in enumerate(line.words):
        if at in taken or line.classes[at] is not Class.UNKNOWN or len(word.low) < 6:
            continue
        stem = without_clitic(word.low)
        begins = glued(word.low)
        if begins is not None:
            yield line.text.span(word.start + begins, word.end, Kind.PERSON, 0.8, "name.glued")
        elif stem and (class_of(stem) is Class.NAME or (line.capital(at) and word.low.endswith("ku")) or line.mid(at)):
            yield line.text.span(word.start, word.start + len(stem), Kind.PERSON, 0.75, "name.clitic")
