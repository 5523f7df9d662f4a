"""What carries words or people out of the group: pictures, retelling, unmasking."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.signals.hit import Hit
from moderation.signals.patterns import Found

BREACHES = {  # the one that wins first; beside it what is one's own to do, or the rule itself
    "screenshot": "shot.own",
    "unmask": "unmask.own",
    "share_outside": "share.own",
}


def breach_of(found: Found) -> tuple[str, tuple[Hit, ...]]:
    """The label of the breach that wins, and every place of one."""
    here = tuple(hit for breach in BREACHES for hit in _breaches(found, breach))
    codes = {hit.code for hit in here}
    return next((one for one in BREACHES if f"breach.{one}" in codes), "none"), here


def _breaches(found: Found, breach: str) -> Iterator[Hit]:
    own = list(found.spans(BREACHES[breach])) if f"breach.{breach}" in found.names() else []
    for first, last in found.spans(f"breach.{breach}"):
        if not any(first < end and start < last for start, end in own):
            yield Hit(
                f"breach.{breach}", *found.tokens.typed(first, last), bool(found.tokens.quoted >> first & 1)
            )
