"""What the words before a name say: an honorific, a relation, `namanya`, a greeting, an introduction."""

from __future__ import annotations

from moderation.detect import frames
from moderation.detect.lexicon import SHORT, Class, is_affixed, is_syllable
from moderation.detect.line import Line


def before(line: Line, at: int) -> float:
    """The strongest of what stands before."""
    low, gap = line.low(at - 1), line.gap(at)
    if gap in (" ", "  ") or (gap in (". ", ".") and low in frames.ABBREVIATED):
        found = _right_before(line, at, low)
        if found is not None:
            return found
    if low in frames.NAMED and gap.strip() in ("", ":", "="):
        return _named(line, at, low)
    if (line.low(at - 2), low) == ("a", "n") and line.gap(at - 1) in ("/", "."):
        return 1.0
    if gap == ", " and _is_apposed(line, at):
        if line.capital(at):
            return 0.6
        if line.classes[at] >= Class.WORDY and line.gap(at + 1).startswith(","):
            return 1.0
    syllables = _syllables(line, at)
    if line.shouted and low in frames.GREETINGS and _is_nickname(line, at):
        return 1.0
    if low in frames.SOCIAL and gap in (" ", ", ", ": "):
        return max(_social(line, at, low), syllables)
    return _behind_colon(line, at) or syllables


def _right_before(line: Line, at: int, low: str) -> float | None:
    """Honorifics, `si`, introductions, titles of birth, relations: None when it is none of them."""
    kind, capital = line.classes[at], line.capital(at)
    if low in frames.HONORIFICS and line.lows[at] not in frames.AFTER_TITLE:
        return _honoured(line, at, low)
    if low in ("i", "ni") and line.lows[at] in frames.BALINESE and line.capital(at - 1):
        return 1.0 if low == "ni" or line.capital(at) else 0.0
    if low == "kata" and kind is Class.WORDY and line.low(at + 1) in frames.PRONOUNS:
        return 1.0
    if low == "si" and (kind >= Class.WORDY or capital or _is_nickname(line, at)):
        return 1.0
    if line.gap(at) == " " and (found := _introduced(line, at)):
        return found
    if low in frames.PREFIXES and capital and line.capital(at - 1) and kind is not Class.WORD:
        return 0.8
    if low in frames.RELATIONS and (kind is Class.NAME or line.plainly_capital(at)):
        return 0.8 if capital else 0.5
    if low in frames.RELATIONS and line.low(at - 2) in frames.OWNERS and _is_nickname(line, at):
        return 1.0
    return None


def _is_nickname(line: Line, at: int) -> bool:
    """Lower case, in no list and no form of an everyday word: `si juki`, `my roommate pryia`."""
    low, kind = line.lows[at], line.classes[at]
    return kind is Class.LIKELY or (kind is Class.UNKNOWN and len(low) >= 4 and not is_affixed(low))


def _honoured(line: Line, at: int, low: str) -> float:
    kind, capital = line.classes[at], line.capital(at)
    weak = low in frames.WEAK_HONORIFICS
    if kind is Class.NAME:
        return 0.7
    if kind is Class.WORDY:
        if line.low(at + 1) in frames.STATES:
            return 1.0
        return 1.0 if capital or not (weak or line.lows[at] in frames.VERY_WORDY) else 0.0
    if capital or (kind is Class.LIKELY and low not in frames.RELATIONS):
        return 1.0
    if line.shouted and _is_nickname(line, at):
        return 1.0
    plain_word = weak or low in frames.RELATIONS or is_affixed(line.lows[at])
    if line.lows[at] in SHORT:
        return 1.0
    return 1.0 if not plain_word and len(line.lows[at]) >= 4 else 0.0


_JUST = frozenset(("aja", "saja", "ja", "ae", "wae", "bae", "bai", "aje", "dah", "sudah", "deh"))


