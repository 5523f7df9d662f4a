"""Institutions whose type word comes last, as in English: `Harlow & Finch Accounting`, `University of X`."""

from __future__ import annotations

from moderation.data import sections_of
from moderation.detect.wording import COMMON, STOP, gap_before, is_capital
from moderation.normalise import Text
from moderation.types import Kind

_WORDS = sections_of("locating")
_KINDS = (Kind.SCHOOL, Kind.WORK, Kind.CLINIC, Kind.WORSHIP)
SUFFIXES: dict[str, Kind] = {
    word: kind for kind in _KINDS for word in _WORDS[f"institutions_{kind.value}_last"]
}
_SUFFIX_TAILS = _WORDS["institutions_suffix_tails"]
_LEAD_INS = _WORDS["institutions_lead_ins"]
_THIN_SUFFIXES = frozenset(("high", "primary", "care", "elementary", "law", "group"))

_Found = tuple[int, int, Kind, float]


def suffixed(text: Text, at: int, shouted: bool) -> _Found | None:
    """`Harlow & Finch Accounting`, `University of X`."""
    words, low = text.words, text.words[at].low
    if low not in SUFFIXES or shouted or not is_capital(text, words[at]):
        return None
    first = at
    while first and at - first < 5 and _leads(text, first - 1, first):
        first -= 1
    last = at
    while (
        last + 1 < len(words)
        and words[last + 1].low in _SUFFIX_TAILS
        and is_capital(text, words[last + 1])
        and gap_before(text, last + 1) == " "
    ):
        last += 1
    last = _of(text, last)
    if (
        last + 1 < len(words)
        and words[last + 1].low in ("school", "faculty", "department", "college")
        and gap_before(text, last + 1) == ", "
    ):
        last = _of(text, last + 1)
    names = [word.low for word in words[first:at]] + [word.low for word in words[at + 1 : last + 1]]
    if low in _THIN_SUFFIXES and last == at and all(name in COMMON for name in names):
        return None
    named = [
        name for name in names if name not in _LEAD_INS and name not in SUFFIXES and name not in ("s", "of")
    ]
    return (first, last, SUFFIXES[low], 0.8) if named else None


def _of(text: Text, last: int) -> int:
    words = text.words
    if last + 2 < len(words) and words[last + 1].low == "of" and is_capital(text, words[last + 2]):
        last += 2
        while (
            last + 1 < len(words)
            and is_capital(text, words[last + 1])
            and gap_before(text, last + 1) == " "
            and words[last + 1].low not in STOP
        ):
            last += 1
    return last


def _leads(text: Text, at: int, nxt: int) -> bool:
    """May this word stand before a type word?"""
    word, gap = text.words[at], gap_before(text, nxt)
    if word.low == "s":
        return gap == " " and at > 0 and gap_before(text, at) in ("'", "’")
    if gap not in (" ", " & ", "'", ". ", "-", "’"):
        return False
    if word.low in ("and", "of"):
        return at > 0 and is_capital(text, text.words[at - 1]) and text.words[at - 1].low not in _LEAD_INS
    return is_capital(text, word) and word.low not in _LEAD_INS and word.low not in STOP
