"""How much an unknown word is built like a name: a linear model over its letter groups.

`models/namelike.bin` is one signed byte for each of 2^15 buckets, after a bias; `python -m moderation.train_names`
makes it, `models/namelike.md` is its card.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

BUCKETS = 1 << 15
SCALE = 24.0  # steps of a stored byte per unit of log-odds
_FILE = Path(__file__).parent.parent / "models" / "namelike.bin"


def groups_of(low: str) -> Iterator[int]:
    """Buckets of the two to five letters that stand together, ends marked."""
    marked = f"^{low[:24]}$"
    for size in (2, 3, 4, 5):
        for at in range(len(marked) - size + 1):
            yield crc32(marked[at : at + size].encode()) % BUCKETS


@lru_cache(maxsize=20_000)
def namelike(low: str) -> float:
    """The probability, 0..1, that a word which is neither listed nor common is a name."""
    weights = _weights()
    score = (weights[BUCKETS] + sum(weights[group] for group in groups_of(low))) / SCALE
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def _weights() -> array[int]:
    weights = array("b")
    weights.frombytes(_FILE.read_bytes())
    if len(weights) != BUCKETS + 1:
        raise ValueError("namelike.bin does not fit this code")
    return weights
