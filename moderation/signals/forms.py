"""A written word and the words it may stand for: evasions undone, Indonesian and English affixes taken off."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import product

LONGEST = 40  # letters; nothing longer is a word
_LEET = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
         "@": "a", "$": "s", "!": "i", "+": "t"}  # fmt: skip
_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"(.)\1{2,}")
CLITICS = ("nya", "ny", "ku", "mu", "lah", "kah", "pun", "x")
_SUFFIXES = ("kan", "in", "an", "i", "nya", "ku", "mu", "lah", "s", "es", "ing", "ed", "er", "ers", "y")
_PREFIXES = ("di", "ke", "ter", "ber", "se", "peng", "pen", "pem", "per", "pe", "ku", "kau", "nge")
_NASAL = (
    ("meny", "s"), ("ny", "s"), ("mem", "p"), ("mem", ""), ("men", "t"), ("men", ""), ("meng", "k"), ("meng", ""),
    ("menge", ""), ("ng", "k"), ("ng", ""), ("me", ""), ("m", "p"), ("n", "t"),
)  # fmt: skip


def spellings(word: str) -> Iterator[str]:
    """What a word may be meant to spell, itself first: digits for letters, drawn-out letters, `anak2`."""
    yield word
    if len(word) > LONGEST:
        return
    if "-" in word:
        for part in word.split("-"):
            yield from spellings(part)
        return
    bare = word.replace("'", "")
    if bare[-1:] == "2" and bare[:-1].isalpha():
        yield bare[:-1]
    for meant in _unleet(bare):
        if meant != word:
            yield meant
        yield from _shortened(meant)


def _unleet(word: str) -> Iterator[str]:
    marks = [char for char in word if char in _LEET]
    if not marks:
        yield word
    elif len(marks) <= 6 and any(char.isalpha() for char in word):
        lead = "@" if word[0] == "@" and not word[1:2].isdigit() else ""
        options = [_LEET.get(char, char) for char in word[len(lead) :]]
        yield from ("".join(letters) for letters in product(*options))


def _shortened(word: str) -> Iterator[str]:
    if not _RUN.search(word):
        return
    yield _LONG_RUN.sub(r"\1\1", word)
    yield _LONG_RUN.sub(r"\1", word)
    if len(word) >= 5:
        yield _RUN.sub(r"\1", word)


def without_clitics(word: str) -> Iterator[str]:
    """The word without what Indonesian hangs on it: -nya, -ku, -mu, -lah, ku-, kau-."""
    for clitic in CLITICS:
        if word.endswith(clitic) and len(word) - len(clitic) >= 3:
            yield word[: -len(clitic)]
    for start in ("ku", "kau"):
        if word.startswith(start) and len(word) - len(start) >= 4:
            yield word[len(start) :]


def known_form(word: str, vocabulary: Container[str]) -> str | None:
    """The first form of a word that the vocabulary knows, or None."""
    if word in vocabulary:
        return word
    if len(word) > LONGEST:
        return None
    if "*" in word:
        return None
    for spelled in spellings(word):
        if spelled in vocabulary:
            return spelled
        for bare in without_clitics(spelled):
            if bare in vocabulary:
                return bare
    return None


@lru_cache(maxsize=1 << 14)
def stems(word: str) -> frozenset[str]:
    """Every spelling of a word with its affixes off in all ways: compare with a list, never show one."""
    found: set[str] = set()
    for spelled in spellings(word):
        whole = {spelled, *without_clitics(spelled)}
        starts = {start for one in whole for start in _without_prefix(one)} | whole
        found |= starts | {
            one[: -len(end)]
            for one in starts
            for end in _SUFFIXES
            if one.endswith(end) and len(one) - len(end) >= 3
        }
        if len(found) > 400:
            break
    return frozenset(found)


def _without_prefix(word: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            yield word[len(prefix) :]
    for prefix, letter in _NASAL:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            yield letter + word[len(prefix) :]
