"""What a psychologist decides on a case. The deciding write comes first and is compare-and-set; what follows is owed.

`verdicts.give` decides and leaves time to take it back; the functions here carry out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from groups import audit
from groups.access import Membership
from groups.actions import steps
from groups.actions.judge import note_to_others
from groups.actions.release import is_shown, review_again
from groups.actions.restoring import restored_body
from groups.actions.told import DECIDED, is_grave
from groups.context import Context, aad_of
from groups.model import Body, Channel, ChannelKind, NotFound, Refused, new_id
from groups.store.base import Conflict, Record
from moderation import RawText

#: What can be decided: the state that it leaves, and what that owes beside telling author and desk.
ACTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "release": ("released", ("audit", "room", "note")),
    "ask": ("asked", ("audit", "note")),
    "refuse": ("refused", ("audit", "note")),
    "remove": ("removed", ("audit", "gone", "removed", "note")),
    "close": ("closed", ("audit", "parts")),
    "restore": ("released", ("audit", "restore", "note")),
    "keep": ("refused", ("audit", "note")),
}


async def open_original(ctx: Context, who: Membership, case: Record) -> RawText:
    """The words as typed, for who decides. The audit row is durable before they are returned. Raises NotFound."""
    sealed = await ctx.store.original(case.id)
    if sealed is None or case.data["state"] in ("asked", "draft"):  # they are their author's alone again
        raise NotFound

    async def noted() -> None:
        await audit.record(
            ctx, case.data["group"], "original.opened", who.id, case=case.id, seat=who.seat.value
        )

    raw = await ctx.vault.open_original(sealed, case.id, noted)
    await note_opened(ctx, who, case)
    return raw


async def note_opened(ctx: Context, who: Membership, case: Record) -> Record:
    """Somebody looked: its author is told who and when (CARE C2). The first look counts."""
    opened = {"opened_at": ctx.clock(), "opened_by": who.id, "opened_seat": who.seat.value}

    def first(newest: Record) -> dict[str, Any] | None:
        if newest.data["state"] != "waiting":
            return None
        return {"state": "opened", **opened, "opened_name": name_of(ctx, who)}

    return await steps.amend(ctx, case.id, first, "renew_me", "renew_desk")


async def release(ctx: Context, who: Membership, case: Record, turn: int) -> Record:
    """Show the message as redacted. Raises Refused: changed meanwhile, or moderation cannot tell; NotFound for a
    case that holds no message back.
    """
    check(case, who, turn)
    await can(ctx, case, "release")
    return await carry_out(ctx, case, "release", decided(ctx, who))


async def refuse(ctx: Context, who: Membership, case: Record, turn: int, note: RawText) -> Record:
    """Keep the message from the room and tell its author why, in the psychologist's reviewed words."""
    check(case, who, turn)
    await write_note(ctx, who, case, note)
    return await carry_out(ctx, case, "refuse", decided(ctx, who))


async def close(ctx: Context, who: Membership, case: Record, turn: int) -> Record:
    """Nothing more is to be done about it. Raises Refused('error.changed')."""
    check(case, who, turn, closing=True)
    return await carry_out(ctx, case, "close", decided(ctx, who))


async def carry_out(ctx: Context, case: Record, act: str, by: dict[str, Any]) -> Record:
    """The state that an act leaves, and all that follows from it."""
    state, owed = ACTS[act]
    return await settle(ctx, case, state, before=list(owed), verdict=None, **by)


async def can(ctx: Context, case: Record, act: str) -> None:
    """Raises NotFound where an act has no object, Refused('error.unsure') where moderation cannot tell."""
    if act in ("release", "ask", "refuse") and case.data["action"] != "hold":
        raise NotFound
    if (act in ("restore", "keep")) != (case.data["kind"] == "dispute"):
        raise NotFound
    if act == "restore" and not await restored_body(ctx, case):
        raise Refused("error.changed")
    if act == "release":
        author = ctx.circles[case.data["group"]].people.get(case.data["author"])
        if author is None or author.state == "left":
            raise NotFound
        await review_again(ctx, case)
    if act == "remove":
        shown = await is_shown(ctx, case)
        if shown is None or shown.kind != "message":
            raise NotFound
    if act == "close" and case.data["action"] == "hold" and not is_grave(case):
        raise NotFound


