"""Abuse: swearing, insult, slur, incitement, and attacks without a coarse word."""

from __future__ import annotations

from moderation.signals.hit import Hit
from moderation.signals.patterns import Found


def abuse_of(found: Found) -> tuple[str, tuple[Hit, ...]]:
    return "none", ()
