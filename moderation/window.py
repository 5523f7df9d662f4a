"""Identifiers that are split over messages: what the last 90 seconds make of a new text.

Containment, not prevention: what had been visible is hidden from now on, and the author is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from moderation import halves
from moderation.normalise import Text, normalise
from moderation.page import Page, cut, lay_out
from moderation.types import Body, Hidden, Kind, Span


@dataclass(frozen=True, slots=True)
class Window:
    """What the window hides: spans of the new text; and by index into `recent` spans of an earlier body.

    Spans of an earlier body count each of its hidden pieces as one code point.
    """

    spans: tuple[Span, ...] = ()
    before: tuple[tuple[int, Span], ...] = ()
    earlier: tuple[tuple[int, Body], ...] = ()


@lru_cache(maxsize=256)
def _read(body: Body) -> tuple[Page, Text]:
    """A shown body, read once although it stands in the windows of the next eight messages."""
    page = lay_out(body.pieces)
    return page, normalise(page.typed)


class Past:
    """An earlier message: whose it is, its words, and what stands hidden in it. Read when first asked."""

    def __init__(self, index: int, own: bool, body: Body) -> None:
        self.index = index
        self.own = own
        self._body = body

    @cached_property
    def page(self) -> Page:
        """Its pieces laid out, a wall for each hidden one."""
        return _read(self._body)[0]

    @cached_property
    def text(self) -> Text:
        """Its words, made comparable."""
        return _read(self._body)[1]

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """Hidden pieces in order."""
        return tuple(self.page.walls.values())

    def ends_hidden(self) -> Kind | None:
        """The kind of a hidden piece that nothing but marks follows."""
        if not self.page.order:
            return None
        last = self.page.order[-1]
        rest = self.page.typed[last + 1 :]
        return self.page.walls[last].kind if not any(char.isalnum() for char in rest) else None


Found = tuple[
    int | None, int, int, Kind
]  # index into recent or None for the new text; offsets as laid out; kind
Joiner = Callable[[Text, Sequence[Past]], Iterator[Found]]


@dataclass(slots=True)
class _Gathered:
    spans: list[Span] = field(default_factory=list)
    before: dict[int, list[Span]] = field(default_factory=dict)


def complete(text: Text, recent: Sequence[tuple[bool, Body]]) -> Window:
    """What the writer's and others' recent messages complete, or what a half announces by itself."""
    past = [Past(index, own, body) for index, (own, body) in enumerate(recent)]
    gathered = _Gathered()
    for join in halves.JOINERS if past else halves.ALONE:
        for index, start, end, kind in join(text, past):
            span = Span(start, end, kind, 0.8, "window")
            (gathered.spans if index is None else gathered.before.setdefault(index, [])).append(span)
    before = {index: _without_walls(past[index].page, spans) for index, spans in gathered.before.items()}
    return Window(
        tuple(gathered.spans),
        tuple((index, span) for index, spans in sorted(before.items()) for span in spans),
        tuple((index, cut(past[index].page, spans)[0]) for index, spans in sorted(before.items()) if spans),
    )


def _without_walls(page: Page, spans: Sequence[Span]) -> list[Span]:
    """Disjoint, in order, and only such as hide something new."""
    settled: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if settled and span.start < settled[-1].end:
            continue
        words = page.typed[span.start : span.end]
        if any(char.isalnum() for char in words):
            settled.append(span)
    return settled
