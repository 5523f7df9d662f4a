"""What would become of a text. Keeps nothing, alerts nobody, and knows only general recognisers and own words (C10, C14)."""

from __future__ import annotations

from dataclasses import replace

from groups import access
from groups.access import Membership
from groups.actions.judge import alone, review_context
from groups.context import Context
from groups.model import Channel, ChannelKind
from moderation import BASE, Decision, RawText, unsure


async def preview(ctx: Context, who: Membership, channel: Channel, raw: RawText) -> Decision:
    """The decision as it would be now, without a trace. Raises NotFound."""
    person = access.still(ctx, who)
    access.writes(who, channel)
    circle = ctx.circles[who.group]
    if circle.rules is None:
        return unsure(BASE)
    context = review_context(ctx, circle, person, preview=True)
    if channel.kind is not ChannelKind.ROOM:
        context = replace(alone(context), whole=channel.kind is ChannelKind.CASE)
    return await ctx.reviewer.review(raw, circle.rules, context)
