"""Danger: from cues to a level and to who is in it (CARE C5)."""

from __future__ import annotations

from moderation.signals.hit import Hit
from moderation.signals.patterns import Found
from moderation.types import Danger, Level


def crisis_of(found: Found) -> tuple[Level, Danger, tuple[Hit, ...]]:
    return Level.NONE, Danger.NONE, ()
