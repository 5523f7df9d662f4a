"""Birth dates: a day and month beside a word of birth. A year alone, an age, other days are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.normalise import Text
from moderation.types import Kind, Span

MONTHS = (  # with the slips people make: `desembr`, `agusts`, `pebruari`
    "jan(?:uar[iy]|uary|nuari|uri)?|[fp]eb(?:r[ua]{0,3}r[iy]|ruary|ruari|uari|uary)?|mar(?:et|ch|t|ets)?|mrt|mrch|apr(?:[i1]l|l|ill)?"
    "|me[iy]|may|jun[ieye]?|jul[iye]{0,2}|ag(?:t|us|ust|ustus|st|ts|sts|usts|utus|stus)|agu|aug(?:ust)?|agus?tu?s"
    "|sep(?:t|tember|tembr|tmber|ptember)?|o[kc]t(?:ober|obr|ob|tober)?|no[vp](?:ember|embr|mber|ember)?"
    "|syawal|ramadh?an|muh?arram|safar|rajab|sya'?ban|d?zul ?hijj?ah|d?zul ?qa'?dah|rabiul (?:awal|akhir)|suro"
    "|dsember|dessember|dsmber|de[sc](?:ember|embr|mber|emeber|ember)?"
)
_ONES = (
    r"(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|siji|loro|telu|papat|pitu|wolu"
    r"|songo|hiji|tilu|opat|genep|salapan)"
)
_SPELLED = rf"(?:(?:{_ONES}|sepuluh|sebelas)(?: (?:belas|puluh)(?: {_ONES})?)?)"
_TEEN = "(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_ENGLISH = "(?:one|two|three|four|five|six|seven|eight|nine)"
_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ -]?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first"
    r"|second|third|fourth"
    r"|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth"
    r"|sixteenth|seventeenth"
    r"|eighteenth|nineteenth|twentieth|thirtieth)"
)
_DIGITS = r"(?:0?[1-9]|[12o][\do]|3[01o]|o[1-9]|[1l][0-9lo])"
_DAY = rf"(?:{_DIGITS}(?:st|nd|rd|th)?)"
_DAYS = rf"(?:{_DAY}|{_SPELLED}|{_ONES} {_ONES}|{_ORDINAL}|{_TENS}[ -]{_ENGLISH}|{_TEEN}|{_ENGLISH})"
_YEAR_WORDS = (
    rf"(?:dua (?:ribu|rebu|ewu)(?: {_SPELLED})?|(?:seribu sembilan ratus |nineteen )?(?:{_SPELLED}(?: {_ONES})?"
    rf"|(?:{_TENS}|{_TEEN}|oh)(?:[ -](?:{_ENGLISH}))?)"
    rf"|two thousand(?:(?: and| &)? (?:{_TEEN}|{_TENS}(?:[ -]{_ENGLISH})?|{_ENGLISH}))?"
    rf"|twenty[ -](?:{_TEEN}|oh[ -]{_ENGLISH}|{_TENS}(?:[ -]{_ENGLISH})?))"
)
_YEAR = (
    rf"(?:[ ,.\-/]{{1,3}}(?:tahun |thn |taun )?(?:'?(?:19|20)[\dol]{{2}}|2oo[\dol]|'\d\d"
    rf"|\d\d(?![\d.:]|(?: ?(?:tahun|thn|th|taun|jam|hari|kg))\b)"
    rf"|{_YEAR_WORDS}(?![a-z])(?! (?:orang|kali|hari|jam|tahun|anak|kilo|gram))))?"
)
_CUT = r"(?:[/\-. ]{1,2}| ?[/\-.|] ?)"
_DATE = re.compile(
    rf"(?<![\w.])(?:(?:the )?{_DAYS}(?: of)?[ \-./]{{0,2}}(?:{MONTHS})(?![a-z]){_YEAR}"
    rf"|(?:{MONTHS})[ .]{{1,2}}(?:the )?{_DAYS}(?![\d.:\w]){_YEAR}"
    rf"|(?:(?<=tgl )|(?<=tanggal )|(?<=tgl))(?:{_DAYS}) ?(?:bulan|bln) (?:ke[ -]?)?(?:{_DIGITS}"
    rf"|{_SPELLED})(?!\d){_YEAR}"
    rf"|{_DAYS} (?:bulan|bln) (?:ke[ -]?)?(?:{_SPELLED}|{_DIGITS})(?![\w])"
    rf"(?! (?:kali|hari|minggu|lalu|jam|orang|yang lalu|yg lalu|setengah|lebih|kurang|tahun (?:lalu"
    rf"|kemudian)))"
    rf"{_YEAR}"
    rf"|{_DAY}{_CUT}(?:0?[1-9]|1[0-2]|o[1-9]|1l|1o|l[0-2ol])(?:{_CUT}(?:(?:19|20|2o|l9)[\dol]{{2}}"
    rf"|\d\d))(?![\dol])"
    rf"|{_DAY}/(?:0?[1-9]|1[0-2])(?![\d/])|(?:19|20)\d\d[/\-.](?:0?[1-9]|1[0-2])[/\-.]{_DAY}(?!\d)"
    rf"|(?:0?[1-9]|1[0-2])/{_DAY}/(?:19|20)\d\d(?!\d))"
)
_COMPACT = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d(?!\d)")
_OF_NO_ONE = (  # `ulang tahun pernikahan`: nobody's birth
    r"(?! ?(?:yang |yg )?(?:ke[ -]?\w+ )?(?:pernikahan|nikah\w*|perkawinan|kawin|jadian|kota|ri"
    r"|republik|indonesia|kemerdekaan"
    r"|perusahaan|kantor|sekolah|kampus|gereja|grup|toko|band|negara|provinsi|kabupaten)\b)"
)
BIRTH = re.compile(
    r"\b(?:lahir\w*|lair\w*|l@hir|l4hir|dilahir\w*|kelahiran\w*|terlahir|tetakan|medal|weton\w*"
    r"|jumedul|keluar dari rahim|turn(?:ing|s|ed)? (?:\d\d|eighteen|twenty|thirty|forty|fifty"
    r"|sixty)|ttl|tgl lhr|tanggal lahir|kelahiran|(?:ultah\w*|ulang ?ta(?:h)?un\w*)"
    + _OF_NO_ONE
    + r"|milad\w*"
    r"|(?:se)?harusnya(?: \w+)? \d\d(?=[.,!?\n]|$| tahun| thn| th\b)"
    r"|hr?sn?ya(?: \w+)? \d\d(?=[.,!?\n]|$| tahun| thn)"
    r"|(?:genap|jadi|masuk|nginjek|menginjak|pas) (?:umur|usia)\w*|tiup lilin\w*|lahiran"
    r"|would(?: have been|'ve been| be) \d\d|born|birthday\w*|bday\w*|b-day\w*|b'day|birth ?date"
    r"|birth|dob|d\.o\.b|hbd|brojol\w*|ulangtahun\w*"
    r")\b"
)
_OTHER = re.compile(
    r"\b(?:pernikahan|perkawinan|pancasila|kemerdekaan|proklamasi|hari jadi|meninggal\w*|wafat\w*"
    r"|mati|tiada|berpulang|died|passed|death|funeral|anniv\w*|anniversary"
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
