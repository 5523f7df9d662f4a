"""Whether a message is in a language the group speaks: told by its commonest words, advice only."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from moderation.normalise import Text

LEAST_WORDS = 6  # shorter messages are never called foreign


def _common() -> dict[str, frozenset[str]]:
    lines = (Path(__file__).parent / "data" / "language_common.txt").read_text("utf-8").splitlines()
    rows = (line.partition(":") for line in lines if line and line[0] != "#")
    return {name: frozenset(words.split()) for name, _, words in rows}


_COMMON = _common()


def foreign_to(text: Text, spoken: Collection[str]) -> bool:
    """True when a longer text has hardly a word of the languages spoken, or mostly one of another we know."""
    words = [word.low for word in text.words if word.low.isalpha()]
    if len(words) < LEAST_WORDS:
        return False
    counts = {name: sum(word in common for word in words) for name, common in _COMMON.items()}
    ours = sum(counts[name] for name in spoken)
    theirs = sum(count for name, count in counts.items() if name not in spoken)
    return ours * 20 < len(words) or theirs > 3 * ours
