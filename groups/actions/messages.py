"""What is done to a message that stands: a reaction, another version of its words, taking it away.

A row is always its present state: each act is one change of it, and every page that may see it hears of that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from groups import access
from groups.access import Membership
from groups.actions import marks, post
from groups.actions.changing import change_row, sealed_for
from groups.actions.judge import Judged, codes_of, level_of
from groups.actions.post import Answer, Draft, Tell
from groups.context import Context
from groups.model import Channel, NotFound, Refused
from groups.store.base import Conflict, Entry, Event, Missing
from moderation import Action

#: Reactions are words (CARE C24), in the order in which they are read.
REACTIONS = ("with", "heard", "same", "thanks")


async def message_of(ctx: Context, who: Membership, channel: Channel, seq: int) -> Event:
    """A message of a channel, or what is left of it, for who may read it. Raises NotFound."""
    access.still(ctx, who)
    if seq < access.reads(who, channel):
        raise NotFound
    try:
        row = await ctx.store.event(str(channel), seq)
    except Missing:
        raise NotFound from None
    if row.kind not in ("message", "gone"):
        raise NotFound
    return row


async def own_message(ctx: Context, who: Membership, channel: Channel, seq: int) -> Event:
    """The same for its author alone."""
    row = await message_of(ctx, who, channel, seq)
    if row.author != who.id:
        raise NotFound
    return row


# reactions


async def react(ctx: Context, who: Membership, channel: Channel, seq: int, kind: str, on: bool) -> None:
    """Set or take back one's reaction. Raises NotFound, Refused: gone, in danger, one's own, too fast, closed."""
    row = await message_of(ctx, who, channel, seq)
    access.writes(who, channel)
    if kind not in REACTIONS:
        raise Refused("error.bad_frame", field="on")
    _check_reaction(ctx, who, row, on)

    def make(newest: Event) -> Entry | None:
        _check_stands(newest)
        data = reacted(newest.data, who.id, kind, on)
        return None if data == newest.data else Entry("message", who.id, "", ctx.clock(), newest.body, data)

    await change_row(ctx, str(channel), seq, make, f"react:{ctx.clock()}:{row.rev}:{seq}:{kind}:{on}")


def _check_reaction(ctx: Context, who: Membership, row: Event, on: bool) -> None:
    circle, now = ctx.circles[who.group], ctx.clock()
    if on and (row.author == who.id or row.data.get("level")):
        raise Refused("error.no_reactions")
    if on and not circle.is_open:
        raise Refused("error.closed")
    if on and (until := circle.people[who.id].muted_until) > now:
        raise Refused("error.muted", until=until)
    if wait := ctx.floods.take(who.id, now / 1000):
        raise Refused("error.too_fast", retry_after=int(wait * 1000) + 1)


def reacted(data: Any, membership: str, kind: str, on: bool) -> dict[str, Any]:
    """A row's data with or without this reaction; who reacted first is named first."""
    before = data.get("reactions", {})
    others = [each for each in before.get(kind, ()) if each != membership]
    if on and membership in before.get(kind, ()):
        return dict(data)
    after = {**before, kind: [*others, membership] if on else others}
    kept = {name: after[name] for name in REACTIONS if after.get(name)}
    rest = {name: value for name, value in data.items() if name != "reactions"}
    return rest | {"reactions": kept} if kept else rest


# another version


async def edit_message(ctx: Context, who: Membership, edit: Draft) -> Answer:
    """Another version of one's own message: reviewed like a new one, `edit.raw` holding hidden pieces as walls.

    Shown it takes the place of what stands; held, what stands goes on standing. The same cid again is the first
    answer. Raises NotFound, and Refused: gone, changed since `edit.rev`, or what a gate says.
    """
    access.writes(who, edit.channel)
    row = await own_message(ctx, who, edit.channel, edit.target)
    edit = replace(edit, cid=f"edit:{edit.cid}")
    if known := await _first_answer(ctx, who, edit):
        return known
    label = marks.label_word(ctx, row.data.get("label"), ctx.event_out(row, None)["data"].get("label_own"))
    answer = await post.take(ctx, who, edit, post.tell_nobody, _show, label=label, lost=_lost(row, edit))
    if answer.action is Action.REFUSE and answer.code.startswith("error."):
        raise Refused(answer.code, **answer.values)
    return answer


async def _first_answer(ctx: Context, who: Membership, edit: Draft) -> Answer | None:
    if await ctx.store.find(str(edit.channel), who.id, edit.cid):
        return Answer(Action.SHOW, again=True, seq=edit.target)
    return await post.first_answer(ctx, who, edit)


def _lost(row: Event, edit: Draft) -> str:
    if row.kind != "message":
        return "error.gone"
    return "" if row.rev == edit.rev else "error.changed"


async def _show(ctx: Context, who: Membership, edit: Draft, judged: Judged, tell: Tell) -> Answer:
    await post.hide_earlier(ctx, edit, judged)
    channel, decision = str(edit.channel), judged.decision
    row = await ctx.store.event(channel, edit.target)
    _check_stands(row)
    now = ctx.clock()
    data = {**row.data, "edited": now} | level_of(decision)
    entry = Entry("message", who.id, "", now, await sealed_for(ctx, row, decision.body), data)
    try:
        await ctx.store.change(channel, edit.target, edit.rev, entry, edit.cid)
    except Conflict:
        raise Refused("error.changed") from None
    answer = Answer(Action.SHOW, False, edit.target, row.at, decision.body, codes_of(decision))
    tell(answer)
    return answer


def _check_stands(row: Event) -> None:
    if row.kind != "message":
        raise Refused("error.gone")


# taking away


async def withdraw(ctx: Context, who: Membership, channel: Channel, seq: int) -> None:
    """One's own message goes, at once and always (CARE C21): its row keeps number and place, no words.

    What was reported stays in the report, what a case sealed stays until it is closed. Again is no harm.
    """
    await own_message(ctx, who, channel, seq)
    await take_away(ctx, channel, seq, who.id, f"withdraw:{seq}")


async def take_away(
    ctx: Context, channel: Channel, seq: int, by: str, mark: str, more: dict[str, Any] | None = None
) -> Event:
    """A message's row loses words, marks and reactions; `more` says what its readers are told. Repeat-safe."""

    def make(row: Event) -> Entry | None:
        return Entry("gone", by, "", ctx.clock(), None, more or {}) if row.kind == "message" else None

    return await change_row(ctx, str(channel), seq, make, mark)
