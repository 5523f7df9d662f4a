"""What a single word is, as far as names go: a name, also a word, a family name, unknown, or plainly a word."""

from __future__ import annotations

import enum
import re
from functools import cache

from moderation.data import words_of
from moderation.detect.wording import STOP


class Class(enum.IntEnum):
    """From never a name to always one."""

    WORD = 0
    UNKNOWN = 1
    LAST = 2
    WORDY = 3  # a name that is also a word
    NAME = 4


_LEET = str.maketrans("013457$@", "oieastsa")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_CLITICS = ("nya", "ku", "mu")
_GLUED = re.compile(r"(?:pang+il(?:aja|saja|aku|ajaaku|akuaja)?|namaku|namasaya|namague|namaaku)([a-z]{3,15})")


@cache
def _table() -> dict[str, Class]:
    table = dict.fromkeys(words_of("common") | STOP, Class.WORD)
    table.update(dict.fromkeys(words_of("names_last"), Class.LAST))
    table.update(dict.fromkeys(words_of("names_wordy"), Class.WORDY))
    table.update(dict.fromkeys(words_of("names") - STOP, Class.NAME))
    return table


def class_of(low: str) -> Class:
    """The class of a lower-case word as it stands."""
    known = _table().get(low)
    if known is not None:
        return known
    return Class.UNKNOWN if len(low) >= 2 and low.isalpha() else Class.WORD


def disguised(low: str) -> Class | None:
    """The class of what a word stands for when it is written to slip through: `K3vin`, `rinaaaa`; None otherwise."""
    if not low.isalpha():
        plain = low.translate(_LEET)
        if plain.isalpha() and len(plain) >= 4 and sum(map(str.isdecimal, low)) <= 2 and not low[0].isdecimal():
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
        if stem != low and len(stem) >= 4 and _table().get(stem) is Class.NAME:
            return stem
    return None


def glued(low: str) -> int | None:
    """`panggilajafarhan`: where the name begins, or None."""
    found = _GLUED.fullmatch(low)
    if not found or class_of(low) is not Class.UNKNOWN:
        return None
    return found.start(1) if class_of(found.group(1)) not in (Class.WORD,) else None
