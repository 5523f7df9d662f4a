"""What carries words or people out of the group: pictures, retelling, unmasking."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.signals.hit import Hit, whole
from moderation.signals.model import UNHEARD, Scores, denies, hears
from moderation.signals.patterns import Found

BREACHES = {  # the one that wins first; beside it what is one's own to do, or the rule itself
    "screenshot": "shot.own",
    "unmask": "unmask.own",
    "share_outside": "share.own",
}
DOUBT = 3.5  # of the model's logarithm of odds, where it is one's own words or the rule itself
DENIED = -2.5  # logarithm of odds below which the model takes the lexicon's word away
CUES = {breach: f"breach.{breach}" for breach in BREACHES}


def breach_of(found: Found, scores: Scores = UNHEARD) -> tuple[str, tuple[Hit, ...]]:
    """The label of the breach that wins, and every place of one."""
    names = found.names() if not denies(scores, BREACHES, DENIED) else ()
    here = tuple(hit for one in BREACHES if CUES[one] in names for hit in _breaches(found, one))
    if not here:
        here = tuple(whole(found, f"breach.{one}") for one in BREACHES if _hears(found, scores, one))
    codes = {hit.code for hit in here}
    return next((one for one in BREACHES if f"breach.{one}" in codes), "none"), here


def _hears(found: Found, scores: Scores, breach: str) -> bool:
    """The model hears it, and much more clearly where it may be one's own words or the rule itself."""
    return hears(scores, breach) and (hears(scores, breach, doubt=DOUBT) or BREACHES[breach] not in found)


def _breaches(found: Found, breach: str) -> Iterator[Hit]:
    own = list(found.spans(BREACHES[breach]))
    for first, last in found.spans(f"breach.{breach}"):
        if not any(first < end and start < last for start, end in own):
            yield Hit(
                f"breach.{breach}", *found.tokens.typed(first, last), bool(found.tokens.quoted >> first & 1)
            )
