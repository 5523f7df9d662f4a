"""Rows of a page: events with their words, as the one macro renders them and as a live frame carries them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from groups.access import Membership
from groups.actions import cases
from groups.context import Context
from groups.model import Body
from groups.store.base import Event

SAME_MS = 5 * 60_000
#: Kinds of each channel that a room page shows; what is not here has no row.
SHOWN = frozenset(
    {"message", "gone", "joined", "opened", "closed", "rules", "notice", "held", "answer", "note"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `same`: the same author as the row before, within five minutes."""

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

    @property
    def held(self) -> bool:
        """True for an own message that waits or waited."""
        return self.kind == "held"


async def row_of(ctx: Context, event: Event, who: Membership, before: Row | None = None) -> Row:
    """An event as a row for this reader, after the row `before`."""
    out = ctx.event_out(event, None)
    body = await ctx.body_loaded(event)
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
        data=event.data,
        mine=event.author == who.id and event.kind in ("message", "held", "gone"),
    )
    return _same(row, before)


def _same(row: Row, before: Row | None) -> Row:
    if before is None or row.kind != "message" or before.kind != "message":
        return row
    if before.by != row.by or row.at - before.at > SAME_MS:
        return row
    return Row(**{name: getattr(row, name) for name in Row.__slots__ if name != "same"}, same=True)


async def room_rows(ctx: Context, who: Membership, *, before: int | None = None) -> list[Row]:
    """The newest page of the room from the reader's beginning on, own held messages in their place by time."""
    room, page = str(who.room), ctx.settings.page
    head = await ctx.store.head(room)
    events = await ctx.store.before(room, (before or head + 1), page * 2)
    shown = [event for event in events if event.seq >= who.from_seq and event.kind in SHOWN][-page:]
    own = await cases.own_rows(ctx, who)
    since = shown[0].at if shown and len(events) == page * 2 else 0
    until = shown[-1].at if before and shown else None
    mine = [
        event
        for event in own
        if event.kind in SHOWN and event.at >= since and (until is None or event.at <= until)
    ]
    return await rows_of(ctx, merged(shown, [event for event in mine if not _is_over(event)]), who)


def _is_over(event: Event) -> bool:
    """A held message that was released stands in the room; one taken back stands nowhere."""
    return event.kind == "held" and event.data["state"] in ("released", "taken_back")


def merged(room: Iterable[Event], own: Iterable[Event]) -> list[Event]:
    """Both in order of time; at the same moment the room's row comes first."""
    return sorted(
        [*room, *own], key=lambda event: (event.at, not event.channel.startswith("room:"), event.seq)
    )


async def rows_of(ctx: Context, events: Iterable[Event], who: Membership) -> list[Row]:
    """Events as rows, each knowing the one before."""
    rows: list[Row] = []
    for event in events:
        rows.append(await row_of(ctx, event, who, rows[-1] if rows else None))
    return rows
