"""What the words after a name say: 's, a vocative's comma, a verb of people, a relation, a family name."""

from __future__ import annotations

from moderation.detect import frames
from moderation.detect.lexicon import Class, built, is_clipped, is_syllable
from moderation.detect.line import Line
from moderation.detect.wording import begins_sentence

_NOT_OWNED = frozenset(("a", "the", "not", "so", "been", "just", "gone", "always"))
_BUILT = 0.5
_KIN_OR_TITLE = frames.KIN_PLAIN | frames.HONORIFICS
_AGES = frozenset(("umur", "usia", "berumur", "berusia", "aged"))


def after(line: Line, at: int) -> float:
    """What follows the word."""
    gap, low = line.gap(at + 1), line.low(at + 1)
    if gap in ("'", "’") and low == "s":
        return _owns(line, at)
    if gap == "-" and low in ("ku", "nya") and line.classes[at] >= Class.WORDY:
        return 0.6
    if gap.startswith(","):
        return _called(line, at, low)
    if at == 0 and gap.startswith((".. ", "... ", "… ")) and low in frames.VOCATIVE | frames.YOU:
        return 1.0 if line.classes[at] in (Class.NAME, Class.LIKELY) else 0.0
    if (
        gap == " "
        and low in _AGES
        and line.low(at + 2)[:1].isdecimal()
        and line.lows[at] not in frames.VERY_WORDY
    ):
        known = line.classes[at] >= Class.LIKELY or (line.classes[at] is Class.UNKNOWN and line.mid(at))
        return 1.0 if known and line.low(at - 1) not in frames.ARTICLES else 0.0
    return _goes_on(line, at, low) if gap == " " else 0.0


def _owns(line: Line, at: int) -> float:
    if not line.capital(at) or line.classes[at] is Class.WORD:
        return 0.0
    if line.low(at + 2) in _NOT_OWNED:
        return 0.4
    return 1.0 if line.classes[at] >= Class.WORDY else 0.9


def _goes_on(line: Line, at: int, low: str) -> float:
    kind, capital = line.classes[at], line.capital(at)
    if low in frames.COPULAS and (capital or kind is Class.NAME) and _is_kin(line.low(at + 2)):
        return 1.0
    if low in frames.OWNING and capital:
        return 0.6
    if (
        _is_own_kin(line, at + 1)
        and (capital or kind is Class.NAME)
        and line.lows[at] not in frames.HONORIFICS
    ):
        return 1.0
    if line.shouted and _is_shouted_pair(line, at):
        return 1.0
    if kind is Class.WORDY and low in frames.REPORTS and not _is_plainly_meant(line, at):
        return 1.0
    if capital and line.capital(at + 1):
        return _with_next(line, at)
    if (
        low in frames.SPEECH
        and capital
        and (kind is Class.WORDY or (kind <= Class.LIKELY and len(line.lows[at]) > 3))
    ):
        return 1.0
    if kind is Class.WORDY and _is_spoken_to(line, at, low):
        return 1.0
    return _acts(line, at, low) if low in frames.SAYS else 0.0


def _is_shouted_pair(line: Line, at: int) -> bool:
    """`GDE OKA`, `RINA LESTARI`: two words of names in a row, one of them hardly ever anything else."""
    pair = (line.classes[at], line.classes[at + 1])
    if min(pair) < Class.LAST or not frames.VERY_WORDY.isdisjoint(line.lows[at : at + 2]):
        return False
    return Class.NAME in pair


def _is_own_kin(line: Line, at: int) -> bool:
    """`Fitri adek gue`, `Rini istriku`, `Joko my cousin`."""
    low = line.low(at)
    if low == "my" and line.low(at + 1) in frames.RELATIONS:
        return True
    if low in frames.KIN_PLAIN and line.low(at + 1) in frames.KIN_AFTER and line.low(at + 1).endswith("ku"):
        return True
    if low in frames.KIN_AFTER and (low.endswith("ku") or line.low(at + 1) in frames.MINE):
        return True
    if line.low(at + 1) in _KIN_OR_TITLE and line.low(at + 2) in frames.MINE:
        return low in frames.KIN_PLAIN
    return low in frames.KIN_PLAIN and line.low(at + 1) in frames.MINE


