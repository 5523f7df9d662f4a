"""When somebody reads: set by who decides, said to everybody, and true at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from groups import coverage
from groups.actions.hours import as_text, parse_dates, parse_day
from groups.model import Refused
from moderation import Seat
from tests.conftest import NOON, Clock, World, start, stop
from tests.live.desk import DANGER, acts, comes_back, hold, record

DAY_MS = 86_400_000
WEEK = {"tue": "11.00-13.00", "wed": "08.00-12.00, 19.00-21.00"}


def path(world: World) -> str:
    return f"/g/{world['laras'].group}/hours"


async def test_hours_are_in_force_at_once_and_the_room_is_told(group: World) -> None:
    budi = await group["budi"].listen()
    assert (await group["laras"].post(path(group), **WEEK))[0] == 303
    assert (await budi.event("notice"))["data"]["code"] == "notice.hours"
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Psikolog Laras Widyasari menjawab sampai 13.00 WIB" in html
    group.clock.forward(hours=2)
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Belum ada yang membaca sebelum Rabu 08.00 WIB" in html
    _, html = await (await comes_back(group["laras"])).get(path(group))
    assert 'value="08.00-12.00, 19.00-21.00"' in html
    assert (await acts(group, group["laras"].group)).count("hours.set") == 1


async def test_a_dated_exception_stands_before_the_week(group: World) -> None:
    await group["laras"].post(path(group), **WEEK, dates="2025-10-14\n2025-10-15: 10.00-11.00")
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Belum ada yang membaca sebelum Rabu 10.00 WIB" in html
    _, html = await group["laras"].get(path(group))
    assert "2025-10-15: 10.00-11.00" in html


async def test_without_hours_it_counts_as_never_covered_and_says_so(group: World) -> None:
    await group["laras"].post(path(group))
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Kelompok ini belum punya jam jawab" in html
    case = await hold(group)
    assert (await record(group, case)).data["until"] is None


async def test_who_reads_first_is_the_first_on_the_ladder_who_is_on_duty(group: World) -> None:
    await group.person(
        "damar", group["laras"].group, Seat.STAND_IN, "Damar Setiawan", ends_at=group.clock() + DAY_MS
    )
    ladder = {"ladder0": group["damar"].membership, "ladder1": group["laras"].membership}
    week = dict.fromkeys(("mon", "tue", "wed", "thu"), "08.00-21.00")
    assert (await group["laras"].post(path(group), **week, **ladder))[0] == 303
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Pengganti Laras Widyasari menjawab sampai 21.00 WIB" in html
    case = await hold(group)
    assert (await record(group, case)).data["reader_seat"] == "stand_in"
    group.clock.forward(days=1)
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Psikolog Laras Widyasari menjawab sampai 21.00 WIB" in html


async def test_hours_without_anybody_in_the_seat_are_no_hours(group: World) -> None:
    group.ctx.circles[group["laras"].group].people[group["laras"].membership].starts_at = (
        group.clock() + DAY_MS
    )
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Kelompok ini belum punya jam jawab" in html
    case = await hold(group, "sari", DANGER)
    _, html = await group["sari"].get(f"/g/{group['sari'].group}/case/{case}")
    assert "Kami belum tahu kapan seseorang membacanya" in html and "diberi tahu" not in html


async def test_hours_are_known_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    await world["laras"].post(path(world), **WEEK)
    people = world.people
    await stop(world)
    world = await start(tmp_path / "data", clock)
    people["budi"].world = world
    _, html = await people["budi"].get(f"/g/{people['budi'].group}")
    assert "menjawab sampai 13.00 WIB" in html
    await stop(world)


async def test_what_cannot_be_read_names_the_day_and_stays_in_its_field(group: World) -> None:
    status, html = await group["laras"].post(path(group), mon="pagi sampai sore", wed="08.00-12.00")
    assert status == 400
    assert "Jam pada Senin belum bisa dibaca" in html
    assert 'value="pagi sampai sore"' in html and 'value="08.00-12.00"' in html
    status, html = await group["laras"].post(path(group), dates="hari raya")
    assert (status, group.ctx.texts["id"].say("error.bad_date") in html) == (400, True)


async def test_a_member_and_a_supporter_set_no_hours(group: World) -> None:
    await group.person("sekar", group["laras"].group, Seat.SUPPORTER, "Sekar")
    for name in ("sari", "sekar"):
        assert (await group[name].post(path(group), **WEEK))[0] == 404


async def test_a_stranger_on_the_ladder_is_refused(group: World) -> None:
    assert (await group["laras"].post(path(group), ladder0="0" * 32))[0] == 404


async def test_the_room_is_closed_and_opened_by_hand(group: World) -> None:
    budi, sari = await group["budi"].listen(), await group["sari"].listen()
    base = f"/g/{group['laras'].group}"
    assert (await group["laras"].post(f"{base}/close"))[0] == 303
    await budi.event("closed")
    assert (await sari.say("halo"))["code"] == "closed"
    assert (await group["laras"].post(f"{base}/open"))[0] == 303
    await budi.event("opened")
    assert (await sari.say("halo"))["action"] == "show"
    done = [act for act in await acts(group, group["laras"].group) if act.startswith("room.")]
    assert done[-2:] == ["room.closed", "room.opened"]


async def test_a_room_that_never_was_ready_is_not_opened_by_hand(group: World) -> None:
    other = await group.group("Napas Pelan", open_at=5)
    await group.person("laras2", other, Seat.PSYCHOLOGIST, "Laras Widyasari", account=group["laras"].account)
    status, html = await group["laras"].post(f"/g/{other}/open")
    assert (status, group.ctx.texts["id"].say("error.not_ready.members") in html) == (400, True)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("", []),
        ("08.00-12.00", [["08:00", "12:00"]]),
        (" 8:00 – 12:30 , 19.00-24.00,", [["08:00", "12:30"], ["19:00", "24:00"]]),
        ("22.00-02.00", [["22:00", "02:00"]]),
    ],
)
def test_a_day_is_read_as_one_writes_it(text: str, windows: list[list[str]]) -> None:
    assert parse_day(text, "mon") == windows
    assert parse_day(as_text(windows), "mon") == windows


@pytest.mark.parametrize("text", ["pagi", "8-12", "08.00-25.00", "24.00-02.00", "08.00-08.00", "08.00-24.30"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="bad_hours"):
        parse_day(text, "mon")


@pytest.mark.parametrize(
    "text", ["besok", "2026-13-01", "2026-12-25: pagi", "\n".join(["2026-12-25"] * 2 + ["x"])]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_dates(text)


def test_covered_hours_are_counted_over_days_and_exceptions() -> None:
    hours = {day: [["11:00", "13:00"]] for day in coverage.DAYS} | {"dates": {"2025-10-15": []}}
    zone = "Asia/Jakarta"
    assert coverage.covered_for(hours, zone, NOON, 1) == NOON + 3_600_000
    assert (
        coverage.covered_for(hours, zone, NOON, 2) == NOON + 2 * DAY_MS
    )  # Tuesday's second, then Thursday's first
    assert coverage.covered_for({}, zone, NOON, 1) is None
