"""Word lists: one entry a line, `#` starts a note; each file opens with its source, licence and date."""

from __future__ import annotations

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
