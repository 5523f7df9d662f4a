"""What keeps a text from the room beside its words: asked after the review, never before."""

from __future__ import annotations

from groups.context import Context
from groups.limits import Buckets
from groups.memory import Circle, Person
from groups.model import Refused


def gate(ctx: Context, circle: Circle, person: Person, roster: int | None = None) -> Refused | None:
    """What keeps a text from the room beside its words; None when nothing does. `roster` is the page's last."""
    now = ctx.clock()
    if not circle.is_open:
        return Refused("error.closed")
    if person.muted_until > now:
        return Refused("error.muted", until=person.muted_until)
    if roster is not None and roster < circle.roster_seq:
        return Refused("error.roster_changed", roster=circle.roster_seq)
    if wait := _pace(ctx, circle).take(person.id, now / 1000):
        return Refused("error.too_fast", retry_after=int(wait * 1000) + 1)
    return None


def line_gate(ctx: Context, circle: Circle, person: Person) -> Refused | None:
    """In the private line the pace alone: it is open to the muted, and while the room is closed."""
    if wait := _pace(ctx, circle).take(person.id, ctx.clock() / 1000):
        return Refused("error.too_fast", retry_after=int(wait * 1000) + 1)
    return None


def _pace(ctx: Context, circle: Circle) -> Buckets:
    """The group's pace, by the rules in force."""
    rules = circle.rules
    if rules is None:
        return Buckets(0.001, 0)
    pace = (rules.per_minute, rules.burst) if not rules.slow_seconds else (60 / rules.slow_seconds, 1)
    known = ctx.rates.get(circle.id)
    if known is None or known[0] != pace:
        known = ctx.rates[circle.id] = (pace, Buckets(*pace))
    return known[1]
