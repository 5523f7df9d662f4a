"""Birth dates: a day and month beside a word of birth. A year alone, an age, other days are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.normalise import Text
from moderation.types import Kind, Span

MONTHS = (
    "januari|jan|january|februari|feb|pebruari|february|maret|mar|march|april|apr|mei|may|juni|jun|june"
    "|juli|jul|july|agustus|agu|agust|agst|ags|august|aug|"
    "september|sept|sep|oktober|okt|october|oct|november|nov|nopember|nop|desember|des|december|dec"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_SPELLED = (
    r"(?:(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)(?: (?:belas"
    r"|puluh)(?: (?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan))?)?)"
)
_YEAR = r"(?:[ ,.\-/]{1,3}(?:'?(?:19|20)\d\d|'\d\d|\d\d(?![\d.:])))?"
_DATE = re.compile(
    rf"(?<![\w.])(?:(?:the )?(?:{_DAY}|{_SPELLED})(?: of)?[ \-./]{{0,2}}(?:{MONTHS})(?![a-z]){_YEAR}"
    rf"|(?:{MONTHS})[ .]{{1,2}}(?:the )?{_DAY}(?![\d.:]){_YEAR}"
    rf"|{_DAY}[/\-. ](?:0?[1-9]|1[0-2])(?:[/\-. ](?:19|20)?\d\d)(?!\d)"
    rf"|{_DAY}/(?:0?[1-9]|1[0-2])(?![\d/])|(?:19|20)\d\d[/\-.](?:0?[1-9]|1[0-2])[/\-.]{_DAY}(?!\d)"
    rf"|(?:0?[1-9]|1[0-2])/{_DAY}/(?:19|20)\d\d(?!\d))"
)
_COMPACT = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d(?!\d)")
BIRTH = re.compile(
    r"\b(?:lahir\w*|terlahir|ttl|tgl lhr|tanggal lahir|kelahiran|ultah\w*|ulang ?tahun\w*|ultahku|milad\w*"
    r"|born|birthday\w*|bday\w*|b-day\w*|b'day|birth ?date|birth|dob|d\.o\.b|hbd|brojol\w*|ulangtahun\w*"
    r"|ultahnya)\b"
)
_OTHER = re.compile(
    r"\b(?:meninggal\w*|wafat\w*|mati|tiada|berpulang|died|passed|death|funeral|anniv\w*|anniversary"
    r"|nikah\w*|menikah|jadian|wedding|married|sidang|wisuda|ujian|"
    r"operasi|kecelakaan|deadline|putus|cerai|kontrol|jadwal|konser|haul|lebaran|natal|christmas|merdeka"
    r"|interview|mulai kerja|due)\b"
)
_LEFT, _RIGHT = 60, 34  # code points


def find_birthdates(text: Text) -> Iterator[Span]:
    """Dates whose nearest word of occasion is one of birth."""
    low = text.low
    cues = [found.span() for found in BIRTH.finditer(low)]
    if not cues:
        return
    others = [found.span() for found in _OTHER.finditer(low)]
    for found in _DATE.finditer(low):
        if _belongs(found.span(), cues, others, low):
            yield text.span(*found.span(), Kind.BIRTHDATE, 0.92, "birthdate")
    for _, end in cues:
        compact = _COMPACT.search(low, end, end + 16)
        if compact:
            yield text.span(*compact.span(), Kind.BIRTHDATE, 0.91, "birthdate.compact")


def _belongs(
    date: tuple[int, int], cues: list[tuple[int, int]], others: list[tuple[int, int]], low: str
) -> bool:
    near = min(_distance(date, cue, low) for cue in cues)
    return near < 1000 and all(_distance(date, other, low) > near for other in others)


def _distance(date: tuple[int, int], cue: tuple[int, int], low: str) -> int:
    """Code points between; a sentence's end between them counts as far when the date comes first."""
    if cue[1] <= date[0]:
        gap = date[0] - cue[1]
        ends = re.search(r"[!?\n]|\.\s", low[cue[1] : date[0]])
        return gap + (30 if ends else 0) if gap <= _LEFT and not (ends and gap > 30) else 1000
    gap = cue[0] - date[1]
    ends = re.search(r"[!?\n]|\.\s", low[date[1] : cue[0]])
    return gap + 8 if gap <= _RIGHT and not ends else 1000
