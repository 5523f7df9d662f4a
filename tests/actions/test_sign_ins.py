"""Devices: how long a sign-in lasts, what ends it, and that nothing brings it back."""

from __future__ import annotations

import pytest

from groups.actions import accounts, sign_ins
from groups.model import NotFound, Refused, Role
from tests.conftest import Clock, World, start, stop

PASSWORD = "embun di atas pagar"


async def account(world: World, **more: object) -> str:
    made, _ = await accounts.create(world.ctx, "teduh", PASSWORD, **more)  # type: ignore[arg-type]
    return made


async def is_in(world: World, tokens: sign_ins.Tokens) -> bool:
    return await sign_ins.who(world.ctx, tokens.token, tokens.half) is not None


async def test_both_halves_are_needed(world: World) -> None:
    one = await sign_ins.start(world.ctx, await account(world), shared=False)
    other = await sign_ins.start(
        world.ctx, (await accounts.create(world.ctx, "lain7", PASSWORD))[0], shared=False
    )
    assert await is_in(world, one)
    assert await sign_ins.who(world.ctx, one.token, other.half) is None
    assert await sign_ins.who(world.ctx, one.token, "") is None
    assert await sign_ins.who(world.ctx, "", one.half) is None


async def test_an_own_device_stays_signed_in_for_fourteen_days(world: World, clock: Clock) -> None:
    phone = await sign_ins.start(world.ctx, await account(world), shared=False)
    assert phone.seconds == 14 * 86_400
    clock.forward(days=13, hours=23)
    assert await is_in(world, phone)
    clock.forward(hours=1)
    assert not await is_in(world, phone)


async def test_a_shared_device_is_signed_out_with_the_tab_or_after_ten_idle_minutes(
    world: World, clock: Clock
) -> None:
    warnet = await sign_ins.start(world.ctx, await account(world), shared=True)
    assert warnet.seconds is None
    for _ in range(3):
        clock.forward(minutes=9)
        assert await is_in(world, warnet)
    clock.forward(minutes=10)
    assert not await is_in(world, warnet)


async def test_a_staff_device_ends_after_fifteen_idle_minutes_and_after_eight_hours(
    world: World, clock: Clock
) -> None:
    kelola = await account(world, role=Role.ADMIN)
    desk = await sign_ins.start(world.ctx, kelola, shared=False, second=True)
    assert desk.seconds == 8 * 3600
    for _ in range(34):
        clock.forward(minutes=14)
        assert await is_in(world, desk)
    clock.forward(minutes=4)
    assert not await is_in(world, desk)
    other = await sign_ins.start(world.ctx, kelola, shared=False, second=True)
    clock.forward(minutes=15)
    assert not await is_in(world, other)


async def test_it_holds_over_a_restart_and_its_idle_time_too(tmp_path: object, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)  # type: ignore[operator]
    warnet = await sign_ins.start(world.ctx, await account(world), shared=True)
    clock.forward(minutes=9)
    assert await is_in(world, warnet)
    await stop(world)
    again = await start(tmp_path / "data", clock)  # type: ignore[operator]
    clock.forward(minutes=9)
    assert await is_in(again, warnet)
    clock.forward(minutes=11)
    assert not await is_in(again, warnet)
    await stop(again)


async def test_who_is_signed_out_stays_out(world: World) -> None:
    phone = await sign_ins.start(world.ctx, await account(world), shared=False)
    found = await sign_ins.who(world.ctx, phone.token, phone.half)
    assert found
    await sign_ins.end(world.ctx, found.id)
    assert not await is_in(world, phone)
    assert await world.ctx.store.get("sign_in", found.id) is None


async def test_a_request_under_way_does_not_bring_a_sign_in_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await account(world)
    phone = await sign_ins.start(world.ctx, made, shared=False)
    real = world.ctx.store.get

    async def slow(kind: str, id: str) -> object:
        record = await real(kind, id)
        if kind == "account":
            await sign_ins.end_all(world.ctx, made)
        return record

    monkeypatch.setattr(world.ctx.store, "get", slow)
    assert not await is_in(world, phone)
    monkeypatch.undo()
    assert not await is_in(world, phone)


async def test_an_open_page_closes_within_the_act_that_signs_it_out(group: World) -> None:
    page = await group["sari"].listen()
    await sign_ins.end_all(group.ctx, group["sari"].account)
    with pytest.raises(ConnectionError, match="4001"):
        await page.next("never", within=2)


async def test_the_clock_work_closes_pages_of_devices_left_idle(group: World, clock: Clock) -> None:
    sari = group["sari"]
    tokens = await sign_ins.start(group.ctx, sari.account, shared=True)
    sari.token, sari.half = tokens.token, tokens.half
    page = await sari.listen()
    clock.forward(minutes=11)
    assert await sign_ins.end_overdue(group.ctx) >= 1
    with pytest.raises(ConnectionError, match="4001"):
        await page.next("never", within=2)


async def test_a_device_in_use_is_not_ended_by_the_clock_work(world: World, clock: Clock) -> None:
    warnet = await sign_ins.start(world.ctx, await account(world), shared=True)
    for _ in range(20):
        clock.forward(minutes=5)
        assert await is_in(world, warnet)
        assert await sign_ins.end_overdue(world.ctx) == 0


async def test_signing_out_everywhere_but_here(world: World) -> None:
    made = await account(world)
    here, there = [await sign_ins.start(world.ctx, made, shared=False) for _ in range(2)]
    found = await sign_ins.who(world.ctx, here.token, here.half)
    assert found
    await sign_ins.end_all(world.ctx, made, but=found.id)
    assert (await is_in(world, here), await is_in(world, there)) == (True, False)


async def test_another_accounts_device_cannot_be_ended(group: World) -> None:
    budi, sari = group["budi"], group["sari"]
    mine = await sign_ins.who(group.ctx, budi.token, budi.half)
    theirs = await sign_ins.who(group.ctx, sari.token, sari.half)
    assert mine and theirs
    with pytest.raises(NotFound):
        await sign_ins.end_own(group.ctx, mine, theirs.id)


async def test_a_link_signs_in_once_and_within_a_day(world: World, clock: Clock) -> None:
    made = await account(world)
    code = await sign_ins.make_link(world.ctx, made)
    assert await sign_ins.use_link(world.ctx, code) == made
    for used in (code, "guessed"):
        with pytest.raises(Refused, match=r"error\.link"):
            await sign_ins.use_link(world.ctx, used)
    late = await sign_ins.make_link(world.ctx, made)
    clock.forward(hours=24)
    with pytest.raises(Refused, match=r"error\.link"):
        await sign_ins.use_link(world.ctx, late)


async def test_neither_half_nor_a_link_stands_in_any_file(tmp_path: object, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)  # type: ignore[operator]
    made = await account(world)
    phone, code = (
        await sign_ins.start(world.ctx, made, shared=False),
        await sign_ins.make_link(world.ctx, made),
    )
    await stop(world)
    files = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file())
    assert not [secret for secret in (phone.token, phone.half, code) if secret.encode() in files]


async def test_a_device_that_was_left_quickly_is_signed_out_for_good(group: World) -> None:
    sari = group["sari"]
    left = {"Cookie": f"__Host-lingkar={sari.token}"}
    async with group.http.get(group.origin + "/", headers=left) as answer:
        assert answer.status == 200
    status, _ = await sari.get(f"/g/{sari.group}")
    assert status == 404
