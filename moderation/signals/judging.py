"""Minimising, preaching, blaming, cures on offer (CARE C25); never one's own faith or prayer."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.signals.hit import Hit
from moderation.signals.patterns import Found


def find_judging(found: Found) -> Iterator[Hit]:
    """Judging of another: not of oneself, not as told by somebody, not in quotation marks."""
    if "judging" not in found.names():
        return
    own = list(found.spans("judging.own"))
    for first, last in found.spans("judging"):
        quoted = found.tokens.quoted >> first & 1
        if not quoted and not any(first < end and start < last for start, end in own):
            yield Hit("judging", *found.tokens.typed(first, last))
