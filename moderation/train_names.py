"""Make `models/namelike.bin` from the lists of names and words, and say how well it does on words it has not seen.

    python -m moderation.train_names [--chat FILE.jsonl ...]

`--chat` adds rare lower-case words of name-free chat as further examples of what is no name. Logistic regression by
stochastic gradient descent; the same lists and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from moderation.data import words_of
from moderation.detect.namelike import BUCKETS, SCALE, groups_of

Example = tuple[list[int], int]
_SEED, _ROUNDS, _RATE, _DECAY = 7, 6, 0.12, 2e-6
_WORD = re.compile(r"(?<![\w@#])[a-z]{3,20}(?!\w)")


def main() -> None:
    """Train on nine tenths, report on one, then train on all and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--chat", nargs="*", default=[])
    asked.add_argument("--out", default=str(Path(__file__).parent / "models" / "namelike.bin"))
    options = asked.parse_args()
    examples = _examples(options.chat)
    cut = len(examples) // 10
    sys.stdout.writelines(_report(_train(examples[cut:]), examples[:cut]))
    Path(options.out).write_bytes(_stored(_train(examples)))


def _examples(chats: Iterable[str]) -> list[Example]:
    names = {name for name in words_of("names") | words_of("names_last") if len(name) >= 3}
    words = {word for word in words_of("common") if len(word) >= 3} | _rare(chats)
    rows = [(list(groups_of(name)), 1) for name in sorted(names)]
    rows += [(list(groups_of(word)), 0) for word in sorted(words - names - words_of("names_wordy"))]
    random.Random(_SEED).shuffle(rows)  # noqa: S311
    return rows


def _rare(chats: Iterable[str]) -> set[str]:
    seen: Counter[str] = Counter()
    for chat in chats:
        for line in Path(chat).read_text("utf-8").splitlines():
            seen.update(_WORD.findall(json.loads(line)["text"]))
    return {word for word, times in seen.items() if times <= 3}


def _train(rows: list[Example]) -> list[float]:
    weights = [0.0] * (BUCKETS + 1)
    rows = list(rows)
    order = random.Random(_SEED)  # noqa: S311
    for turn in range(_ROUNDS):
        order.shuffle(rows)
        rate = _RATE / (1 + turn)
        for groups, is_name in rows:
            score = weights[BUCKETS] + sum(weights[group] for group in groups)
            step = rate * (is_name - 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))))
            weights[BUCKETS] += step
            for group in groups:
                weights[group] += step - _DECAY * weights[group]
    return weights


def _stored(weights: list[float]) -> bytes:
    return array("b", (max(-127, min(127, round(weight * SCALE))) for weight in weights)).tobytes()


def _report(weights: list[float], rows: list[Example]) -> Iterator[str]:
    scored = [
        (weights[BUCKETS] + sum(weights[group] for group in groups), is_name) for groups, is_name in rows
    ]
    names = sum(is_name for _, is_name in rows)
    for odds in (0.0, 1.0, 2.0, 3.0):
        above = [is_name for score, is_name in scored if score >= odds]
        yield f"log-odds >= {odds}: recall {sum(above) / names:.3f} precision {sum(above) / max(1, len(above)):.3f}\n"


if __name__ == "__main__":
    main()
