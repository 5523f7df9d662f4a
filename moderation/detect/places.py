"""Villages, districts and small towns: behind a word for one, beside an address, or where somebody lives or is from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from moderation.data import sections_of
from moderation.detect.wording import COMMON, STOP, begins_sentence, gap_before, is_capital, phrases_of
from moderation.normalise import Text
from moderation.types import Kind, Span

_WORDS = sections_of("locating")

_UNIT = _WORDS["places_unit"]
_CAPITAL_ONLY = frozenset({"kampung", "kp", "kel", "ds", "kampong", "desa", "dusun"})
_LIVES = frozenset(tuple(frame.split()) for frame in _WORDS["places_lives"])
_BEGINS = tuple(sorted(_WORDS["places_begins"]))
_ENDS = tuple(sorted(_WORDS["places_ends"]))
_BEFORE = _WORDS["places_before"]
_NOT_PLACES = _WORDS["places_not_places"]
_LONGEST = 3
_HEADS = _WORDS["places_heads"]
_NEAR = _BEFORE | _UNIT | frozenset(frame[-1] for frame in _LIVES)


@cache
def _openers() -> frozenset[str]:
    return frozenset(_lengths()) | _NEAR


@cache
def _lengths() -> dict[str, int]:
    """First word of every listed place -> the most words a place that begins so has."""
    most: dict[str, int] = {}
    for place in phrases_of("places"):
        parts = place.replace("-", " ").split()
        most[parts[0]] = max(most.get(parts[0], 0), len(parts))
    return most


def find_places(text: Text) -> Iterator[Span]:
    """Places too small to be shared; big cities, provinces and countries stay."""
    if _openers().isdisjoint(text.vocabulary):
        return
    shouted, words, at = text.shouted, text.words, 0
    while at < len(words):
        if not (words[at].low in _lengths() or (at and words[at - 1].low in _NEAR)):
            at += 1
            continue
        last = _place(text, at, shouted)
        if last is not None:
            first = at - 1 if at and _is_part(text, at - 1) else at
            yield text.span(words[first].start, words[last].end, Kind.PLACE, 0.75, "place")
            at = last
        at += 1


def _is_part(text: Text, at: int) -> bool:
    """`Kampung Sawah`, `Kampong Ayer`: here the word for village is half of the name."""
    word = text.words[at]
    return (
        word.low in ("kampung", "kampong", "kp")
        and is_capital(text, word)
        and is_capital(text, text.words[at + 1])
    )


def _place(text: Text, at: int, shouted: bool) -> int | None:
    words, low = text.words, text.words[at].low
    listed = _listed(text, at)
    capital = is_capital(text, words[at]) and not shouted
    if capital and at and words[at - 1].low in ("tanjakan", "bandara", "gunung", "danau"):
        return None
    if (
        listed is not None
        and (low not in COMMON or (capital and not begins_sentence(text, words[at])) or _lives(text, at))
        and (capital or len(low) > 4 or _before(text, at))
    ):
        return _named(text, at, shouted) if listed == at and capital else listed
    if low in STOP or low in phrases_of("cities") or low in _NOT_PLACES or low.isdigit() or len(low) < 3:
        return None
    if at and words[at - 1].low in _UNIT and gap_before(text, at) in (" ", ". ", ".", ": "):
        return (
            _named(text, at, shouted)
            if capital
            or _is_built_like_one(low)
            or (words[at - 1].low not in _CAPITAL_ONLY and low not in COMMON)
            else None
        )
    if capital and _lives(text, at) and (low not in COMMON or _named(text, at, shouted) > at):
        return _named(text, at, shouted)
    if capital and _before(text, at) and _is_pair(text, at):
        return at + 1
    if _is_built_like_one(low) and low not in COMMON and _before(text, at):
        return at
    if low in _HEADS and (_before(text, at) or _lives(text, at)) and _is_headed(text, at):
        return at + 1
    return None


def _is_headed(text: Text, at: int) -> bool:
    """`tumbang malahoi`, `muara wahau`: behind a river's or a hill's word one that nobody uses otherwise."""
    if at + 1 >= len(text.words) or gap_before(text, at + 1) != " ":
        return False
    nxt = text.words[at + 1].low
    return len(nxt) >= 4 and nxt.isalpha() and nxt not in COMMON | STOP and nxt not in phrases_of("cities")


def _is_pair(text: Text, at: int) -> bool:
    """`Bandar Jaya`, `Karang Anyar`: two everyday words that villages are called."""
    nxt = at + 1
    return (
        nxt < len(text.words)
        and gap_before(text, nxt) == " "
        and is_capital(text, text.words[nxt])
        and text.words[nxt].low in _ENDS
    )


def _listed(text: Text, at: int) -> int | None:
    most = _lengths().get(text.words[at].low, 0)
    for size in range(min(most, _LONGEST, len(text.words) - at), 0, -1):
        words = text.words[at : at + size]
        if " ".join(word.low for word in words) in phrases_of("places") or "-".join(
            word.low for word in words
        ) in phrases_of("places"):
            return at + size - 1
    return None


def _lives(text: Text, at: int) -> bool:
    before = tuple(word.low for word in text.words[max(0, at - 3) : at])
    return any(before[-len(frame) :] == frame for frame in _LIVES) and gap_before(text, at) == " "


def _before(text: Text, at: int) -> bool:
    return bool(at) and text.words[at - 1].low in _BEFORE


def _is_built_like_one(low: str) -> bool:
    return len(low) >= 7 and (
        low.startswith(_BEGINS)
        or low.endswith(_ENDS)
        or (low.startswith("ci") and low[2:3] in "bcdgjklmnprstw")
    )


def _named(text: Text, at: int, shouted: bool) -> int:
    """A second capitalised word belongs to it: `Hebden Bridge`, `Karang Tengah`."""
    words = text.words
    nxt = at + 1
    if (
        nxt < len(words)
        and gap_before(text, nxt) == " "
        and is_capital(text, words[nxt])
        and not shouted
        and (
            words[nxt].low not in STOP
            and words[nxt].low not in phrases_of("cities")
            and is_capital(text, words[at])
        )
    ):
        return nxt
    return at


def after_address(text: Text, at: int) -> Iterator[Span]:
    """The capitalised names that go on behind an address, from word `at`: `Jl. X No. 1, Sukamaju, Cilodong`."""
    words = text.words
    for turn in range(3):
        if at >= len(words) or gap_before(text, at).strip(" .") not in ("", ","):
            return
        if words[at].low in _UNIT:
            at += 1
            if at < len(words) and gap_before(text, at) == " " and is_capital(text, words[at]):
                yield text.span(words[at].start, words[at].end, Kind.PLACE, 0.74, "place.address")
            continue
        if turn == 0 and _is_unheard_of(text, at):
            yield text.span(words[at].start, words[at].end, Kind.PLACE, 0.7, "place.address")
            return
        if not is_capital(text, words[at]) or words[at].low in STOP or begins_sentence(text, words[at]):
            return
        last = _named(text, at, shouted=False)
        if words[at].low not in phrases_of("cities") | _NOT_PLACES:
            yield text.span(words[at].start, words[last].end, Kind.PLACE, 0.74, "place.address")
        at = last + 1


def _is_unheard_of(text: Text, at: int) -> bool:
    """`prm opi raya blk ac no.23 jakabaring`: right behind an address, lower case and no everyday word."""
    low = text.words[at].low
    return (
        not is_capital(text, text.words[at])
        and len(low) >= 6
        and low.isalpha()
        and low not in COMMON | phrases_of("cities") | _NOT_PLACES
        and low not in phrases_of("regional")
    )


__all__ = ["after_address", "find_places"]
