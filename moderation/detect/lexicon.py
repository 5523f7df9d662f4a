"""What a single word is, as far as names go: a name, also a word, a family name, unknown, or plainly a word."""

from __future__ import annotations

import enum
import re
from functools import cache, lru_cache

from moderation.data import sections_of, words_of
from moderation.detect.frames import HONORIFICS
from moderation.detect.namelike import namelike
from moderation.detect.wording import STOP

_WORDS = sections_of("naming")


_KIN = HONORIFICS - frozenset(
    {"uni", "uda", "nana", "ning", "uncle", "made", "cak", "yuk", "mak", "ko", "ci", "pace", "nancy"}
)


class Class(enum.IntEnum):
    """From never a name to always one."""

    WORD = 0
    UNKNOWN = 1
    LIKELY = 2  # unknown, and built like a name
    LAST = 3
    WORDY = 4  # a name that is also a word
    NAME = 5


_LEET = str.maketrans("013457$@", "oieastsa")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_CLITICS = ("nya", "ku")
_GLUED = re.compile(
    r"(?:pang+il(?:aja|saja|aku|ajaaku|akuaja)?|namaku|namasaya|namague|namaaku)([a-z]{3,15})"
)


@cache
def _table() -> dict[str, Class]:
    table = dict.fromkeys(words_of("common") | words_of("brands") | STOP | HONORIFICS, Class.WORD)
    table.update(dict.fromkeys(words_of("names_last") - STOP, Class.LAST))
    table.update(dict.fromkeys(words_of("names_wordy") - STOP | {"will"}, Class.WORDY))
    table.update(dict.fromkeys(words_of("names") - STOP - _KIN, Class.NAME))
    return table


SYLLABLES = _WORDS["chinese"]


def is_syllable(low: str) -> bool:
    """A syllable of Chinese, Vietnamese or Korean names as they are written in Latin."""
    return low in SYLLABLES


@cache
def _clippings() -> frozenset[str]:
    names = [name for name in words_of("names") if len(name) >= 5]
    return frozenset(part for name in names for part in (name[:3], name[:4], name[-3:], name[-4:]))


def is_clipped(low: str) -> bool:
    """`dit`, `han`, `mel`: three or four letters that begin or end a name."""
    return low in _clippings() and (low in _SHORT or class_of(low) is not Class.WORD)


_SHORT = _WORDS["short"]


def class_of(low: str) -> Class:
    """The class of a lower-case word as it stands."""
    known = _table().get(low)
    if known is not None:
        return known
    return Class.UNKNOWN if len(low) >= 2 and low.isalpha() else Class.WORD


_PREFIXES = (
    "meng",
    "meny",
    "mem",
    "men",
    "nge",
    "ng",
    "ny",
    "me",
    "di",
    "ter",
    "ber",
    "per",
    "pe",
    "se",
    "ke",
    "n",
    "m",
)
_SUFFIXES = ("nya", "kan", "ku", "mu", "an", "in", "i", "lah", "kah", "s", "ing", "ed", "h", "")


def is_affixed(low: str) -> bool:
    """A common word with affixes or a doubled letter: `ngucapin`, `campurnya`, `iyaa`."""
    common = words_of("common")
    stems = {low} | {low[len(prefix) :] for prefix in _PREFIXES if low.startswith(prefix)}
    stems |= {
        stem.removesuffix(suffix) for stem in list(stems) for suffix in _SUFFIXES if stem.endswith(suffix)
    }
    stems |= {_DOUBLED.sub(r"\1", low)}
    return low in common or any(len(stem) > 3 and stem in common for stem in stems)


_DOUBLED = re.compile(r"(.)\1+")


def classes_of(lows: list[str]) -> list[Class]:
    """The class of each word, through its disguise where it has one."""
    table = _table()
    classes = [table.get(low, _UNKNOWN) for low in lows]
    for at, kind in enumerate(classes):
        if kind is _UNKNOWN:
            classes[at] = disguised(lows[at]) or _unlisted(lows[at])
    return classes


@lru_cache(maxsize=20_000)
def _unlisted(low: str) -> Class:
    if len(low) < 2 or not low.isalpha():
        return _WORD
    return Class.LIKELY if len(low) >= 4 and namelike(low) >= _LIKELY and not is_affixed(low) else _UNKNOWN


_LIKELY = 0.7  # probability from which an unlisted word counts as built like a name
_UNKNOWN, _WORD = Class.UNKNOWN, Class.WORD


def disguised(low: str) -> Class | None:
    """The class of what a word stands for when it is written to slip through: `K3vin`, `rinaaaa`; None otherwise."""
    if not low.isalpha():
        plain = low.translate(_LEET)
        if (
            plain.isalpha()
            and len(plain) >= 4
            and sum(map(str.isdecimal, low)) <= 2
            and not low[0].isdecimal()
        ):
            return Class.NAME if _table().get(plain) is Class.NAME else None
        return None
    if _STRETCHED.search(low):
        for short in (_STRETCHED.sub(r"\1", low), _STRETCHED.sub(r"\1\1", low)):
            if _table().get(short) in (Class.NAME, Class.WORDY):
                return _table()[short]
    return None


def without_clitic(low: str) -> str | None:
    """`budinya` -> `budi`, when that is a name."""
    for clitic in _CLITICS:
        stem = low.removesuffix(clitic)
        if stem != low and len(stem) >= 4 and _table().get(stem) in (Class.NAME, Class.WORDY):
            return stem
    return None


def glued(low: str) -> int | None:
    """`panggilajafarhan`: where the name begins, or None."""
    found = _GLUED.fullmatch(low)
    if not found or class_of(low) is not Class.UNKNOWN:
        return None
    said = found.group(1)
    named = max(classes_of([said, said.removesuffix("aja"), said.removesuffix("ya")]))
    return found.start(1) if named >= Class.LIKELY else None
