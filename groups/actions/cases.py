"""Cases: what waits for a person. Opening one is a claim that carries the steps it owes, so that none is lost.

Order: the sealed original first, then `create("case")` (the claim), then the steps owed, each repeat-safe.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from groups import coverage
from groups.access import Membership
from groups.actions.steps import pay
from groups.actions.told import (
    answer_code,
    answer_values,
    author_view,
    case_body,
    desk_view,
    is_grave,
    is_open,
)
from groups.context import Context, aad_of
from groups.memory import Circle
from groups.model import NotFound
from groups.store.base import Event, Missing, Record
from moderation import Action, Decision, Level, RawText

_CLAIMING: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
_HOUR_MS = 3_600_000


def case_id(channel: str, author: str, cid: str) -> str:
    """The id of the case of a message: the same message again is the same case."""
    return hashlib.sha256(f"{channel}|{author}|{cid}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case is opened with."""

    who: Membership
    channel: str
    cid: str
    decision: Decision
    action: Action
    kind: str  # held | crisis
    level: Level
    target: int = 0  # the message that this text was to replace
    message: Mapping[str, Any] = field(default_factory=dict)  # what stands beside its words

    @property
    def case(self) -> str:
        """Its id."""
        return case_id(self.channel, self.who.id, self.cid)

    @property
    def codes(self) -> list[str]:
        """The catalogue keys of its reasons, each once."""
        return list(dict.fromkeys(reason.code for reason in self.decision.reasons))


async def open_case(ctx: Context, opening: Opening, raw: RawText | None) -> Record:
    """Open the case of a message. Returns when it is durable and what it owes was tried once."""
    return await pay(ctx, await claim_case(ctx, opening, raw))


async def claim_case(ctx: Context, opening: Opening, raw: RawText | None) -> Record:
    """Seal the original, then claim the case: durable when this returns, its steps still owed.

    A message in danger joins the crisis that is open of the same person (CARE C4).
    """
    if opening.kind != "crisis" or opening.level < Level.URGENT:
        return await _claim(ctx, opening, raw, None)
    lock = _CLAIMING.setdefault(opening.who.id, asyncio.Lock())
    async with lock:
        return await _claim(ctx, opening, raw, await _episode(ctx, opening))


async def _claim(ctx: Context, opening: Opening, raw: RawText | None, main: str | None) -> Record:
    case, owner = opening.case, f"case:{opening.case}"
    known = await ctx.store.get("case", case)
    if known is not None:
        return known
    await ctx.vault.ensure(owner)
    if raw is not None:
        await ctx.store.original_put(case, await ctx.vault.seal_original(raw, case))
    member = f"membership:{opening.who.id}"
    await ctx.vault.load(member)
    body = ctx.vault.close(opening.decision.body, member, aad_of("case", opening.who.id, case))
    return await claim_record(ctx, case, opening.who.group, _data(ctx, opening, main), body=body)


async def claim_record(
    ctx: Context, case: str, group: str, data: dict[str, Any], *, body: Any = None
) -> Record:
    """Claim a case by its id, whoever is first: the one that stands, its steps owed. A part stands below its main one."""
    folder = f"part:{data['part_of']}" if data.get("part_of") else f"open:{group}"
    due = ctx.clock() + ctx.settings.errand_seconds * 1000
    ctx.group_of[case] = group
    await ctx.store.create("case", case, folder, data, body=body, subject=data["author"], due_at=due)
    record = await ctx.store.get("case", case)
    if record is None:
        raise NotFound
    return record


async def _episode(ctx: Context, opening: Opening) -> str | None:
    """The open crisis of the same person that began within an episode, or None."""
    since = ctx.clock() - ctx.settings.episode_hours * _HOUR_MS
    for case in await ctx.store.about(opening.who.id, kind="case"):
        recent = case.data["group"] == opening.who.group and case.data["at"] > since
        if recent and is_open(case) and is_grave(case) and case.id != opening.case:
            return case.id
    return None


def _data(ctx: Context, opening: Opening, main: str | None) -> dict[str, Any]:
    decision, is_told = opening.decision, opening.action is Action.HOLD or opening.level >= Level.URGENT
    about = {
        "kind": opening.kind,
        "level": int(opening.level),
        "danger": decision.danger.value,
        "author": opening.who.id,
        "channel": opening.channel,
        "cid": opening.cid,
        "action": opening.action.name.lower(),
        "reasons": opening.codes,
        "rules": [reason.rule for reason in decision.reasons],
        "found": [[s.start, s.end, s.kind.value, s.by, round(s.score, 2)] for s in decision.spans],
        "owed": ["join" if main else "desk", *(["me"] if is_told else [])],
        "target": opening.target,
        "message": dict(opening.message),
    }
    return case_data(ctx, ctx.circles[opening.who.group], about) | ({"part_of": main} if main else {})


def case_data(ctx: Context, circle: Circle, about: dict[str, Any]) -> dict[str, Any]:
    """What every case's record holds: what it is `about`, its moments, and who reads when (CARE C2)."""
    now, hours, reader = ctx.clock(), circle.data.get("hours", {}), circle.reader(ctx.clock())
    nothing = {
        "level": 0,
        "danger": "none",
        "rules": [],
        "found": [],
        "reasons": [],
        "target": 0,
        "message": {},
    }
    times = {
        "state": "waiting",
        "at": now,
        "until": coverage.answered_by(hours, circle.zone, now, ctx.settings.held_hours),
        "reads_at": _reads_at(circle, now),
        "reader": reader.name if reader else "",
        "reader_seat": reader.seat.value if reader else "psychologist",
    }
    return {"group": circle.id} | nothing | times | about


def _reads_at(circle: Circle, now: int) -> int | None:
    """0 while somebody reads, the next start outside answered hours, None when nothing is known."""
    return 0 if circle.reads_until(now) else circle.reads_from(now)


async def open_about(ctx: Context, who: Membership, seq: int) -> Record:
    """A case about a message that stands in the room, once. Its author is told nothing by that. Raises NotFound."""
    try:
        row = await ctx.store.event(str(who.room), seq)
    except Missing:
        raise NotFound from None
    if row.kind != "message" or seq < who.from_seq:
        raise NotFound
    case = case_id(row.channel, row.author, row.cid)
    known = await ctx.store.get("case", case)
    if known is not None and is_open(known):
        return known
    case = case_id(row.channel, row.author, f"about:{row.cid}")
    about = {"kind": "low", "author": row.author, "channel": row.channel, "cid": row.cid, "action": "show"}
    data = case_data(ctx, ctx.circles[who.group], about | {"owed": ["desk"], "target": seq})
    record = await claim_record(ctx, case, who.group, data)
    return await pay(ctx, record) if record.data["owed"] else record


# reading


async def waiting(ctx: Context, group: str) -> list[Record]:
    """The open cases of a group, oldest first."""
    return await ctx.store.list("case", f"open:{group}", limit=2000)


async def own_rows(ctx: Context, who: Membership, limit: int = 200) -> list[Event]:
    """The newest rows of what the service told this person alone, oldest first."""
    me = str(who.me)
    return await ctx.store.before(me, await ctx.store.head(me) + 1, limit)


__all__ = [
    "Opening",
    "answer_code",
    "answer_values",
    "author_view",
    "case_body",
    "case_data",
    "case_id",
    "claim_case",
    "claim_record",
    "desk_view",
    "is_grave",
    "is_open",
    "open_about",
    "open_case",
    "own_rows",
    "pay",
    "waiting",
]
