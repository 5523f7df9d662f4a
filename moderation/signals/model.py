"""A small linear model beside the cues: it hears what no row of words was written for.

Features are words, pieces of words, and pairs of neighbouring concepts (words that a class of the lexicon makes
one), each as a 32-bit number; weights are whole numbers of eight bits. `models/signals.md` is the card of the
weights, `benchmarks/train_signals.py` makes them.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from moderation.signals.lexicon import LEXICON, meant
from moderation.signals.tokens import Tokens

LABELS = (
    "emergency", "acute", "danger", "harassment", "contact", "meet", "medical_advice", "solicitation",
    "screenshot", "share_outside", "unmask",
)  # fmt: skip
CONCEPTS = (
    "i", "you", "not", "want", "deadword", "life", "live", "self_word", "relative", "sibling_small", "say", "think",
    "always", "already", "again", "can", "will", "dont", "med", "medverb", "app", "num", "give", "shotonly", "outsider",
    "insult", "mild", "swear", "sell", "sellwhat", "tell", "words_of", "number_hour", "strong", "tired", "people", "#",
)  # fmt: skip
PAIR, SKIP = 0x9E3779B1, 0x85EBCA6B  # odd numbers that keep a pair from meeting its mirror image
MASK = 0xFFFFFFFF
PIECES = (3, 4, 5)  # letters of a piece of a word
WEIGHTS = Path(__file__).parent.parent / "models" / "signals.bin"
Sparse = tuple[tuple[int, int], ...]  # label, weight


@lru_cache(maxsize=1 << 15)
def concept(word: str) -> int:
    """The number of what a word stands for: a class of the lexicon, else the word itself."""
    return zlib.crc32(_concept(word).encode("utf-8", "surrogatepass"))


def _concept(word: str) -> str:
    known = meant(word)
    if not known:
        return word if len(word) < 24 else ""
    mask = LEXICON.masks.get(known[0], 0)
    for name in CONCEPTS:
        number = LEXICON.names.get(name)
        if number is not None and mask >> number & 1:
            return "{" + name
    return known[0]


def word_features(word: str) -> set[int]:
    """A word, its form in the lexicon, and its pieces."""
    forms = {word, *meant(word)}
    whole = f"^{word}$"
    sizes = PIECES if 5 < len(whole) < 26 and word[0] != "@" else ()
    pieces = {whole[at : at + size] for size in sizes for at in range(len(whole) - size + 1)}
    marked = (*(f"w{form}" for form in forms), *(f"p{piece}" for piece in pieces))
    return {zlib.crc32(feature.encode("utf-8", "surrogatepass")) for feature in marked}


def pair_features(words: Sequence[str]) -> set[int]:
    """Each concept, each pair of neighbours, and each pair with one word between."""
    found: set[int] = set()
    before = further = concept("^")
    for word in words:
        here = concept(word)
        found |= {here, (before * PAIR + here) & MASK, (further * SKIP + here) & MASK}
        further, before = before, here
    return found


def cue_feature(cue: str) -> int:
    """That the lexicon found a cue."""
    return zlib.crc32(b"c" + cue.encode())


def features(tokens: Tokens, cues: Iterable[str]) -> Iterator[int]:
    """Every feature of a text, once a word; `cues` are the names of what the lexicon found."""
    for word in set(tokens.words):
        yield from word_features(word)
    yield from pair_features(tokens.words)
    yield from map(cue_feature, cues)


class Model:
    """Weights of `LABELS` by feature. A label's score is the logarithm of its odds."""

    def __init__(self, bias: Sequence[float], scale: Sequence[float], weights: dict[int, Sparse]) -> None:
        self.bias, self.scale, self.weights = tuple(bias), tuple(scale), weights
        self._of_word = lru_cache(maxsize=1 << 15)(self._sum_of_word)

    def scores(self, tokens: Tokens, cues: Iterable[str]) -> dict[str, float]:
        """The score of every label for a text."""
        sums = [0] * len(LABELS)
        get = self.weights.get
        for word in set(tokens.words):
            for label, weight in self._of_word(word):
                sums[label] += weight
        for feature in (*pair_features(tokens.words), *map(cue_feature, cues)):
            for label, weight in get(feature, ()):
                sums[label] += weight
        parts = zip(LABELS, self.bias, self.scale, sums, strict=True)
        return {label: bias + scale * total for label, bias, scale, total in parts}

    def _sum_of_word(self, word: str) -> Sparse:
        sums = [0] * len(LABELS)
        for feature in word_features(word):
            for label, weight in self.weights.get(feature, ()):
                sums[label] += weight
        return tuple((label, total) for label, total in enumerate(sums) if total)


def read_model(path: Path = WEIGHTS) -> Model:
    """Weights from their file: counts, biases and scales, then features and eight-bit weights, little-endian."""
    raw = path.read_bytes()
    count, labels = _numbers("I", raw[:8])
    if labels != len(LABELS):
        raise ValueError(f"{path.name}: made for other labels")
    head = 8 + 8 * labels
    floats = _numbers("f", raw[8:head])
    keys = _numbers("I", raw[head : head + 4 * count])
    cells = _numbers("b", raw[head + 4 * count :])
    weights = {
        int(key): tuple((n, int(w)) for n, w in enumerate(cells[at * labels : (at + 1) * labels]) if w)
        for at, key in enumerate(keys)
    }
    return Model(floats[:labels], floats[labels:], weights)


def _numbers(code: str, raw: bytes) -> array[float]:
    made = array(code)
    made.frombytes(raw)
    if sys.byteorder == "big":
        made.byteswap()
    return made