def _named(line: Line, at: int, low: str) -> float:
    """`namanya X`, `called X`; a common lower-case word that follows is no name."""
    kind, capital = line.classes[at], line.capital(at)
    if line.lows[at] in frames.VERY_WORDY and not capital:
        return 0.0
    if low in ("panggil", "sebut") and line.low(at + 1) in _JUST and line.gap(at + 1) == " ":
        return 1.0 if kind is not Class.WORD or capital else 0.0
    if low in frames.NAMED_LOOSELY and line.gap(at) == " ":
        return 0.9 if kind is Class.NAME else 0.6 if capital else 0.0
    if kind <= Class.LIKELY and not capital:
        return 0.9 if len(line.lows[at]) >= 3 else 0.0
    return 1.0


def _introduced(line: Line, at: int) -> float:
    """`aku Sekar,`, `I'm Hannah`, `nama aku X`, `panggil aja X`."""
    one, two, three = line.low(at - 1), line.low(at - 2), line.low(at - 3)
    kind, capital = line.classes[at], line.capital(at) or (line.shouted and line.classes[at] is Class.WORDY)
    if _is_called(three, two, one):
        return 1.0 if kind > Class.LIKELY or capital or len(line.lows[at]) >= 3 else 0.0
    english = one == "im" or (two == "i" and one in ("m", "am"))
    if not (english or one in frames.INTROS):
        return 0.0
    if kind is Class.NAME:
        return 0.6
    if not _ends_here(line, at):
        return 0.0
    if kind is Class.LIKELY:
        return 0.8
    return 0.7 if capital and line.mid(at) else 0.0


def _is_called(three: str, two: str, one: str) -> bool:
    if (two, one) in frames.CALLS or (three, two, one) in frames.CALLS:
        return True
    return two in frames.PRESENTED and one in frames.INTROS | {"aja", "saja"}


def _ends_here(line: Line, at: int) -> bool:
    """Does a pause follow, or where one is from? Further capitalised words belong to the name."""
    while at + 1 < len(line.words) and line.gap(at + 1) == " " and line.capital(at + 1):
        at += 1
    gap = line.gap(at + 1)
    if gap.strip():
        return gap.strip()[0] in ",.!(-;"
    return "\n" in gap or line.low(at + 1) in frames.FROM


def _is_apposed(line: Line, at: int) -> bool:
    """`nenekku, Sumirah`, `anak sulung saya, Galih`."""
    near = line.lows[max(0, at - 3) : at]
    if line.low(at - 1) in frames.MINE and not frames.LOOSE_KIN.isdisjoint(near):
        return True
    return not _CLOSE_KIN.isdisjoint(near)


_CLOSE_KIN = frames.KIN_AFTER - frames.LOOSE_KIN


def _social(line: Line, at: int, low: str) -> float:
    """`sama X`, `kata X`, `told X`; little for a word that is also a name behind `dari`, `untuk`, `about`."""
    kind = line.classes[at]
    if kind is Class.WORDY and low in frames.SOCIAL_THIN:
        return 0.25 if line.lows[at] in frames.VERY_WORDY else 0.5
    return 0.5 if kind >= Class.LIKELY else 0.25


def _behind_colon(line: Line, at: int) -> float:
    """`nama buat anak itu: Gilang`: a colon behind a clause with a word for name."""
    if line.gap(at).strip() != ":" or not line.capital(at):
        return 0.0
    return 0.0 if frames.NAMED.isdisjoint(line.lows[max(0, at - 7) : at]) else 1.0


def _syllables(line: Line, at: int) -> float:
    """`Tan Kian Hong`, `Mei Hwa`: two or more capitalised syllables of Chinese names in a row."""
    if not (line.capital(at) and is_syllable(line.lows[at])):
        return 0.0
    for other, joint in ((at - 1, at), (at + 1, at + 1)):
        if line.gap(joint) == " " and is_syllable(line.low(other)) and line.capital(other):
            return 1.0
    return 0.0
