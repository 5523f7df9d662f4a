"""What staff and admins write for a whole group: a promise, a reason, a name. Reviewed like every text, never changed."""

from __future__ import annotations

import time

from groups.context import Context
from groups.memory import Circle
from groups.model import Refused
from moderation import BASE, RawText, skeleton
from moderation import Context as ReviewContext


async def checked(ctx: Context, typed: str, *, most: int, circle: Circle | None = None) -> str:
    """The text on one line. Staff of the group may be named; nobody else.

    Raises Refused: error.own_words_empty, error.own_words_long, error.own_words (something in it could tell who
    somebody is), error.unsure.
    """
    text = " ".join(typed.split())
    if not text:
        raise Refused("error.own_words_empty")
    if len(text) > most:
        raise Refused("error.own_words_long", max=most)
    if await hides(ctx, text, circle):
        raise Refused("error.own_words")
    return text


async def hides(ctx: Context, text: str, circle: Circle | None = None) -> bool:
    """True when moderation would hide a part of it from a group. Raises Refused('error.unsure')."""
    context = ReviewContext(now=ctx.clock(), handles=_named(circle), clock=time.thread_time)
    decision = await ctx.reviewer.review(RawText(text), BASE, context)
    if any(reason.code == "unsure" for reason in decision.reasons):
        raise Refused("error.unsure")
    return bool(decision.body.hidden)


def _named(circle: Circle | None) -> frozenset[str]:
    """Names that stand on the group's licences, whole and in part."""
    names = [person.name for person in circle.staff() if person.licence] if circle else []
    return frozenset(skeleton(part) for name in names for part in (name, *name.split()))
