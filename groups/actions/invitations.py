"""Invitations: 128 random bits in the fragment of a link, kept as a hash, with a stated number of places.

Nothing links it to who used it (CARE C12): a place under way is a random mark, gone once it is taken.
Unknown, ended and used up answer alike.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from groups import access, audit
from groups.access import Membership
from groups.context import Context
from groups.model import NotFound, Refused, Role, SignIn, new_id
from groups.store.base import Conflict, Record
from moderation import Seat

MOST_PLACES = 30
_DAY_MS = 86_400_000
_MARKS_KEPT = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation gives: a seat in a group; for staff, the licence that is shown and its times."""

    group: str
    seat: Seat = Seat.MEMBER
    licence: dict[str, Any] | None = None
    starts_at: int = 0
    ends_at: int | None = None


async def create(ctx: Context, by: Membership | SignIn, offer: Offer, *, places: int = 1) -> str:
    """A code for `places` people, good for the days of the settings. By who decides there, and admins.

    Raises NotFound for everybody else, Refused('error.places') outside 1 to 30 (staff: one).
    """
    await _may_invite(ctx, by, offer)
    most = 1 if offer.seat.is_staff else MOST_PLACES
    if not 1 <= places <= most:
        raise Refused("error.places", max=most)
    code = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
    until = ctx.clock() + ctx.settings.invitation_days * _DAY_MS
    data: dict[str, Any] = {
        "group": offer.group,
        "seat": offer.seat.value,
        "licence": offer.licence,
        "starts_at": offer.starts_at,
        "ends_at": offer.ends_at,
        "places": places,
        "used": 0,
        "marks": [],
        "expires": until,
    }
    await ctx.store.create("invitation", id_of(code), f"invitations:{offer.group}", data, due_at=until)
    by_whom = by.id if isinstance(by, Membership) else by.role.value
    await audit.record(ctx, offer.group, "invitation.made", by_whom, places=places, seat=offer.seat.value)
    return code


async def _may_invite(ctx: Context, by: Membership | SignIn, offer: Offer) -> None:
    await ctx.circle(offer.group)
    if isinstance(by, SignIn):
        if by.role is not Role.ADMIN or by.lacks_second:
            raise NotFound
        return
    access.still(ctx, by)
    if by.group != offer.group or by.seat not in access.DECIDES or offer.seat.is_staff:
        raise NotFound


def id_of(code: str) -> str:
    """Where a code is kept: the hash of it, however it is spaced."""
    typed = "".join(code.upper().split()).rstrip("=")[:200]
    return hashlib.sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()


async def read(ctx: Context, invitation: str) -> Record:
    """An invitation with a place left, by its id. Raises Refused('error.invitation_ended') for all others."""
    record = await ctx.store.get("invitation", invitation)
    if record is None or not _has_place(ctx, record):
        raise Refused("error.invitation_ended")
    return record


def _has_place(ctx: Context, record: Record) -> bool:
    return bool(record.data["used"] < record.data["places"] and ctx.clock() < record.data["expires"])


def offer_of(record: Record) -> Offer:
    """What the invitation gives."""
    data = record.data
    return Offer(data["group"], Seat(data["seat"]), data["licence"], data["starts_at"], data["ends_at"])


async def take(ctx: Context, invitation: str, mark: str) -> None:
    """Take one place; the same mark again takes nothing. Raises Refused('error.invitation_ended')."""

    def taken(record: Record) -> dict[str, Any] | None:
        if mark in record.data["marks"]:
            return None
        if not _has_place(ctx, record):
            raise Refused("error.invitation_ended")
        marks = [*record.data["marks"], mark][-_MARKS_KEPT:]
        return {**record.data, "used": record.data["used"] + 1, "marks": marks}

    await _change(ctx, invitation, taken)


async def forget(ctx: Context, invitation: str, mark: str) -> None:
    """The place is taken for good: its mark goes. Repeat-safe, also when the invitation is gone."""
    await _drop_mark(ctx, invitation, mark, given_back=0)


async def give_back(ctx: Context, invitation: str, mark: str) -> None:
    """The place is free again, if this mark had one. Repeat-safe."""
    await _drop_mark(ctx, invitation, mark, given_back=1)


async def _drop_mark(ctx: Context, invitation: str, mark: str, *, given_back: int) -> None:
    def dropped(record: Record) -> dict[str, Any] | None:
        if mark not in record.data["marks"]:
            return None
        marks = [each for each in record.data["marks"] if each != mark]
        return {**record.data, "used": record.data["used"] - given_back, "marks": marks}

    await _change(ctx, invitation, dropped, may_be_gone=True)


async def _change(
    ctx: Context,
    invitation: str,
    change: Callable[[Record], dict[str, Any] | None],
    *,
    may_be_gone: bool = False,
) -> None:
    """Compare-and-set until it is done; others may take places of the same invitation at the same time."""
    while True:
        record = await ctx.store.get("invitation", invitation)
        if record is None:
            if may_be_gone:
                return
            raise Refused("error.invitation_ended")
        data = change(record)
        if data is None:
            return
        try:
            await ctx.store.put(replace(record, data=data), op=new_id())
            return
        except Conflict:
            continue


async def of_group(ctx: Context, group: str) -> list[dict[str, Any]]:
    """The invitations that still hold: places, and whether any are left; never who used them."""
    records = await ctx.store.list("invitation", f"invitations:{group}", limit=500)
    return [
        {
            "places": each.data["places"],
            "used_band": "open" if each.data["used"] < each.data["places"] else "used_up",
            "expires_ms": each.data["expires"],
        }
        for each in records
        if ctx.clock() < each.data["expires"]
    ]


async def end_overdue(ctx: Context) -> int:
    """Drop what expired. For the clock work; says how many went."""
    overdue = await ctx.store.due("invitation", ctx.clock())
    for record in overdue:
        await ctx.store.drop("invitation", record.id)
    return len(overdue)
