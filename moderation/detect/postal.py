"""Addresses by form: coordinates, postcodes, English streets and flats. The Indonesian ones are in `addresses.py`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from moderation.data import sections_of
from moderation.detect.places import after_address
from moderation.detect.wording import STOP
from moderation.normalise import Text
from moderation.types import Kind, Span

_WORDS = sections_of("locating")

_DEGREES = r"\d{1,3}°\s?\d{1,2}['′]\s?[\d.]{1,6}[\"″']{1,2}\s?"
_COORDINATES = re.compile(
    r"(?<![\w.])[-−]?\d{1,2}\.\d{3,9}\s?°?\s?[nslu]?\s{0,2}[,; /]\s{0,2}"
    r"[-−]?\d{1,3}\.\d{3,9}(?:\s?°?\s?[ewbt](?![a-z]))?(?![\w])"
    rf"|(?<![\w.]){_DEGREES}[nslu][ ,]{{0,3}}{_DEGREES}[ewbt]"
)
_ENGLISH = re.compile(
    r"(?<![\w])(?:(?:[Ff][l1I][a4]t|[Aa]pt\.?|[Aa]partment|[Uu]nit|[Ss]uite"
    r"|[Rr]oom) ?#?\w{1,4},? )?\d{1,5}[A-Za-z]?(?:[-/]\d{1,4})?,? (?:(?:[NSEW]\.?|North|South|East"
    r"|West) )?(?:[A-Z][\w'’]{1,20} ){1,3}"
    r"(?:Street|St|Lane|Ln|Road|Rd|Avenue|Ave|Drive|Dr|Close|Court|Ct|Way|Terrace|Place|Pl|Crescent"
    r"|Gardens|Boulevard|Blvd|Grove|Mews|Hill|Row|Square|Parade|Circle|Walk|Rise|View)\b\.?"
    r"(?:,? ?(?:Flat|Apt\.?|Apartment|Unit|Suite|#) ?#?\w{1,4})?(?:,? [A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b)?"
)
_ENGLISH_LOW = re.compile(
    r"(?<![\w])\d{1,5}[a-z]? (?:[a-z'’]{3,20} ){1,2}(?:street|lane|road|rd|avenue|ave|drive|crescent"
    r"|terrace|boulevard|blvd)\b(?:,? ?(?:flat|apt|apartment|unit|#) ?#?\w{1,4})?"
)
_POSTCODE = re.compile(r"(?<![\w])(?:[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2})(?![\w])")
_POSTAL = re.compile(r"(?:kode ?pos|kodepos|zip(?: ?code)?)\b\D{0,12}(\d{5})(?!\d)")
_UNIT_OF = re.compile(
    r"(?<![\w])(?:Flat|Apt|Apartment|Unit|Room) #?\d{1,4}[A-Za-z]?(?:,| at"
    r"| in)? (?:[A-Z][\w'’]{1,20} ){0,2}(?:House|Court|Tower|Towers|Building|Heights|Mansions|Lodge"
    r"|Hall)\b"
)
_POSTAL_WORDS = frozenset(("pos", "kodepos", "zip"))
_ENGLISH_WORDS = _WORDS["addresses_english"]


def find_postal(text: Text) -> Iterator[Span]:
    """Coordinates, postcodes, English addresses with what stands behind them."""
    low = text.low
    if low.count(".") >= 2 or "°" in low:
        for found in _COORDINATES.finditer(low):
            yield text.span(*found.span(), Kind.ADDRESS, 0.96, "coordinates")
    for found in _POSTCODE.finditer(text.plain):
        yield text.span(*found.span(), Kind.ADDRESS, 0.9, "postcode")
    if not _ENGLISH_WORDS.isdisjoint(text.vocabulary):
        yield from _english(text)
    if not _POSTAL_WORDS.isdisjoint(text.vocabulary):
        for found in _POSTAL.finditer(low):
            yield text.span(*found.span(1), Kind.ADDRESS, 0.8, "postcode")


def _english(text: Text) -> Iterator[Span]:
    for pattern in (_ENGLISH, _UNIT_OF):
        for found in pattern.finditer(text.plain):
            yield text.span(*found.span(), Kind.ADDRESS, 0.9, "address.en")
            yield from after_address(text, _word_at(text, found.end()))
    for found in _ENGLISH_LOW.finditer(text.low):
        if not STOP & set(found.group().split()[1:-1]):
            yield text.span(*found.span(), Kind.ADDRESS, 0.8, "address.en")


def _word_at(text: Text, offset: int) -> int:
    """The first word that begins there or later."""
    return bisect_left(text.words, offset, key=lambda word: word.start)
