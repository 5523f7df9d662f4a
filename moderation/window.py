"""Identifiers that are split over messages: what the last 90 seconds make of a new text.

Containment, not prevention: what had been visible is hidden from now on, and the author is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from moderation.normalise import Text
from moderation.types import Body, Span


@dataclass(frozen=True, slots=True)
class Window:
    """Spans of the new text, and what earlier bodies must become: index into `recent` -> body."""

    spans: tuple[Span, ...] = ()
    earlier: tuple[tuple[int, Body], ...] = ()


def complete(text: Text, recent: Sequence[tuple[bool, Body]]) -> Window:
    """What the writer's and others' recent messages complete."""
    return Window()
