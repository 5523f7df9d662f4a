"""Who holds a case: one person at a time, taken by compare-and-set against the holder that the page had shown."""

from __future__ import annotations

from typing import Any

from groups import access
from groups.access import Membership
from groups.actions import decisions, steps
from groups.actions.told import DECIDED, is_grave
from groups.context import Context
from groups.model import Channel, ChannelKind, NotFound, Refused
from groups.store.base import Record
from moderation import Seat


async def claim(ctx: Context, who: Membership, case: Record, seen: str = "") -> Record:
    """Hold a case. `seen` is the holder whom the page showed ('': nobody): only from them it is taken over.

    A supporter holds a crisis alone, and only while nobody else does (CARE C4). Raises NotFound, Refused.
    """
    access.still(ctx, who)
    if who.seat not in access.DESK or (who.seat is Seat.SUPPORTER and not access.has_line(case)):
        raise NotFound
    line = Channel(ChannelKind.CASE, case.id)
    holder = await _holder(ctx, who, line)
    before: dict[str, Any] = {}

    def take(newest: Record) -> dict[str, Any] | None:
        before.clear()
        held = newest.data.get("holder") or {}
        if held.get("id") == who.id:
            return None
        _check(newest, who, held, seen)
        before.update(held)
        return {"holder": holder}

    owed = [f"audit:case.claimed:{who.id}:{who.seat.value}:{{news}}", "renew_desk"]
    if is_grave(case):
        owed.append(f"entered:entered:{who.id}:{{news}}")
    taken = await steps.amend(ctx, case.id, take, *owed)
    if is_grave(taken):
        await decisions.note_opened(ctx, who, taken)
    if before.get("seat") == Seat.SUPPORTER.value:
        ctx.hub.part(str(line), before["id"])
    return taken


async def _holder(ctx: Context, who: Membership, line: Channel) -> dict[str, Any]:
    head = await ctx.store.head(str(line))
    named = {"id": who.id, "seat": who.seat.value, "name": decisions.name_of(ctx, who)}
    return named | {"at": ctx.clock(), "from_seq": head + 1}


def _check(case: Record, who: Membership, held: dict[str, Any], seen: str) -> None:
    over = case.data["state"] == "closed" if is_grave(case) else case.data["state"] in DECIDED
    if over or case.data.get("verdict"):
        raise Refused("error.changed")
    if held and (held["id"] != seen or who.seat is Seat.SUPPORTER):
        raise Refused("error.held_by", name=held["name"], seat=held["seat"])


async def let_go(ctx: Context, who: Membership, case: Record) -> Record:
    """Hold it no more. Raises Refused('error.changed') for who does not hold it, or while a verdict waits."""
    access.still(ctx, who)

    def leave(newest: Record) -> dict[str, Any]:
        held = newest.data.get("holder") or {}
        if held.get("id") != who.id or newest.data.get("verdict"):
            raise Refused("error.changed")
        return {"holder": None}

    owed = [f"audit:case.let_go:{who.id}:{who.seat.value}:{{news}}", "renew_desk"]
    if is_grave(case):
        owed.append(f"entered:left:{who.id}:{{news}}")
    left = await steps.amend(ctx, case.id, leave, *owed)
    if who.seat is Seat.SUPPORTER:
        ctx.hub.part(str(Channel(ChannelKind.CASE, case.id)), who.id)
    return left
