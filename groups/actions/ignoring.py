"""A reader's own way of not reading somebody: nobody is told, and it is kept with the reader's place."""

from __future__ import annotations

from dataclasses import replace

from groups import access
from groups.access import Membership
from groups.context import Context
from groups.memory import Person
from groups.model import NotFound, new_id
from groups.store.base import Conflict
from moderation import Seat


def other_member(ctx: Context, who: Membership, member: str) -> Person:
    """Somebody else who is in the room. Raises NotFound."""
    access.still(ctx, who)
    access.reads(who, who.room)
    person = ctx.circles[who.group].people.get(member)
    if person is None or member == who.id or person.state != "active" or person.seat is Seat.SUPERVISOR:
        raise NotFound
    return person


async def ignore(ctx: Context, who: Membership, member: str, on: bool) -> None:
    """Fold away what a fellow member writes, or no longer. Staff neither fold away nor are. Raises NotFound."""
    if who.seat is not Seat.MEMBER or other_member(ctx, who, member).seat is not Seat.MEMBER:
        raise NotFound
    while True:
        record = await ctx.store.get("membership", who.id)
        if record is None:
            raise NotFound
        kept = [one for one in record.data.get("ignored", ()) if one != member] + [member] * on
        try:
            await ctx.store.put(replace(record, data={**record.data, "ignored": kept}), op=new_id())
        except Conflict:
            continue
        ctx.circles[who.group].people[who.id].ignored = frozenset(kept)
        return
