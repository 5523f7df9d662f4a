"""Identifiers that are split over messages: what the last 90 seconds make of a new text.

Containment, not prevention: what had been visible is hidden from now on, and the author is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from moderation import halves
from moderation.normalise import Text
from moderation.page import Page, cut
from moderation.past import Past
from moderation.types import Body, Span


@dataclass(frozen=True, slots=True)
class Window:
    """What the window hides: spans of the new text; and by index into `recent` spans of an earlier body.

    Spans of an earlier body count each of its hidden pieces as one code point.
    """

    spans: tuple[Span, ...] = ()
    before: tuple[tuple[int, Span], ...] = ()
    earlier: tuple[tuple[int, Body], ...] = ()


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
