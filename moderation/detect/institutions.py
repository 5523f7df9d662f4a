"""Institutions: the type word (SMA, PT, RSUD, masjid, University) with the name beside it."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.data import sections_of, words_of
from moderation.detect.institutions_en import SUFFIXES, suffixed
from moderation.detect.wording import COMMON, STOP, gap_before, is_capital, phrases_of
from moderation.normalise import Text
from moderation.types import Kind, Span

_WORDS = sections_of("locating")

_KINDS = (Kind.SCHOOL, Kind.WORK, Kind.CLINIC, Kind.WORSHIP)
TYPES: dict[str, Kind] = {word: kind for kind in _KINDS for word in _WORDS[f"institutions_{kind.value}"]}
_UPPER_ONLY = frozenset({"tpa", "lpk", "man", "tk", "pt", "cv", "ud", "fak"})
_NEEDS_CAPITAL = _WORDS["institutions_needs_capital"]
_TWO_WORDS = {
    ("rumah", "sakit"): Kind.CLINIC,
    ("pondok", "modern"): Kind.SCHOOL,
    ("pondok", "pesantren"): Kind.SCHOOL,
    ("sekolah", "tinggi"): Kind.SCHOOL,
    ("sekolah", "dasar"): Kind.SCHOOL,
    ("panti", "asuhan"): Kind.CLINIC,
    ("panti", "rehabilitasi"): Kind.CLINIC,
    ("panti", "jompo"): Kind.CLINIC,
    ("panti", "werdha"): Kind.CLINIC,
    ("sekolah", "menengah"): Kind.SCHOOL,
    ("majelis", "taklim"): Kind.WORSHIP,
    ("yayasan", "pendidikan"): Kind.SCHOOL,
}
_GENERIC = _WORDS["institutions_generic"]
_TOWARDS = _WORDS["institutions_towards"]
_MAJORS = _WORDS["institutions_majors"]
_CAMPUSES = _WORDS["institutions_campuses"]
_KNOWN_BANKS = _WORDS["institutions_known_banks"]
_FRAMES = frozenset(tuple(frame.split()) for frame in _WORDS["institutions_frames"])
_STUDY = frozenset(tuple(frame.split()) for frame in _WORDS["institutions_study"])
_ABBREVIATED = frozenset(("dr", "prof", "st", "h", "hj", "kh", "mgr", "r", "rs", "ir", "hos", "drs"))
_MOST = 6
_HEADS = frozenset(TYPES) | frozenset(first for first, _ in _TWO_WORDS) | frozenset(SUFFIXES) | _CAMPUSES
_FRAME_ENDS = frozenset(frame[-1] for frame in _FRAMES)
_OPENERS = _HEADS | frozenset(frame[0] for frame in _FRAMES)


def find_institutions(text: Text) -> Iterator[Span]:
    """Type word first (Indonesian), type word last (English), then a capitalised employer behind `kerja di`."""
    if _OPENERS.isdisjoint(text.vocabulary):
        return
    shouted = text.shouted
    words = text.words
    covered = -1
    for at, word in enumerate(words):
        if at <= covered or not (word.low in _HEADS or (at and words[at - 1].low in _FRAME_ENDS)):
            continue
        found = _typed(text, at, shouted) or suffixed(text, at, shouted) or _campus(text, at)
        if found is None and not shouted:
            found = _employer(text, at)
        if found:
            first, last, kind, score = found
            covered = last
            yield text.span(words[first].start, words[last].end, kind, score, "institution")


_Found = tuple[int, int, Kind, float]


def _typed(text: Text, at: int, shouted: bool) -> _Found | None:
    words = text.words
    low = words[at].low
    kind, head = TYPES.get(low), at
    if at + 1 < len(words) and (low, words[at + 1].low) in _TWO_WORDS:
        kind, head = _TWO_WORDS[low, words[at + 1].low], at + 1
    if kind is None or (
        low in _UPPER_ONLY and not text.plain[words[at].start : words[at].end].isupper() and low != "pt"
    ):
        return None
    last, named = _name_after(text, head, low, shouted)
    if not named or (low == "bank" and words[head + 1].low in _KNOWN_BANKS):
        return None
    last = _second_institution(text, last, shouted)
    return _first_word(text, at, shouted), last, kind, 0.85


def _name_after(text: Text, head: int, low: str, shouted: bool) -> tuple[int, bool]:
    """The last word of the name behind a type word, and whether anything there names it."""
    words, last, named = text.words, head, False
    for at in range(head + 1, min(head + 1 + _MOST, len(words))):
        if not _may_follow(gap_before(text, at), words[at - 1].low):
            break
        weight = _weight(text, at, head, low, shouted)
        if weight is None and named and _stands_inside(text, at, head, low, shouted):
            weight = False
        if weight is None:
            break
        named = named or weight
        last = at
    while last > head and words[last].low in ("dan", "of", "the", "and"):
        last -= 1
    return last, named and last > head


def _stands_inside(text: Text, at: int, head: int, low: str, shouted: bool) -> bool:
    """`pt cahaya karet lestari`: an everyday word between two that name a company."""
    if low not in ("pt", "cv", "ud") or at + 1 >= len(text.words) or text.words[at].low in STOP:
        return False
    return gap_before(text, at + 1) == " " and bool(_weight(text, at + 1, head, low, shouted))


def _may_follow(gap: str, before: str) -> bool:
    if gap == ". ":
        return before in _ABBREVIATED
    return (len(gap) <= 3 and gap.strip() in ("", "-", "&", "'") and "\n" not in gap) or gap == "."


def _weight(text: Text, at: int, head: int, low: str, shouted: bool) -> bool | None:
    """True: the word names; False: it may stand inside; None: the name ends before it."""
    word, words = text.words[at], text.words
    if word.low.isdigit():
        following = words[at + 1].low if at + 1 < len(words) else ""
        return (
            None if len(word.low) > 3 or following in _COUNTED or TYPES.get(low) not in _NUMBERABLE else True
        )
    if word.low in ("dan", "of", "and", "the", "de") and at > head + 1 and at + 1 < len(words):
        return False if is_capital(text, words[at + 1]) else None
    if (
        not shouted
        and is_capital(text, word)
        and (
            word.low not in STOP
            or word.low in _ABBREVIATED
            or word.low in _TOWARDS
            or _is_last_name(text, at, head)
        )
        and len(word.low) > 1
    ):
        return word.low not in _GENERIC and not (low in _NEEDS_CAPITAL and word.low in phrases_of("cities"))
    if not shouted and is_capital(text, word) and low in ("cv", "pt", "ud") and at + 1 < len(words):
        return False if is_capital(text, words[at + 1]) else None
    if (word.low in _GENERIC and word.low not in STOP) or (
        word.low == "dr" and TYPES.get(low) is Kind.CLINIC
    ):
        return False
    if word.low in STOP or (low in _NEEDS_CAPITAL and word.low not in ("al", "nurul", "darul")):
        return None
    if word.low[-1].isdecimal() and not word.low.isdigit():
        return None
    if word.low in _KNOWN or (TYPES.get(low) is Kind.SCHOOL and word.low in phrases_of("cities")):
        return True
    if word.low in _TOWARDS or word.low in words_of("places") or word.low in words_of("names_wordy"):
        return True
    return True if word.low not in COMMON and len(word.low) > 3 and not word.low.endswith("nya") else None


def _is_last_name(text: Text, at: int, head: int) -> bool:
    """`Sinar Pagi`: a small word that ends the name, written like the one before it."""
    low = text.words[at].low
    if at <= head + 1 or low in _NEVER_NAMED or not is_capital(text, text.words[at - 1]):
        return False
    return at + 1 == len(text.words) or not is_capital(text, text.words[at + 1])


_NEVER_NAMED = frozenset(
    (
        "aku",
        "saya",
        "gue",
        "dia",
        "tapi",
        "terus",
        "dan",
        "yang",
        "ini",
        "itu",
        "karena",
        "sudah",
        "udah",
        "tidak",
        "i",
        "the",
    )
)
_NUMBERABLE = (Kind.SCHOOL, Kind.CLINIC, Kind.WORSHIP)
_KNOWN = _WORDS["institutions_known"]
_COUNTED = _WORDS["institutions_counted"]


def _second_institution(text: Text, last: int, shouted: bool) -> int:
    """`Fakultas Farmasi Universitas X`, `Y University, School of Nursing`: one institution."""
    words = text.words
    nxt = last + 1
    if (
        nxt < len(words)
        and words[nxt].low in TYPES
        and gap_before(text, nxt) in (" ", ", ")
        and TYPES[words[nxt].low] is Kind.SCHOOL
    ):
        end, named = _name_after(text, nxt, words[nxt].low, shouted)
        if named:
            return end
    if nxt < len(words) and words[nxt].low in _CAMPUSES and gap_before(text, nxt) in (" ", ", "):
        return nxt
    return last


def _first_word(text: Text, at: int, shouted: bool) -> int:
    """A faculty or major written before the type word belongs to it: `Sastra Inggris Universitas ...`."""
    words = text.words
    while (
        at
        and words[at - 1].low in _MAJORS
        and gap_before(text, at) == " "
        and (is_capital(text, words[at - 1]) or words[at - 1].low in _CAMPUSES)
    ):
        at -= 1
    return at


def _campus(text: Text, at: int) -> _Found | None:
    """A campus by its short name, with the faculty before it."""
    words = text.words
    if words[at].low not in _CAMPUSES:
        return None
    short = words[at].low in ("ub", "umm", "uns", "its", "stan", "petra", "ciputra", "telkom", "usu", "telu")
    if short and not text.plain[words[at].start : words[at].end].isupper() and not _framed(text, at, _STUDY):
        return None
    if words[at].low in ("its", "stan", "telu") and not (
        _framed(text, at, _STUDY if words[at].low != "telu" else _STUDY - {("anak",)})
        or (at and words[at - 1].low in _MAJORS)
    ):
        return None
    return _first_word(text, at, shouted=False), at, Kind.SCHOOL, 0.8


def _framed(text: Text, at: int, frames: frozenset[tuple[str, ...]]) -> bool:
    before = tuple(word.low for word in text.words[max(0, at - 2) : at])
    return any(before[-len(frame) :] == frame for frame in frames)


def _employer(text: Text, at: int) -> _Found | None:
    """A capitalised name behind `kerja di`, `resign dari`, `my boss at`."""
    word = text.words[at]
    if (
        not is_capital(text, word)
        or word.low in STOP
        or not _framed(text, at, _FRAMES)
        or word.low in phrases_of("cities")
    ):
        return None
    last = at
    while last + 1 < len(text.words) and last - at < 4 and _continues(text, last + 1):
        last += 1
    while last > at and text.words[last].low in ("and", "s"):
        last -= 1
    if " ".join(one.low for one in text.words[at : last + 1]) in phrases_of("cities") or (
        last == at and word.low in COMMON and len(word.low) > 5 and word.low in _GENERIC
    ):
        return None
    return at, last, Kind.WORK, 0.7


def _continues(text: Text, at: int) -> bool:
    word, gap = text.words[at], gap_before(text, at)
    if gap in (" & ", " and ") or (gap in ("'", "’") and word.low == "s"):
        return True
    return gap in (" ", "-", " & ") and is_capital(text, word) and word.low not in STOP


__all__ = ["find_institutions"]
