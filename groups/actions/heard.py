"""Who spoke up hears back, and a cry for help reaches a person wherever it was written."""

from __future__ import annotations

from typing import Any

from groups.access import Membership
from groups.actions import cases
from groups.actions.cases import Opening
from groups.actions.judge import judge
from groups.context import Context
from groups.model import NotFound, Refused
from groups.store.base import Record
from moderation import Action, Decision, Level, RawText


async def listen(ctx: Context, who: Membership, raw: RawText, cid: str) -> Decision:
    """Review words that go to a person alone. In danger they open a crisis of their own beside it (CARE C3)."""
    circle = ctx.circles[who.group]
    decision = (await judge(ctx, circle, circle.people[who.id], raw, line=True)).decision
    if decision.alert >= Level.URGENT:
        opening = Opening(who, str(who.me), cid, decision, Action.REFUSE, "crisis", decision.alert)
        await cases.open_case(ctx, opening, raw)
    return decision


async def claim_sealed(
    ctx: Context, case: str, folder: str, data: dict[str, Any], raw: RawText | None, *, body: Any = None
) -> Record:
    """Open a case whose words, as typed, are sealed for who decides; then what it owes. The same id is the same case."""
    ctx.group_of[case] = data["group"]
    await ctx.vault.ensure(f"case:{case}")
    if raw is not None and len(raw):
        await ctx.store.original_put(case, await ctx.vault.seal_original(raw, case))
    due = ctx.clock() + ctx.settings.errand_seconds * 1000
    subject = (
        data["reporter"] if data.get("oversight") else data["author"]
    )  # not in what staff get of themselves
    await ctx.store.create("case", case, folder, data, body=body, subject=subject, due_at=due)
    record = await ctx.store.get("case", case)
    if record is None:
        raise NotFound
    return await cases.pay(ctx, record) if record.data["owed"] else record


def check_length(raw: RawText, most: int) -> None:
    """Raises Refused('error.too_long')."""
    if len(raw) > most:
        raise Refused("error.too_long", max=most)
