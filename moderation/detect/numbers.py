"""Runs of digits, classified: by the nearest label, else by form, length and checksum."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from moderation.detect import accounts, national_ids, phones, student_ids
from moderation.detect.labels import labels_for, labels_of
from moderation.detect.runs import Run, any_digit, find_runs
from moderation.normalise import Text
from moderation.types import Kind, Span

_CALLED: dict[Kind, Callable[[Run], bool]] = {
    Kind.PHONE: phones.may_be_called_phone,
    Kind.NATIONAL_ID: national_ids.may_be_called_national_id,
    Kind.STUDENT_ID: student_ids.may_be_called_student_id,
    Kind.BANK: accounts.may_be_called_account,
}
_LOOKS: tuple[tuple[Kind, Callable[[Run], float]], ...] = (
    (Kind.NATIONAL_ID, national_ids.looks_like_national_id),
    (Kind.STUDENT_ID, student_ids.looks_like_employee_number),
    (Kind.BANK, accounts.looks_like_card),
    (Kind.PHONE, phones.looks_like_phone),
)
_LETTERED: tuple[tuple[Kind, re.Pattern[str], frozenset[str]], ...] = (
    (Kind.NATIONAL_ID, national_ids.LETTERED, labels_for(Kind.NATIONAL_ID) | {"national"}),
    (
        Kind.STUDENT_ID,
        student_ids.LETTERED,
        labels_for(Kind.STUDENT_ID)
        | {"id", "induk", "matric", "magang", "peserta", "anggota", "staf", "intern"},
    ),
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d)+")
_ROUND = re.compile(r"[1-9]\d{0,4}00")  # the first of two round sums
_REACH = 8  # a label further away than this many words does not count
_PERHAPS = 9  # digits from which a nameless run is hidden all the same


def find_numbers(text: Text) -> Iterator[Span]:
    """Phones, national and student numbers, bank accounts and cards."""
    for run in find_runs(text, least=4):
        kind, score = classify(run)
        if kind is not None:
            yield text.span(run.start, run.end, kind, score, "number")
    if any_digit(text.low):
        yield from _find_parts(text)
        yield from _find_lettered(text)


_PARTED = re.compile(r"(?<!\w)(?:\+?62|0)[ .\-]?8\d{1,3}(?: ?[x*|~_#=,] ?\d{2,5}){2,3}(?!\d)")
_TAIL = re.compile(
    r"\b(?:belakang|ujung|buntut|akhiran|ekor)(?:nya|ne|e)?(?: (?:cuma|itu|angka|no|nomor)){0,2}[ :]{1,2}"
    r"(\d{3,5})(?![\d.,:]\d|\w)"
)
_TAILS = frozenset(
    word + end for word in ("belakang", "ujung", "buntut", "akhiran", "ekor") for end in ("nya", "ne", "e")
)
_CALLS = labels_for(Kind.PHONE) | {"nelpon", "nelfon", "ditelpon", "ngechat", "misscall", "miskol", "nelepon"}


def _find_parts(text: Text) -> Iterator[Span]:
    """`0821 x 7740 x 0863`, and of the number of a caller only the end: `belakangnya 7713`."""
    for found in _PARTED.finditer(text.low):
        yield text.span(*found.span(), Kind.PHONE, 0.85, "number.parted")
    if not _TAILS.isdisjoint(text.vocabulary) and not _CALLS.isdisjoint(text.vocabulary):
        for found in _TAIL.finditer(text.low):
            yield text.span(*found.span(1), Kind.PHONE, 0.75, "number.tail")


def classify(run: Run) -> tuple[Kind | None, float]:
    """What a run is, and how sure that is; None for a number that identifies nobody."""
    if len(run.digits) < 4:
        return None, 0.0
    looks, score = max(((kind, look(run)) for kind, look in _LOOKS), key=lambda seen: seen[1])
    for label, far in labels_of(run):
        if far > _REACH:
            continue
        if isinstance(label, Kind):
            if _CALLED[label](run) and not (run.spelled and phones.is_counting(run.digits)):
                return _agreed(label, looks, score)
            continue
        if far <= 3 and score < 0.95:
            return None, 0.0
    if run.altered and score < 0.7:
        return None, 0.0
    if score:
        return looks, score
    return (Kind.PHONE, 0.5) if _is_long(run) and not phones.is_counting(run.digits) else (None, 0.0)


def _agreed(label: Kind, looks: Kind, score: float) -> tuple[Kind, float]:
    """A label wins over a look, but for a checked national number and a mobile number called a student's."""
    if score >= 0.97 and label is Kind.PHONE:
        return looks, score
    return label, max(score, 0.9)


def _is_long(run: Run) -> bool:
    if _YEARS.fullmatch(run.digits) and set(run.groups) == {4}:
        return False
    if (
        len(run.groups) == 2
        and max(run.groups) <= 7
        and run.digits[0] != "0"
        and _ROUND.fullmatch(run.digits[: run.groups[0]])
    ):
        return False
    return (
        len(run.digits) >= _PERHAPS
        and not run.spelled
        and max(run.groups) >= 3
        and run.digits not in phones.PUBLIC
    )


def _find_lettered(text: Text) -> Iterator[Span]:
    """Numbers with letters in them: behind their label, or an IBAN by its check."""
    for kind, pattern, labels in _LETTERED:
        for found in () if labels.isdisjoint(text.vocabulary) else pattern.finditer(text.low):
            if len(found.group(1)) >= 5 and sum(map(str.isdecimal, found.group(1))) >= 3:
                yield text.span(*found.span(1), kind, 0.92, "number.lettered")
    for found in accounts.IBAN.finditer(text.low):
        if accounts.is_iban(found.group()):
            yield text.span(*found.span(), Kind.BANK, 0.99, "iban")
