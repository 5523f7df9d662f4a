"""A decision with time to take it back (CARE C18): it stands in the case, is due after some seconds, then carried out.

The clock work carries it out when this process has ended meanwhile. What was already seen is never called undone.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from groups import access
from groups.access import Membership
from groups.actions import decisions, steps
from groups.context import Context
from groups.model import NotFound, Refused, new_id
from groups.store.base import Conflict, Record, StoreError
from moderation import RawText

log = logging.getLogger("lingkar")
#: Acts that come with words to the author: without them nobody knows what to do next.
WITH_WORDS = frozenset({"ask", "remove"})


async def give(ctx: Context, who: Membership, case: Record, turn: int, act: str, note: RawText) -> Record:
    """Decide. Raises NotFound for an act without an object, and Refused: changed, held by another, no words, unsure."""
    access.still(ctx, who)
    if act not in decisions.ACTS:
        raise NotFound
    decisions.check(case, who, turn, closing=act == "close")
    await decisions.can(ctx, case, act)
    if len(note):
        body = await decisions.write_note(ctx, who, case, note)
    if act in WITH_WORDS and not (len(note) and body.pieces):
        raise Refused("error.note_needed")
    seconds = ctx.settings.undo_seconds
    if not seconds:
        return await decisions.carry_out(ctx, case, act, decisions.decided(ctx, who))
    put = await _decide(ctx, who, case, turn, _verdict(ctx, who, act, seconds))
    ctx.spawn(_when_due(ctx, case.id, seconds))
    return put


def _verdict(ctx: Context, who: Membership, act: str, seconds: int) -> dict[str, Any]:
    named = {"by": who.id, "seat": who.seat.value, "name": decisions.name_of(ctx, who)}
    return named | {"act": act, "due": ctx.clock() + seconds * 1000}


async def _decide(
    ctx: Context, who: Membership, case: Record, turn: int, verdict: dict[str, Any] | None
) -> Record:
    """The deciding write, of a verdict or of taking it back: against the turn that the page was made for."""
    act = f"verdict.{verdict['act']}" if verdict else "verdict.taken_back"
    owed = (f"audit:{act}:{who.id}:{who.seat.value}:{{news}}", "renew_desk")
    changes: dict[str, Any] = {"verdict": verdict, "turn": turn + 1}
    if verdict and not case.data.get("holder"):
        held = {
            "id": who.id,
            "seat": who.seat.value,
            "name": verdict["name"],
            "at": ctx.clock(),
            "from_seq": 1,
        }
        changes["holder"] = held
    while True:
        try:
            put = await ctx.store.put(steps.owing(ctx, case, changes, owed), op=new_id())
            return await steps.pay(ctx, put)
        except Conflict:
            newest = await ctx.store.get("case", case.id)
            if newest is None or decisions.turn_of(newest) != turn:
                raise Refused("error.changed") from None
            case = newest


async def undo(ctx: Context, who: Membership, case: Record) -> Record:
    """Take a verdict back, for who gave it. Raises Refused('error.too_late') once it was carried out."""
    access.still(ctx, who)
    verdict = case.data.get("verdict")
    if not verdict or verdict["by"] != who.id:
        raise Refused("error.too_late")
    try:
        back = await _decide(ctx, who, case, decisions.turn_of(case), None)
    except Refused:
        raise Refused("error.too_late") from None
    await ctx.store.drop("note", f"{case.id}:{who.id}")
    return back


async def carry_out_due(ctx: Context, case: str) -> bool:
    """Carry out a verdict whose time has come. True when it was."""
    record = await ctx.store.get("case", case)
    verdict = record.data.get("verdict") if record else None
    if record is None or not verdict or verdict["due"] > ctx.clock():
        return False
    by = {"decided_by": verdict["by"], "decided_seat": verdict["seat"], "decided_name": verdict["name"]}
    try:
        await decisions.carry_out(ctx, record, verdict["act"], by | {"decided_at": ctx.clock()})
    except Refused:
        return False  # taken back in the same moment
    return True


async def _when_due(ctx: Context, case: str, seconds: int) -> None:
    await asyncio.sleep(seconds + 0.05)  # wall and loop clock part by milliseconds
    try:
        await carry_out_due(ctx, case)
    except StoreError:
        log.warning("verdict.waits case=%s", case)  # the clock work tries again
