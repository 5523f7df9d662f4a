"""How much a word in its place looks like part of a person's name: a linear model over it and three words either side.

Features are of single words only, so what a word says about its own place and its six neighbours' is worked out once
and remembered; a look at one place is a sum of seven numbers. `models/tagger.bin` is one signed byte for each of seven
places and 2^16 buckets, after a bias; `python -m moderation.train_tagger` makes it, `models/tagger.md` is its card.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

from moderation.detect.lexicon import classes_of
from moderation.normalise import Text

BUCKETS = 1 << 16
REACH = 3  # words either side
PLACES = 2 * REACH + 1
SCALE = 16.0  # steps of a stored byte per unit of log-odds
OUTSIDE = "\n"  # stands for words before the first and after the last
_FILE = Path(__file__).parent.parent / "models" / "tagger.bin"
_GAPS = ".!?\n,:;@#/(\"'-"  # the first of these between two words says how they are parted


def likeness(text: Text, at: int) -> float:
    """The probability, 0..1, that word `at` is part of a person's name."""
    score = float(_weights()[PLACES * BUCKETS])
    count = len(text.words)
    for place in range(PLACES):
        there = at + place - REACH
        score += votes_of(token(text, there) if 0 <= there < count else OUTSIDE)[place]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score / SCALE))))


def token(text: Text, at: int) -> str:
    """A word as written behind one code point for what stands before it."""
    words, plain = text.words, text.plain
    word = words[at]
    if not at:
        return "." + plain[word.start : word.end]
    gap = plain[words[at - 1].end : word.start]
    return (" " if gap == " " else _parted(gap)) + plain[word.start : word.end]


def _parted(gap: str) -> str:
    return next((mark for mark in _GAPS if mark in gap), " ").replace("\n", ".")


def features_of(token: str) -> Iterator[int]:
    """Buckets of what can be seen of one word alone."""
    gap, word = token[0], token[1:]
    low = word.lower()
    shape = _shape(word)
    kind = int(classes_of([low])[0]) if low else -1
    yield from _buckets(f"w{low}", f"s{shape}", f"c{kind}", f"sc{shape}{kind}", f"g{gap}", f"gs{gap}{shape}")
    yield from _buckets(f"l{min(len(low), 9)}", f"gc{gap}{kind}", f"cl{kind}{min(len(low), 5)}")
    yield from _buckets(*(f"p{low[:size]}" for size in (2, 3, 4)), *(f"e{low[-size:]}" for size in (2, 3, 4)))


def _buckets(*features: str) -> Iterator[int]:
    return (crc32(feature.encode("utf-8", "replace")) % BUCKETS for feature in features)


def _shape(word: str) -> str:
    if word.isdecimal():
        return "9"
    if any(map(str.isdecimal, word)):
        return "x"
    if word.islower():
        return "a"
    if word.isupper():
        return "A" if len(word) > 1 else "I"
    return "Aa" if word[:1].isupper() and word[1:].islower() else "m"


@lru_cache(maxsize=20_000)
def votes_of(token: str) -> tuple[int, ...]:
    """What one word says about the seven places of which it is the first, the second and so on."""
    weights = _weights()
    buckets = frozenset(features_of(token))
    return tuple(sum(weights[place * BUCKETS + bucket] for bucket in buckets) for place in range(PLACES))


@cache
def _weights() -> array[int]:
    weights = array("b")
    weights.frombytes(_FILE.read_bytes())
    if len(weights) != PLACES * BUCKETS + 1:
        raise ValueError("tagger.bin does not fit this code")
    return weights
