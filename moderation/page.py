"""A message laid out as one string, and cut into pieces again.

A wall stands where an edited message, or one read again, had a hidden piece: one code point that no detector
reads and that comes out as the piece it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from moderation.normalise import fold
from moderation.types import Body, Hidden, Kind, Piece, Span

WALL = "\ufffc"
UNREADABLE = "\ufffd"
_UNSENT = re.compile("[\x00\ud800-\udfff]")  # cannot be encoded, or ends strings elsewhere
_SHARED = {Kind.STUDENT_ID: Kind.NATIONAL_ID, Kind.MAC: Kind.IP}  # kinds that one label names


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """`typed` with a WALL at each key of `walls`."""

    typed: str
    walls: Mapping[int, Hidden]
    order: Sequence[int]  # the keys of `walls`, ascending

    def __repr__(self) -> str:
        return f"<Page size={len(self.typed)} walls={len(self.walls)}>"


def lay_out(pieces: Iterable[Piece]) -> Page:
    """One string of all pieces; what cannot be encoded becomes UNREADABLE, so offsets stay."""
    typed: list[str] = []
    walls: dict[int, Hidden] = {}
    at = 0
    for piece in pieces:
        if isinstance(piece, Hidden):
            walls[at] = piece
        part = WALL if isinstance(piece, Hidden) else _UNSENT.sub(UNREADABLE, piece)
        typed.append(part)
        at += len(part)
    return Page("".join(typed), walls, list(walls))


def cut(page: Page, hide: Sequence[Span]) -> tuple[Body, list[int]]:
    """The page with these disjoint, ordered spans taken out, and where each piece began.

    Two different values of one label get letters, in order of appearance; one value keeps its letter.
    """
    parts = list(_parts(page, hide))
    letters = _letters([(kind, value) for _, kind, value in parts if kind is not None])
    pieces: list[Piece] = []
    for _, kind, value in parts:
        pieces.append(value if kind is None else Hidden(kind, letters[_label(kind), value]))
    return Body(tuple(pieces)), [start for start, _, _ in parts]


def piece_at(starts: Sequence[int], start: int) -> int | None:
    """The index of the piece that holds a typed offset; None for the whole message."""
    return None if start < 0 or not starts else max(0, bisect_right(starts, start) - 1)


_Part = tuple[int, Kind | None, str]  # start, kind of a hidden piece, its text or folded value


def _parts(page: Page, hide: Sequence[Span]) -> Iterator[_Part]:
    at = 0
    for span in hide:
        yield from _open(page, at, span.start, None)
        yield from _open(page, span.start, span.end, span.kind)
        at = span.end
    yield from _open(page, at, len(page.typed), None)


def _open(page: Page, start: int, end: int, kind: Kind | None) -> Iterator[_Part]:
    """A range as parts, with the walls in it standing."""
    at = start
    for wall in page.order[bisect_left(page.order, start) : bisect_left(page.order, end)]:
        yield from _one(page, at, wall, kind)
        hidden = page.walls[wall]
        yield wall, hidden.kind, f"\0{hidden.letter}"
        at = wall + 1
    yield from _one(page, at, end, kind)


def _one(page: Page, start: int, end: int, kind: Kind | None) -> Iterator[_Part]:
    part = page.typed[start:end]
    if not part:
        return
    if kind is None or not part.strip():
        yield start, None, part
    else:
        yield start, kind, _folded(part)


def _folded(part: str) -> str:
    return "".join(char for char in "".join(map(fold, part)).casefold() if char.isalnum()) or part


def _label(kind: Kind) -> Kind:
    return _SHARED.get(kind, kind)


def _letters(hidden: Sequence[tuple[Kind, str]]) -> dict[tuple[Kind, str], str]:
    values: dict[Kind, list[str]] = {}
    for kind, value in hidden:
        known = values.setdefault(_label(kind), [])
        if value not in known:
            known.append(value)
    return {
        (kind, value): _letter(n) if len(known) > 1 else ""
        for kind, known in values.items()
        for n, value in enumerate(known)
    }


def _letter(n: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    return ("" if n < 26 else _letter(n // 26 - 1)) + chr(65 + n % 26)
