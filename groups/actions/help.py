"""Panggil psikologku: one tap, no words, an emergency case (CARE C1). Never limited, muted or closed away."""

from __future__ import annotations

from groups import access
from groups.access import Membership
from groups.actions import cases
from groups.actions.cases import Opening
from groups.context import Context
from groups.store.base import Record
from moderation import Action, Body, CrisisState, Danger, Decision, Effect, Level, Reason


async def call_psychologist(ctx: Context, who: Membership, cid: str) -> Record:
    """Open an emergency case without words; the same cid is the same call. For every membership, and former ones."""
    if not who.former:
        access.still(ctx, who)
    reason = Reason("help.called", "", Effect.HOLD)
    decision = Decision(Action.REFUSE, Body(), 0, (reason,), Level.EMERGENCY, CrisisState(), Danger.OWN)
    opening = Opening(who, str(who.me), cid, decision, Action.REFUSE, "crisis", Level.EMERGENCY)
    return await cases.open_case(ctx, opening, None)
