"""What ends by itself after people who left, closed cases, and waiting; and that a doubted clock ends nothing."""

from __future__ import annotations

from typing import Any

from groups import erasing, keeping
from groups.actions import leaving
from groups.actions.decisions import turn_of
from groups.jobs import JOBS, Clockwork
from groups.web.rows import room_rows
from tests.conftest import Clock, Person, World

HELD = "dasar tolol kamu, orang bodoh"
DANGER = "aku mau bunuh diri malam ini"


async def _leaves(person: Person, *, with_words: bool) -> None:
    await leaving.leave(person.world.ctx, await person.who(), with_words=with_words)


async def _rows_of(person: Person) -> list[Any]:
    return [
        row
        for row in await room_rows(person.world.ctx, await person.who())
        if row.kind in ("message", "gone")
    ]


async def test_a_day_after_leaving_with_words_not_even_the_empty_rows_are_theirs(
    group: World, clock: Clock
) -> None:
    said = await (await group["sari"].listen()).say("cerita milikku")
    await _leaves(group["sari"], with_words=True)
    assert await erasing.erase_left(group.ctx) == 0
    assert [row.kind for row in await _rows_of(group["budi"])] == ["gone"]
    clock.forward(days=1)
    assert [await erasing.erase_left(group.ctx) for _ in range(2)] == [1, 0]
    row = await group.ctx.store.event(group["sari"].room, said["seq"])
    assert (row.author, row.at, row.body, row.data) == ("", 0, None, {})
    assert await _rows_of(group["budi"]) == []
    assert await group.ctx.store.after(group["sari"].me, 0, 10) == []


async def test_the_numbers_go_on_without_a_hole_for_a_page_that_was_away(group: World, clock: Clock) -> None:
    budi = await group["budi"].listen()
    head = await group.ctx.store.head(group["budi"].room)
    await budi.ws.close()
    await (await group["sari"].listen()).say("cerita milikku")
    await _leaves(group["sari"], with_words=True)
    clock.forward(days=1)
    await erasing.erase_left(group.ctx)
    page = await group["budi"].page()
    ready = await page.open(after={group["budi"].room: head, group["budi"].me: 0})
    missed = [(await page.next("event")) for _ in range(ready["heads"][group["budi"].room] - head)]
    room = [event for event in missed if event["c"] == group["budi"].room]
    assert [event["seq"] for event in room] == list(range(head + 1, head + 1 + len(room)))
    assert room[0]["kind"] == "forgotten"
    assert room[0]["handle"] is None


async def test_who_leaves_without_their_words_is_not_forgotten(group: World, clock: Clock) -> None:
    await (await group["sari"].listen()).say("cerita yang boleh tinggal")
    await _leaves(group["sari"], with_words=False)
    clock.forward(days=400)
    assert await erasing.erase_left(group.ctx) == 0
    assert [row.kind for row in await _rows_of(group["laras"])] == ["message"]


async def test_sealed_words_of_an_open_crisis_outlive_leaving_by_thirty_days_at_most(
    group: World, clock: Clock
) -> None:
    said = await (await group["sari"].listen()).say(DANGER)
    await _leaves(group["sari"], with_words=True)
    clock.forward(days=29)
    assert await erasing.end_sealed(group.ctx) == 0
    assert await group.ctx.store.original(said["case"]) is not None
    clock.forward(days=1)
    assert [await erasing.end_sealed(group.ctx) for _ in range(2)] == [2, 0]  # and the note of leaving
    assert await group.ctx.store.original(said["case"]) is None


async def test_a_closed_case_goes_when_its_group_s_days_are_over(group: World, clock: Clock) -> None:
    case = (await (await group["sari"].listen()).say(HELD))["case"]
    record = await group.ctx.store.get("case", case)
    assert record is not None
    await group["laras"].post(f"/case/{case}/release", rev=str(turn_of(record)))
    clock.forward(days=89)
    assert await erasing.end_cases(group.ctx) == 0
    clock.forward(days=2)
    assert [await erasing.end_cases(group.ctx) for _ in range(2)] == [1, 0]
    assert await group.ctx.store.get("case", case) is None


async def test_an_undecided_message_comes_back_to_its_author_and_then_ends(
    group: World, clock: Clock
) -> None:
    case = (await (await group["sari"].listen()).say(HELD))["case"]
    clock.forward(days=4)
    assert await erasing.late_holds(group.ctx) == 1
    record = await group.ctx.store.get("case", case)
    assert record is not None
    assert record.data["state"] == "draft"
    clock.forward(days=91)
    await erasing.late_holds(group.ctx)
    assert await group.ctx.store.original(case) is None


async def test_while_the_clock_is_doubted_nothing_of_this_happens(group: World, clock: Clock) -> None:
    case = (await (await group["sari"].listen()).say(HELD))["case"]
    await _leaves(group["sari"], with_words=True)
    await keeping.doubt_clock(group.ctx)
    clock.forward(days=400)
    for job in (
        erasing.late_holds,
        erasing.erase_left,
        erasing.end_sealed,
        erasing.end_cases,
        keeping.retain,
    ):
        assert await job(group.ctx) == 0
    await keeping.trust_clock(group.ctx)
    assert await erasing.erase_left(group.ctx) == 1
    assert case


async def test_a_clock_that_is_set_an_hour_on_while_it_runs_is_doubted(group: World, clock: Clock) -> None:
    clockwork = Clockwork(group.ctx)
    await clockwork.run("time", 3600, keeping.note_time)
    assert await keeping.may_destroy(group.ctx)
    clock.forward(hours=1.1)
    await clockwork.run("time", 3600, keeping.note_time)
    assert not await keeping.may_destroy(group.ctx)


async def test_a_job_runs_once_a_slot_and_one_that_fails_runs_at_the_next(group: World, clock: Clock) -> None:
    clockwork, runs = Clockwork(group.ctx), list[int]()

    async def job(ctx: Any) -> int:
        runs.append(clock.now)
        raise ValueError

    for _ in range(3):
        await clockwork.run("tried", 60, job)
    clock.forward(minutes=1)
    await clockwork.run("tried", 60, job)
    assert len(runs) == 2


async def test_a_second_process_without_the_lease_runs_nothing(group: World, clock: Clock) -> None:
    first, second, runs = Clockwork(group.ctx), Clockwork(group.ctx), list[int]()

    async def job(ctx: Any) -> int:
        runs.append(1)
        return 0

    await first.run("a", 60, job)
    await second.run("b", 60, job)
    assert runs == [1]
    clock.forward(seconds=16)
    await second.run("b", 60, job)
    assert runs == [1, 1]


async def test_every_job_runs_on_an_empty_service(world: World) -> None:
    assert [await job(world.ctx) for _, job in JOBS.values()] == [0] * len(JOBS)
