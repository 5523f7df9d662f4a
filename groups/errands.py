"""What was begun is finished: acts on several documents carry what they owe, and overdue ones are taken up again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from groups.actions import cases, seating
from groups.context import Context
from groups.store.base import Record

log = logging.getLogger("lingkar")


async def finish_overdue(ctx: Context) -> int:
    """Pay what cases owe, end what joins began; how many were finished. Called at start and by the clock work."""
    return await _each(ctx, "case", _pay) + await _each(ctx, "errand", seating.finish)


async def _each(ctx: Context, kind: str, finish: Callable[[Context, Record], Awaitable[object]]) -> int:
    done = 0
    for record in await ctx.store.due(kind, ctx.clock()):
        try:
            await finish(ctx, record)
            done += 1
        except Exception as error:  # one errand that fails must not stop the others
            log.error("errand.failed kind=%s id=%s error=%s", kind, record.id, type(error).__name__)
    return done


async def _pay(ctx: Context, case: Record) -> None:
    if case.data["owed"]:
        await ctx.circle(case.data["group"])
        await cases.pay(ctx, case)
