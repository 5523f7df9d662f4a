"""Cases: what waits for a person. Opening one is a claim that carries the steps it owes, so that none is lost.

Order: the sealed original first, then `create("case")` (the claim), then the steps owed, each repeat-safe.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from groups import audit, coverage
from groups.access import Membership
from groups.actions.release import show_released
from groups.context import Context, aad_of
from groups.model import Body, Channel, ChannelKind, NotFound
from groups.store.base import Conflict, Entry, Event, Record, Told
from moderation import Action, Decision, Level, RawText


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
    """Seal the original, then claim the case: durable when this returns, its steps still owed."""
    case, owner = opening.case, f"case:{opening.case}"
    await ctx.vault.ensure(owner)
    if raw is not None:
        await ctx.store.original_put(case, await ctx.vault.seal_original(raw, case))
    member = f"membership:{opening.who.id}"
    await ctx.vault.load(member)
    body = ctx.vault.close(opening.decision.body, member, aad_of("case", opening.who.id, case))
    data, now = _data(ctx, opening), ctx.clock()
    ctx.group_of[case] = opening.who.group
    await ctx.store.create(
        "case",
        case,
        f"open:{opening.who.group}",
        data,
        body=body,
        subject=opening.who.id,
        due_at=now + ctx.settings.errand_seconds * 1000,
    )
    record = await ctx.store.get("case", case)
    if record is None:
        raise NotFound
    return record


def _data(ctx: Context, opening: Opening) -> dict[str, Any]:
    now, circle = ctx.clock(), ctx.circles[opening.who.group]
    hours = circle.data.get("hours", {})
    return {
        "group": opening.who.group,
        "kind": opening.kind,
        "level": int(opening.level),
        "danger": opening.decision.danger.value,
        "author": opening.who.id,
        "channel": opening.channel,
        "cid": opening.cid,
        "action": opening.action.name.lower(),
        "reasons": opening.codes,
        "rules": [reason.rule for reason in opening.decision.reasons],
        "found": [[s.start, s.end, s.kind.value, s.by, round(s.score, 2)] for s in opening.decision.spans],
        "state": "waiting",
        "at": now,
        "until": coverage.answered_by(hours, circle.zone, now, ctx.settings.held_hours),
        "reads_at": _reads_at(hours, circle.zone, now),
        "reader": circle.psychologist_name,
        "owed": ["desk", "me"],
        "target": opening.target,
        "message": dict(opening.message),
    }


def _reads_at(hours: dict[str, Any], zone: str, now: int) -> int | None:
    """0 while somebody reads, the next start outside answered hours, None when nothing is known."""
    return 0 if coverage.covered_until(hours, zone, now) else coverage.next_start(hours, zone, now)


# steps owed


async def pay(ctx: Context, record: Record, told: Told | None = None) -> Record:
    """Carry out what a case owes, in order, and note it as paid. Called again by the clock work after a crash."""
    data = dict(record.data)
    for step in tuple(data["owed"]):
        if note := await _STEPS[step](ctx, replace(record, data=data), told):
            data |= note
        data["owed"] = [other for other in data["owed"] if other != step]
    try:
        return await ctx.store.put(
            replace(record, data=data, due_at=None), op=f"pay:{record.id}:{record.rev}"
        )
    except Conflict:
        return record  # somebody paid meanwhile; the next look reads it anew


async def _tell_author(ctx: Context, case: Record, told: Told | None) -> dict[str, Any]:
    """Held: the message as the group would see it, waiting. Shown or refused in danger: the private answer."""
    data, me = case.data, str(Channel(ChannelKind.ME, case.data["author"]))
    kind = "held" if data["action"] == "hold" else "answer"
    cid = f"{kind}:{case.id}"
    body = await _body_for(ctx, case, me, cid) if kind == "held" else None
    entry = Entry(kind, data["author"], cid, data["at"], body, author_view(case))
    seq, _ = await ctx.store.append(entry, me, told)
    return {"me_seq": seq}


async def _body_for(ctx: Context, case: Record, channel: str, cid: str) -> Any:
    owner = f"membership:{case.data['author']}"
    await ctx.vault.load(owner)
    return ctx.vault.close(await case_body(ctx, case), owner, aad_of(channel, case.data["author"], cid))


def author_view(case: Record) -> dict[str, Any]:
    """What the author's page knows of a case."""
    data = case.data
    view = {
        "case": case.id,
        "cid": data["cid"],
        "channel": data["channel"],
        "reasons": data["reasons"],
        "until": data["until"],
        "state": data["state"],
    }
    if data.get("target"):
        view["target"] = data["target"]
    if data["level"] >= Level.URGENT:
        view |= {"code": answer_code(data), "values": answer_values(data)}
    return view


