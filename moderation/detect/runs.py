"""The number-run state machine: digits however they are written, joined into runs with what stands around them.

A run is what a reader would take for one number: digits, number words in Indonesian and English, `o`, `l`, `I`
between digits, with the separators people put in. Money, dates, times, doses, scores are set aside first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from moderation.data import sections_of
from moderation.normalise import Text, Word

_WORDS = sections_of("structured")

DIGIT_WORDS = {
    "nol": "0", "enol": "0", "kosong": "0", "ksong": "0", "zero": "0", "oh": "0", "nul": "0",
    "satu": "1", "stu": "1", "one": "1", "siji": "1", "dua": "2", "duwa": "2", "two": "2", "loro": "2",
    "tiga": "3", "tigo": "3", "three": "3", "telu": "3", "empat": "4", "ampat": "4", "mpat": "4", "four": "4",
    "papat": "4", "lima": "5", "limo": "5", "five": "5", "enam": "6", "anam": "6", "nem": "6", "six": "6",
    "tujuh": "7", "tuju": "7", "pitu": "7", "seven": "7", "delapan": "8", "lapan": "8", "dlapan": "8",
    "wolu": "8", "eight": "8", "sembilan": "9", "smbilan": "9", "sanga": "9", "songo": "9", "nine": "9",
    "niner": "9", "sepuluh": "10", "sebelas": "11", "ten": "10", "eleven": "11", "twelve": "12",
    "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18",
    "nineteen": "19",
    "hiji": "1", "tilu": "3", "opat": "4", "genep": "6", "dalapan": "8", "salapan": "9",
    "ciek": "1", "duo": "2", "ampek": "4", "tujuah": "7", "sambilan": "9", "enem": "6", "tolu": "3",
    "onom": "6", "ualu": "8", "besik": "1", "kutus": "8", "tellu": "3", "eppa": "4", "arua": "8", "asera": "9",
    "rua": "2", "tallu": "3", "annang": "6", "salapang": "9", "anem": "6",
    "nool": "0", "noll": "0", "ooh": "0",
}  # fmt: skip
_DIGIT_WORDS = frozenset(DIGIT_WORDS)
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
_SPELLABLE = (
    frozenset(DIGIT_WORDS)
    | frozenset(_TENS)
    | frozenset(("belas", "puluh", "hundred", "ratus", "double", "dobel", "doubel"))
)
_SPELLABLE |= frozenset(("triple", "tripel", "tripple", "o", "l", "i"))
_HEADS = frozenset(word[:3] for word in DIGIT_WORDS if len(word) > 2)
_TIMES = {"double": 2, "dobel": 2, "doubel": 2, "triple": 3, "tripel": 3, "tripple": 3}
_FILLERS = _WORDS["runs_fillers"]
_LEET = str.maketrans("olizsbgq", "01125896")
_FAR_FETCHED = frozenset("zsbgq")
_LEET_RUN = re.compile(r"[0-9olizsbgq]{1,24}")
_LETTER_DIGITS = {"o": "0", "l": "1", "i": "1"}
_WIDEST_GAP = 6  # code points between two pieces of one number, letters and digits aside
_GLUED = re.compile(
    r"(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|zero|one|two|three|four"
    r"|five|six|seven|eight|nine|\d){3,24}"
)
_GLUED_PART = re.compile(
    r"nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|zero|one|two|three|four|five"
    r"|six|seven|eight|nine|\d"
)

_UNITS = (
    "rb|ribu|rebu|jt|juta|jeti|miliar|milyar|triliun|rupiah|k|perak|dolar|dollars?|bucks|usd|idr|mg|ml|mcg|gr|gram|"
    "kg|kilo|ons|cc|liter|butir|tablet|pil|kapsul|kali|x|hari|harian|minggu|bulan|bln|tahun|thn|taun|th|menit|mnt|"
    "jam|detik|persen|orang|anak|km|meter|cm|mm|lembar|halaman|kata|watt|volt|gb|mb|days?|weeks?|months?|years?|"
    "hours?|minutes?|mins?|hrs?|times|people|percent|pages|words|followers|likes|episode|lbs|pounds|quid|"
    "pm|am|wib|wita|wit"
)
_SET_ASIDE = re.compile(
    rf"""
    (?=\d)(?:
    (?<![\d+])(?<!\d[.\-])\d{{1,3}}(?:[.,]\d{{3}}){{1,5}}(?:,\d{{1,2}})?(?![\d])(?![.\-]\d)
  | (?<![\w.])(?<!\d[\ \-])(?<!\)\ )\d{{1,7}}(?:[.,]\d{{1,3}})?\ ?-?(?:{_UNITS})(?:an|ku|nya)?(?![\w])
  | (?<!\d)(?<!\d[.\-])(?:[01]?\d|2[0-4])[.:][0-5]\d\ ?(?:-|sd|s/d|to)\ ?(?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d|[.\-]\d)
  | (?<!\d)(?<!\d[.\-])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d|[.\-:]\d)
  | (?<!\d)(?<!\d[.\-/])(?:0?[1-9]|[12]\d|3[01])(?P<d>[-/.])(?:0?[1-9]|1[0-2])(?P=d)(?:19|20)?\d\d(?!\d|[.\-/]\d)
  | (?<!\d)(?<!\d[.\-/])(?:19|20)\d\d(?P<y>[-/.])(?:0?[1-9]|1[0-2])(?P=y)(?:0?[1-9]|[12]\d|3[01])(?!\d|[.\-/]\d)
    )""",
    re.VERBOSE,
)
_LEADS = (
    "rp",
    "idr",
    "usd",
    "$",
    "£",
    "€",
    "jam",
    "pukul",
    "pkl",
    "jm ",
    "at ",
    "v ",
    "v1",
    "ver",
    "update",
    "build",
    "ios",
    "android",
    "python",
)
_LED_IN = re.compile(
    r"(?:rp|idr|usd|[$£€])\.? ?\d[\d.,]{0,20}"
    r"|\b(?:jam|pukul|pkl|jm|at) (?:[01]?\d|2[0-4])[.:][0-5]\d(?!\d|[.\-]\d)"
    r"|\b(?:v|ver|versi|version|update|build|ios|android|python) ?\d{1,4}(?:\.\d{1,5}){1,4}"
)
_ANY_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits that stand together: half-open offsets into `plain`, and the words around, nearest first."""

    start: int
    end: int
    digits: str
    groups: tuple[int, ...]  # digits per written piece
    spelled: int  # pieces written as words
    altered: bool  # letters stand for digits
    plus: bool  # '+' or '(' right before
    before: tuple[str, ...]
    after: tuple[str, ...]

    def near(self, labels: frozenset[str], *, before: int = 6, after: int = 4) -> bool:
        """Does one of these words stand near?"""
        return not (labels.isdisjoint(self.before[:before]) and labels.isdisjoint(self.after[:after]))


