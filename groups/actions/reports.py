"""Reports: of a message or a person, with a reason. About staff they go to the supervisor alone (CARE C15).

Of a report about staff nothing stands on a channel, in a folder or in an audit log that the person concerned reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from groups import access, audit
from groups.access import Membership
from groups.actions import cases, decisions, heard, messages, steps
from groups.actions.ignoring import other_member
from groups.context import Context
from groups.memory import Person
from groups.model import Body, NotFound, Refused
from groups.store.base import Event, Record
from moderation import RawText, Seat

REASONS = ("harm_self", "identity", "hurt", "sell", "staff", "other")
LONGEST = 1000  # code points beside the reason


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports. `cid` is the form's, so that it is one report however often it is sent."""

    reason: str
    raw: RawText
    cid: str


async def report_message(ctx: Context, who: Membership, seq: int, report: Report) -> Record:
    """Report somebody else's message: it stays in the report, whatever becomes of it. Raises NotFound, Refused."""
    row = await messages.message_of(ctx, who, who.room, seq)
    if row.kind != "message":
        raise Refused("error.gone")
    if row.author == who.id:
        raise NotFound
    return await _open(ctx, who, ctx.circles[who.group].people[row.author], report, row)


async def report_person(ctx: Context, who: Membership, member: str, report: Report) -> Record:
    """Report a person of the group. Raises NotFound, Refused."""
    return await _open(ctx, who, other_member(ctx, who, member), report, None)


def has_supervisor(ctx: Context, group: str) -> bool:
    """Whether anybody reads what is reported about staff."""
    return any(one.seat is Seat.SUPERVISOR for one in ctx.circles[group].active())


async def _open(ctx: Context, who: Membership, about: Person, report: Report, row: Event | None) -> Record:
    if report.reason not in REASONS:
        raise Refused("error.report_reason")
    heard.check_length(report.raw, LONGEST)
    apart = report.reason == "staff" or about.seat.is_staff
    if apart and not has_supervisor(ctx, who.group):
        raise Refused("error.no_supervisor")
    case = cases.case_id(str(who.me), who.id, f"report:{report.cid}")
    if len(report.raw):
        await heard.listen(ctx, who, report.raw, f"report:{case}")
    data = cases.case_data(ctx, ctx.circles[who.group], _data(who, about, report, row, apart))
    folder = f"oversight:{who.group}" if apart else f"open:{who.group}"
    await ctx.vault.ensure(f"case:{case}")
    return await heard.claim_sealed(
        ctx, case, folder, data, report.raw, body=await _snapshot(ctx, case, about, row)
    )


def _data(who: Membership, about: Person, report: Report, row: Event | None, apart: bool) -> dict[str, Any]:
    return {
        "kind": "report",
        "author": about.id,
        "reporter": who.id,
        "channel": str(who.room),
        "cid": row.cid if row else "",
        "action": "show",
        "target": row.seq if row else 0,
        "reasons": [f"report.{report.reason}"],
        "owed": ["oversight" if apart else "desk", "hear:received"],
    } | ({"oversight": True, "until": None} if apart else {})


async def _snapshot(ctx: Context, case: str, about: Person, row: Event | None) -> Any:
    """The words as they stand now, under the case's own key: a withdrawn message stays in its report."""
    body = (await ctx.body_loaded(row) if row else None) or Body()
    return ctx.vault.close(body, f"case:{case}", f"case|{about.id}|{case}")


# the supervisor's


async def waiting(ctx: Context, who: Membership) -> list[Record]:
    """What is reported about staff and not yet closed, for the supervisor alone. Raises NotFound."""
    access.still(ctx, who)
    if who.seat is not Seat.SUPERVISOR:
        raise NotFound
    return await ctx.store.list("case", f"oversight:{who.group}", limit=1000)


async def open_words(ctx: Context, who: Membership, case: Record) -> RawText:
    """What the reporter wrote beside it. The audit row, in a log of its own, is durable before. Raises NotFound."""
    sealed = await ctx.store.original(case.id)
    if sealed is None:
        raise NotFound

    async def noted() -> None:
        await audit.record(ctx, apart(case), "original.opened", who.id, case=case.id, seat=who.seat.value)

    return await ctx.vault.open_original(sealed, case.id, noted)


async def close(ctx: Context, who: Membership, case: Record) -> Record:
    """The supervisor has read it and acted: the reporter hears that. Raises Refused('error.changed')."""
    by = decisions.decided(ctx, who)
    await audit.record(ctx, apart(case), "case.closed", who.id, mark=f"closed:{case.id}", case=case.id)

    def closed(newest: Record) -> dict[str, Any]:
        if newest.data["state"] == "closed":
            raise Refused("error.changed")
        return {**by, "state": "closed"}

    owed = ("hear:answered", "renew_oversight", "original")
    return await steps.amend(ctx, case.id, closed, *owed, folder=f"oversight-closed:{who.group}")


def apart(case: Record) -> str:
    """The log in which acts on reports about staff are noted: not the group's own, which its psychologist may read."""
    return f"{case.data['group']}.oversight"