def answer_code(data: Mapping[str, Any]) -> str:
    """CARE C2: a opened, b alerted and not yet opened, c nobody reads now."""
    about = "answer.call." if "help.called" in data["reasons"] else "answer.crisis."
    if data.get("opened_at"):
        return about + "a"
    if data["reads_at"] == 0:
        return about + "b"
    return about + ("c" if data["reads_at"] else "c_unknown")


def answer_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What fills that sentence: moments in UTC ms, and who by role and name."""
    values = {"at": data.get("opened_at") or data["at"], "reads_at": data["reads_at"]}
    return values | {
        "seat": data.get("opened_seat", "psychologist"),
        "name": data.get("opened_name") or data["reader"],
    }


async def _tell_desk(ctx: Context, case: Record, told: Told | None) -> dict[str, Any]:
    desk = str(Channel(ChannelKind.DESK, case.data["group"]))
    entry = Entry("case", "system", f"case:{case.id}", case.data["at"], None, desk_view(case))
    seq, _ = await ctx.store.append(entry, desk)
    return {"desk_seq": seq}


def desk_view(case: Record) -> dict[str, Any]:
    """What the staff's queue knows of a case: no words."""
    kept = ("kind", "level", "state", "until", "reasons", "at")
    return {"case": case.id, **{key: case.data[key] for key in kept}}


async def _renew(
    ctx: Context, channel: str, seq: int, view: dict[str, Any], mark: str, body: Any = None
) -> None:
    """Bring a row of me or desk to the case's present state. Repeat-safe by the mark."""
    for _ in range(5):
        row = await ctx.store.event(channel, seq)
        entry = Entry(row.kind, "system", "", ctx.clock(), body if body is not None else row.body, view)
        try:
            await ctx.store.change(channel, seq, row.rev, entry, mark)
            return
        except Conflict:
            continue
    raise Conflict


async def _renew_author(ctx: Context, case: Record, told: Told | None) -> None:
    if "me_seq" in case.data:
        me = str(Channel(ChannelKind.ME, case.data["author"]))
        await _renew(ctx, me, case.data["me_seq"], author_view(case), f"{case.data['state']}:{case.id}")


async def _renew_desk(ctx: Context, case: Record, told: Told | None) -> None:
    desk = str(Channel(ChannelKind.DESK, case.data["group"]))
    await _renew(ctx, desk, case.data["desk_seq"], desk_view(case), f"{case.data['state']}:{case.id}")


async def _show_released(ctx: Context, case: Record, told: Told | None) -> dict[str, Any]:
    return {"seq": await show_released(ctx, case, await case_body(ctx, case))}


async def _tell_note(ctx: Context, case: Record, told: Told | None) -> None:
    """What the one who refused wrote to the author, as it was sealed for them. Other notes on the case go unsent."""
    data, me = case.data, str(Channel(ChannelKind.ME, case.data["author"]))
    for note in await ctx.store.list("note", f"notes:{case.id}"):
        if data["state"] == "refused" and note.data["by"] == data["decided_by"]:
            entry = Entry(
                "note", note.data["by"], f"note:{case.id}", ctx.clock(), note.body, {"case": case.id}
            )
            await ctx.store.append(entry, me)
        await ctx.store.drop("note", note.id)


async def _note_decision(ctx: Context, case: Record, told: Told | None) -> None:
    data, act = case.data, f"case.{case.data['state']}"
    by, seat = data["decided_by"], data["decided_seat"]
    await audit.record(ctx, data["group"], act, by, mark=f"{act}:{case.id}", case=case.id, seat=seat)


async def _drop_original(ctx: Context, case: Record, told: Told | None) -> None:
    await ctx.store.original_drop(case.id)


_STEPS: dict[str, Any] = {
    "me": _tell_author,
    "desk": _tell_desk,
    "renew_me": _renew_author,
    "renew_desk": _renew_desk,
    "room": _show_released,
    "note": _tell_note,
    "audit": _note_decision,
    "original": _drop_original,
}


# reading


async def case_body(ctx: Context, case: Record) -> Body:
    """The words as the group would see them."""
    if case.body is None:
        return Body()
    owner = f"membership:{case.data['author']}"
    await ctx.vault.load(owner)
    return ctx.vault.open(case.body, owner, aad_of("case", case.data["author"], case.id))


async def waiting(ctx: Context, group: str) -> list[Record]:
    """The open cases of a group, oldest first."""
    return await ctx.store.list("case", f"open:{group}", limit=2000)


async def own_rows(ctx: Context, who: Membership, limit: int = 200) -> list[Event]:
    """The newest rows of what the service told this person alone, oldest first."""
    me = str(who.me)
    return await ctx.store.before(me, await ctx.store.head(me) + 1, limit)
