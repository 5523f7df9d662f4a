"""Seats: how somebody comes to be in a group, and stops being there."""

from __future__ import annotations

from typing import Any

from groups import access, audit
from groups.access import Membership
from groups.actions.owed import change_group
from groups.context import Context, aad_of
from groups.memory import Person
from groups.model import Body, Channel, ChannelKind, NotFound, Refused, Role, SignIn, encode, new_id
from groups.store.base import Entry, Record
from moderation import Seat


async def seat_person(
    ctx: Context,
    group: str,
    account: str,
    handle: str,
    seat: Seat,
    *,
    licence: dict[str, Any] | None = None,
    starts_at: int = 0,
    ends_at: int | None = None,
    membership: str | None = None,
) -> Membership:
    """Give an account its place in a group and announce it. Repeat-safe: with the same `membership` id, or while
    the account has a place there.

    `membership` is given by an errand that carries this act; without it the act is an errand of its own.
    Raises Refused('error.seat_taken') when the one psychologist's seat is held.
    """
    circle, is_own = await ctx.circle(group), membership is None
    places = await access.places_of(ctx, account)
    membership = membership or places.get(group) or new_id()
    if seat is Seat.PSYCHOLOGIST and _held_by_another(circle.active(), membership):
        raise Refused("error.seat_taken")
    if is_own:
        await _begin(ctx, group, membership)
    owner = f"membership:{membership}"
    await ctx.vault.ensure(owner)
    await ctx.vault.load(owner)
    profile = ctx.vault.close_text(encode({"handle": handle, "token": new_id()}).decode(), owner, "profile")
    head = await ctx.store.head(str(Channel(ChannelKind.ROOM, group)))
    data = {
        "group": group,
        "seat": seat.value,
        "state": "active",
        "from_seq": head + 1,
        "joined_at": ctx.clock(),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "licence": licence,
        "accepted_at": ctx.clock(),  # nobody is seated who did not ask for it or accept it on the way in
    }
    folder = f"members:{group}"
    await ctx.store.create(
        "membership", membership, folder, data, body=profile, subject=account, due_at=ends_at
    )
    places[group] = membership
    who = await _announce(ctx, membership, account)
    if is_own:
        await ctx.store.drop("errand", membership)
    return who


async def _begin(ctx: Context, group: str, membership: str) -> None:
    due = ctx.clock() + ctx.settings.errand_seconds * 1000
    await ctx.store.create("errand", membership, "errands", {"kind": "seat", "group": group}, due_at=due)


async def finish(ctx: Context, errand: Record) -> None:
    """Take up a seating that was cut off: who has the place is announced, a key without a place goes."""
    record = await ctx.store.get("membership", errand.id)
    if record is None:
        await ctx.vault.destroy(f"membership:{errand.id}")
    elif record.data["state"] == "active":
        await _announce(ctx, errand.id, record.subject or "")
    await ctx.store.drop("errand", errand.id)


async def _announce(ctx: Context, membership: str, account: str) -> Membership:
    record = await ctx.store.get("membership", membership)
    if record is None:
        raise NotFound
    group = record.data["group"]
    circle = await ctx.circle(group)
    person = await ctx.person_of(record)
    circle.welcome(person)
    ctx.places.setdefault(account, await access.places_of(ctx, account))[group] = membership
    if person.seat is not Seat.SUPERVISOR:
        await _begin_at(ctx, record, person, await _say_joined(ctx, group, person))
    return access.membership_of(circle, membership)


async def _begin_at(ctx: Context, record: Record, person: Person, seq: int) -> None:
    """Nothing older than the announcement is theirs: a message may have come just before it."""
    if seq > person.from_seq:
        person.from_seq = seq
        await ctx.store.put(_with(record, {**record.data, "from_seq": seq}), op=new_id())


async def _say_joined(ctx: Context, group: str, person: Person) -> int:
    """Tell the room, once; the seq of that row."""
    room, cid = str(Channel(ChannelKind.ROOM, group)), f"joined:{person.id}"
    body = ctx.vault.close(Body((person.handle,)), f"membership:{person.id}", aad_of(room, person.id, cid))
    seq, _ = await ctx.store.append(
        Entry("joined", person.id, cid, ctx.clock(), body, {"seat": person.seat.value}), room
    )
    await change_group(ctx, group, roster_seq=max(seq, (await ctx.circle(group)).roster_seq))
    return seq


async def remove(ctx: Context, who: Membership, state: str = "removed") -> None:
    """End a place: `removed` or `left`. Its pages close at once; the handle stays taken."""
    record = await ctx.store.get("membership", who.id)
    if record is None:
        raise NotFound
    data = {**record.data, "state": state, "ended_at": ctx.clock()}
    await ctx.store.put(_with(record, data, folder=f"former:{who.group}"), op=new_id())
    circle = await ctx.circle(who.group)
    circle.people[who.id].state = state
    for places in ctx.places.values():
        if places.get(who.group) == who.id:
            del places[who.group]
    ctx.hub.end(4003, membership=who.id)


async def end_staff(ctx: Context, by: Membership | SignIn, who: Membership) -> None:
    """An admin ends a seat of the staff, with who held it hearing of it at once. Raises NotFound for anybody else.

    A psychologist's seat ends by a successor taking it, never by a form.
    """
    if not isinstance(by, SignIn) or by.role is not Role.ADMIN or by.lacks_second:
        raise NotFound
    if not who.seat.is_staff or who.seat is Seat.PSYCHOLOGIST:
        raise NotFound
    await audit.record(
        ctx, who.group, "seat.ended", by.role.value, mark=f"ended:{who.id}", seat=who.seat.value
    )
    await remove(ctx, who)


def _with(record: Record, data: dict[str, Any], *, folder: str | None = None) -> Record:
    return Record(
        record.kind,
        record.id,
        folder or record.folder,
        record.rev,
        data,
        record.body,
        record.subject,
        record.due_at,
    )


def _held_by_another(people: list[Person], membership: str) -> bool:
    return any(one.seat is Seat.PSYCHOLOGIST and one.id != membership for one in people)
