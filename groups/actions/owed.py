"""What a change of a group's record owes: the room is told, and the audit log. The change carries it, so none is lost."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from groups import audit
from groups.context import Context
from groups.model import Channel, ChannelKind, NotFound, new_id
from groups.store.base import Conflict, Entry, Record, Unavailable

log = logging.getLogger("lingkar")


@dataclass(frozen=True, slots=True)
class Telling:
    """An event of the room and a row of the audit log, both once: `mark` is the id of both.

    Without a `kind` the room hears nothing.
    """

    kind: str
    act: str
    by: str
    data: dict[str, Any] = field(default_factory=dict)
    mark: str = field(default_factory=new_id)


async def change_group(ctx: Context, group: str, telling: Telling | None = None, **changes: Any) -> None:
    """Change fields of a group's record, in the store and in memory; others may change other fields meanwhile."""
    circle = await ctx.circle(group)
    while True:
        record = await _group(ctx, group)
        data = {**record.data, **changes}
        if telling is not None:
            data["owed"] = [*data.get("owed", ()), asdict(telling)]
        if await _put(ctx, record, data):
            break
    circle.update(changes)


async def pay_soon(ctx: Context, group: str) -> None:
    """Pay now; when the store fails the clock work does it, for the change itself stands."""
    try:
        await pay(ctx, group)
    except Unavailable:
        log.warning("group.owes group=%s", group)


async def pay(ctx: Context, group: str) -> None:
    """Tell what is owed, each once, and note it as told."""
    record = await _group(ctx, group)
    tellings = [Telling(**kept) for kept in record.data.get("owed", ())]
    room = str(Channel(ChannelKind.ROOM, group))
    for one in tellings:
        if one.kind:
            await ctx.store.append(Entry(one.kind, "system", one.mark, ctx.clock(), None, one.data), room)
        await audit.record(ctx, group, one.act, one.by, mark=one.mark, **one.data)
    told = {one.mark for one in tellings}
    while not await _put(ctx, record, _without(record.data, told)):
        record = await _group(ctx, group)


def _without(data: Any, told: set[str]) -> dict[str, Any]:
    return {**data, "owed": [kept for kept in data.get("owed", ()) if kept["mark"] not in told]}


async def _put(ctx: Context, record: Record, data: dict[str, Any]) -> bool:
    """False when somebody else changed it first."""
    due = ctx.clock() + ctx.settings.errand_seconds * 1000 if data.get("owed") else None
    try:
        await ctx.store.put(replace(record, data=data, due_at=due), op=new_id())
    except Conflict:
        return False
    return True


async def _group(ctx: Context, group: str) -> Record:
    record = await ctx.store.get("group", group)
    if record is None:
        raise NotFound
    return record
