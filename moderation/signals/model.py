"""A small linear model beside the cues: it hears what no row of words was written for.

Features are words, pieces of words, and pairs of neighbouring concepts (words that a class of the lexicon makes
one), each as a 32-bit number; weights are whole numbers of eight bits. `models/signals.md` is the card of the
weights, `benchmarks/train_signals.py` makes them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
THRESHOLDS = {  # chosen by cross-validation over voices, see the card
    "emergency": 1.5, "acute": 1.3, "danger": 1.5, "harassment": 0.2, "contact": 0.0, "meet": 0.0,
    "medical_advice": 0.0, "solicitation": 0.0, "screenshot": -0.5, "share_outside": -0.5, "unmask": -0.5,
}  # fmt: skip
PAIR, SKIP = 0x9E3779B1, 0x85EBCA6B  # odd numbers that keep a pair from meeting its mirror image
MASK = 0xFFFFFFFF
PIECES = (3, 4, 5)  # letters of a piece of a word
WEIGHTS = Path(__file__).parent.parent / "models" / "signals.bin"
LANE, ZERO = 32, 1 << 16


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
    here = [concept(word) for word in words]
    start = concept("^")
    pairs = [(one * PAIR + two) & MASK for one, two in zip([start, *here], here, strict=False)]
    skips = [(one * SKIP + two) & MASK for one, two in zip([start, start, *here], here, strict=False)]
    return {*here, *pairs, *skips}


def cue_feature(cue: str) -> int:
    """That the lexicon found a cue."""
    return zlib.crc32(b"c" + cue.encode())


def features(tokens: Tokens, cues: Iterable[str]) -> Iterator[int]:
    """Every feature of a text, once a word; `cues` are the names of what the lexicon found."""
    for word in set(tokens.words):
        yield from word_features(word)
    yield from pair_features(tokens.words)
    yield from map(cue_feature, cues)


Scores = Mapping[str, float]
UNHEARD: Scores = {}  # no model asked: only the lexicon counts


def hears(scores: Scores, label: str, *, doubt: float = 0.0) -> bool:
    """True when a label's score is above its threshold, by `doubt` more where something speaks against it."""
    return scores.get(label, -99.0) > THRESHOLDS[label] + doubt


def denies(scores: Scores, labels: Iterable[str], below: float) -> bool:
    """True when the model was asked and finds all of these labels unlikely: what the lexicon says is not enough."""
    return bool(scores) and max(scores[label] for label in labels) < below


class Model:
    """Weights of `LABELS` by feature. A label's score is the logarithm of its odds.

    The weights of a feature are one whole number with a lane of 32 bits for each label, so that one addition
    adds them all; each lane carries `ZERO` more than its weight to stay positive.
    """

    def __init__(self, bias: Sequence[float], scale: Sequence[float], weights: Mapping[int, int]) -> None:
        self.bias, self.scale, self.weights = tuple(bias), tuple(scale), weights
        self._of_word = lru_cache(maxsize=1 << 15)(self._sum_of_word)

    def scores(self, tokens: Tokens, cues: Iterable[str]) -> dict[str, float]:
        """The score of every label for a text."""
        get = self.weights.get
        keys = (*pair_features(tokens.words), *map(cue_feature, cues))
        found = [*filter(None, map(get, keys)), *map(self._of_word, set(tokens.words))]
        parts = zip(LABELS, self.bias, self.scale, _lanes(sum(found), len(found)), strict=True)
        return {label: bias + scale * total for label, bias, scale, total in parts}

    def _sum_of_word(self, word: str) -> int:
        found = [*filter(None, map(self.weights.get, word_features(word)))]
        return pack(_lanes(sum(found), len(found)))


def pack(weights: Iterable[int]) -> int:
    """Weights of one feature as one number."""
    return sum((weight + ZERO) << LANE * at for at, weight in enumerate(weights))


def _lanes(total: int, count: int) -> list[int]:
    return [(total >> LANE * at & MASK) - count * ZERO for at in range(len(LABELS))]


def read_model(path: Path = WEIGHTS) -> Model:
    """Weights from their file: counts, biases and scales, then features and eight-bit weights, little-endian."""
    raw = path.read_bytes()
    count, labels = struct.unpack_from("<II", raw)
    if labels != len(LABELS):
        raise ValueError(f"{path.name}: made for other labels")
    floats = struct.unpack_from(f"<{2 * labels}f", raw, 8)
    keys = struct.unpack_from(f"<{count}I", raw, 8 + 8 * labels)
    cells = struct.unpack_from(f"<{count * labels}b", raw, 8 + 8 * labels + 4 * count)
    rows = (cells[at : at + labels] for at in range(0, count * labels, labels))
    return Model(floats[:labels], floats[labels:], dict(zip(keys, map(pack, rows), strict=True)))
