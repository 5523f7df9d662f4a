"""Rows of a page: events with their words, as the one macro renders them and as a live frame carries them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from groups import access
from groups.access import Membership
from groups.actions import cases
from groups.context import Context
from groups.model import Body, Channel
from groups.store.base import Event, Missing

SAME_MS = 5 * 60_000
LINES = ("line:", "case:")  # what was said there is told there
#: Kinds of each channel that a room page shows; what is not here has no row.
SHOWN = frozenset(
    {"message", "gone", "joined", "opened", "closed", "rules", "notice", "held", "answer", "note"}
)


@dataclass(frozen=True, slots=True)
class Reacted:
    """Who gave one reaction: whether oneself did, and the others' handles, in order."""

    kind: str
    own: bool
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What a message answers, as it stands now. `lost`: '' or a code of why there is nothing to quote."""

    seq: int
    lost: str = ""
    handle: str = ""
    body: Body = field(default_factory=Body)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `same`: the same author as the row before, within five minutes.

    `data` is as readers get it; `reacted` the reactions with what one did oneself; `quote` the message it answers.
    """

    channel: str
    seq: int
    kind: str
    rev: int
    by: str
    handle: str | None
    seat: str | None
    at: int
    body: Body
    data: Mapping[str, Any]
    mine: bool
    same: bool = False
    ignored: bool = False  # folded away on the pages of this reader
    reacted: tuple[Reacted, ...] = ()
    quote: Quote | None = None

    @property
    def held(self) -> bool:
        """True for an own message that waits or waited."""
        return self.kind == "held"


async def row_of(ctx: Context, event: Event, who: Membership, before: Row | None = None) -> Row:
    """An event as a row for this reader, after the row `before`."""
    body = await ctx.body_loaded(event)
    out = ctx.event_out(event, None)
    row = Row(
        channel=event.channel,
        seq=event.seq,
        kind=event.kind,
        rev=event.rev,
        by=event.author,
        handle=out["handle"],
        seat=out["seat"],
        at=event.at,
        body=body or Body(),
        data=out["data"],
        mine=event.author == who.id and event.kind in ("message", "held", "gone"),
        same=_is_same(event, before),
        ignored=event.author in _ignored(ctx, who),
        reacted=_reacted(out["data"], who.id) if event.kind == "message" else (),
    )
    seq = event.data.get("reply") if event.kind == "message" else None
    return replace(row, quote=await _quote(ctx, who, event.channel, seq)) if seq else row


def _ignored(ctx: Context, who: Membership) -> frozenset[str]:
    circle = ctx.circles.get(who.group)
    person = circle.people.get(who.id) if circle else None
    return person.ignored if person else frozenset()


def _is_same(event: Event, before: Row | None) -> bool:
    if before is None or event.kind != "message" or before.kind != "message":
        return False
    return before.by == event.author and event.at - before.at <= SAME_MS


def _reacted(data: Mapping[str, Any], me: str) -> tuple[Reacted, ...]:
    return tuple(
        Reacted(kind, any(id == me for id, _ in who), tuple(handle for id, handle in who if id != me))
        for kind, who in data.get("reactions", {}).items()
    )


async def _quote(ctx: Context, who: Membership, channel: str, seq: int) -> Quote:
    """A reference is looked up when it is shown: words stand in one row."""
    if seq < access.reads(who, Channel.parse(channel)):
        return Quote(seq, "reply.before")
    try:
        event = await ctx.store.event(channel, seq)
    except Missing:
        return Quote(seq, "reply.gone")
    body = await ctx.body_loaded(event) if event.kind == "message" else None
    if body is None:
        return Quote(seq, "reply.gone")
    return Quote(seq, "", ctx.event_out(event, None)["handle"] or "", body)


async def quote_of(ctx: Context, who: Membership, channel: Channel, seq: int) -> Quote | None:
    """What a new message would answer; None where it is not there (any more)."""
    found = await _quote(ctx, who, str(channel), seq)
    return None if found.lost else found


async def room_rows(ctx: Context, who: Membership, *, before: int | None = None) -> list[Row]:
    """The newest page of the room from the reader's beginning on, own held messages in their place by time."""
    return (await room_page(ctx, who, before=before))[0]


async def room_page(
    ctx: Context, who: Membership, *, before: int | None = None
) -> tuple[list[Row], Row | None]:
    """A page of the room, and the row before its first one: None where the page begins where the reader did."""
    shown = await _shown(ctx, who, before)
    first = await row_of(ctx, shown[0], who) if len(shown) > ctx.settings.page else None
    shown = shown[-ctx.settings.page :]
    own = await cases.own_rows(ctx, who)
    since = first.at if first else 0
    until = shown[-1].at if before and shown else None
    mine = [
        event
        for event in own
        if event.kind in SHOWN and event.at >= since and (until is None or event.at <= until)
        if not event.data.get("channel", "").startswith(LINES)
    ]
    around = merged(shown, [event for event in mine if not _is_over(event)])
    return await rows_of(ctx, around, who, first), first


async def _shown(ctx: Context, who: Membership, before: int | None) -> list[Event]:
    """The events below `before` that have a row, oldest first: one more than a page, or all there are."""
    room, page = str(who.room), ctx.settings.page
    at, found = before or await ctx.store.head(room) + 1, list[Event]()
    while len(found) <= page and at > who.from_seq:
        events = await ctx.store.before(room, at, page * 2)
        found[:0] = [event for event in events if event.seq >= who.from_seq and _stands(event)]
        at = events[0].seq if events else 0
    return found[-page - 1 :]


def _stands(event: Event) -> bool:
    """True for what has a row; one whose author was erased keeps its number alone."""
    return event.kind in SHOWN and event.author != ""


def _is_over(event: Event) -> bool:
    """A held message that was released stands in the room; one taken back stands nowhere."""
    return event.kind == "held" and event.data["state"] in ("released", "taken_back")


def merged(room: Iterable[Event], own: Iterable[Event]) -> list[Event]:
    """Both in order of time; at the same moment the room's row comes first."""
    return sorted(
        [*room, *own], key=lambda event: (event.at, not event.channel.startswith("room:"), event.seq)
    )


async def rows_of(
    ctx: Context, events: Iterable[Event], who: Membership, before: Row | None = None
) -> list[Row]:
    """Events as rows, each knowing the one before; `before` is the one before the first."""
    rows: list[Row] = []
    for event in events:
        before = await row_of(ctx, event, who, before)
        rows.append(before)
    return rows
