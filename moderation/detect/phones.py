"""Telephone numbers: Indonesian mobile and landline, international, and numbers called one."""

from __future__ import annotations

import re

from moderation.data import sections_of
from moderation.detect.runs import Run

_WORDS = sections_of("structured")

_MOBILE = re.compile(r"(?:62|0|620)8[1-9]\d{6,11}")
_LANDLINE = re.compile(r"(?:0|62)(?:2[1-9]|[3-7]\d|9\d)\d{6,9}")
_LEADING_ZERO = re.compile(r"0[1-9]\d{7,10}")
_NORTH_AMERICA = ((3, 3, 4), (1, 3, 3, 4), (3, 4))
_COUNTING = (
    "0123456789",
    "1234567890",
    "9876543210",
    "12345678910",
    "012345678910",
    "10987654321",
    "1098765432",
)
#: Published help lines (SEJIWA 119, SAPA 129, LISA, kemenkes, 988, Samaritans, Lifeline, Childline, Crisis Text Line).
PUBLIC = _WORDS["phones_public"]


def is_counting(digits: str) -> bool:
    """`satu dua tiga empat ...`: somebody counts."""
    return len(digits) >= 3 and any(digits in row for row in _COUNTING)


def looks_like_phone(run: Run) -> float:
    """How much the digits alone look like a telephone number, 0..1."""
    digits = run.digits
    if digits in PUBLIC or is_counting(digits):
        return 0.0
    if _MOBILE.fullmatch(digits):
        return 0.95
    if run.plus and 8 <= len(digits) <= 15:
        return 0.9
    if run.groups in _NORTH_AMERICA[:2] and not run.spelled:
        return 0.8
    if _LANDLINE.fullmatch(digits) or _LEADING_ZERO.fullmatch(digits):
        return 0.75
    return 0.7 if run.spelled >= 7 and len(digits) <= 15 else 0.0


def may_be_called_phone(run: Run) -> bool:
    """Enough digits to be one when a word says so."""
    return 7 <= len(run.digits) <= 32 and run.digits not in PUBLIC and not is_counting(run.digits)


def is_announced_half(run: Run) -> bool:
    """`wa aku 0812`: the beginning of a number, said to be one."""
    return (
        3 <= len(run.digits) <= 9
        and run.digits.startswith(("08", "628", "07"))
        and not is_counting(run.digits)
    )
