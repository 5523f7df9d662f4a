"""Asking moderation: its context is built from memory alone, and the answer always comes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from groups.context import Context
from groups.memory import Circle, Person
from groups.model import Body, Refused
from moderation import BASE, Decision, Level, RawText, unsure
from moderation import Context as ReviewContext

OLD_HAND = 10_000  # posts before: more than any rule asks of a newcomer


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
    ctx: Context,
    circle: Circle,
    person: Person,
    raw: RawText,
    *,
    label: str = "",
    without: int = 0,
    line: bool = False,
) -> Judged:
    """The decision on a text. Damaged rules hold everything.

    `label` is the author's content label as rules know it; `without` the seq of a message that this text replaces.
    `line`: said to the psychologist alone, where nobody is a newcomer and the room's last words do not count.
    """
    if circle.rules is None:
        return Judged(unsure(BASE))
    if line:
        return Judged(await ctx.reviewer.review(raw, circle.rules, _alone(ctx, circle, person)))
    lately = [one for one in circle.lately(ctx.clock(), person.id) if one[0] != without]
    context = replace(
        review_context(ctx, circle, person), recent=tuple(one for _, one in lately), label=label
    )
    return Judged(await ctx.reviewer.review(raw, circle.rules, context), tuple(seq for seq, _ in lately))


async def judge_whole(ctx: Context, circle: Circle, person: Person, raw: RawText) -> Decision:
    """The decision on words in a crisis's own line: nothing is held, only others' identifiers are hidden (CARE C3)."""
    rules, context = circle.rules or BASE, replace(_alone(ctx, circle, person), whole=True)
    return await ctx.reviewer.review(raw, rules, context)


def _alone(ctx: Context, circle: Circle, person: Person) -> ReviewContext:
    return alone(review_context(ctx, circle, person))


def alone(context: ReviewContext) -> ReviewContext:
    """What is said to the psychologist alone: nobody is a newcomer, and the room's last words do not count."""
    return replace(context, recent=(), posts_before=OLD_HAND)


def is_unsure(decision: Decision) -> bool:
    """True when moderation could not tell: nobody sees, and the psychologist is told."""
    return any(reason.code == "unsure" for reason in decision.reasons)


def codes_of(decision: Decision) -> tuple[str, ...]:
    """The catalogue keys of its reasons, each once."""
    return tuple(dict.fromkeys(reason.code for reason in decision.reasons))


def level_of(decision: Decision) -> dict[str, Any]:
    """Readers of a message of danger that stays visible get one true line, whatever the level."""
    return {"level": 1} if decision.alert >= Level.WATCH else {}


async def note_to_others(ctx: Context, circle: Circle, person: Person, raw: RawText) -> Body:
    """A staff member's explanation to a member, redacted like every text that reaches another person.

    Raises Refused('error.unsure') when moderation cannot tell: the words stay in the form.
    """
    decision = (await judge(ctx, circle, person, raw)).decision
    if is_unsure(decision):
        raise Refused("error.unsure")
    return decision.body
