"""What a single word is, as far as names go: a name, also a word, a family name, unknown, or plainly a word."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
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
    plain = words_of("common") | words_of("regional") | words_of("brands") | STOP | HONORIFICS
    table = dict.fromkeys(plain, Class.WORD)
    table.update(dict.fromkeys(words_of("names_last") - STOP, Class.LAST))
    table.update(dict.fromkeys(words_of("names_wordy") - STOP | {"will"}, Class.WORDY))
    table.update(dict.fromkeys((words_of("names") | words_of("names_more")) - STOP - _KIN, Class.NAME))
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
    return low in _clippings() and (low in SHORT or class_of(low) is not Class.WORD)


#: Three letters that people are called by.
SHORT = _WORDS["short"]


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
_SUFFIXES: tuple[str, ...] = (
    "nya",
    "kan",
    "ku",
    "mu",
    "an",
    "in",
    "i",
    "lah",
    "kah",
    "s",
    "ing",
    "ed",
    "h",
    "",
)
_SUFFIXES += (
    "nye",
    "ne",
    "ane",
    "e",
    "ake",
    "ke",
    "keun",
    "na",
    "ana",
    "ipun",
    "en",
    "nyo",
    "lo",
    "ji",
    "mi",
)


def is_affixed(low: str) -> bool:
    """A common word with affixes or a doubled letter: `ngucapin`, `campurnya`, `iyaa`."""
    common = _everyday()
    stems = {low} | {low[len(prefix) :] for prefix in _PREFIXES if low.startswith(prefix)}
    stems |= {
        stem.removesuffix(suffix) for stem in list(stems) for suffix in _SUFFIXES if stem.endswith(suffix)
    }
    stems |= {_DOUBLED.sub(r"\1", low)} | {_RAISED.sub(r"a\1", stem) for stem in stems}
    return low in common or any(len(stem) > 3 and stem in common for stem in stems)


_DOUBLED = re.compile(r"(.)\1+")
_RAISED = re.compile(r"e([^aiueo]*)$")  # `simpen` for simpan


@cache
def _everyday() -> frozenset[str]:
    return words_of("common") | words_of("regional")


_ADDED = "aeiouhyr"


def _misspellings(low: str) -> Iterator[str]:
    """What a word may have been meant to be: two letters changed about, one too many, one too few."""
    for at in range(len(low)):
        yield low[:at] + low[at + 1 :]
        if at + 1 < len(low):
            yield low[:at] + low[at + 1] + low[at] + low[at + 2 :]
        for letter in _ADDED:
            yield low[: at + 1] + letter + low[at + 1 :]


@lru_cache(maxsize=20_000)
def is_misspelt(low: str) -> bool:
    """`pryia`, `fauzn`: an unlisted word one slip from a listed name, and not from an everyday word."""
    if not 5 <= len(low) <= 12 or not low.isalpha() or is_affixed(low):
        return False
    meant = frozenset(_misspellings(low))
    if namelike(low) < 0.3 or not meant.isdisjoint(_everyday()):
        return False
    return any(_table().get(one) is _NAME for one in meant)


def is_slip_of(low: str, names: set[str]) -> bool:
    """`Fauzn, eh, Fauzan`: one slip from a name of the same text."""
    return (
        len(low) >= 4
        and any(name[0] == low[0] and low != name for name in names)
        and not names.isdisjoint(_misspellings(low))
    )


@lru_cache(maxsize=20_000)
def built(low: str) -> float:
    """How much an unlisted word is built like a name, 0..1: one slip from a name is as good."""
    return max(0.8, namelike(low)) if is_misspelt(low) else namelike(low)


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
    if is_stretched(low):
        return _UNKNOWN
    return Class.LIKELY if len(low) >= 4 and built(low) >= _LIKELY and not is_affixed(low) else _UNKNOWN


_LIKELY = 0.7  # probability from which an unlisted word counts as built like a name
_UNKNOWN, _WORD, _NAME = Class.UNKNOWN, Class.WORD, Class.NAME


def disguised(low: str) -> Class | None:
    """The class of what a word stands for when it is written to slip through: `K3vin`, `rinaaaa`; None otherwise."""
    if not low.isalpha():
        plain = low.translate(_LEET)
        if (
            plain.isalpha()
            and len(plain) >= 4
            and (sum(map(str.isdecimal, low)) <= 2 or _table().get(plain) is Class.NAME)
            and (not low[0].isdecimal() or (low[1:].isalpha() and _table().get(plain) is Class.NAME))
        ):
            return Class.NAME if _may_hide(plain) else None
        return None
    if len(low) >= 5 and low[-1] == low[-2] and _table().get(low[:-1]) is Class.NAME:
        return Class.NAME
    if _STRETCHED.search(low):
        for short in (_DOUBLED.sub(r"\1", low), _STRETCHED.sub(r"\1", low), _STRETCHED.sub(r"\1\1", low)):
            if _table().get(short) in (Class.NAME, Class.WORDY):
                return _table()[short]
            if is_misspelt(short):
                return Class.LIKELY
    return None


def _may_hide(plain: str) -> bool:
    """Is this what a name in figures stands for? An unlisted one must be built like a name."""
    known = _table().get(plain)
    if known is None:
        return len(plain) >= 5 and namelike(plain) >= 0.5 and not is_affixed(plain)
    return known in (Class.NAME, Class.WORDY)


def is_stretched(low: str) -> bool:
    """`yaampunnnn`: a letter three times or more in a row."""
    return _STRETCHED.search(low) is not None


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
