"""Short pieces that go on from a hidden one, or answer a question, message by message.

Like `halves.py`: one function each, `join(text, past) -> Iterator[Found]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from moderation.detect.birthdates import BIRTH
from moderation.detect.labels import LABELS
from moderation.detect.lexicon import is_affixed
from moderation.detect.places import after_address
from moderation.detect.vehicles import REGIONS, find_vehicles
from moderation.detect.wording import COMMON, STOP
from moderation.normalise import Text, normalise
from moderation.past import Found, Past
from moderation.types import Kind

_PLATE_TALK = re.compile(
    r"\b(?:plat\w*|pelat\w*|nopol\w*|(?:nomor|nomer|no) (?:mobil|motor|polisi|kendaraan)\w*|plate\w*"
    r"|(?:mobil|motor)(?:nya)? (?:apa|yg mana|yang mana|warna)|which car|what car)\b"
)
_PLATE_ASKED = re.compile(
    r"\b(?:plat\w*|pelat\w*|nopol\w*|plate\w*|(?:nomor|nomer|no) (?:mobil|motor|polisi|kendaraan)\w*)\b"
)
_REGION_LAST = re.compile(r"(?<![^\W_])([a-z]{1,2})\s*[.!]?\s*$")
_PLATE_DIGITS = re.compile(r"\s*(?:[a-z]{2,9} ){0,2}((?:\d[ .]?){2,3}\d)\s*[.!]?\s*")


def plate_pieces(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`mobil apa` / `putih. kt` / `17 38`: what stood before the digits is hidden with them."""
    found = _PLATE_DIGITS.fullmatch(text.low) if len(text.low) <= 32 else None
    if found is None or not any(_PLATE_TALK.search(one.text.low) for one in past[-6:]):
        return
    regions = [
        (one, region)
        for one in [one for one in past if one.own][-2:]
        if len(one.text.words) <= 6 and (region := _REGION_LAST.search(one.text.low))
    ]
    for one, region in regions:
        if region.group(1) in REGIONS:
            yield one.index, *one.text.typed_range(*region.span(1)), Kind.VEHICLE
    if regions or any(_PLATE_ASKED.search(one.text.low) for one in past[-6:]):
        yield None, *text.typed_range(*found.span(1)), Kind.VEHICLE


