"""National numbers: NIK and KK (region, date, serial), NPWP, BPJS, passport, driving licence, SSN."""

from __future__ import annotations

import re

from moderation.data import sections_of
from moderation.detect.runs import Run

_WORDS = sections_of("structured")

_PROVINCES = _WORDS["national_ids_provinces"]
_SSN = (3, 2, 4)
_LENGTHS = range(8, 20)
_NPWP = (2, 3, 3, 1, 3, 3)


def is_nik(digits: str) -> bool:
    """16 digits PPRRSS DDMMYY XXXX; 40 is added to the day for women (Permendagri 72/2022)."""
    if len(digits) != 16 or digits[:2] not in _PROVINCES:
        return False
    day, month = int(digits[6:8]), int(digits[8:10])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12 and digits[12:] != "0000"


def looks_like_national_id(run: Run) -> float:
    """How much the digits alone look like a national number, 0..1."""
    if is_nik(run.digits):
        return 0.97
    if run.groups == _NPWP:
        return 0.97
    return 0.8 if run.groups == _SSN and run.digits[:3] not in ("000", "666") and not run.spelled else 0.0


def may_be_called_national_id(run: Run) -> bool:
    """Enough digits to be one when a word says so."""
    return len(run.digits) in _LENGTHS


#: `paspor X4417306`, `KITAS 2C21...`: letters in it, so no run of digits.
LETTERED = re.compile(
    r"\b(?:paspor|passport|pasport|kitas|kitap|nino|ni number|national insurance|nric|driving licen[cs]e"
    r"|driver'?s licen[cs]e|sim)(?:ku|nya|mu)?\b"
    r"[^\n.;]{0,28}?(?<![^\W_])([a-z]{1,2}[ -]?\d[\d -]{5,12}[a-z]?|\d{1,2}[a-z]{1,2}\d[\da-z-]{4,12}"
    r"|[a-z]{5}\d{6}[a-z0-9]{3,5})(?![^\W_])"
)
