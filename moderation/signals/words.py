"""Coarse words by class, found in any spelling and inflection: our own lists, and better-profanity's, classified."""

from __future__ import annotations

from pathlib import Path

CLASSES = ("swear", "sexual", "insult", "slur", "incite")
SOURCE = "signals_better_profanity.tsv"


def classified() -> dict[str, str]:
    """better-profanity's entries with the class given to each; "none" is no abuse."""
    lines = (Path(__file__).parent.parent / "data" / SOURCE).read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and line[0] != "#")
    return {pair[0]: pair[1] for pair in pairs}
