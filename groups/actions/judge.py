"""Asking moderation: its context is built from memory alone, and the answer always comes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from groups.context import Context
from groups.memory import Circle, Person
from groups.model import Body, Refused
from moderation import BASE, Decision, RawText, unsure
from moderation import Context as ReviewContext


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


async def judge(
    ctx: Context, circle: Circle, person: Person, raw: RawText, *, label: str = "", without: int = 0
) -> Judged:
    """The decision on a text. Damaged rules hold everything.

    `label` is the author's content label as rules know it; `without` the seq of a message that this text replaces.
    """
    if circle.rules is None:
        return Judged(unsure(BASE))
    lately = [one for one in circle.lately(ctx.clock(), person.id) if one[0] != without]
    context = replace(
        review_context(ctx, circle, person), recent=tuple(one for _, one in lately), label=label
    )
    return Judged(await ctx.reviewer.review(raw, circle.rules, context), tuple(seq for seq, _ in lately))


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
