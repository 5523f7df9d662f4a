"""What a psychologist decides on a case. The deciding write comes first and is compare-and-set; what follows is owed."""

from __future__ import annotations

from dataclasses import replace

from groups import audit
from groups.access import Membership
from groups.actions import cases
from groups.actions.judge import note_to_others
from groups.actions.release import review_again
from groups.context import Context, aad_of
from groups.model import Body, Channel, ChannelKind, NotFound, Refused, new_id
from groups.store.base import Conflict, Record
from moderation import Level, RawText

#: States that a decision left; nothing but closing follows.
DECIDED = frozenset({"released", "refused", "taken_back", "closed"})


async def open_original(ctx: Context, who: Membership, case: Record) -> RawText:
    """The words as typed, for who decides. The audit row is durable before they are returned. Raises NotFound."""
    sealed = await ctx.store.original(case.id)
    if sealed is None:
        raise NotFound

    async def noted() -> None:
        await audit.record(
            ctx, case.data["group"], "original.opened", who.id, case=case.id, seat=who.seat.value
        )

    raw = await ctx.vault.open_original(sealed, case.id, noted)
    if case.data["state"] == "waiting":
        await _set(
            ctx,
            case,
            "opened",
            opened_at=ctx.clock(),
            opened_by=who.id,
            opened_seat=who.seat.value,
            opened_name=_name(ctx, who),
        )
    return raw


async def release(ctx: Context, who: Membership, case: Record, turn: int) -> Record:
    """Show the message as redacted. Raises Refused: changed meanwhile, or moderation cannot tell; NotFound for a
    case that holds no message back.
    """
    _check(case, turn)
    if case.data["action"] != "hold":
        raise NotFound
    await review_again(ctx, case)
    return await _set(ctx, case, "released", before=["audit", "room", "note"], **_decided(ctx, who))


async def refuse(ctx: Context, who: Membership, case: Record, turn: int, note: RawText) -> Record:
    """Keep the message from the room and tell its author why, in the psychologist's reviewed words."""
    _check(case, turn)
    circle = await ctx.circle(who.group)
    body = await note_to_others(ctx, circle, circle.people[who.id], note)
    await _keep_note(ctx, who, case, body)
    return await _set(ctx, case, "refused", before=["audit", "note"], **_decided(ctx, who))


async def close(ctx: Context, who: Membership, case: Record, turn: int) -> Record:
    """Nothing more is to be done about it. Raises Refused('error.changed')."""
    _check(case, turn)
    return await _set(ctx, case, "closed", before=["audit"], **_decided(ctx, who))


async def _keep_note(ctx: Context, who: Membership, case: Record, body: Body) -> None:
    """Sealed for the author until the decision stands; of a try that was cut off the newer words count."""
    author = case.data["author"]
    owner, me = f"membership:{author}", str(Channel(ChannelKind.ME, author))
    await ctx.vault.load(owner)
    sealed = ctx.vault.close(body, owner, aad_of(me, who.id, f"note:{case.id}"))
    id, folder = f"{case.id}:{who.id}", f"notes:{case.id}"
    if not await ctx.store.create("note", id, folder, {"by": who.id}, body=sealed, subject=author):
        left = await ctx.store.get("note", id)
        if left is None:
            raise Refused("error.changed")
        await ctx.store.put(replace(left, body=sealed), op=new_id())


def _decided(ctx: Context, who: Membership) -> dict[str, object]:
    return {"decided_by": who.id, "decided_at": ctx.clock(), "decided_seat": who.seat.value}


def _name(ctx: Context, who: Membership) -> str:
    person = ctx.circles[who.group].people[who.id]
    return person.name


def turn_of(case: Record) -> int:
    """What a page was made for: it counts decisions, not the service's own bookkeeping."""
    return int(case.data.get("turn", 0))


def _check(case: Record, turn: int) -> None:
    if case.data["state"] in DECIDED or turn != turn_of(case):
        raise Refused("error.changed")


async def _set(
    ctx: Context, case: Record, state: str, *, before: list[str] | None = None, **noted: object
) -> Record:
    """The deciding write, then what it owes. A crisis case and its original stay until it is closed (CARE C6)."""
    settled, turn = state in DECIDED and not is_grave(case), turn_of(case)
    owed = [*(before or []), "renew_me", "renew_desk", *(["original"] if settled else [])]
    folder = f"closed:{case.data['group']}" if settled else case.folder
    while True:
        data = {
            **case.data,
            **noted,
            "state": state,
            "turn": turn + (state in DECIDED),
            "owed": [*case.data["owed"], *owed],
        }
        due = ctx.clock() + ctx.settings.errand_seconds * 1000
        try:
            put = await ctx.store.put(replace(case, data=data, folder=folder, due_at=due), op=new_id())
            return await cases.pay(ctx, put)
        except Conflict:
            case = await _same_turn(ctx, case, turn)


async def _same_turn(ctx: Context, case: Record, turn: int) -> Record:
    """The case anew, if only its bookkeeping moved. Raises Refused('error.changed')."""
    newest = await ctx.store.get("case", case.id)
    if newest is None or turn_of(newest) != turn:
        raise Refused("error.changed")
    return newest


def is_grave(case: Record) -> bool:
    """True for a crisis at urgent or above."""
    return case.data["kind"] == "crisis" and int(case.data["level"]) >= Level.URGENT