async def write_note(ctx: Context, who: Membership, case: Record, note: RawText) -> Body:
    """The psychologist's words to the author, reviewed, and sealed until the decision stands. Empty ones are none."""
    circle = await ctx.circle(who.group)
    body = await note_to_others(ctx, circle, circle.people[who.id], note)
    if body.pieces:
        await _keep_note(ctx, who, case, body)
    return body


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


def decided(ctx: Context, who: Membership) -> dict[str, Any]:
    """By whom and when."""
    return {
        "decided_by": who.id,
        "decided_at": ctx.clock(),
        "decided_seat": who.seat.value,
        "decided_name": name_of(ctx, who),
    }


def name_of(ctx: Context, who: Membership) -> str:
    """Staff by name."""
    return ctx.circles[who.group].people[who.id].name


def turn_of(case: Record) -> int:
    """What a page was made for: it counts decisions, not the service's own bookkeeping."""
    return int(case.data.get("turn", 0))


def check(case: Record, who: Membership, turn: int, *, closing: bool = False) -> None:
    """Raises Refused: decided, changed since the page was made, or somebody else holds it."""
    state = case.data["state"]
    over = state in ("closed", "taken_back", "draft") if closing and is_grave(case) else state in DECIDED
    if over or turn != turn_of(case) or case.data.get("verdict"):
        raise Refused("error.changed")
    holder = case.data.get("holder")
    if holder and holder["id"] != who.id:
        raise Refused("error.held_by", name=holder["name"], seat=holder["seat"])


async def settle(
    ctx: Context,
    case: Record,
    state: str,
    *,
    before: list[str] | None = None,
    folder: str = "",
    **noted: object,
) -> Record:
    """The deciding write, then what it owes. A crisis and its original stay until it is closed (CARE C6)."""
    settled, turn = state == "closed" or (state in DECIDED and not is_grave(case)), turn_of(case)
    ended = ["original"] if settled and state not in ("asked", "draft") else []
    if state == "closed" and case.data["state"] in DECIDED:
        noted["was"] = case.data["state"]  # its author goes on reading what was decided on the message
    asker = ["hear:answered"] if case.data["kind"] in ("report", "dispute") else []
    owed = (*(before or []), "renew_me", *asker, "renew_desk", *ended)
    folder = folder or _folder_of(case, state, settled)
    while True:
        changes = {**noted, "state": state, "turn": turn + (state in DECIDED)}
        try:
            return await steps.pay(
                ctx, await ctx.store.put(steps.owing(ctx, case, changes, owed, folder), op=new_id())
            )
        except Conflict:
            case = await _same_turn(ctx, case, turn)


def _folder_of(case: Record, state: str, settled: bool) -> str:
    """Where a case stands then. What is back with its author is kept like a draft, for as long (mine.py)."""
    if not settled or "part_of" in case.data:
        return case.folder
    return f"{'drafts' if state == 'asked' else 'closed'}:{case.data['group']}"


async def _same_turn(ctx: Context, case: Record, turn: int) -> Record:
    """The case anew, if only its bookkeeping moved. Raises Refused('error.changed')."""
    newest = await ctx.store.get("case", case.id)
    if newest is None or turn_of(newest) != turn:
        raise Refused("error.changed")
    return newest


__all__ = [
    "ACTS",
    "DECIDED",
    "can",
    "carry_out",
    "check",
    "close",
    "decided",
    "is_grave",
    "name_of",
    "note_opened",
    "open_original",
    "refuse",
    "release",
    "settle",
    "turn_of",
    "write_note",
]