def plate_joined(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`no polisinya n 17` / `83 abn`: cut in the middle of the digits."""
    own = next((one for one in reversed(past) if one.own), None)
    if own is None or own.hidden or not 0 < len(text.words) <= 3 or not text.low.lstrip()[:1].isdecimal():
        return
    lead = own.text.plain.rstrip() + " "
    for span in find_vehicles(normalise(lead + text.plain)) if len(lead) <= 80 else ():
        if span.start < len(lead) < span.end:
            yield own.index, *own.text.typed_range(span.start, len(lead) - 1), Kind.VEHICLE
            yield None, *text.typed_range(0, span.end - len(lead)), Kind.VEHICLE


_HOST_ALONE = re.compile(r"(?<![\w@])[a-z0-9\-]{1,30}\.[a-z]{2,4}/\s*$")
_LINK_REST = re.compile(r"\s*([/?=&\-\w.+]{3,80})\s*")
_MAIL_REST = re.compile(
    r"\s*([\w.\-]{0,24}[\d._\-][\w.\-]{0,24}|(?:titik|dot) (?:com|co|id|net|org)(?: (?:titik|dot) \w{2,3})?)\s*"
)


def goes_on(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """The rest of a link or of an e-mail's first half: `meet.google.com/wke-` / `ngbn-odl`."""
    own = next((one for one in reversed(past) if one.own), None)
    kind = own.ends_hidden() if own else None
    if own and not own.hidden and _HOST_ALONE.search(own.text.low):
        kind = Kind.URL
    form = _LINK_REST if kind is Kind.URL else _MAIL_REST if kind is Kind.EMAIL else None
    found = form.fullmatch(text.low) if form else None
    if kind and found and (kind is Kind.EMAIL or any(char in "/?=&-_+0123456789" for char in found.group(1))):
        yield None, *text.typed_range(*found.span(1)), kind


_BRIDGES = frozenset(
    {"titik", "dot", "underscore", "underskor", "strip", "garis bawah", "garbaw", "minus", "dash"}
)
_TOKEN = re.compile(r"\s*([\w.\-]{2,30})\s*")
_ACCOUNT_LAST = re.compile(
    r"\b(?:ig|insta\w*|tele\w*|tiktok|twitter|discord|line|steam|akun|username|fb|facebook|threads)\w{0,3}\b[^.!?\n]{0,16}?\b([\w.]{3,30})\s*$"
)


def bridged(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`akarbahar` / `titik` / `sunyi`: what stands behind a spoken mark."""
    own = [one for one in past if one.own][-2:]
    found = _TOKEN.fullmatch(text.low) if len(own) == 2 else None
    if not found:
        return
    kind = own[0].ends_hidden()
    if own[1].text.low.strip(" .,") not in _BRIDGES:
        whole = (
            past[-1].own and not own[0].text.words and not own[1].text.words and own[1].ends_hidden() is kind
        )
        if not whole or found.group(1) in STOP | COMMON or is_affixed(found.group(1)):
            return
    elif kind is None and not own[0].hidden and (said := _ACCOUNT_LAST.search(own[0].text.low)):
        if said.group(1) in STOP | COMMON:
            return
        kind = Kind.HANDLE
        yield own[0].index, *own[0].text.typed_range(*said.span(1)), Kind.HANDLE
    if kind in (Kind.HANDLE, Kind.EMAIL, Kind.URL):
        yield None, *text.typed_range(*found.span(1)), kind


_HOUSE_ALONE = re.compile(
    r"\s*(\d{1,3} ?[a-h]?|(?:no|nomor|nomer|number|nmr)[ .]{0,2}\d{1,4}[a-h]?)\s*[.!]?\s*"
)
_HOUSE_IN = re.compile(r"\b(?:no|nomor|nomer|number|nmr|house|flat|unit|blok)[ .]{1,2}\d{1,4}[a-z]?\b")


def house_numbers(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`gang Kemoning` / `yes. number 5A, Peliatan`."""
    own = next((one for one in reversed(past) if one.own), None)
    if own is None or own.ends_hidden() is not Kind.ADDRESS or len(text.words) > 8:
        return
    alone = _HOUSE_ALONE.fullmatch(text.low)
    found = alone or _HOUSE_IN.search(text.low)
    if found is None:
        return
    start, end = found.span(1 if alone else 0)
    yield None, *text.typed_range(start, end), Kind.ADDRESS
    following = next((at for at, word in enumerate(text.words) if word.start >= end), None)
    for place in after_address(text, following) if following is not None else ():
        yield None, place.start, place.end, place.kind


_WHERE = re.compile(
    r"\b(?:alamat\w*|address|(?:rumah|tinggal|kos|kost|ngekos|lokasi|posisi|live|stay|jemput)\w*\b[^.!\n]{0,20}\b(?:mana|dmn|where)"
    r"|(?:di ?mana|dmn|where)\b[^.!\n]{0,20}\b(?:rumah|tinggal|kos|kost|live|stay|home))\b"
)
_LANE_FIRST = re.compile(
    r"\s*((?:di |d |in |on )?(?:lorong|lrg|gang|gg|jl|jln|jalan|blok|dok|kompleks?|komp|perum\w*|rt)\b[ .]{1,2}[\w./\-]{1,20}"
    r"(?: [\w./\-]{1,16}){0,3})\s*[.!]?\s*"
)


def answered_address(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`rumah di mana?` / `lorong 3`."""
    found = _LANE_FIRST.fullmatch(text.low) if 2 <= len(text.words) <= 6 else None
    if not found or not any(_WHERE.search(one.text.low) for one in past[-3:] if not one.own):
        return
    if any(word.low[0].isdecimal() for word in text.words) or STOP.isdisjoint(
        text.vocabulary - {"di", "in", "on"}
    ):
        yield None, *text.typed_range(*found.span(1)), Kind.ADDRESS


_ONLY_DIGITS = re.compile(r"\s*(\d(?:[ .\-]?\d){4,19})\s*[.!]?\s*")
_HOW_MANY = re.compile(r"\b(?:berapa|brp|brapa|piro|sabaraha|pira|minta|mana|kirim|what|which|send)\b|\?")


def asked_numbers(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`nim kamu berapa` / `2110817`."""
    found = _ONLY_DIGITS.fullmatch(text.low)
    for one in reversed(past[-3:]) if found else ():
        if one.own or not _HOW_MANY.search(one.text.low):
            continue
        kind = next((LABELS[word.low] for word in one.text.words if word.low in LABELS), None)
        if found and isinstance(kind, Kind):
            yield None, *text.typed_range(*found.span(1)), kind
            return


_SPOKEN = (
    r"(?:kosong|nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|sepuluh|sebelas|belas|puluh|ribu"
    r"|siji|loro|telu|papat|pitu|wolu|songo|oh|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|ninety|eighty)"
)
_COUNTED = r"(?! ?(?:orang|kali|hari|jam|menit|tahun|bulan|juta|ribu|anak|minggu|lagi|kilo|bersaudara|times|kids|years))"
_SPOKEN_PART = re.compile(rf"\s*({_SPOKEN}(?:[ -]{_SPOKEN}){{0,4}})(?![\w]){_COUNTED}")
_SPOKEN_LAST = re.compile(rf"(?<![\w])((?:{_SPOKEN}|\d{{1,2}})(?:[ -]{_SPOKEN}){{0,3}})\s*$")


def spoken_dates(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`lahir lima` / `sembilan` / `kosong tiga`: a birth date word by word."""
    found = _SPOKEN_PART.match(text.low)
    own = [one for one in past if one.own][-3:]
    alone = found is not None and not text.low[found.end() :].strip(" .!")
    asked = alone and any(BIRTH.search(one.text.low) for one in past[-6:] if not one.own)
    if not found or len(text.words) > 8 or not (asked or any(BIRTH.search(one.text.low) for one in own)):
        return
    yield None, *text.typed_range(*found.span(1)), Kind.BIRTHDATE
    for one in own:
        part = _SPOKEN_LAST.search(one.text.low) if len(one.text.words) <= 6 else None
        if part:
            yield one.index, *one.text.typed_range(*part.span(1)), Kind.BIRTHDATE


PIECES = (
    plate_pieces,
    plate_joined,
    goes_on,
    bridged,
    house_numbers,
    answered_address,
    asked_numbers,
    spoken_dates,
)
