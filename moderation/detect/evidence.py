"""What speaks for a word being a name here: its class, and the words before and after it, added up.

1.0 is enough. A word that is also a name needs a frame; an unknown word needs a strong one.
"""

from __future__ import annotations

from moderation.data import sections_of, words_of
from moderation.detect import frames
from moderation.detect.lexicon import Class, is_affixed, is_clipped, is_syllable
from moderation.detect.line import Line
from moderation.detect.namelike import namelike
from moderation.detect.wording import STOP, begins_sentence

_WORDS = sections_of("naming")
_SURE = 0.9
_INANIMATE = _WORDS["inanimate"]
_BEFORE_UNKNOWN = frames.HONORIFICS | frames.NAMED | frames.INTROS | frames.PRESENTED | {"m", "am", "aja"}
_CALLS = frozenset(tuple(frame.split()) for frame in _WORDS["calls"])
_THIN = _WORDS["thin"]
_FROM = frozenset(
    {"dari", "umur", "here", "and", "btw", "by", "salam", "asal", "anak", "from,", "usia", "di"}
)


def may_be_syllable(line: Line, at: int) -> bool:
    return is_syllable(line.lows[at]) and line.capital(at)


def may_be_one(line: Line, at: int) -> bool:
    kind = line.classes[at]
    if line.text.plain[line.words[at].start - 1 : line.words[at].start] == "#":
        return False
    if line.lows[at] in (line.low(at - 1), line.low(at + 1)) and "-" in (line.gap(at), line.gap(at + 1)):
        return False
    if kind >= Class.LIKELY:
        return len(line.lows[at]) > 1
    if kind is Class.WORD and line.low(at - 1) in frames.INTROS and line.mid(at):
        return line.lows[at] not in STOP | words_of("brands") and _is_plainly_capital(line, at)
    if kind is Class.WORD:
        return may_be_syllable(line, at) or (at == 0 and is_clipped(line.lows[at]))
    return (
        line.capital(at) or line.low(at - 1) in _BEFORE_UNKNOWN or line.shouted or line.gap(at + 1)[:1] == ","
    )


def evidence(line: Line, at: int) -> float:
    """What speaks for a name here."""
    score = _prior(line, at) + _before(line, at)
    return score + _after(line, at) if score < 1.4 else score


def _prior(line: Line, at: int) -> float:
    kind, size, mid = line.classes[at], len(line.lows[at]), line.mid(at)
    if kind is Class.NAME:
        base = 1.0 if size >= 5 else 0.85 if size == 4 else 0.5
        base = max(base, 1.0) if line.shouted and size == 4 else base
        return base + (0.5 if mid else 0.15 if line.capital(at) else 0.0)
    if kind is Class.WORDY:
        return 0.5 if mid else 0.0
    if kind is Class.LAST:
        return (0.6 if mid else 0.1) + (0.4 if size >= 6 else 0.0)
    if kind is Class.LIKELY:
        if line.capital(at):
            return (1.0 if _is_plainly_capital(line, at) else 0.6) if mid else 0.6
        return 0.5 if namelike(line.lows[at]) >= _SURE else 0.2
    if kind is Class.UNKNOWN and is_affixed(line.lows[at]):
        return -0.5
    return 0.75 if mid and _is_plainly_capital(line, at) else 0.4 if mid else 0.1 if line.capital(at) else 0.0


def _is_plainly_capital(line: Line, at: int) -> bool:
    """`Elodie`, not `PHQ`, `EktP` or a hashtag."""
    word = line.words[at]
    before = line.text.plain[word.start - 1 : word.start]
    return line.text.plain[word.start + 1 : word.end].islower() and len(word.low) > 2 and before not in "#@_"


def _before(line: Line, at: int) -> float:
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
    if (line.low(at - 2), low) == ("a", "n") and line.gap(at - 1) in ("/", "."):
        return 1.0
    if low in frames.RELATIONS and gap == ", " and line.capital(at):
        return 0.6
    if low in frames.SOCIAL and gap in (" ", ", ", ": "):
        if kind is Class.WORDY and low in frames.SOCIAL_THIN:
            return 0.25 if line.lows[at] in frames.VERY_WORDY else 0.5
        return 0.5 if kind >= Class.LIKELY else 0.25
    return _possessed_name(line, at) or _syllables(line, at)


def _syllables(line: Line, at: int) -> float:
    """`Tan Kian Hong`, `Mei Hwa`: two or more capitalised syllables of Chinese names in a row."""
    if not (line.capital(at) and is_syllable(line.lows[at])):
        return 0.0
    for other, joint in ((at - 1, at), (at + 1, at + 1)):
        if line.gap(joint) == " " and is_syllable(line.low(other)) and line.capital(other):
            return 1.0
    return 0.0


def _honoured(line: Line, at: int, low: str) -> float:
    kind, capital = line.classes[at], line.capital(at)
    weak = low in frames.WEAK_HONORIFICS
    if kind is Class.NAME:
        return 0.7
    if kind is Class.WORDY:
        return 1.0 if capital or not (weak or line.lows[at] in frames.VERY_WORDY) else 0.0
    if low in frames.RELATIONS and not capital:
        return 0.0
    return 1.0 if capital or (not weak and len(line.lows[at]) >= 4) else 0.0