@dataclass(frozen=True, slots=True)
class _Atom:
    at: int  # index into text.words
    start: int
    end: int
    digits: str
    spelled: bool = False
    altered: bool = False


def any_digit(low: str) -> bool:
    """Is there an ASCII digit? (Those of other scripts are ASCII in plain text.)"""
    return _ANY_DIGIT.search(low) is not None


def has_numbers(text: Text) -> bool:
    """A cheap look before the machine is started."""
    if any_digit(text.low):
        return True
    if not _DIGIT_WORDS.isdisjoint(text.vocabulary):
        return sum(word.low in DIGIT_WORDS for word in text.words) >= 3
    return any(len(low) >= 12 and _GLUED.fullmatch(low) for low in text.vocabulary)


def find_runs(text: Text, least: int = 1) -> list[Run]:
    """All runs of a text with at least so many digits, in order."""
    return [run for run in _runs_of(text) if len(run.digits) >= least]


def _runs_of(text: Text) -> tuple[Run, ...]:
    known = text.memo.get("runs")
    if known is None:
        atoms = list(_atoms(text)) if has_numbers(text) else []
        known = text.memo["runs"] = tuple(_run_of(text, group) for group in _joined(text, atoms))
    return cast(tuple[Run, ...], known)


def set_aside(low: str) -> list[tuple[int, int]]:
    """Ranges that are money, dates, times, doses, scores or versions."""
    ranges = [found.span() for found in _SET_ASIDE.finditer(low)]
    led_in = [found.span() for found in _LED_IN.finditer(low)] if any(lead in low for lead in _LEADS) else []
    return sorted(ranges + led_in) if led_in else ranges


def _atoms(text: Text) -> Iterator[_Atom]:
    aside = set_aside(text.low)
    here = 0
    for at, word in enumerate(text.words):
        while here < len(aside) and aside[here][1] <= word.start:
            here += 1
        if here < len(aside) and aside[here][0] < word.end:
            continue
        atom = _atom_of(text.words, at, word)
        if atom is not None:
            yield atom


