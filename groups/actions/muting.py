"""A psychologist mutes a member until a moment: they go on reading, talk in their lines and can call for help.

Muting is at once, for it contains (CARE C18), and is undone by unmuting. The act is an errand: begun, it is finished.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from groups import access, audit
from groups.access import Membership
from groups.actions import decisions
from groups.context import Context
from groups.model import Channel, ChannelKind, NotFound, new_id
from groups.store.base import Conflict, Entry, Record
from moderation import Seat

#: How long one can mute: what a form offers.
CHOICES = ("hour", "morning", "week")
_HOUR_MS = 3_600_000
_MORNING = 8  # o'clock in the group's zone


def until_of(choice: str, zone: str, now: int) -> int:
    """The moment of a choice, in UTC ms. Raises NotFound for one that is not offered."""
    if choice == "hour":
        return now + _HOUR_MS
    if choice == "week":
        return now + 7 * 24 * _HOUR_MS
    if choice != "morning":
        raise NotFound
    there = datetime.fromtimestamp(now / 1000, ZoneInfo(zone)) + timedelta(days=1)
    morning = there.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
    return int(morning.astimezone(UTC).timestamp() * 1000)


async def mute(ctx: Context, who: Membership, member: str, until: int) -> None:
    """Mute a member until a moment (UTC ms), 0 to end it. For who decides. Again is no harm. Raises NotFound."""
    access.still(ctx, who)
    person = ctx.circles[who.group].people.get(member)
    if who.seat not in access.DECIDES or person is None or person.seat is not Seat.MEMBER:
        raise NotFound
    record = await ctx.store.get("membership", member)
    if record is None or record.data.get("muted_until", 0) == until:
        return
    named = {"by": who.id, "seat": who.seat.value, "name": decisions.name_of(ctx, who)}
    data = {"kind": "mute", "group": who.group, "member": member, "until": until, **named}
    id, due = _id_of(record, until), ctx.clock() + ctx.settings.errand_seconds * 1000
    await ctx.store.create("errand", id, "errands", data, subject=member, due_at=due)
    await finish(ctx, Record("errand", id, "errands", 1, data))


def _id_of(record: Record, until: int) -> str:
    """The same muting of the same state of a place, tried again, is one errand."""
    return hashlib.sha256(f"mute|{record.id}|{record.rev}|{until}".encode()).hexdigest()[:32]


async def finish(ctx: Context, errand: Record) -> None:
    """Carry out a muting that was begun: the place, then the person's own page, then the audit log."""
    data, act = errand.data, "member.muted" if errand.data["until"] else "member.unmuted"
    await _put(ctx, data["member"], data["until"])
    await _tell(ctx, errand)
    kept = {"seat": data["seat"], "until": data["until"]}
    await audit.record(ctx, data["group"], act, data["by"], mark=f"{act}:{errand.id}", **kept)
    await ctx.store.drop("errand", errand.id)


async def _put(ctx: Context, member: str, until: int) -> None:
    while True:
        record = await ctx.store.get("membership", member)
        if record is None:
            return
        try:
            await ctx.store.put(replace(record, data={**record.data, "muted_until": until}), op=new_id())
        except Conflict:
            continue
        (await ctx.circle(record.data["group"])).people[member].muted_until = until
        return


async def _tell(ctx: Context, errand: Record) -> None:
    data, me = errand.data, str(Channel(ChannelKind.ME, errand.data["member"]))
    values: dict[str, Any] = {"seat": data["seat"], "name": data["name"]}
    values |= {"until": data["until"]} if data["until"] else {}
    told = {"code": "notice.muted" if data["until"] else "notice.unmuted", "values": values}
    await ctx.store.append(Entry("notice", "system", f"mute:{errand.id}", ctx.clock(), None, told), me)
