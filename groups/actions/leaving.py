"""Leaving, with one's words or without, at once and always (CARE C21). It is not announced; the roster differs next day.

The act is an errand: the place ends first, then what follows, each step repeat-safe.
"""

from __future__ import annotations

from typing import Any

from groups import access
from groups.access import Membership
from groups.actions import cases, decisions, heard, messages, mine, seats
from groups.actions.changing import change_row
from groups.context import Context
from groups.model import Channel, ChannelKind, NotFound, new_id
from groups.store.base import Entry, Event, Record
from moderation import Seat

SIGNAL_HOURS = 72  # so long after a signal the psychologist is told
_HOUR_MS = 3_600_000
_AT_ONCE = 500


async def is_watched(ctx: Context, who: Membership) -> bool:
    """True with an open crisis, or within 72 h of a signal: then the page asks once, and the psychologist is told."""
    since = ctx.clock() - SIGNAL_HOURS * _HOUR_MS
    return any(
        case.data["author"] == who.id
        and case.data["kind"] in ("crisis", "safeguarding")
        and (cases.is_open(case) or case.data["at"] > since)
        for case in await ctx.store.about(who.id, kind="case")
    )


async def leave(ctx: Context, who: Membership, *, with_words: bool) -> None:
    """A member's place ends. Raises NotFound for staff, whose seats end otherwise."""
    person = access.still(ctx, who)
    if person.seat is not Seat.MEMBER:
        raise NotFound
    watched = await is_watched(ctx, who)
    data = {"kind": "leave", "group": who.group, "member": who.id, "words": with_words, "watched": watched}
    id, due = new_id(), ctx.clock() + ctx.settings.errand_seconds * 1000
    await ctx.store.create("errand", id, "errands", data, subject=who.id, due_at=due)
    await finish(ctx, Record("errand", id, "errands", 1, data))


async def finish(ctx: Context, errand: Record) -> None:
    """Carry out a leaving that was begun: the place, what waits, then the words where they go too."""
    group, member = errand.data["group"], errand.data["member"]
    await _end_place(ctx, group, member)
    if errand.data["watched"]:
        await _tell_staff(ctx, group, member)
    await mine.let_go_of_held(ctx, group, member)
    await ctx.store.drop("first", member)
    if errand.data["words"]:
        await _take_words(ctx, group, member)
    await ctx.store.drop("errand", errand.id)


async def close_cases(ctx: Context, member: str) -> int:
    """What was still sealed of somebody who left with their words ends, decided or not; how many. Repeat-safe."""
    by: dict[str, Any] = {
        "decided_by": "system",
        "decided_seat": "psychologist",
        "decided_name": "",
        "decided_at": ctx.clock(),
    }
    done = 0
    for record in await ctx.store.about(member, kind="case"):
        if record.data["author"] == member and cases.is_open(record):
            await decisions.settle(ctx, record, "closed", before=["parts"], verdict=None, **by)
            done += 1
    return done


async def _end_place(ctx: Context, group: str, member: str) -> None:
    person = (await ctx.circle(group)).people[member]
    if person.state == "active":
        person.left_at = ctx.clock()
        await seats.remove(ctx, access.membership_of(ctx.circles[group], member), "left")


async def _tell_staff(ctx: Context, group: str, member: str) -> None:
    about = {
        "kind": "low",
        "author": member,
        "channel": str(Channel(ChannelKind.ROOM, group)),
        "cid": "",
        "action": "show",
        "reasons": ["left"],
        "owed": ["desk"],
    }
    data = cases.case_data(ctx, ctx.circles[group], about)
    case = cases.case_id(str(data["channel"]), member, "left")
    await heard.claim_sealed(ctx, case, f"open:{group}", data, None)


async def _take_words(ctx: Context, group: str, member: str) -> None:
    """Each row of theirs is gone from every open page; then the key that opened any copy of their words."""
    ctx.circles[group].people[member].handle = ""
    room, at = Channel(ChannelKind.ROOM, group), 0
    while rows := await ctx.store.after(str(room), at, _AT_ONCE):
        for row in rows:
            await _take_row(ctx, room, row, member)
        at = rows[-1].seq
    await ctx.vault.destroy(f"membership:{member}")


async def _take_row(ctx: Context, room: Channel, row: Event, member: str) -> None:
    if row.kind == "message" and row.author == member:
        await messages.take_away(ctx, room, row.seq, member, f"left:{row.seq}")
    elif row.kind == "joined" and row.author == member:
        await change_row(ctx, str(room), row.seq, _nameless, f"left:{row.seq}")
    elif _reacted(row.data, member):

        def without(newest: Event) -> Entry | None:
            data: Any = newest.data
            for kind in tuple(newest.data.get("reactions", {})):
                data = messages.reacted(data, member, kind, False)
            return (
                None
                if data == newest.data
                else Entry("message", "system", "", ctx.clock(), newest.body, data)
            )

        await change_row(ctx, str(room), row.seq, without, f"left:{member}:{row.seq}")


def _nameless(row: Event) -> Entry | None:
    if row.data.get("left"):
        return None
    return Entry("joined", "system", "", row.at, None, {**row.data, "left": True})


def _reacted(data: Any, member: str) -> bool:
    return any(member in who for who in data.get("reactions", {}).values())
