"""What speaks for a word being a name here: its class and capital, and the words before and after it, added up.

1.0 is enough. A word that is also a name needs a frame; an unknown word needs a strong one.
"""

from __future__ import annotations

from moderation.data import words_of
from moderation.detect import frames
from moderation.detect.after import after
from moderation.detect.before import before
from moderation.detect.lexicon import SHORT, Class, built, is_affixed, is_clipped, is_stretched, is_syllable
from moderation.detect.line import Line
from moderation.detect.wording import STOP

_SURE = 0.9  # a lower-case unknown word must be built very much like a name
_BEFORE_UNKNOWN = (
    frames.HONORIFICS
    | frames.RELATIONS
    | frames.NAMED
    | frames.INTROS
    | frames.PRESENTED
    | {"m", "am", "aja"}
)


def may_be_one(line: Line, at: int) -> bool:
    """A cheap look: is this word worth weighing?"""
    low, kind = line.lows[at], line.classes[at]
    if line.behind(at) == "#" or (
        low in (line.low(at - 1), line.low(at + 1)) and "-" in (line.gap(at), line.gap(at + 1))
    ):
        return False
    if kind >= Class.LIKELY:
        return len(low) > 1
    if kind is Class.UNKNOWN:
        return (
            line.capital(at)
            or line.low(at - 1) in _BEFORE_UNKNOWN
            or line.shouted
            or line.gap(at + 1)[:1] == ","
        )
    if line.low(at - 1) in frames.INTROS and line.mid(at):
        return low not in STOP | words_of("brands") and line.plainly_capital(at)
    if (line.low(at - 2), line.low(at - 1)) in frames.CALLS and line.plainly_capital(at):
        return low not in frames.HONORIFICS | STOP | frames.KIN_AFTER
    if len(low) <= 3 and line.low(at - 1) in frames.HONORIFICS and line.mid(at):
        return low not in frames.HONORIFICS | frames.AFTER_TITLE
    if low in SHORT and line.low(at - 1) in frames.HONORIFICS and line.gap(at) == " ":
        return True
    return (is_syllable(low) and line.capital(at)) or (at == 0 and is_clipped(low))


def evidence(line: Line, at: int) -> float:
    """What speaks for a name here."""
    score = _prior(line, at) + before(line, at)
    return score + after(line, at) if score < 1.4 else score


def _prior(line: Line, at: int) -> float:
    kind, mid = line.classes[at], line.mid(at)
    if kind >= Class.LIKELY and line.masked(at):
        return 1.2  # nobody needs two scripts for a word
    if kind is Class.NAME and not line.lows[at].isalpha():
        return 1.2  # a name in figures hides
    if kind in (Class.WORDY, Class.LIKELY) and _is_acronym(line, at):
        return 0.0
    if kind is Class.NAME:
        return _listed(line, at, mid=mid)
    if kind is Class.WORDY:
        return 0.5 if mid else 0.0
    if kind is Class.LAST:
        return (0.6 if mid else 0.1) + (0.4 if len(line.lows[at]) >= 6 else 0.0)
    if kind is Class.LIKELY and not line.capital(at):
        return 0.5 if built(line.lows[at]) >= _SURE else 0.2
    if kind is Class.LIKELY:
        return 1.0 if mid and line.plainly_capital(at) else 0.6
    return _unlisted(line, at, mid=mid)


def _is_acronym(line: Line, at: int) -> bool:
    """`PIP`, `NICU`: capitals throughout where the text has none."""
    word = line.words[at]
    return not line.shouted and len(word.low) <= 5 and line.text.plain[word.start : word.end].isupper()


def _listed(line: Line, at: int, *, mid: bool) -> float:
    size = len(line.lows[at])
    base = 1.0 if size >= 5 or (size == 4 and line.shouted) else 0.85 if size == 4 else 0.5
    return base + (0.5 if mid else 0.15 if line.capital(at) else 0.0)


def _unlisted(line: Line, at: int, *, mid: bool) -> float:
    if not line.capital(at):
        return 0.0
    if is_affixed(line.lows[at]):
        return 0.2 if mid else 0.0
    if is_stretched(line.lows[at]):
        return 0.0
    if mid and line.plainly_capital(at):
        return 1.0 if _is_pointed_at(line, at) else 0.75
    return 0.4 if mid else 0.1


def _is_pointed_at(line: Line, at: int) -> bool:
    """A word for name shortly before, or where somebody is from: `nama di KTP Ngatemi`, `mertua di Tayu`."""
    if line.low(at - 1) in _HOME and len(line.lows[at]) >= 4 and line.gap(at) == " ":
        return True
    return not frames.NAMED.isdisjoint(line.lows[max(0, at - 3) : at])


_HOME = frozenset(("di", "dari", "asal", "neng", "ning", "nang", "ti"))
