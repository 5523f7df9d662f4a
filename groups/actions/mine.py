"""What waits is still its author's: they take it back while nobody decided, and undecided it comes back as a draft."""

from __future__ import annotations

import asyncio

from groups import access, audit, coverage
from groups.access import Membership
from groups.actions import cases, decisions
from groups.context import Context
from groups.model import NotFound, Refused
from groups.store.base import Record
from moderation import RawText

_DAY_MS = 86_400_000
#: States of a held message in which its words are its author's to take.
TAKEABLE = frozenset({"waiting", "opened", "asked", "draft"})


async def held_of(ctx: Context, who: Membership, case: str) -> Record:
    """An own held message. Raises NotFound."""
    access.still(ctx, who)
    record = await ctx.store.get("case", case)
    if record is None or record.data["author"] != who.id or record.data["action"] != "hold":
        raise NotFound
    return record


async def take_back(ctx: Context, who: Membership, case: str) -> RawText:
    """An own held message waits no more; its words, for their author's field. The sealed original is gone then.

    Raises NotFound, and Refused: 'error.held_stays' for what is read because of danger (CARE C3), 'error.changed'
    once somebody decided.
    """
    record = await held_of(ctx, who, case)
    if cases.is_grave(record):
        raise Refused("error.held_stays")
    sealed = await ctx.store.original(case)
    if sealed is None or record.data["state"] not in TAKEABLE:
        raise Refused("error.changed")

    async def noted() -> None:
        await audit.record(ctx, who.group, "original.given_back", "system", mark=f"back:{case}", case=case)

    raw = await ctx.vault.open_original(sealed, case, noted)
    await decisions.settle(ctx, record, "taken_back", verdict=None)
    return raw


async def let_go_of_held(ctx: Context, group: str, member: str) -> None:
    """What waits of somebody who left goes with them, but not where somebody may be in danger. Repeat-safe."""
    for record in await ctx.store.about(member, kind="case"):
        data = record.data
        own = data["group"] == group and data["author"] == member and data["action"] == "hold"
        if own and not cases.is_grave(record) and data["state"] in TAKEABLE:
            await decisions.settle(ctx, record, "taken_back", verdict=None)


async def expire_holds(ctx: Context) -> int:
    """Undecided for a day after the answered hours in which it was due: its author's own sealed draft; how many.

    A draft that nobody took ends with the group's retention. For the clock work; repeat-safe (CARE C6).
    """
    done = 0
    for group in await ctx.store.list("group", "groups", limit=1000):
        circle = await ctx.circle(group.id)
        for record in await cases.waiting(ctx, group.id):
            end = readable_until(record, circle.data.get("hours", {}), circle.zone)
            if end is not None and end <= ctx.clock() and not record.data.get("verdict"):
                done += await _becomes_draft(ctx, record)
        done += await _end_drafts(ctx, group.id, circle.data["retention_days"])
        await asyncio.sleep(0)  # others have their turn between two groups
    return done


def readable_until(case: Record, hours: dict[str, object], zone: str) -> int | None:
    """Until when staff may read a held message; None where it waits for a decision however long, or nothing is known."""
    data = case.data
    held = data["kind"] == "held" and data["action"] == "hold" and data["state"] in ("waiting", "opened")
    if not held or not data["until"]:
        return None
    return (coverage.covered_until(hours, zone, data["until"] - 1) or int(data["until"])) + _DAY_MS


async def _becomes_draft(ctx: Context, record: Record) -> bool:
    try:
        await decisions.settle(ctx, record, "draft", folder=f"drafts:{record.data['group']}")
    except Refused:
        return False  # decided in this moment
    return True


async def _end_drafts(ctx: Context, group: str, days: int) -> int:
    done = 0
    for record in await ctx.store.list("case", f"drafts:{group}", limit=1000):
        if ctx.clock() - record.data["at"] > days * _DAY_MS:
            await decisions.settle(ctx, record, "taken_back")
            done += 1
    return done
