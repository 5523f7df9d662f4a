"""What a newcomer is owed: their shown messages are counted, and the first is watched until somebody answers (CARE C24)."""

from __future__ import annotations

from groups import coverage
from groups.context import Context
from groups.memory import Circle, Person
from moderation import Seat

COUNTED = 20  # above it no rule asks any more
_DAY_MS = 24 * 3_600_000


async def shown(ctx: Context, circle: Circle, person: Person, seq: int, at: int) -> None:
    """A message of this person came to stand in the room, at that moment."""
    person.posts += 1
    if person.posts <= COUNTED:
        await ctx.store.mark("posts", person.id, person.posts)
    if person.posts == 1 and person.seat is Seat.MEMBER:
        await _watch(ctx, circle, person, seq, at)


async def _watch(ctx: Context, circle: Circle, person: Person, seq: int, at: int) -> None:
    """Looked at again when the answered hours are over; a day later where nobody knows any (unanswered.py)."""
    hours = circle.data.get("hours", {})
    due = coverage.covered_for(hours, circle.zone, at, ctx.settings.answer_hours) or at + _DAY_MS
    data = {"group": circle.id, "seq": seq}
    await ctx.store.create("first", person.id, f"first:{circle.id}", data, subject=person.id, due_at=due)
