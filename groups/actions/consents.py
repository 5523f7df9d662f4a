"""A member's consent to the agreement: given on the way in, asked again when it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from groups import access
from groups.access import Membership
from groups.actions.joining import digest
from groups.context import Context
from groups.model import Refused, new_id
from groups.store.base import Conflict
from moderation import Seat


def digest_now(ctx: Context, group: str) -> str:
    """Tells the agreement that stands now from any other."""
    return digest(ctx.circles[group].data["agreement"])


async def consented_at(ctx: Context, who: Membership) -> int | None:
    """When this person agreed to the agreement as it stands now; None where they have not."""
    record = await ctx.store.get("consent", who.id)
    if record is None or record.data["agreement"] != digest_now(ctx, who.group):
        return None
    return int(record.data["at"])


async def is_asked(ctx: Context, who: Membership) -> bool:
    """True for a member while an agreement that came after their own consent waits for it."""
    if who.seat is not Seat.MEMBER or not ctx.circles[who.group].data.get("agreement_version"):
        return False
    return await consented_at(ctx, who) is None


async def consent(ctx: Context, who: Membership, seen: str, ticked: Sequence[str]) -> None:
    """Agree to what was seen. Raises Refused: error.promises while one misses, error.agreement_changed."""
    access.still(ctx, who)
    agreement, now = ctx.circles[who.group].data["agreement"], digest_now(ctx, who.group)
    if seen != now:
        raise Refused("error.agreement_changed")
    if not {str(number) for number, _ in enumerate(agreement["promises"], 1)} <= set(ticked):
        raise Refused("error.promises")
    agreed = {"agreement": now, "at": ctx.clock()}
    while not await ctx.store.create("consent", who.id, f"consents:{who.group}", agreed, subject=who.id):
        record = await ctx.store.get("consent", who.id)
        if record is None:
            continue
        try:
            await ctx.store.put(replace(record, data=agreed), op=new_id())
        except Conflict:
            continue
        return
