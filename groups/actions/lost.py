"""Lost the way in (CARE C23): a handle and a group are asked, no identity; the psychologist may invite again.

Whoever asks reads the same answer whether group and handle exist. What was typed is compared and forgotten.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from groups import access, coverage
from groups.access import Membership
from groups.actions import accounts, cases, decisions, groups, invitations, seats
from groups.actions.invitations import Offer
from groups.context import Context
from groups.memory import Circle, Person
from groups.model import Channel, ChannelKind, NotFound, new_id
from groups.store.base import Record
from moderation import Danger, skeleton

CLOSES_AFTER_MS = 24 * 3_600_000
_DAY_MS = 86_400_000


async def ask(ctx: Context, group: str, handle: str, address: str) -> None:
    """Ask for a new way in. Nothing tells whether anybody was told. Raises Refused('error.rate') alone."""
    accounts.slow_down(ctx, f"lost:{address}")
    wanted = skeleton(group[:200])
    named = [id for id, data in await groups.list_groups(ctx) if skeleton(data["name"]) == wanted]
    for each in named:
        circle = await ctx.circle(each)
        for person in circle.members():
            if person.handle and skeleton(person.handle) == skeleton(handle[:200]):
                await _open(ctx, circle, person)


async def _open(ctx: Context, circle: Circle, person: Person) -> None:
    """One case a member and day, however often somebody asks."""
    now, desk = ctx.clock(), str(Channel(ChannelKind.DESK, circle.id))
    case = hashlib.sha256(f"lost|{person.id}|{now // _DAY_MS}".encode()).hexdigest()[:32]
    ctx.group_of[case] = circle.id
    due = now + ctx.settings.errand_seconds * 1000
    data = _data(ctx, circle, person, desk, case)
    await ctx.store.create("case", case, f"open:{circle.id}", data, subject=person.id, due_at=due)
    record = await ctx.store.get("case", case)
    if record is not None and record.data["owed"]:
        await cases.pay(ctx, record)


def _data(ctx: Context, circle: Circle, person: Person, desk: str, case: str) -> dict[str, Any]:
    now, hours = ctx.clock(), circle.data.get("hours", {})
    return {
        "group": circle.id,
        "kind": "low",
        "level": 0,
        "danger": Danger.NONE.value,
        "author": person.id,
        "channel": desk,
        "cid": case,
        "action": "refuse",
        "reasons": ["lost"],
        "rules": [""],
        "found": [],
        "state": "waiting",
        "at": now,
        "until": coverage.answered_by(hours, circle.zone, now, ctx.settings.held_hours),
        "reads_at": 0,
        "reader": circle.psychologist_name,
        "owed": ["desk"],
    }


async def readmit(ctx: Context, who: Membership, case: Record, turn: int) -> str:
    """A code for one new place; the old one closes after a day. For who decides in the group.

    Raises NotFound for another kind of case, Refused('error.changed') when it was decided meanwhile.
    """
    if case.data["reasons"] != ["lost"] or who.seat not in access.DECIDES:
        raise NotFound
    await decisions.close(ctx, who, case, turn)
    await _end_later(ctx, case.data["author"])
    return await invitations.create(ctx, who, Offer(who.group))


async def _end_later(ctx: Context, membership: str) -> None:
    record = await ctx.store.get("membership", membership)
    if record is None or record.data["state"] != "active":
        return
    ends = ctx.clock() + CLOSES_AFTER_MS
    ending = replace(record, data={**record.data, "ends_at": ends}, due_at=ends)
    await ctx.store.put(ending, op=new_id())
    circle = await ctx.circle(record.data["group"])
    circle.people[membership].ends_at = ends


async def close_places(ctx: Context) -> int:
    """End the places whose time is over: old ones, and stand-ins'. Their pages close. For the clock work."""
    overdue = await ctx.store.due("membership", ctx.clock())
    for record in overdue:
        circle = await ctx.circle(record.data["group"])
        if record.data["state"] == "active":
            await seats.remove(ctx, access.membership_of(circle, record.id), state="left")
        await _forget_due(ctx, record.id)
    return len(overdue)


async def _forget_due(ctx: Context, membership: str) -> None:
    record = await ctx.store.get("membership", membership)
    if record is not None:
        await ctx.store.put(replace(record, due_at=None), op=new_id())
