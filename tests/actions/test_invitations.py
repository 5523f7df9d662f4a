"""Invitations: who may make them, how many they let in, and that nobody can tell who used one (CARE C12)."""

from __future__ import annotations

import asyncio

import pytest

from groups.actions import invitations
from groups.actions.invitations import Offer
from groups.model import NotFound, Refused, Role, SignIn, new_id
from moderation import Seat
from tests.conftest import Clock, World

ADMIN = SignIn("", "", Role.ADMIN, staff=True, shared=False, second=True)


async def made(world: World, places: int = 1) -> tuple[str, str]:
    """A group and an invitation's id."""
    group = await world.group()
    code = await invitations.create(world.ctx, ADMIN, Offer(group), places=places)
    return group, invitations.id_of(code)


async def test_a_code_is_128_random_bits_and_only_its_hash_is_kept(world: World) -> None:
    group = await world.group()
    codes = {await invitations.create(world.ctx, ADMIN, Offer(group)) for _ in range(20)}
    assert len(codes) == 20 and {len(code) for code in codes} == {26}
    kept = await world.ctx.store.list("invitation", f"invitations:{group}")
    assert not any(code in repr(each) for each in kept for code in codes)


async def test_a_code_works_however_it_is_spaced_or_cased(world: World) -> None:
    group = await world.group()
    code = await invitations.create(world.ctx, ADMIN, Offer(group))
    typed = " ".join(code[at : at + 4] for at in range(0, 26, 4)).lower()
    assert (await invitations.read(world.ctx, invitations.id_of(typed))).data["group"] == group


async def test_psychologists_invite_members_to_their_own_group(group: World) -> None:
    laras = await group["laras"].who()
    assert await invitations.create(group.ctx, laras, Offer(laras.group), places=30)
    other = await group.group("Napas Pelan")
    with pytest.raises(NotFound):
        await invitations.create(group.ctx, laras, Offer(other))
    with pytest.raises(NotFound):
        await invitations.create(group.ctx, laras, Offer(laras.group, Seat.SUPPORTER))


@pytest.mark.parametrize("seat", [Seat.SUPPORTER, Seat.SUPERVISOR, Seat.MEMBER])
async def test_nobody_else_invites(group: World, seat: Seat) -> None:
    somebody = await group.person("tari", group["sari"].group, seat)
    with pytest.raises(NotFound):
        await invitations.create(group.ctx, await somebody.who(), Offer(somebody.group))


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPERATOR])
async def test_an_account_without_the_role_does_not_invite(world: World, role: Role) -> None:
    with pytest.raises(NotFound):
        me = SignIn("", "", role, staff=True, shared=False, second=True)
        await invitations.create(world.ctx, me, Offer(await world.group()))


@pytest.mark.parametrize("places", [0, 31, -1])
async def test_an_invitation_has_one_to_thirty_places(world: World, places: int) -> None:
    with pytest.raises(Refused, match=r"error\.places"):
        await invitations.create(world.ctx, ADMIN, Offer(await world.group()), places=places)


async def test_a_seat_of_the_staff_is_offered_to_one(world: World) -> None:
    with pytest.raises(Refused, match=r"error\.places"):
        await invitations.create(world.ctx, ADMIN, Offer(await world.group(), Seat.SUPPORTER), places=2)


async def test_each_use_takes_one_place_and_the_same_use_again_takes_none(world: World) -> None:
    _, id = await made(world, places=2)
    first, second = new_id(), new_id()
    for mark in (first, first, second, first):
        await invitations.take(world.ctx, id, mark)
    with pytest.raises(Refused, match=r"error\.invitation_ended"):
        await invitations.take(world.ctx, id, new_id())


async def test_thirty_who_come_at_once_get_thirty_places(world: World) -> None:
    _, id = await made(world, places=30)
    came = await asyncio.gather(
        *(invitations.take(world.ctx, id, new_id()) for _ in range(40)), return_exceptions=True
    )
    assert came.count(None) == 30


async def test_a_place_given_back_can_be_taken_again(world: World) -> None:
    _, id = await made(world)
    mark = new_id()
    await invitations.take(world.ctx, id, mark)
    for _ in range(2):
        await invitations.give_back(world.ctx, id, mark)
    await invitations.take(world.ctx, id, new_id())
    with pytest.raises(Refused):
        await invitations.take(world.ctx, id, new_id())


async def test_unknown_ended_and_used_answer_alike(world: World, clock: Clock) -> None:
    _, used = await made(world)
    await invitations.take(world.ctx, used, new_id())
    _, ended = await made(world)
    clock.forward(days=7)
    for id in (used, ended, invitations.id_of("guessed"), invitations.id_of("")):
        with pytest.raises(Refused) as refused:
            await invitations.read(world.ctx, id)
        assert (refused.value.code, refused.value.values) == ("error.invitation_ended", {})


async def test_an_ended_invitation_leaves_the_store(world: World, clock: Clock) -> None:
    _, id = await made(world)
    clock.forward(days=6)
    assert await invitations.end_overdue(world.ctx) == 0
    clock.forward(days=1)
    assert await invitations.end_overdue(world.ctx) == 1
    assert await world.ctx.store.get("invitation", id) is None


async def test_what_staff_see_of_an_invitation_is_places_and_an_end(world: World) -> None:
    group, id = await made(world, places=3)
    before = await invitations.of_group(world.ctx, group)
    await invitations.take(world.ctx, id, new_id())
    assert await invitations.of_group(world.ctx, group) == before
    assert set(before[0]) == {"places", "used_band", "expires_ms"}
