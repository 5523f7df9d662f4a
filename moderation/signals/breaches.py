"""What carries words or people out of the group: pictures, retelling, unmasking."""

from __future__ import annotations

from moderation.signals.hit import Hit, hits
from moderation.signals.patterns import Found

BREACHES = ("screenshot", "unmask", "share_outside")  # the one that wins first


def breach_of(found: Found) -> tuple[str, tuple[Hit, ...]]:
    """The label of the breach that wins, and every place of one."""
    here = tuple(hit for one in BREACHES for hit in hits(found, f"breach.{one}", [f"breach.{one}"]))
    return next((one for one in BREACHES if f"breach.{one}" in found), "none"), here
