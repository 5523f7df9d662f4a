"""Make `models/tagger.bin` from marked-up public texts and name-free chat with names put in; say how well it does.

    python -m moderation.train_tagger --data DIR    # DIR/ner/*.{train,dev}.jsonl, DIR/chat/*.train.jsonl

Logistic regression over the single-word features of seven neighbouring words, by L-BFGS; needs numpy and scipy, which
the server does not. The same data and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import re
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from moderation.data import words_of
from moderation.detect import detect
from moderation.detect.tagger import BUCKETS, OUTSIDE, PLACES, REACH, SCALE, features_of, token
from moderation.normalise import normalise
from moderation.types import Kind

_SOURCES = {
    "nergrit": 0.5,
    "idnernews": 0.5,
    "nerui": 0.5,
    "nerugm": 0.5,
    "nerp": 0.7,
    "wnut17": 1.0,
    "btc": 1.0,
}
_SEED, _DECAY, _ROUNDS = 11, 0.6, 70
_SLOT = re.compile(r"\[USERNAME\]|\b(?:dia|doi)\b", re.IGNORECASE)
_TITLE = re.compile(r"\b(?:kak|mas|mbak|mba|bang|bu|pak|om|tante|si|sama|kata|dek|teh|kang)\b", re.IGNORECASE)


class Sentence(NamedTuple):
    """Tokens, whether each is part of a person's name, and how much the sentence counts."""

    tokens: list[str]
    labels: list[int]
    weight: float


