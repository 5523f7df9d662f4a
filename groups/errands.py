"""What was begun is finished: acts on several documents carry the steps they owe, and overdue ones are taken up again."""

from __future__ import annotations

import logging

from groups.actions import cases
from groups.context import Context

log = logging.getLogger("lingkar")


async def finish_overdue(ctx: Context) -> int:
    """Pay what cases owe and nobody paid; how many were finished. Called at start and by the clock work."""
    done = 0
    for record in await ctx.store.due("case", ctx.clock()):
        if not record.data["owed"]:
            continue
        try:
            await ctx.circle(record.data["group"])
            await cases.pay(ctx, record)
            done += 1
        except Exception as error:  # one errand that fails must not stop the others
            log.error("errand.failed case=%s error=%s", record.id, type(error).__name__)
    return done


