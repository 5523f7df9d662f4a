"""The staff's queue of a group: its open cases, from memory, which the desk's own events keep true (2,000 in a blink)."""

from __future__ import annotations

from typing import Any

from groups.actions.told import desk_view
from groups.context import Context
from groups.memory import Circle, Desk
from groups.model import Channel, ChannelKind
from groups.store.base import Missing

_AT_ONCE = 2000


async def open_cases(ctx: Context, group: str) -> list[dict[str, Any]]:
    """What the queue knows of each open case, in no order. Read from the store the first time."""
    circle = await ctx.circle(group)
    if circle.desk is None:
        await _load(ctx, circle)
    assert circle.desk is not None
    while circle.desk.stale:
        await _renew(ctx, circle, circle.desk.stale.pop())
    return list(circle.desk.cases.values())


async def _load(ctx: Context, circle: Circle) -> None:
    """Events that come while it is read make their rows stale: the last look at each row is the newest."""
    desk = circle.desk = Desk()
    after, more = "", True
    while more:
        records = await ctx.store.list("case", f"open:{circle.id}", after=after, limit=_AT_ONCE)
        for record in records:
            desk.take(desk_view(record))
        after, more = (records[-1].id, len(records) == _AT_ONCE) if records else ("", False)


async def _renew(ctx: Context, circle: Circle, seq: int) -> None:
    assert circle.desk is not None
    try:
        row = await ctx.store.event(str(Channel(ChannelKind.DESK, circle.id)), seq)
    except Missing:
        return
    if row.kind == "case":
        circle.desk.take(dict(row.data))
