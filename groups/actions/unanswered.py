"""A first message without a person's reply is brought to the psychologist after some covered hours (CARE C24).

Answered: somebody's reply or reaction, a message of the staff after it, or another person's message right after it.
"""

from __future__ import annotations

from groups.actions import cases
from groups.context import Context
from groups.memory import Circle
from groups.model import Channel, ChannelKind, NotFound
from groups.store.base import Event, Missing, Record

RIGHT_AFTER_MS = 30 * 60_000
_LOOKED_AT = 500  # rows after the message


async def bring_overdue(ctx: Context) -> int:
    """Bring the first messages whose hours are over and that nobody answered. For the clock work; repeat-safe."""
    overdue = await ctx.store.due("first", ctx.clock())
    for first in overdue:
        await _bring(ctx, first)
        await ctx.store.drop("first", first.id)
    return len(overdue)


async def _bring(ctx: Context, first: Record) -> None:
    group, room = first.data["group"], str(Channel(ChannelKind.ROOM, first.data["group"]))
    try:
        circle, row = await ctx.circle(group), await ctx.store.event(room, first.data["seq"])
    except (Missing, NotFound):
        return
    person = circle.people.get(first.id)
    if (
        row.kind != "message"
        or person is None
        or person.state != "active"
        or await _is_answered(ctx, circle, row)
    ):
        return
    about = {
        "kind": "unanswered",
        "author": row.author,
        "channel": room,
        "cid": row.cid,
        "action": "show",
        "reasons": ["unanswered"],
        "owed": ["desk"],
    }
    data = cases.case_data(ctx, circle, about) | {"at": row.at}
    case = cases.case_id(room, row.author, f"unanswered:{row.cid}")
    record = await cases.claim_record(ctx, case, group, data)
    if record.data["owed"]:
        await cases.pay(ctx, record)


async def _is_answered(ctx: Context, circle: Circle, row: Event) -> bool:
    if row.data.get("reactions"):
        return True
    after = await ctx.store.after(row.channel, row.seq, _LOOKED_AT)
    others = [event for event in after if event.kind == "message" and event.author != row.author]
    if any(event.data.get("reply") == row.seq or _is_staff(circle, event) for event in others):
        return True
    return bool(others) and others[0].at - row.at <= RIGHT_AFTER_MS


def _is_staff(circle: Circle, event: Event) -> bool:
    person = circle.people.get(event.author)
    return person is not None and person.seat.is_staff
