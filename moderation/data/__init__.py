"""Word lists: one entry a line, `#` starts a note; each file opens with its source, licence and date."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def words_of(name: str) -> frozenset[str]:
    """The entries of `<name>.txt`, lower case. Raises FileNotFoundError: a list that is missing is no list."""
    return frozenset(lines_of(name))


def lines_of(name: str) -> list[str]:
    """The entries of `<name>.txt` in order; several may stand on one line, parted by commas."""
    rows = (row.partition("#")[0] for row in (_HERE / f"{name}.txt").read_text("utf-8").splitlines())
    return [entry.strip().lower() for row in rows for entry in row.split(",") if entry.strip()]


@cache
def sections_of(name: str) -> Mapping[str, frozenset[str]]:
    """The sets of `<name>.txt`, each under its `[section]`. Entries of several words are parted by commas."""
    sections: dict[str, set[str]] = {}
    here: set[str] = set()
    for row in (_HERE / f"{name}.txt").read_text("utf-8").splitlines():
        if row.startswith("["):
            here = sections.setdefault(row.strip("[] "), set())
        elif not row.startswith("#"):
            here.update(
                entry.strip() for entry in (row.split(",") if "," in row else row.split()) if entry.strip()
            )
    return {section: frozenset(entries) for section, entries in sections.items()}
