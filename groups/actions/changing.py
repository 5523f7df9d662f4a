"""A message's row gets another present state: the one way in which what stands in a channel changes.

Words stand in exactly one row; what has changed since it was read is read again, and a row that is gone stays gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from groups.context import Context, aad_of, key_owner
from groups.model import Body, Channel, Refused, Sealed
from groups.store.base import Conflict, Entry, Event, Told

TRIES = 8
#: What a row is to become; None where there is nothing to change.
Make = Callable[[Event], Entry | None]


async def change_row(
    ctx: Context, channel: str, seq: int, make: Make, mark: str, told: Told | None = None
) -> Event:
    """Change a row by what `make` says of its newest state; the row as it is then. Repeat-safe by `mark`.

    Raises Missing, and Refused('error.changed') when others change it all the time.
    """
    for _ in range(TRIES):
        row = await ctx.store.event(channel, seq)
        entry = make(row)
        if entry is None:
            return row
        try:
            await ctx.store.change(channel, seq, row.rev, entry, mark, told)
        except Conflict:
            continue
        return replace(row, kind=entry.kind, body=entry.body, data=entry.data, rev=row.rev + 1)
    raise Refused("error.changed")


async def change_body(
    ctx: Context,
    channel: str,
    seq: int,
    body: Body,
    mark: str,
    more: Mapping[str, Any] | None = None,
    told: Told | None = None,
) -> Event:
    """Give a message that stands another body, and `more` beside it. Repeat-safe by `mark`."""
    sealed = await sealed_for(ctx, await ctx.store.event(channel, seq), body)

    def make(row: Event) -> Entry | None:
        if row.kind != "message":
            return None
        return Entry("message", "system", "", ctx.clock(), sealed, {**row.data, **(more or {})})

    return await change_row(ctx, channel, seq, make, f"{mark}:{seq}", told)


async def sealed_for(ctx: Context, row: Event, body: Body) -> Sealed:
    """A body, closed for this row's place."""
    owner = key_owner(Channel.parse(row.channel), row.author)
    await ctx.vault.load(owner)
    return ctx.vault.close(body, owner, aad_of(row.channel, row.author, row.cid))
