"""Lines: rooms for two. The private one of a member with the psychologist, and a crisis's own (CARE C3, C4).

In a crisis's line the words arrive whole, and where moderation cannot tell staff are asked once and then they go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from groups import access, audit
from groups.access import Membership
from groups.actions import cases, claims, decisions, desks, steps
from groups.actions.judge import is_unsure, judge_whole
from groups.context import Context, aad_of
from groups.model import Body, Channel, NotFound, Refused, Sealed
from groups.store.base import Entry, Record
from moderation import Action, RawText, Seat


@dataclass(frozen=True, slots=True)
class Saying:
    """Words for a crisis's line. `unchecked`: staff were asked, and send them without a review."""

    channel: Channel
    raw: RawText
    cid: str
    unchecked: bool = False


#: Called in the turn of the commit: seq, whether it is new, its moment, and its words where they are at hand.
Heard = Callable[[int, bool, int, Body | None], None]


async def say(ctx: Context, who: Membership, saying: Saying, heard: Heard) -> None:
    """Write into a crisis's line. Raises NotFound, and Refused: empty, held by another, or 'error.unchecked'."""
    if not who.former:
        access.still(ctx, who)
    who = await access.enter(ctx, who, saying.channel)
    name = str(saying.channel)
    known = await ctx.store.find(name, who.id, saying.cid)
    if known is not None:
        heard(known.seq, False, known.at, await ctx.body_loaded(known))
        return
    case = await _case(ctx, saying.channel)
    if who.seat.is_staff:
        await claims.claim(ctx, who, case)
    sealed, body = await _sealed(ctx, who, saying)
    at = ctx.clock()
    await _note_written(ctx, case.id, who, at)
    entry = Entry("message", who.id, saying.cid, at, sealed, {})
    await ctx.store.append(entry, name, lambda seq, new: heard(seq, new, at, body))


async def _case(ctx: Context, channel: Channel) -> Record:
    record = await ctx.store.get("case", channel.of)
    if record is None:
        raise NotFound
    return record


async def _sealed(ctx: Context, who: Membership, saying: Saying) -> tuple[Sealed, Body | None]:
    """The words at rest, and at hand where they were reviewed. A member's are never stopped by a failing review."""
    circle, channel, case = ctx.circles[who.group], str(saying.channel), saying.channel.of
    decision = await judge_whole(ctx, circle, circle.people[who.id], saying.raw)
    place = aad_of(channel, who.id, saying.cid)
    if is_unsure(decision):
        ctx.trouble("moderation")
        if who.seat.is_staff:
            await _ask_once(ctx, who, saying)
        return await ctx.vault.seal_original(saying.raw, case, place), None
    if decision.action is Action.REFUSE:
        raise Refused("error.empty")
    await ctx.vault.load(f"case:{case}")
    return ctx.vault.close(decision.body, f"case:{case}", place), decision.body


async def _ask_once(ctx: Context, who: Membership, saying: Saying) -> None:
    """Staff are asked; once they said yes it is noted, durably, before the words go."""
    if not saying.unchecked:
        raise Refused("error.unchecked")
    case, mark = saying.channel.of, f"line.unchecked:{saying.cid}"
    await audit.record(ctx, who.group, "line.unchecked", who.id, mark=mark, case=case, seat=who.seat.value)


async def _note_written(ctx: Context, case: str, who: Membership, at: int) -> None:
    """The queue says who wrote last, before the words stand: rather once too often than not."""
    wrote = {"at": at, "by": "staff" if who.seat.is_staff else "member"}
    await steps.amend(ctx, case, lambda newest: {"wrote": wrote}, "renew_desk")


# the private line


async def ask(ctx: Context, who: Membership, channel: Channel, cid: str) -> None:
    """A member writes to the psychologist: it is in the queue until somebody answers, before the words stand."""
    if who.seat is not Seat.MEMBER or await _waiting(ctx, who.group, channel.of):
        return
    circle, name = ctx.circles[who.group], str(channel)
    about = {
        "kind": "line",
        "author": who.id,
        "channel": name,
        "cid": cid,
        "action": "show",
        "owed": ["desk"],
    }
    case = cases.case_id(name, who.id, cid)
    record = await cases.claim_record(ctx, case, who.group, cases.case_data(ctx, circle, about))
    if record.data["owed"]:
        await cases.pay(ctx, record)


async def answered(ctx: Context, who: Membership, channel: Channel) -> None:
    """Somebody who decides wrote in a private line: what waited there waits no more."""
    if who.seat not in access.DECIDES:
        return
    for case in await _waiting(ctx, who.group, channel.of):
        record = await ctx.store.get("case", case)
        if record is not None and cases.is_open(record):
            await decisions.carry_out(ctx, record, "close", decisions.decided(ctx, who))


async def _waiting(ctx: Context, group: str, member: str) -> list[str]:
    views = await desks.open_cases(ctx, group)
    return [view["case"] for view in views if view["kind"] == "line" and view["author"] == member]