def main() -> None:
    """Learn, find name-free chat with what was learnt, put names into it, learn again, report, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--out", type=Path, default=Path(__file__).parent / "models" / "tagger.bin")
    options = asked.parse_args()
    chance = random.Random(_SEED)  # noqa: S311
    marked = [one for name, weight in _SOURCES.items() for one in _marked(options.data, name, weight, chance)]
    first = _learn(marked)
    chat = list(_with_names(_name_free(options.data, first), chance))
    weights = _learn(marked + chat)
    sys.stdout.writelines(_report(weights, options.data))
    options.out.write_bytes(_stored(weights))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def _marked(data: Path, name: str, weight: float, chance: random.Random) -> Iterator[Sentence]:
    """Half of the sentences in lower case: a model that does not lean on capitals."""
    for row in _rows(data / "ner" / f"{name}.train.jsonl"):
        text = row["text"].lower() if chance.random() < 0.5 else row["text"]
        if len(text) == len(row["text"]):
            yield _sentence(text, [span[:2] for span in row["spans"] if span[2] == "PERSON"], weight)


def _sentence(typed: str, spans: list[tuple[int, int]], weight: float) -> Sentence:
    text = normalise(typed)
    tokens = [token(text, at) for at in range(len(text.words))]
    starts = [text.origin[word.start] for word in text.words]
    return Sentence(tokens, [int(any(a <= at < b for a, b in spans)) for at in starts], weight)


def _name_free(data: Path, weights: Any) -> Iterator[str]:
    """Chat in which neither the first model nor the frames see a name."""
    for name in ("emot", "smsa"):
        rows = [row["text"][:400] for row in _rows(data / "chat" / f"{name}.train.jsonl")]
        sentences = [_sentence(text.replace("[USERNAME]", "dia"), [], 1.0) for text in rows]
        odds, at = _odds(weights, sentences), 0
        for text, sentence in zip(rows, sentences, strict=True):
            top = max(odds[at : at + len(sentence.tokens)], default=0.0)
            at += len(sentence.tokens)
            if top < -1.4 and all(span.kind is not Kind.PERSON for span in detect(normalise(text))):
                yield text


def _with_names(texts: Iterator[str], chance: random.Random) -> Iterator[Sentence]:
    for text in texts:
        typed, spans = _put_names(text, chance)
        typed = typed.lower() if chance.random() < 0.4 else typed
        yield _sentence(typed, spans, 1.0)


def _put_names(text: str, chance: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """A name where somebody is spoken of, or behind a title or `sama`; the rest of the text as it was."""
    out, spans, done, size = [], [], 0, 0
    slots = sorted(
        [(found.start(), found.end()) for found in _SLOT.finditer(text)]
        + [(found.end(), found.end()) for found in _TITLE.finditer(text)]
    )
    for start, end in slots[:4]:
        if start < done or chance.random() < 0.45:
            continue
        name = _name(chance)
        lead = text[done:start] + (" " if start == end else "")
        out += [lead, name]
        spans.append((size + len(lead), size + len(lead) + len(name)))
        size, done = size + len(lead) + len(name), end
    rest = text[done:].replace("[USERNAME]", "")
    return "".join([*out, rest]), spans


def _name(chance: random.Random) -> str:
    """Listed, misspelt or clipped, alone or with a second name; three in ten in lower case."""
    pool, wordy, last = (_sorted(name) for name in ("names", "names_wordy", "names_last"))
    roll = chance.random()
    one = chance.choice(wordy if roll < 0.12 else pool)
    if roll > 0.6:
        one = _altered(one, chance)
    both = one if chance.random() < 0.8 else f"{one} {chance.choice(last if chance.random() < 0.4 else pool)}"
    return both if chance.random() < 0.3 else both.title()


def _sorted(name: str) -> list[str]:
    return sorted(word for word in words_of(name) if word.isalpha() and len(word) > 2)


def _altered(name: str, chance: random.Random) -> str:
    at, way = chance.randrange(1, len(name)), chance.randrange(5)
    ways = (
        name[:at] + name[at:].replace(name[at], "", 1),
        name[:at] + name[at - 1] + name[at:],
        name[: max(3, at)],
        name[:at] + chance.choice("aiueohy") + name[at:],
        name[-max(3, len(name) - at) :],
    )
    return ways[way] if len(ways[way]) > 2 else name


def _science(name: str) -> Any:
    """Imported here alone, for the server goes without."""
    return importlib.import_module(name)


def _learn(sentences: list[Sentence]) -> Any:
    """Weights as (PLACES, BUCKETS) and a bias, flat."""
    np, minimize = _science("numpy"), _science("scipy.optimize").minimize

    seen, places = _indexed(sentences)
    labels = np.array([label for one in sentences for label in one.labels], dtype=np.float64)
    counts = np.array([one.weight for one in sentences for _ in one.labels], dtype=np.float64)

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat[:-1].reshape(PLACES, BUCKETS)
        votes = seen @ weights.T
        score = flat[-1] + sum(votes[ids, place] for place, ids in enumerate(places))
        wrong = counts * (1 / (1 + np.exp(-score)) - labels)
        step = [seen.T @ np.bincount(ids, wrong, seen.shape[0]) for ids in places]
        gone = counts @ (np.logaddexp(0, score) - labels * score)
        gradient = np.concatenate([*step, [wrong.sum()]]) + _DECAY * flat
        return float(gone + _DECAY / 2 * flat @ flat), gradient

    start = np.zeros(PLACES * BUCKETS + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x


def _indexed(sentences: list[Sentence]) -> tuple[Any, list[Any]]:
    """Distinct tokens by feature, and for each place the token that stands there from every token."""
    np, csr_matrix = _science("numpy"), _science("scipy.sparse").csr_matrix

    index: dict[str, int] = {OUTSIDE: 0}
    ids = [[index.setdefault(one, len(index)) for one in sentence.tokens] for sentence in sentences]
    pad = [0] * REACH
    places = [
        np.array([one for row in ids for one in (pad + row + pad)[place : place + len(row)]])
        for place in range(PLACES)
    ]
    columns = [sorted(set(features_of(word))) for word in index]
    rows = [at for at, features in enumerate(columns) for _ in features]
    flat = [feature for features in columns for feature in features]
    return csr_matrix((np.ones(len(flat)), (rows, flat)), shape=(len(index), BUCKETS)), places


def _odds(flat: Any, sentences: list[Sentence]) -> Any:
    seen, places = _indexed(sentences)
    votes = seen @ flat[:-1].reshape(PLACES, BUCKETS).T
    return flat[-1] + sum(votes[ids, place] for place, ids in enumerate(places))


def _report(flat: Any, data: Path) -> Iterator[str]:
    """Recall and precision of words, cased and in lower case, on the parts kept apart."""
    for path in sorted((data / "ner").glob("*.dev.jsonl")):
        for lowered in (False, True):
            rows = [(row["text"].lower() if lowered else row["text"], row["spans"]) for row in _rows(path)]
            sentences = [
                _sentence(text, [s[:2] for s in spans if s[2] == "PERSON"], 1.0) for text, spans in rows
            ]
            labels = [label for one in sentences for label in one.labels]
            for bar in (0.0, -1.4):
                hit = [
                    label for label, score in zip(labels, _odds(flat, sentences), strict=True) if score > bar
                ]
                recall, right = sum(hit) / max(1, sum(labels)), sum(hit) / max(1, len(hit))
                case = "lower" if lowered else "cased"
                yield f"{path.stem:16} {case} log-odds > {bar:4}: recall {recall:.3f} precision {right:.3f}\n"


def _stored(flat: Any) -> bytes:
    return array("b", (max(-127, min(127, round(float(weight) * SCALE))) for weight in flat)).tobytes()


if __name__ == "__main__":
    main()
