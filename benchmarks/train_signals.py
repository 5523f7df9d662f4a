"""Train the linear model of `moderation.signals.model`: `python -m benchmarks.train_signals [--data DIR] [--write]`.

Needs numpy, for training only. Without --write it cross-validates and prints figures. `--data` names a folder with
ordinary talk, JSON lines with `text`, labelled as nothing where the lexicon finds nothing: `chat/emot.train.jsonl`,
`chat/smsa.train.jsonl` (IndoNLP/indonlu, CC BY-SA 4.0), `ner/btc.train.jsonl` (GateNLP/broad_twitter_corpus, CC BY 4.0),
`ner/wnut17.train.jsonl` (leondz/emerging_entities_17, CC BY 4.0).
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from moderation.normalise import normalise
from moderation.signals.abuse import abuse_of
from moderation.signals.crisis import crisis_of
from moderation.signals.model import LABELS, WEIGHTS, features
from moderation.signals.patterns import Found
from moderation.signals.tokens import Tokens

HERE = Path(__file__).parent
ORDINARY = {
    "emot": 4000,
    "smsa": 2500,
    "btc": 2500,
    "wnut17": 2000,
}  # name of the file and how many of its texts
MEANS = {
    "E": ("emergency", "acute", "danger"), "U": ("acute", "danger"), "W": ("danger",), "H": ("harassment",), "C": ("contact",),
    "M": ("meet",), "D": ("medical_advice",), "S": ("solicitation",), "X": ("screenshot",), "O": ("share_outside",),
    "K": ("unmask",), "P": (), "L": (), "N": (),
}  # fmt: skip
CORPUS = {"contact_request": "contact", "meet_request": "meet"}
FOLDS, STEPS, LEAST, RIDGE = 5, 200, 2, 3.0
VOICES = {  # a voice is never in the fold it is measured in
    "t1-bandung": 0, "t1-solo": 0, "t1-jakarta": 1, "t2-expat": 2, "t2-ibu": 3, "t2-perawat": 3, "t2-student": 4,
}  # fmt: skip
HANDLES = ("@awan", "@tigerlily", "@ombak", "@jejak")


@dataclass(frozen=True)
class Row:
    """A text, its labels, which fold it is in, and how much it counts."""

    text: str
    labels: frozenset[str]
    fold: int
    weight: float = 1.0
    source: str = "written"


def written() -> Iterator[Row]:
    for path in sorted((HERE / "sentences").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line and line[0] != "#":
                marks, _, text = line.partition(" ")
                labels = frozenset(label for mark in marks for label in MEANS[mark])
                yield Row(
                    text, labels, VOICES.get(path.stem, zlib.crc32(text.encode()) % FOLDS), 1.0, path.stem
                )


def corpus(path: Path) -> Iterator[Row]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        labels = {CORPUS.get(row[key], row[key]) for key in ("abuse", "ask", "breach")}
        if row["crisis"] != "none":
            labels |= {"danger", row["crisis"]} | ({"acute"} if row["crisis"] != "watch" else set())
        yield Row(
            row["text"],
            frozenset(labels & set(LABELS)),
            zlib.crc32(row["id"].encode()) % FOLDS,
            1.0,
            "corpus",
        )


def ordinary(folder: Path) -> Iterator[Row]:
    for name, most in ORDINARY.items():
        (path,) = folder.glob(f"*/{name}.train.jsonl")
        lines = path.read_text("utf-8").splitlines()
        for line in lines[:most]:
            text = json.loads(line)["text"].replace("[USERNAME]", "@seseorang").replace("[URL]", "")
            found = Found(Tokens(normalise(text)))
            if abuse_of(found)[0] != "harassment" and not crisis_of(found)[0]:
                yield Row(text, frozenset(), zlib.crc32(text.encode()) % FOLDS, 0.5, name)


def mixed(rows: Sequence[Row], seed: int = 7) -> Iterator[Row]:
    """Two messages as one, with the labels of both: what stands beside a sentence says nothing about it."""
    dice = random.Random(seed)
    for fold in range(FOLDS):
        calm = [row for row in rows if row.fold == fold and not row.labels and row.source not in ORDINARY]
        for row in rows:
            if row.fold == fold and row.labels and row.source not in ORDINARY:
                other = dice.choice(calm)
                pair = [row.text, other.text]
                dice.shuffle(pair)
                yield Row(dice.choice((". ", ", ", " ", "\n")).join(pair), row.labels, fold, 0.5)
                yield Row(f"{dice.choice(HANDLES)} {other.text}", frozenset(), fold, 0.3)


def counted(text: str) -> Counter[int]:
    tokens = Tokens(normalise(text))
    return Counter(features(tokens, Found(tokens).names()))


class Matrix:
    """Rows of features as arrays, ready for repeated products."""

    def __init__(self, counts: Sequence[Counter[int]], columns: dict[int, int]) -> None:
        kept = [[(columns[key], n) for key, n in row.items() if key in columns] or [(0, 0)] for row in counts]
        self.cols = np.array([col for row in kept for col, _ in row])
        self.vals = np.array([float(n) for row in kept for _, n in row])
        self.starts = np.cumsum([0, *(len(row) for row in kept)][:-1])
        self.rows = np.repeat(np.arange(len(kept)), [len(row) for row in kept])
        self.width = len(columns)

    def times(self, weights: Any) -> Any:
        return np.add.reduceat(weights[self.cols] * self.vals, self.starts)

    def back(self, errors: Any) -> Any:
        return np.bincount(self.cols, errors[self.rows] * self.vals, self.width)


def fit(matrix: Matrix, truth: Any, weight: Any) -> tuple[Any, float]:
    """Logistic regression with a ridge, by Adam over all rows; positives count as much as needed for half."""
    ratio = min(6.0, max(1.0, (weight[truth == 0].sum() / max(weight[truth == 1].sum(), 1)) ** 0.5))
    weight = weight * np.where(truth == 1, ratio, 1.0)
    w, b = np.zeros(matrix.width), -2.0
    m, v = np.zeros(matrix.width + 1), np.zeros(matrix.width + 1)
    for step in range(1, STEPS + 1):
        error = (1 / (1 + np.exp(-(matrix.times(w) + b))) - truth) * weight
        slope = np.append(matrix.back(error) + RIDGE * w, error.sum())
        m, v = 0.9 * m + 0.1 * slope, 0.999 * v + 0.001 * slope * slope
        move = 0.05 * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        w, b = w - move[:-1], b - move[-1]
    return w, float(b)


def train(rows: Sequence[Row]) -> tuple[dict[int, int], Any, Any]:
    counts = [counted(row.text) for row in rows]
    seen = Counter(key for row in counts for key in row)
    columns = {key: at for at, key in enumerate(sorted(key for key, n in seen.items() if n >= LEAST))}
    matrix, weight = Matrix(counts, columns), np.array([row.weight for row in rows])
    fitted = [fit(matrix, np.array([float(label in row.labels) for row in rows]), weight) for label in LABELS]
    return columns, np.array([w for w, _ in fitted]), np.array([b for _, b in fitted])


def scores(rows: Sequence[Row], columns: dict[int, int], weights: Any, bias: Any) -> Any:
    matrix = Matrix([counted(row.text) for row in rows], columns)
    return np.array([matrix.times(weights[n]) + bias[n] for n in range(len(LABELS))])


def write(path: Path, columns: dict[int, int], weights: Any, bias: Any) -> int:
    """Eight-bit weights of the features that matter; returns how many."""
    scale = np.abs(weights).max(axis=1) / 127
    cells = np.rint(weights / scale[:, None]).astype(np.int8)
    keys = np.array(list(columns), dtype="<u4")
    kept = np.abs(cells).max(axis=0) > 1
    with path.open("wb") as file:
        file.write(struct.pack("<II", int(kept.sum()), len(LABELS)))
        file.write(np.concatenate([bias, scale]).astype("<f4").tobytes())
        file.write(keys[kept].tobytes())
        file.write(np.ascontiguousarray(cells[:, kept].T).tobytes())
    return int(kept.sum())


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--data", type=Path)
    args.add_argument("--corpus", type=Path, default=HERE.parent / "tests" / "corpus" / "mod_dev.jsonl")
    args.add_argument("--write", action="store_true")
    opts = args.parse_args()
    rows = [*written(), *corpus(opts.corpus), *(ordinary(opts.data) if opts.data else ())]
    if opts.write:
        print(write(WEIGHTS, *train([*rows, *mixed(rows)])), "features written")
        return
    for fold in range(FOLDS):
        rest = [row for row in rows if row.fold != fold]
        held = [row for row in rows if row.fold == fold]
        found = scores(held, *train([*rest, *mixed(rest)]))
        for at, row in enumerate(held):
            said = {label: round(float(found[n][at]), 2) for n, label in enumerate(LABELS)}
            print(
                json.dumps(
                    {"text": row.text, "labels": sorted(row.labels), "source": row.source, "scores": said}
                )
            )


if __name__ == "__main__":
    main()