def _atom_of(words: Sequence[Word], at: int, word: Word) -> _Atom | None:
    low = word.low
    if low.isdecimal():
        return _Atom(at, word.start, word.end, low)
    if low.isalpha() and low not in _SPELLABLE and not (len(low) >= 6 and low[:3] in _HEADS):
        return None
    spelled = _spelled(words, at, low)
    if spelled is not None:
        return _Atom(at, word.start, word.end, spelled, spelled=True)
    if low in _LETTER_DIGITS:
        return _Atom(at, word.start, word.end, _LETTER_DIGITS[low], altered=True)
    return _altered(at, word)


def _altered(at: int, word: Word) -> _Atom | None:
    """`77o4`: letters for digits; glued `noldelapan1`."""
    low = word.low
    if _LEET_RUN.fullmatch(low):
        letters = sum(not char.isdecimal() for char in low)
        if letters * 2 <= len(low) or (letters < len(low) <= 4 and not _FAR_FETCHED & set(low)):
            return _Atom(at, word.start, word.end, low.translate(_LEET), altered=True)
    if len(low) >= 6 and _GLUED.fullmatch(low):
        digits = "".join(DIGIT_WORDS.get(part, part) for part in _GLUED_PART.findall(low))
        return _Atom(at, word.start, word.end, digits, spelled=True)
    return None


def _spelled(words: Sequence[Word], at: int, low: str) -> str | None:
    """The digits of a number word; 'belas', 'puluh', 'double' change what stands beside them."""
    following = words[at + 1].low if at + 1 < len(words) else ""
    if low in ("hundred", "ratus"):
        return (
            "00"
            if at and words[at - 1].low in DIGIT_WORDS and following not in ("ribu", "thousand")
            else None
        )
    if low in ("belas", "puluh"):
        return _tail_of_ten(low, following) if at and words[at - 1].low in DIGIT_WORDS else None
    if low in _TENS:
        return _TENS[low] + ("" if following in DIGIT_WORDS else "0")
    if low in _TIMES and following in DIGIT_WORDS:
        return DIGIT_WORDS[following] * (_TIMES[low] - 1)
    digits = DIGIT_WORDS.get(low)
    return "1" + digits if digits is not None and following == "belas" else digits


def _tail_of_ten(low: str, following: str) -> str:
    return "0" if low == "puluh" and following not in DIGIT_WORDS else ""


def _joined(text: Text, atoms: Sequence[_Atom]) -> Iterator[list[_Atom]]:
    group: list[_Atom] = []
    for atom in atoms:
        if group and not _belongs(text, group, atom):
            yield group
            group = []
        group.append(atom)
    if group:
        yield group


def _belongs(text: Text, group: list[_Atom], atom: _Atom) -> bool:
    """Would a reader go on with the same number?"""
    last = group[-1]
    skipped = atom.at - last.at - 1
    if skipped > 1 or (skipped and text.words[last.at + 1].low not in _FILLERS):
        return False
    if skipped:
        return atom.start - last.end <= 14
    gap = text.low[last.end : atom.start]
    if len(gap) > _WIDEST_GAP or gap.count("\n") > 1 or (len(last.digits) >= 9 and len(atom.digits) >= 9):
        return False
    return not _begins_anew(group, atom, gap)


def _begins_anew(group: list[_Atom], atom: _Atom, gap: str) -> bool:
    """`no 5 nol delapan ...`, `umur 23 0812 ...`, `12, 15, 20`: what stood before was a number of its own."""
    before = sum(len(piece.digits) for piece in group[:4])
    leads = atom.digits[:1] == "0" != group[0].digits[:1] and before <= 3 and gap.isspace()
    if leads and (
        atom.digits[:2] in ("08", "02", "07") or len(atom.digits) >= 8 or atom.spelled != group[-1].spelled
    ):
        return True
    if atom.spelled or group[-1].spelled:
        return False
    return "," in gap and group[0].digits[0] != "0" and group[0].digits[:2] != "62"


def _run_of(text: Text, atoms: list[_Atom]) -> Run:
    first, last = atoms[0], atoms[-1]
    start = _opened(text.low, first.start)
    words = text.words
    return Run(
        start,
        last.end,
        "".join(atom.digits for atom in atoms),
        tuple(len(atom.digits) for atom in atoms),
        sum(atom.spelled for atom in atoms),
        any(atom.altered for atom in atoms),
        start < first.start,
        tuple(word.low for word in words[max(0, first.at - 8) : first.at][::-1]),
        tuple(word.low for word in words[last.at + 1 : last.at + 7]),
    )


def _opened(low: str, start: int) -> int:
    """Where a '+' or '(' before the first digit begins."""
    for step in (1, 2, 3):
        if start >= step and low[start - step] in "+(":
            return start - step if start < step + 1 or low[start - step - 1] not in "+(" else start - step - 1
        if start < step or not low[start - step].isspace():
            break
    return start
