"""Whatever is cut off is wholly done or wholly not: each action, at each of its writing calls, over a real folder."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from groups import errands
from groups.context import Context
from groups.model import Refused
from groups.store.base import StoreError
from moderation import pipeline
from tests.conftest import NOON
from tests.live.cut_off import LATER, MOST, When, copy_of, each_kill, open_faulty
from tests.live.scenes import SCENES
from tests.live.stage import Cast, Scene, prepare


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fork is slow at first; what a slow review does is tested elsewhere."""
    monkeypatch.setattr(pipeline, "BUDGET", 10.0)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    folder = tmp_path_factory.mktemp("stage") / "data"
    return folder, asyncio.run(prepare(folder))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", SCENES)
def test_an_action_that_is_killed_is_wholly_done_or_wholly_not(
    stage: tuple[Path, Cast], name: str, when: When
) -> None:
    (prepared, cast), scene = stage, SCENES[name]

    async def act(ctx: Context, told: Any) -> None:
        await scene.act(ctx, cast, told)

    for number, folder, answered in each_kill(prepared, act, when):
        asyncio.run(_come_back(folder, scene, cast, answered, f"{when} call {number}"))


async def _come_back(folder: Path, scene: Scene, cast: Cast, answered: bool, where: str) -> None:
    """The service starts again, and the person, if unanswered, asks again."""
    ctx, _ = await open_faulty(folder, LATER, "raise", "before")
    try:
        assert await scene.check(ctx, cast) or not answered, f"acknowledged and lost: {where}"
        for _ in range(2):
            await scene.act(ctx, cast, lambda: None)
            assert await scene.check(ctx, cast), where
    finally:
        await ctx.close()


@pytest.mark.parametrize("name", SCENES)
def test_an_action_whose_store_fails_can_be_tried_again_at_once(stage: tuple[Path, Cast], name: str) -> None:
    prepared, cast = stage
    for number in range(1, MOST):
        if asyncio.run(_try_again(copy_of(prepared, f"raise-{number}"), SCENES[name], cast, number)):
            return
    raise AssertionError("it makes too many calls and does not end")


async def _try_again(folder: Path, scene: Scene, cast: Cast, number: int) -> bool:
    """True when the action came to its end before the call that fails."""
    ctx, faulty = await open_faulty(folder, NOON, "raise", "before")
    try:
        start, answers = len(faulty.called), []
        faulty.fail_in(number)
        failed = await _fails(scene, ctx, cast, lambda: answers.append(1))
        ended = len(faulty.called) - start < number
        assert not (failed and answers), f"told of a failure after the answer: call {number}"
        faulty.fail_in(0)
        await scene.act(ctx, cast, lambda: None)
        ctx.clock.forward(seconds=30)  # type: ignore[attr-defined]
        await errands.finish_overdue(ctx)
        assert await scene.check(ctx, cast), f"call {number}"
        await _memory_is_true(ctx, cast)
    finally:
        await ctx.close()
    return ended


async def _fails(scene: Scene, ctx: Context, cast: Cast, told: Any) -> bool:
    try:
        await scene.act(ctx, cast, told)
    except Refused as refused:
        assert refused.code == "error.unavailable"
        return True
    except StoreError:
        return True
    return False


async def _memory_is_true(ctx: Context, cast: Cast) -> None:
    """What this process remembers of its groups is what another one would read."""
    for group in (cast.group, cast.closed):
        kept = await ctx.circle(group)
        ctx.circles.clear()
        fresh = await ctx.circle(group)
        for one in (kept, fresh):
            assert one.rules is not None
        assert [vars_of(kept)] == [vars_of(fresh)]


def vars_of(circle: Any) -> tuple[Any, ...]:
    people = sorted((one.id, one.handle, one.seat, one.from_seq, one.state) for one in circle.people.values())
    return circle.rules.version, circle.is_open, circle.roster_seq, people
