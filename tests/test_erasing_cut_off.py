"""A job of the clock work that is cut off at any of its writes is done at its next run, and what it began is no harm."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from groups import erasing, keeping
from groups.actions import leaving
from groups.context import Context
from groups.store.base import Unavailable
from tests.conftest import NOON, Clock, start, stop
from tests.live.cut_off import MOST, When, copy_of, open_faulty

DAY = 86_400_000
Job = Callable[[Context], Awaitable[int]]


async def _prepared(folder: Path) -> str:
    """Sari said something, was in danger, and left with her words; her message waits nowhere."""
    world = await start(folder, Clock())
    await world.circle_of("sari", "budi")
    page = await world["sari"].listen()
    await page.say("cerita milikku")
    await page.say("aku mau bunuh diri malam ini")
    await leaving.leave(world.ctx, await world["sari"].who(), with_words=True)
    sari = world["sari"].membership
    await stop(world)
    return sari


async def _run(folder: Path, job: Job, when: When, number: int) -> bool:
    """True when the job was cut off at that write."""
    ctx, faulty = await open_faulty(folder, NOON + 31 * DAY - 1000, "raise", when)
    try:
        await keeping.trust_clock(ctx)
        faulty.fail_in(number)
        await job(ctx)
        return False
    except Unavailable:
        return True
    finally:
        faulty.fail_in(0)
        await ctx.close()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("job", [erasing.erase_left, erasing.end_sealed])
async def test_a_job_that_is_cut_off_is_done_at_its_next_run(tmp_path: Path, job: Job, when: When) -> None:
    prepared = tmp_path / "data"
    sari = await _prepared(prepared)
    for number in range(1, MOST):
        folder = copy_of(prepared, f"{when}-{number}")
        cut = await _run(folder, job, when, number)
        assert not await _run(folder, job, when, 0)
        await _is_done(folder, job, sari)
        if not cut:
            return
    raise AssertionError("it does not end")


async def _is_done(folder: Path, job: Job, sari: str) -> None:
    ctx, _ = await open_faulty(folder, NOON + 31 * DAY, "raise", "before")
    try:
        assert await job(ctx) == 0
        if job is erasing.erase_left:
            assert await ctx.store.after(f"me:{sari}", 0, 9) == []
            (group,) = await ctx.store.list("group", "groups")
            authors = {event.author for event in await ctx.store.after(f"room:{group.id}", 0, 99)}
            assert sari not in authors
        else:
            cases = await ctx.store.about(sari, kind="case")
            assert [await ctx.store.original(case.id) for case in cases] == [None] * len(cases)
    finally:
        await ctx.close()
