"""Seats: who comes is announced once, and sees nothing that was written before."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import Seat
from tests.conftest import World
from tests.live.test_two_people_talk import shown


async def test_a_message_written_while_somebody_is_being_seated_is_not_theirs(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sari, create = await group["sari"].listen(), group.ctx.store.create

    async def meanwhile(kind: str, *args: Any, **more: Any) -> bool:
        if kind == "membership":
            assert (await sari.say("hanya untuk kalian"))["action"] == "show"
        return await create(kind, *args, **more)

    monkeypatch.setattr(group.ctx.store, "create", meanwhile)
    tono = await group.person("tono", group["sari"].group)
    page = await tono.page()
    await page.open(after={tono.room: 0, tono.me: 0})
    await sari.say("selamat datang")
    assert shown(await page.event("message")) == "selamat datang"
    group.ctx.circles.clear()
    assert "hanya untuk kalian" not in (await tono.get(f"/g/{tono.group}"))[1]


async def test_a_seat_given_twice_is_one_place_announced_once(group: World) -> None:
    from groups.actions import seats

    room = f"room:{group['sari'].group}"
    tono = await group.person("tono", group["sari"].group)
    again = await seats.seat_person(group.ctx, tono.group, tono.account, "Tono Kecil", Seat.MEMBER)
    assert again.id == tono.membership
    joined = [event for event in await group.ctx.store.after(room, 0, 100) if event.kind == "joined"]
    assert [event.author for event in joined].count(tono.membership) == 1
