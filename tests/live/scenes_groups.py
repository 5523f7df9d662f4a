"""What is done to a group: rules, seats, rooms, joins. See scenes.py."""

from __future__ import annotations

from groups.actions import accounts, groups, joining, rules, seats
from groups.actions.joining import Comer
from groups.commands import ALWAYS
from groups.context import Context
from groups.store.base import Record
from moderation import Seat
from tests.live.stage import DOCUMENT, Cast, Scene, Told, audited, rows

PASSWORD = "embun di atas pagar"


async def sets_rules(ctx: Context, cast: Cast, told: Told) -> None:
    circle = await ctx.circle(cast.group)
    if circle.rules is None or circle.rules.version < 2:
        await rules.set_rules(ctx, cast.group, DOCUMENT, by="admin")
    told()


async def are_set(ctx: Context, cast: Cast) -> bool:
    circle = await ctx.circle(cast.group)
    assert circle.rules is not None and circle.rules.version == circle.data["rules"]
    done = circle.rules.version == 2
    told = [event.data["version"] for event in await rows(ctx, cast.room) if event.kind == "rules"]
    assert (told, await audited(ctx, cast.group, "rules.published")) == ([1, 2][: 1 + done], 1 + done)
    return done


async def seats_tono(ctx: Context, cast: Cast, told: Told) -> None:
    await seats.seat_person(ctx, cast.group, cast.accounts["tono"], "Tono Kecil", Seat.MEMBER)
    told()


async def is_seated(ctx: Context, cast: Cast) -> bool:
    return await is_seated_once(ctx, cast, await ctx.store.about(cast.accounts["tono"], kind="membership"))


async def is_seated_once(ctx: Context, cast: Cast, found: list[Record]) -> bool:
    """Everybody in the room has been told of everybody who is there, once."""
    assert len(found) <= 1
    told = [event for event in await rows(ctx, cast.room) if event.kind == "joined"]
    there = await ctx.store.list("membership", f"members:{cast.group}")
    assert sorted(event.author for event in told) == sorted(record.id for record in there)
    assert (await ctx.circle(cast.group)).data["roster_seq"] == told[-1].seq
    return bool(found)


async def makes_a_group(ctx: Context, cast: Cast, told: Told) -> None:
    if "Baru" not in [data["name"] for _, data in await groups.list_groups(ctx)]:
        await groups.create_group(ctx, "Baru", "duka", hours=ALWAYS)
    told()


async def is_made(ctx: Context, cast: Cast) -> bool:
    made = [group for group, data in await groups.list_groups(ctx) if data["name"] == "Baru"]
    assert [await audited(ctx, group, "group.created") for group in made] in ([], [1])
    return bool(made)


async def opens_the_room(ctx: Context, cast: Cast, told: Told) -> None:
    if not (await ctx.circle(cast.closed)).is_open:
        await groups.set_open(ctx, cast.closed, True)
    told()


async def is_open(ctx: Context, cast: Cast) -> bool:
    done = (await ctx.circle(cast.closed)).is_open
    told = [event.kind for event in await rows(ctx, f"room:{cast.closed}")].count("opened")
    assert (told, await audited(ctx, cast.closed, "room.opened")) == (done, done)
    return done


async def joins(ctx: Context, cast: Cast, told: Told) -> None:
    await joining.enter(ctx, cast.joining, Comer(None, "teduh", PASSWORD, "192.0.2.7", "id"))
    told()


async def has_joined(ctx: Context, cast: Cast) -> bool:
    record = await ctx.store.get("membership", cast.joining.membership)
    done = await is_seated_once(ctx, cast, [record] if record else [])
    invitation = await ctx.store.get("invitation", cast.joining.invitation)
    assert invitation is not None
    assert (invitation.data["used"], invitation.data["marks"]) == (done, [])
    assert (await accounts.account_of(ctx, "teduh") is not None) == done
    assert await ctx.store.list("errand", "errands") == []
    return done


GROUP_SCENES = {
    "rules are published": Scene(sets_rules, are_set),
    "somebody is seated": Scene(seats_tono, is_seated),
    "a group is made": Scene(makes_a_group, is_made),
    "a room is opened": Scene(opens_the_room, is_open),
    "somebody joins": Scene(joins, has_joined),
}
