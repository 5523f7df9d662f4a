"""A released message enters the room like a new one: reviewed again under the newest rules, with number and time of now."""

from __future__ import annotations

from typing import Any

from groups import audit
from groups.actions import firsts
from groups.actions.changing import change_body
from groups.actions.judge import is_unsure, judge
from groups.context import Context, aad_of, key_owner
from groups.model import Body, Channel, ChannelKind, Refused
from groups.store.base import Entry, Event, Missing, Record
from moderation import Decision


async def review_again(ctx: Context, case: Record) -> Decision | None:
    """The sealed original under the rules of now; None where there is no original any more.

    Raises Refused('error.unsure') when moderation cannot tell: the message goes on waiting.
    """
    sealed = await ctx.store.original(case.id)
    if sealed is None:
        return None
    circle = await ctx.circle(case.data["group"])

    async def noted() -> None:
        await audit.record(ctx, circle.id, "original.reviewed", "system", case=case.id)

    raw = await ctx.vault.open_original(sealed, case.id, noted)
    decision = (await judge(ctx, circle, circle.people[case.data["author"]], raw)).decision
    if is_unsure(decision):
        raise Refused("error.unsure")
    return decision


async def show_released(ctx: Context, case: Record, kept: Body) -> int:
    """Append a released message to its channel, once; its seq. `kept` is shown where the original is gone already."""
    channel, author, cid = case.data["channel"], case.data["author"], f"released:{case.id}"
    shown = await ctx.store.find(channel, author, cid)
    if shown is not None:
        return shown.seq
    decision = await review_again(ctx, case)
    body = decision.body if decision else kept
    data = dict(case.data.get("message", {})) | ({"level": 1} if decision and decision.alert else {})
    if case.data.get("target"):
        return await _replace(ctx, case, body, data)
    owner = key_owner(Channel.parse(channel), author)
    await ctx.vault.load(owner)
    sealed = ctx.vault.close(body, owner, aad_of(channel, author, cid))
    at = ctx.clock()
    seq, _ = await ctx.store.append(Entry("message", author, cid, at, sealed, data), channel)
    circle = await ctx.circle(case.data["group"])
    if channel == str(Channel(ChannelKind.ROOM, circle.id)):
        await firsts.shown(ctx, circle, circle.people[author], seq, at)
    return seq


async def is_shown(ctx: Context, case: Record) -> Event | None:
    """The row of the message that a case is about, where it was shown or released; None while it is not."""
    data = case.data
    if data.get("target"):
        try:
            return await ctx.store.event(data["channel"], int(data["target"]))
        except Missing:
            return None
    first = await ctx.store.find(data["channel"], data["author"], data["cid"])
    return first or await ctx.store.find(data["channel"], data["author"], f"released:{case.id}")


async def _replace(ctx: Context, case: Record, body: Body, data: dict[str, Any]) -> int:
    """A held edit takes the place of what stands, unless that is gone or was edited again since."""
    channel, target, at = case.data["channel"], int(case.data["target"]), case.data["at"]
    try:
        row = await ctx.store.event(channel, target)
    except Missing:
        return target
    if row.data.get("edited", 0) < at:
        await change_body(ctx, channel, target, body, f"released:{case.id}", {**data, "edited": at})
    return target
