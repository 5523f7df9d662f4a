"""A piece that was wrongly hidden is put back where it stood: reviewed once more, without the rule that had hid it."""

from __future__ import annotations

from dataclasses import replace

from groups import audit
from groups.actions.changing import sealed_for
from groups.actions.judge import OLD_HAND, is_unsure, review_context
from groups.context import Context
from groups.model import Body, Hidden, Kind, Refused
from groups.store.base import Conflict, Entry, Event, Missing, Record
from moderation import Action, RawText

#: Kinds about which nobody can be asked: what is hidden in a message of danger.
KEPT = frozenset({Kind.METHOD})


def disputable(body: Body) -> list[tuple[int, Hidden]]:
    """The hidden pieces of a text that may be wrongly hidden, by their place."""
    return [
        (at, one) for at, one in enumerate(body.pieces) if isinstance(one, Hidden) and one.kind not in KEPT
    ]


async def restored_body(ctx: Context, case: Record) -> tuple[Event, Body] | None:
    """The row as it stands and what it would become; None when it changed since, or the words are not there.

    Raises Refused: 'error.unsure', or 'error.dispute_other' when something else in the typed piece must stay hidden.
    """
    row, sealed = await _row(ctx, case), await ctx.store.original(case.id)
    body = await ctx.body_loaded(row) if row else None
    if row is None or body is None or sealed is None:
        return None
    piece = body.pieces[case.data["piece"]["at"]]
    assert isinstance(piece, Hidden)
    circle = await ctx.circle(case.data["group"])

    async def noted() -> None:
        await audit.record(ctx, circle.id, "original.reviewed", "system", case=case.id)

    raw = await ctx.vault.open_original(sealed, case.id, noted)
    if circle.rules is None:
        raise Refused("error.unsure")
    context = replace(
        review_context(ctx, circle, circle.people[row.author]), recent=(), posts_before=OLD_HAND
    )
    whole = RawText.in_place(body, case.data["piece"]["at"], raw)
    decision = await ctx.reviewer.review(whole, circle.rules.without(piece.kind), context)
    if is_unsure(decision):
        raise Refused("error.unsure")
    if decision.action is not Action.SHOW or len(decision.body.hidden) >= len(body.hidden):
        raise Refused("error.dispute_other")
    return row, decision.body


async def restore(ctx: Context, case: Record) -> bool:
    """Put the piece back, once. False when the message has changed since it was asked for, and stays as it is."""
    channel, mark = case.data["channel"], f"restored:{case.id}"
    if await ctx.store.find(channel, "system", mark):
        return True
    try:
        found = await restored_body(ctx, case)
        if found is None:
            return False
        row, body = found
        entry = Entry("message", "system", "", ctx.clock(), await sealed_for(ctx, row, body), row.data)
        await ctx.store.change(channel, row.seq, row.rev, entry, mark)
    except (Conflict, Refused):
        return False
    return True


async def _row(ctx: Context, case: Record) -> Event | None:
    try:
        row = await ctx.store.event(case.data["channel"], case.data["target"])
    except Missing:
        return None
    return row if row.kind == "message" and row.rev == case.data["piece"]["rev"] else None
