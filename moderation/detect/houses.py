"""House numbers: behind a word for one, behind a slash, or bare behind the name of a lane."""

from __future__ import annotations

import re

from moderation.data import sections_of
from moderation.detect.wording import gap_before
from moderation.normalise import Text

_WORDS = sections_of("locating")

NUMBERED = _WORDS["addresses_numbered"]
_HOUSED = _WORDS["addresses_housed"]
TOKEN = re.compile(r"(?:[a-z]{0,2}\d{1,4}[a-z]{0,2}|o\d{1,3}|[a-z]|([a-z])\1|[ivx]{1,4})")
_BARE = re.compile(r"\d{1,3}[a-h]?")


def follows_a_name(text: Text, at: int) -> bool:
    """`Gg. Mawar III/9`, `gg purnama 6b`: a house number without the word for it."""
    low, gap = text.words[at].low, gap_before(text, at)
    if not _BARE.fullmatch(low) or text.words[at - 1].low[0].isdecimal():
        return False
    following = text.words[at + 1].low if at + 1 < len(text.words) else ""
    return gap == "/" or (gap == " " and following not in _COUNTS and not (low.isdigit() and len(low) < 2))


_BLOCKS = frozenset(("blok", "blk", "block"))


def _is_block(text: Text, at: int) -> bool:
    """`blk ac no.23`: two letters name a block when a house number follows."""
    words = text.words
    return (
        words[at].low in _BLOCKS
        and len(words[at + 1].low) == 2
        and words[at + 1].low.isalpha()
        and at + 2 < len(words)
        and words[at + 2].low in _HOUSED
    )


def numbered(text: Text, at: int, *, first: bool = True) -> tuple[int, int] | None:
    """`no 5`, `rt 03`, `blok D3`: its last word, and 1 when it pins a house, 0 when only beside what does."""
    words, last = text.words, at
    if (
        at + 1 >= len(words)
        or not (TOKEN.fullmatch(words[at + 1].low) or _is_block(text, at))
        or len(gap_before(text, at + 1)) > 3
    ):
        return None
    following = words[at + 2].low if at + 2 < len(words) else ""
    if words[at + 1].low.isdigit() and following in _COUNTS and gap_before(text, at + 2) == " ":
        return None
    last = at + 1
    if len(words[last].low) == 2 and words[last].low.isalpha() and following.isdigit():
        last += 1
    while (
        last + 1 < len(words)
        and gap_before(text, last + 1) in ("/", "-", ".")
        and TOKEN.fullmatch(words[last + 1].low)
    ):
        last += 1
    if (
        last + 1 < len(words)
        and gap_before(text, last + 1) == " "
        and _letter_of_number(words[last].low, words[last + 1].low)
    ):
        last += 1
    return last, 1 if words[at].low in _HOUSED or (not first and words[at].low in ("kamar", "room")) else 0


_COUNTS = frozenset(
    {
        "rb",
        "ribu",
        "meter",
        "m",
        "km",
        "kilo",
        "org",
        "thn",
        "th",
        "bln",
        "detik",
        "orang",
        "kali",
        "hari",
        "bulan",
        "tahun",
        "jam",
        "menit",
        "anak",
        "kk",
        "warga",
    }
)


def _letter_of_number(number: str, letter: str) -> bool:
    return number.isdigit() and len(letter) == 1 and letter in "abcdefgh"
