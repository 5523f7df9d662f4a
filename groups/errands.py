"""What was begun is finished: acts on several documents carry what they owe, and overdue ones are taken up again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from groups.actions import cases, drafts, groups, leaving, muting, owed, seating, seats, verdicts
from groups.context import Context
from groups.store.base import Record

log = logging.getLogger("lingkar")


async def finish_begun(ctx: Context) -> int:
    """At start, before anybody asks: nothing is under way, so nothing that was begun waits for its time.

    Only for a store that one process holds: elsewhere another's act may be under way.
    """
    await _drop_left_originals(ctx)
    return await _finish(ctx, ctx.clock() + ctx.settings.errand_seconds * 1000)


async def finish_overdue(ctx: Context) -> int:
    """Pay what cases and groups owe, end what joins and seatings began; how many. Called by the clock work."""
    return await _finish(ctx, ctx.clock())


async def _finish(ctx: Context, until: int) -> int:
    done = 0
    for kind, finish in _KINDS.items():
        for record in await ctx.store.due(kind, until):
            done += await _try(ctx, record, finish)
    return done


async def _try(ctx: Context, record: Record, finish: Callable[[Context, Record], Awaitable[object]]) -> bool:
    try:
        await finish(ctx, record)
    except Exception as error:  # one errand that fails must not stop the others
        log.error("errand.failed kind=%s id=%s error=%s", record.kind, record.id, type(error).__name__)
        return False
    return True


async def _pay_case(ctx: Context, case: Record) -> None:
    await ctx.circle(case.data["group"])
    if case.data["owed"]:
        await cases.pay(ctx, case)
    await verdicts.carry_out_due(ctx, case.id)


async def _pay_group(ctx: Context, group: Record) -> None:
    await owed.pay(ctx, group.id)


async def _errand(ctx: Context, errand: Record) -> None:
    if errand.data["kind"] == "join":
        await seating.finish(ctx, errand)
    elif errand.data["kind"] == "leave":
        await ctx.circle(errand.data["group"])
        await leaving.finish(ctx, errand)
    elif errand.data["kind"] == "mute":
        await ctx.circle(errand.data["group"])
        await muting.finish(ctx, errand)
    else:
        await seats.finish(ctx, errand)
        await groups.open_if_ready(ctx, errand.data["group"])


_KINDS = {"case": _pay_case, "group": _pay_group, "draft": drafts.finish, "errand": _errand}


async def _drop_left_originals(ctx: Context) -> None:
    """A case's key without its case: the sealed words of a post that was cut off before it was anything."""
    for owner in await ctx.store.keys():
        kind, _, case = owner.partition(":")
        if kind == "case" and await ctx.store.get("case", case) is None:
            await ctx.store.original_drop(case)
            await ctx.vault.destroy(owner)
