"""Asking moderation: its context is built from memory alone, and the answer always comes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from groups.context import Context
from groups.memory import Circle, Person
from groups.model import Body, Refused
from moderation import Context as ReviewContext
from moderation import Decision, RawText, unsure


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision, and the seqs that its `earlier` counts from."""

    decision: Decision
    seqs: tuple[int, ...] = ()


def review_context(ctx: Context, circle: Circle, person: Person, *, preview: bool = False) -> ReviewContext:
    """What moderation may know of this person and group now."""
    now = ctx.clock()
    return ReviewContext(
        now=now,
        zone=circle.zone,
        seat=person.seat,
        posts_before=person.posts,
        recent=tuple(one for _, one in circle.lately(now, person.id)),
        crisis=person.crisis,
        handles=circle.handles,
        clock=time.thread_time,
        covered=circle.is_covered(now),
        preview=preview,
    )


async def judge(ctx: Context, circle: Circle, person: Person, raw: RawText) -> Judged:
    """The decision on a text. Damaged rules hold everything."""
    if circle.rules is None:
        return Judged(unsure(0))
    seqs = tuple(seq for seq, _ in circle.lately(ctx.clock(), person.id))
    return Judged(await ctx.reviewer.review(raw, circle.rules, review_context(ctx, circle, person)), seqs)


def is_unsure(decision: Decision) -> bool:
    """True when moderation could not tell: nobody sees, and the psychologist is told."""
    return any(reason.code == "unsure" for reason in decision.reasons)


async def note_to_others(ctx: Context, circle: Circle, person: Person, raw: RawText) -> Body:
    """A staff member's explanation to a member, redacted like every text that reaches another person.

    Raises Refused('error.unsure') when moderation cannot tell: the words stay in the form.
    """
    decision = (await judge(ctx, circle, person, raw)).decision
    if is_unsure(decision):
        raise Refused("error.unsure")
    return decision.body