def _named(line: Line, at: int, low: str) -> float:
    """`namanya X`, `called X`; a common lower-case word that follows is no name."""
    kind = line.classes[at]
    if line.lows[at] in frames.VERY_WORDY and not line.capital(at):
        return 0.0
    if low in ("nama", "name", "names", "panggil", "manggil", "sebut") and line.gap(at) == " ":
        return 0.9 if kind is Class.NAME else 0.6 if line.capital(at) else 0.0
    if kind <= Class.LIKELY and not line.capital(at):
        return 0.9 if len(line.lows[at]) >= 3 else 0.0
    return 1.0


def _introduced(line: Line, at: int) -> float:
    """`aku Sekar,`, `I'm Hannah`, `nama aku X`, `panggil aja X`, `this is Maya`."""
    one, two, three = line.low(at - 1), line.low(at - 2), line.low(at - 3)
    kind, capital = line.classes[at], line.capital(at) or (line.shouted and line.classes[at] is Class.WORDY)
    if (
        (two, one) in _CALLS
        or (three, two, one) in _CALLS
        or (two in frames.PRESENTED and one in frames.INTROS | {"aja", "saja"})
    ):
        return 1.0 if kind > Class.LIKELY or capital or len(line.lows[at]) >= 3 else 0.0
    first_person = one in frames.INTROS or (one == "m" and two == "i") or (one == "am" and two == "i")
    if not first_person:
        return 0.0
    if kind is Class.NAME:
        return 0.6
    ends = _ends_here(line, at)
    if one in ("m", "am", "im"):
        return 0.7 if capital and ends and not begins_sentence(line.text, line.words[at]) else 0.0
    return 0.7 if capital and ends and line.mid(at) else 0.0


def _ends_here(line: Line, at: int) -> bool:
    """Does a pause follow, or where one is from?"""
    gap = line.gap(at + 1)
    return (
        gap.strip()[:1] in (",", ".", "!", "(", "-", "\n", ";")
        if gap.strip()
        else "\n" in gap or line.low(at + 1) in _FROM
    )


def _possessed_name(line: Line, at: int) -> float:
    """`nama buat anak itu: Gilang`: a colon behind a clause with a name word."""
    if (
        line.gap(at).strip() == ":"
        and line.capital(at)
        and not frames.NAMED.isdisjoint(line.lows[max(0, at - 7) : at])
    ):
        return 1.0
    return 0.0


def _after(line: Line, at: int) -> float:
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
    if (
        low in ("itu", "is", "was", "tuh", "are")
        and (capital or kind is Class.NAME)
        and (line.low(at + 2) in frames.KIN_AFTER or line.low(at + 2) == "my")
    ):
        return 1.0
    if (
        capital
        and at + 1 < len(line.words)
        and line.capital(at + 1)
        and line.classes[at + 1] in (Class.LAST, Class.NAME)
    ):
        return 1.0 if line.classes[at + 1] is Class.LAST else 0.6 if known else 0.5
    if (
        low in frames.SPEECH
        and capital
        and (kind is Class.WORDY or (kind in (Class.UNKNOWN, Class.LIKELY) and len(line.lows[at]) > 3))
    ):
        return 1.0
    if kind is Class.WORDY and _is_spoken_to(line, at, low):
        return 1.0
    if low in frames.SAYS:
        if kind is Class.WORDY and low in _THIN:
            cold = low in _INANIMATE and line.lows[at] in frames.VERY_WORDY
            return 0.3 if line.mid(at) and not cold else 0.0
        known = known or kind is Class.LIKELY
        return 0.5 if known and (capital or kind is Class.NAME) else 0.25 if line.mid(at) else 0.0
    return 0.0


def _is_spoken_to(line: Line, at: int, low: str) -> bool:
    """`ruby if you see this`, `ayu jangan baca ini`, `what maya said`."""
    if at == 0 and line.lows[at] not in frames.VERY_WORDY:
        return low in _PLEAS or (low, line.low(at + 2)) in _ADDRESSED
    told = low == "said" or (low == "told" and line.low(at + 2) in ("me", "us", "him", "her", "them", "my"))
    return told and at > 0 and line.low(at - 1) not in _ARTICLES


_PLEAS, _ARTICLES, _INTERJECTIONS = _WORDS["pleas"], _WORDS["articles"], _WORDS["interjections"]
_ADDRESSED = frozenset(
    (one, two)
    for one in ("if", "kalo", "kalau", "klo")
    for two in ("you", "u", "ur", "kamu", "lo", "lu", "km")
)


def _called(line: Line, at: int, low: str) -> float:
    """`Indah, you deserve better`, `dit, jangan gitu`, `Ngatini, simbokku`."""
    kind, capital = line.classes[at], line.capital(at)
    opens = begins_sentence(line.text, line.words[at])
    if low in frames.VOCATIVE and opens:
        if kind <= Class.LIKELY and is_clipped(line.lows[at]):
            return 1.0
        return (
            1.0 if kind is Class.WORDY and capital else 0.6 if kind >= Class.LAST else 0.4 if capital else 0.0
        )
    if at == 1 and line.low(0) in _INTERJECTIONS and line.gap(1) == " " and capital:
        known = kind >= Class.LIKELY or is_syllable(line.lows[at])
        return 1.0 if known and line.lows[at] not in frames.VERY_WORDY else 0.4
    if (low in frames.KIN_AFTER and (low.endswith("ku") or low == "my")) and (capital or kind is Class.NAME):
        return 1.0
    return 0.0
