"""Addresses: street, lane, block, house number, RT/RW, estate, boarding house pinned to each other; coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.data import sections_of
from moderation.detect.houses import NUMBERED, TOKEN, follows_a_name, numbered
from moderation.detect.places import after_address
from moderation.detect.postal import find_postal
from moderation.detect.runs import any_digit
from moderation.detect.wording import COMMON, STOP, gap_before, is_capital
from moderation.normalise import Text
from moderation.types import Kind, Span

_WORDS = sections_of("locating")

_STREET = frozenset({"jl", "jln", "jalan", "jlan", "jlnn", "jl.", "jalanan"}) - {"jalanan"}
_LANE = frozenset({"gang", "gg", "gng", "lorong", "lrg"})
_ESTATE = _WORDS["addresses_estate"]
_NAMELIKE = frozenset({"btn", "griya", "villa", "wisma", "residence", "cluster", "apartemen"})
_SUFFIX = _WORDS["addresses_suffix"]
_PLANTS = _WORDS["addresses_plants"]
_GLUED = re.compile(r"(?:rt|rw|no|blok|gg|kav)[0-9o]{1,4}[a-z]?")
_HAMLET = frozenset(
    (
        "dusun",
        "dsn",
        "dukuh",
        "kampung",
        "kp",
        "lingkungan",
        "banjar",
        "padukuhan",
        "jorong",
        "korong",
        "nagari",
        "gampong",
        "pekon",
        "kampong",
    )
)
_INNER_HAMLET = frozenset(("br", "bjr", "lk", "lingk"))  # alone they are other words too
_SHORTENED = frozenset(
    (
        "jl",
        "jln",
        "gg",
        "gng",
        "perum",
        "komp",
        "apt",
        "kav",
        "no",
        "kp",
        "ds",
        "dsn",
        "dk",
        "br",
        "bjr",
        "lk",
        "lrg",
        "lorong",
    )
)
_NO_STREET = frozenset(
    ("jalan", "tol", "buntu", "kaki", "pintas", "setapak", "tengah", "keluar", "terbaik", "hidup")
)
_OPENERS = _HAMLET | _STREET | _LANE | _ESTATE | NUMBERED
_MOST_PARTS = 10


def find_addresses(text: Text) -> Iterator[Span]:
    """Coordinates and postcodes, English forms, then Indonesian parts joined one to the next."""
    if any_digit(text.low):
        yield from find_postal(text)
    if not _OPENERS.isdisjoint(text.vocabulary):
        yield from _indonesian(text)


def _indonesian(text: Text) -> Iterator[Span]:
    shouted = text.shouted
    words, at = text.words, 0
    while at < len(words):
        if words[at].low not in _OPENERS:
            at += 1
            continue
        last, parts, sure = _joined(text, at, shouted)
        if parts and (sure or parts >= 2):
            score = 0.9 if sure else 0.8
            yield text.span(words[at].start, words[last].end, Kind.ADDRESS, score, "address")
            yield from after_address(text, last + 1)
            at = last
        at += 1


def _joined(text: Text, at: int, shouted: bool) -> tuple[int, int, bool]:
    """Parts that follow each other from here: last word, how many that pin a house, and is one enough."""
    last, parts, sure = at - 1, 0, False
    while parts < _MOST_PARTS:
        here = last + 1
        if here >= len(text.words) or (last >= at and not _near(gap_before(text, here))):
            break
        found = _part(text, here, shouted, first=last < at)
        if found is None:
            break
        last, weight = found
        parts += weight > 0
        sure = sure or weight > 1
    return last, parts, sure


def _near(gap: str) -> bool:
    return len(gap) <= 4 and not set(gap) - set(" ,./-\n()#:")


def _part(text: Text, at: int, shouted: bool, *, first: bool) -> tuple[int, int] | None:
    """One part: its last word and its weight (2: enough alone, 1: with another, 0: only beside others)."""
    low = text.words[at].low
    if low in _STREET:
        return _street(text, at, shouted)
    if low in _LANE or low in _ESTATE:
        found = _estate(text, at, shouted)
        return found if found or first else _estate_behind(text, at)
    if low in _HAMLET:
        last, _, _ = _named(text, at, shouted)
        return (last, 2) if last > at and _pinned(text, last) else None
    if low in NUMBERED:
        return numbered(text, at, first=first)
    if not first and low in _INNER_HAMLET:
        last, _, _ = _named(text, at, shouted)
        return (last, 0) if last > at else None
    if not first and follows_a_name(text, at):
        return at, 1
    if _GLUED.fullmatch(low):
        return at, 1
    if (
        not first
        and low == "di"
        and at + 1 < len(text.words)
        and text.words[at + 1].low in _STREET | _ESTATE | _LANE
    ):
        return at, 0
    return None


def _street(text: Text, at: int, shouted: bool) -> tuple[int, int] | None:
    last, capital, known = _named(text, at, shouted)
    pinned = _pinned(text, last)
    if last == at or text.words[at + 1].low in _NO_STREET or (at and text.words[at - 1].low == "jalan"):
        return None
    short = text.words[at].low != "jalan"
    if short or pinned or (capital and not shouted) or known:
        return last, 2
    return None


def _estate(text: Text, at: int, shouted: bool) -> tuple[int, int] | None:
    last, capital, known = _named(text, at, shouted)
    pinned = _pinned(text, last)
    if last == at:
        return None
    if (
        (capital and not shouted)
        or pinned
        or (known and text.words[at].low not in ("kos", "kost", "kosan", "kostan", "kontrakan"))
    ):
        return last, 2
    return None


def _estate_behind(text: Text, at: int) -> tuple[int, int] | None:
    """`blok m5 no 10 perum puri indah`: behind a house number any word or two name the estate."""
    last = at
    while last + 1 < len(text.words) and last - at < 2 and gap_before(text, last + 1) == " ":
        low = text.words[last + 1].low
        if low in STOP or low in _OPENERS or (last > at and low not in _SUFFIX):
            break
        last += 1
    return (last, 1) if last > at else None


def _pinned(text: Text, last: int) -> bool:
    """Does a numbered part follow?"""
    at = last + 1
    if at >= len(text.words) or not _near(gap_before(text, at)):
        return False
    return _GLUED.fullmatch(text.words[at].low) is not None or (
        text.words[at].low in NUMBERED | _LANE
        and (numbered(text, at) is not None or text.words[at].low in _LANE)
    )


def _named(text: Text, at: int, shouted: bool) -> tuple[int, bool, bool]:
    """The words that name a street or an estate: last one, any capital, any that streets are called."""
    words = text.words
    ends = [at]
    capital = known = False
    for here in range(at + 1, min(at + 6, len(words))):
        gap, low = gap_before(text, here), words[here].low
        if (
            gap not in (" ", "'", "-", "  ")
            and not (here == at + 1 and gap in (". ", ".") and words[at].low in _SHORTENED)
        ) or (gap == "-" and here == at + 1):
            break
        if (
            low in NUMBERED
            or low in _LANE
            or (low in STOP and low != "km" and not (is_capital(text, words[here]) and not shouted))
            or (low in _ESTATE and low not in _NAMELIKE)
        ):
            break
        if low.isdigit() and len(low) > 4:
            break
        ends.append(here)
    lower = [here for here in ends[1:] if not is_capital(text, words[here])]
    last = ends[-1]
    if lower and not _pinned(text, last):
        last = _shortest(text, at, ends, shouted)
    named = words[at + 1 : last + 1]
    capital = any(is_capital(text, word) for word in named)
    known = any(word.low in _PLANTS for word in named[:1])
    return last, capital, known


def _shortest(text: Text, at: int, ends: list[int], shouted: bool) -> int:
    """Lower case and no number behind: a capitalised run, else a first word and what streets carry behind it."""
    words, last = text.words, at
    for here in ends[1:]:
        low = words[here].low
        capital = is_capital(text, words[here]) and not shouted
        if (last == at and (capital or low in _PLANTS or (low not in COMMON and len(low) > 3))) or (
            last > at and (capital or low in _SUFFIX or low in _PLANTS or TOKEN.fullmatch(low))
        ):
            last = here
        else:
            break
    return last
