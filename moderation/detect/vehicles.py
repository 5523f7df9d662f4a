"""Plates: Indonesian ones by form, others and lower-case ones where a word says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.data import sections_of
from moderation.detect.wording import COMMON, STOP
from moderation.normalise import Text
from moderation.types import Kind, Span

_WORDS = sections_of("structured")

_REGIONS = (  # Perpol 7/2021, appendix
    "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT|DW|EA|EB"
    "|ED|KB|KH|KT|KU|PA|PB|PG|PS|PT|PY"
    "|A|B|D|E|F|G|H|K|L|M|N|P|R|S|T|W|Z"
)
_FORM = re.compile(rf"(?<![\w.\-/])(?:{_REGIONS})[ .\-]{{0,2}}\d{{1,4}}[ .\-]{{0,2}}[A-Z]{{1,3}}(?![\w])")
_FORM_LOW = re.compile(
    rf"(?<![\w])(?:{_REGIONS.lower()})[ .\-]{{0,2}}\d{{1,4}}[ .\-]{{0,2}}[a-z]{{1,3}}(?![\w])"
)
_BRITISH = re.compile(r"(?<![\w\-])[A-HJ-PR-Y]{2}(?:0[1-9]|[1-7]\d) ?[A-HJ-PR-Z]{3}(?![\w\-])")
_IRISH = re.compile(r"(?<![\w-])\d{2,3}-[a-z]{1,2}-\d{1,6}(?![\w-])")
_DISGUISED = re.compile(
    r"(?<![\w])(?=[^\n]{0,5}\d)[a-z]{1,2}[ .\-_]{0,3}(?:[\dolsi][ .\-_]?){1,4}[ .\-_]{0,2}[a-z](?:[ .\-_]?[a-z]){0,2}(?![\w])"
)
_CUE = re.compile(
    r"\b(?:plat|pelat|plate|plates|platnya|platku|nopol|nopolnya|no pol|nomor polisi|polisi|tnkb"
    r"|license plate|licence plate|number plate|registration|reg|"
    r"mobil\w*|motor\w*|car|cars|taxi|taksi\w*|bike|van|grab\w*|gojek|gocar|goride|ojol|driver|angkot|truk"
    r"|truck|nabrak|tabrak\w*|ditabrak|menabrak|nyerempet|diserempet|keserempet|buntutin\w*|dibuntutin|ngebut|leasing|stnk"
    r"|bpkb|samsat|tilang\w*|ditilang|sopir\w*|supir\w*|nyetir|montor|roda dua|kijang|bus|pickup|pick up|helm|travel|garasi"
    r"|avanza|xenia|innova|brio|jazz|vario|beat|scoopy|mio|nmax|"
    r"pajero|fortuner|ertiga|agya|ayla|calya|vespa|uber|parkir\w*|kendaraan|vehicle|suv|sedan|honda|toyota"
    r"|yamaha|suzuki|ford|bmw)\b"
)
_SAYS = re.compile(
    r"\b(?:plat|pelat|plate|plates|plat(?:nya|ku|e|nye|na|mu|motor\w*|mobil\w*)|plat motor\w*"
    r"|plat mobil\w*|nopol\w*|nomor polisi\w*|license plate|licence plate|number plate"
    r"|registration|reg no|reg|registered)\b"
)
_SAYING = _WORDS["vehicles_saying"]
_ANY_DIGIT = re.compile(r"\d")
_OTHER = re.compile(
    r"(?<![\w\-])(?=[A-Z0-9]{0,4}[ \-]?[A-Z0-9]*\d)(?=[0-9]*[ \-]?[0-9]*[A-Z])(?:[A-Z0-9]{5,8}"
    r"|[A-Z0-9]{2,4}[ \-][A-Z0-9]{2,4})(?![\w\-])"
)
_NOT = re.compile(
    r"(?:phq|gad|dass|cbt|covid|type|tipe|bab|no|lantai|lt|blok|block|kamar|unit|tower|gang|rt|rw|jl|jalan"
    r"|umur|usia|jam|rp)[ .\-]*$"
)
_LOOSE = re.compile(
    r"(?<![\w.*@/])([a-z](?:[ .*_\-]?[a-z])?)[ .*_\-]{0,3}(\d(?:[ .*_\-]?[\dol]){1,3})[ .*_\-]{0,3}"
    r"([a-z](?:[ .*_\-]?[a-z]){0,2})(?![\w@])"
)
#: Letters that plates begin with.
REGIONS = frozenset(_REGIONS.lower().split("|"))
_TALK = _WORDS["vehicles_talk"]  # regions that are also words, so that a plate needs a word for a vehicle
_UNITS = _WORDS["vehicles_units"]
_REACH = 48  # code points


def find_vehicles(text: Text) -> Iterator[Span]:
    """Registration numbers."""
    low = text.low
    if not _ANY_DIGIT.search(low):
        return
    forms = list(_FORM.finditer(text.plain))
    cued = bool(forms) and _CUE.search(low) is not None
    for found in forms:
        if _stands(found, low, cued=cued):
            yield text.span(*found.span(), Kind.VEHICLE, 0.9, "plate")
    for found in _BRITISH.finditer(text.plain):
        yield text.span(*found.span(), Kind.VEHICLE, 0.85, "plate.gb")
    yield from _loose(text)
    if not _SAYING.isdisjoint(text.vocabulary):
        for cue in _SAYS.finditer(low):
            yield from _before(text, cue.start())
            yield from _after(text, cue.end())


def _stands(found: re.Match[str], low: str, *, cued: bool) -> bool:
    digits = sum(char.isdecimal() for char in found.group())
    letters = sum(char.isalpha() for char in found.group())
    if _NOT.search(low[max(0, found.start() - 12) : found.start()]):
        return False
    return cued or (digits >= 3 and letters >= 3) or (digits == 4 and letters >= 2 and " " in found.group())


def _loose(text: Text) -> Iterator[Span]:
    """`dk 62 31 kb`, `kt1738lw`, `B.G. 1962 - Z.P.`: lower case or parted, by its form and a word for a vehicle."""
    cued: bool | None = None
    for found in _LOOSE.finditer(text.low):
        region, digits, letters = ("".join(filter(str.isalnum, part)) for part in found.groups())
        if region not in REGIONS or letters in _UNITS:
            continue
        if cued is None:
            cued = _CUE.search(text.low) is not None
        if found.group(3) in STOP or (region in _TALK and found.group(3) in COMMON and " " in found.group()):
            continue
        alone = (
            found.group(3) not in COMMON
            and len(region) == 2
            and len(digits) >= 3
            and len(letters) >= 2
            and region not in _TALK
        )
        if (cued and len(digits) + len(letters) >= 4) or (alone and digits.isdecimal()):
            yield text.span(*found.span(), Kind.VEHICLE, 0.84, "plate.loose")


def _before(text: Text, until: int) -> Iterator[Span]:
    """`b 1 4 2 3 s j k plat mobilnya`: right before the word for plate."""
    for hidden in _DISGUISED.finditer(text.low, max(0, until - 28), until):
        if sum(map(str.isdecimal, hidden.group())) >= 2 and until - hidden.end() <= 6:
            yield text.span(*hidden.span(), Kind.VEHICLE, 0.82, "plate.disguised")


def _after(text: Text, at: int) -> Iterator[Span]:
    """Behind a word for plate: lower case and other countries' forms too."""
    until = at + _REACH
    for low_form in _FORM_LOW.finditer(text.low, at, until):
        yield text.span(*low_form.span(), Kind.VEHICLE, 0.88, "plate.called")
        return
    for hidden in _DISGUISED.finditer(text.low, at, until):
        if sum(map(str.isdecimal, hidden.group())) >= 2:
            yield text.span(*hidden.span(), Kind.VEHICLE, 0.86, "plate.disguised")
            return
    for irish in _IRISH.finditer(text.low, at, until):
        yield text.span(*irish.span(), Kind.VEHICLE, 0.85, "plate.ie")
        return
    for other in _OTHER.finditer(text.plain.upper(), at, until):
        yield text.span(*other.span(), Kind.VEHICLE, 0.8, "plate.other")
        return
