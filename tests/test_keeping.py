"""What an operator and a member can rely on about time: what goes, what stays, what is copied, and who decides when unsure."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from groups import doctor, keeping
from groups.actions import sign_ins
from groups.actions.rules import set_rules
from tests.conftest import Clock, World, start, stop


async def test_messages_go_when_their_group_s_days_are_over_and_newer_ones_stay(
    group: World, clock: Clock
) -> None:
    sari = await group["sari"].listen()
    old = await sari.say("cerita yang lama")
    clock.forward(days=89)
    await _come_back(group, "sari")
    new = await (await group["sari"].listen()).say("cerita yang baru")
    clock.forward(days=2)
    assert await keeping.retain(group.ctx) > 0
    room = group["sari"].room
    assert (await group.ctx.store.after(room, 0, 1))[0].seq > old["seq"]
    assert (await group.ctx.store.event(room, new["seq"])).body is not None


async def test_a_page_opened_after_retention_is_told_the_floor(group: World, clock: Clock) -> None:
    await (await group["sari"].listen()).say("cerita yang lama")
    clock.forward(days=91)
    await keeping.retain(group.ctx)
    await _come_back(group, "budi")
    page = await group["budi"].page()
    ready = await page.open(after={group["budi"].room: 0, group["budi"].me: 0})
    assert ready["floors"][group["budi"].room] == ready["heads"][group["budi"].room]


async def _come_back(world: World, name: str) -> None:
    """Sign in anew: the device's sign-in ended long ago."""
    tokens = await sign_ins.start(world.ctx, world[name].account, shared=False)
    world[name].token, world[name].half = tokens.token, tokens.half


@pytest.mark.parametrize("jump", [{"days": 31}, {"hours": -2}])
async def test_a_clock_that_jumped_destroys_nothing_until_it_is_said_to_be_right(
    tmp_path: Path, clock: Clock, jump: dict[str, float]
) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    await (await world["sari"].listen()).say("cerita")
    await stop(world)
    clock.forward(**jump)
    world = await start(tmp_path / "data", clock)
    clock.forward(days=400)
    assert await keeping.retain(world.ctx) == 0
    lines = await doctor.look_over(world.ctx, world.folder)
    assert [line["verdict"] for line in lines if line["about"] == "clock"] == ["act"]
    await keeping.trust_clock(world.ctx)
    assert await keeping.retain(world.ctx) > 0
    await stop(world)


async def test_a_backup_is_verified_and_holds_neither_keys_nor_originals(group: World) -> None:
    sari = await group["sari"].listen()
    await sari.say("cerita biasa")
    copy = await keeping.back_up(group.ctx, group.folder)
    assert copy.rows > 0
    with sqlite3.connect(f"file:{copy.path}?mode=ro", uri=True) as db:
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not tables & {"keys", "originals"}


async def test_seven_copies_stay(group: World, clock: Clock) -> None:
    for _ in range(9):
        clock.forward(days=1)
        await keeping.back_up(group.ctx, group.folder)
    assert len(list((group.folder / keeping.BACKUPS).glob("*.db"))) == keeping.KEPT_COPIES


@pytest.mark.parametrize("harm", ["cut", "flipped", "hole", "missing"])
async def test_a_harmed_backup_is_called_damaged(group: World, harm: str) -> None:
    for number in range(5):
        await set_rules(group.ctx, group["sari"].group, {"newcomers": {"first": number}}, by="admin")
    copy = await keeping.back_up(group.ctx, group.folder)
    _harm(copy.path, harm)
    with pytest.raises(keeping.CopyDamaged):
        keeping.verify(copy.path)


def _harm(path: Path, how: str) -> None:
    if how == "missing":
        path.unlink()
    elif how == "hole":
        with sqlite3.connect(path) as db:
            db.execute("DELETE FROM events WHERE seq = 2")
    else:
        words = bytearray(path.read_bytes())
        path.write_bytes(
            bytes(words[: len(words) // 2]) if how == "cut" else bytes(words[:4096]) + b"\xff" * 8192
        )


async def test_the_nightly_copy_is_made_once_between_three_and_four(group: World, clock: Clock) -> None:
    assert await keeping.back_up_nightly(group.ctx) == 0
    clock.forward(hours=15.5)  # 03.30 WIB
    assert [await keeping.back_up_nightly(group.ctx) for _ in range(2)] == [1, 0]


async def test_the_doctor_names_what_does_not_hold_and_what_to_do(group: World) -> None:
    (group.folder / "root.key").chmod(0o644)
    lines = {line["about"]: line for line in await doctor.look_over(group.ctx, group.folder)}
    assert lines["root key"]["verdict"] == "act"
    assert "chmod 600" in lines["root key"]["says"]
    assert lines["back-up"]["verdict"] == "act"
    assert lines["disk speed"]["verdict"] in ("ok", "look")


async def test_the_doctor_looks_the_live_files_over_and_finds_a_hole(group: World) -> None:
    await (await group["sari"].listen()).say("cerita")
    assert (await _line(group, "numbers"))["verdict"] == "ok"
    with sqlite3.connect(group.folder / "lingkar.db") as db:
        db.execute("DELETE FROM events WHERE seq = 2")
    found = await _line(group, "numbers")
    assert (found["verdict"], "restore a back-up" in found["says"]) == ("act", True)


async def test_the_doctor_says_which_group_nobody_answers(world: World) -> None:
    group = await world.group(hours={})
    assert (await _line(world, f"hours {group[:8]}"))["verdict"] == "look"


async def _line(world: World, about: str) -> dict[str, object]:
    lines = await doctor.look_over(world.ctx, world.folder)
    return next(line for line in lines if line["about"] == about)