def _is_plainly_meant(line: Line, at: int) -> bool:
    """`he will bilang`, `the sun said`: the word itself, not somebody."""
    if line.low(at - 1) in frames.JUST_NOW:
        return False
    return line.lows[at] in frames.VERY_WORDY or line.low(at - 1) in frames.ARTICLES | frames.NOBODY


def _is_kin(low: str) -> bool:
    return low in frames.KIN_AFTER or low == "my"


def _with_next(line: Line, at: int) -> float:
    """A capitalised word follows: a family name, another name, or both are built like names."""
    kind, following = line.classes[at], line.classes[at + 1]
    if following is Class.LAST:
        return 1.0
    if following is Class.NAME:
        return 0.6 if kind >= Class.WORDY else 0.5
    unlisted = kind in (Class.UNKNOWN, Class.LIKELY) and following in (Class.UNKNOWN, Class.LIKELY)
    return 0.5 if unlisted and min(built(line.lows[at]), built(line.lows[at + 1])) >= _BUILT else 0.0


def _acts(line: Line, at: int, low: str) -> float:
    """A verb of people: strong for a name, weak where things do it too."""
    kind, mid = line.classes[at], line.mid(at)
    if kind is Class.WORDY and low in frames.THIN:
        cold = low in frames.INANIMATE and line.lows[at] in frames.VERY_WORDY
        return 0.3 if mid and not cold else 0.0
    known = kind >= Class.WORDY or kind is Class.LIKELY
    return 0.5 if known and (line.capital(at) or kind is Class.NAME) else 0.25 if mid else 0.0


def _is_spoken_to(line: Line, at: int, low: str) -> bool:
    """`ruby if you see this`, `ayu jangan baca ini`, `what maya said`."""
    if at == 0 and line.lows[at] not in frames.VERY_WORDY:
        return low in frames.PLEAS or (low in frames.IFS and line.low(at + 2) in frames.YOU)
    told = low == "said" or (low == "told" and line.low(at + 2) in frames.TOLD_WHOM)
    return told and at > 0 and line.low(at - 1) not in frames.ARTICLES


def _called(line: Line, at: int, low: str) -> float:
    """`Indah, you deserve better`, `dit, jangan gitu`, `iya Lin, aku tau`, `Ngatini, simbokku`."""
    kind, capital = line.classes[at], line.capital(at)
    if low in ("they", "she", "he", "xe", "ze") and line.gap(at + 2) == "/" and capital:
        return 1.0
    if low in frames.VOCATIVE and begins_sentence(line.text, line.words[at]):
        return _vocative(line, at)
    if at == 1 and capital and line.low(0) in frames.INTERJECTIONS and line.gap(1) == " ":
        known = kind >= Class.LIKELY or is_syllable(line.lows[at])
        return 1.0 if known and line.lows[at] not in frames.VERY_WORDY else 0.4
    if capital and low in frames.KIN_PLAIN and line.gap(at + 2).strip()[:1] in (")", ",", ".", ""):
        return 1.0 if kind is not Class.WORD and line.gap(at + 2) != " " else 0.0
    own = low in frames.KIN_AFTER and (low.endswith("ku") or low == "my")
    return 1.0 if own and (capital or kind is Class.NAME) else 0.0


def _vocative(line: Line, at: int) -> float:
    kind, capital = line.classes[at], line.capital(at)
    if kind <= Class.LIKELY and is_clipped(line.lows[at]):
        return 1.0
    if kind is Class.WORDY and capital:
        return 1.0
    return 0.6 if kind >= Class.LAST else 0.4 if capital else 0.0
