"""Minimising, preaching, blaming, cures on offer (CARE C25); never one's own faith or prayer."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.signals.hit import Hit, hits
from moderation.signals.patterns import Found


def find_judging(found: Found) -> Iterator[Hit]:
    """Judging of another, outside quotation marks."""
    return (hit for hit in hits(found, "judging", ["judging"]) if not hit.quoted)
