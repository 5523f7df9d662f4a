"""The audit log: a channel a group, each row chained to the one before by its hash. It holds acts and ids, never words.

A member is named by a random token that only the membership's own key resolves: with the key the name is gone.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

from groups.context import Context
from groups.model import Channel, ChannelKind, encode, new_id
from groups.store.base import Entry, Event

_LOCKS: dict[str, asyncio.Lock] = {}
#: What an admin may read of the log: acts about the group itself. One case more or less must not show (CARE C12).
GOVERNING = frozenset(
    {
        "group.created",
        "room.opened",
        "room.closed",
        "invitation.made",
        "seat.ended",
        "signposts.changed",
        "retention.changed",
        "hours.set",
        "rules.agreed",
        "rules.published",
        "rules.confirmed",
        "rules.tried",
        "agreement.agreed",
        "agreement.published",
    }
)


async def record(ctx: Context, group: str, act: str, by: str, *, mark: str | None = None, **data: Any) -> int:
    """Append an act, durable when this returns. `by` is a staff membership, an account's role, or 'system'.

    The same `mark` again is the same row.
    """
    channel = str(Channel(ChannelKind.AUDIT, group))
    async with _LOCKS.setdefault(channel, asyncio.Lock()):
        last = await ctx.store.before(channel, await ctx.store.head(channel) + 1, 1)
        kept = {"by": by, "before": digest(last[0]) if last else "", **data}
        seq, _ = await ctx.store.append(
            Entry(act, "system", mark or new_id(), ctx.clock(), None, kept), channel
        )
        return seq


def digest(event: Event) -> str:
    """SHA-256 of a row: what the next row carries as `before`."""
    row = encode([event.channel, event.seq, event.kind, event.at, event.data])
    return hashlib.sha256(row).hexdigest()


async def is_whole(ctx: Context, group: str) -> bool:
    """True when no row of the group's audit log was changed, taken out or put in."""
    channel = str(Channel(ChannelKind.AUDIT, group))
    at = await ctx.store.floor(channel)
    before: str | None = None if at else ""  # what retention took cannot be asked any more
    while rows := await ctx.store.after(channel, at, 500):
        for event in rows:
            if (before is not None and event.data["before"] != before) or event.seq != at + 1:
                return False
            before, at = digest(event), event.seq
    return True


async def governing(ctx: Context, group: str, limit: int = 100) -> list[Event]:
    """The newest rows of `GOVERNING`, oldest first, however many others lie between."""
    channel, found = str(Channel(ChannelKind.AUDIT, group)), list[Event]()
    at = await ctx.store.head(channel) + 1
    while len(found) < limit and (rows := await ctx.store.before(channel, at, 500)):
        found = [row for row in rows if row.kind in GOVERNING] + found
        at = rows[0].seq
    return found[-limit:]
