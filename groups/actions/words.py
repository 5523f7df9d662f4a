"""Words that the service offers or keeps back (groups/data): handles, roles, first passwords tried."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "data"
_THING_FIRST = {"id": True, "en": False}


@cache
def listed(name: str) -> tuple[str, ...]:
    """The words of a list, in its order; lines that start with # say where it is from."""
    lines = (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def is_offered(handle: str) -> bool:
    """True for a pair that the service itself might offer: it names nobody."""
    words = handle.split()
    return len(words) == 2 and any(_is_pair(lang, *words) for lang in _THING_FIRST)


def _is_pair(lang: str, first: str, second: str) -> bool:
    things, moods = listed(f"handles_{lang}_things"), listed(f"handles_{lang}_moods")
    return (
        (first in things and second in moods) if _THING_FIRST[lang] else (first in moods and second in things)
    )


def offered(lang: str, chance: random.Random, count: int) -> list[str]:
    """Word pairs in the reader's language, no word twice: the thing first in Indonesian, last in English."""
    lang = lang if lang in _THING_FIRST else "id"
    things = chance.sample(listed(f"handles_{lang}_things"), count)
    moods = chance.sample(listed(f"handles_{lang}_moods"), count)
    pairs = zip(things, moods, strict=True) if _THING_FIRST[lang] else zip(moods, things, strict=True)
    return [f"{first} {second}" for first, second in pairs]
