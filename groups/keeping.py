"""What is kept, for how long, and copied where: retention, back-ups, and the clock that destruction trusts.

Everything here is repeat-safe. What destroys asks `may_destroy` first: a clock that jumped must not take a year of words.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from groups.actions import groups
from groups.context import Context
from groups.memory import Circle
from groups.model import Channel, ChannelKind, new_id

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
AUDIT_DAYS = 730
LONGEST_PAUSE_MS = 30 * DAY_MS
KEPT_COPIES = 7
BACKUPS = "backups"
NIGHT = 3  # o'clock


class Clockface:
    """Wall and monotonic time since this process began: when they part, somebody set the clock."""

    def __init__(self, wall: int, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._began, self._steady = wall, steady(), steady

    def agrees(self, wall: int) -> bool:
        """False when they parted by more than an hour."""
        return abs((wall - self._wall) - (self._steady() - self._began) * 1000) < HOUR_MS


async def wake(ctx: Context) -> None:
    """At start: note the time. After 30 days down, or with the clock behind the last note, destruction waits."""
    record, now = await ctx.store.get("service", "clock"), ctx.clock()
    if record is None:
        await ctx.store.create("service", "clock", "service", {"seen": now, "doubted": False})
        return
    away = now - record.data["seen"]
    doubted = record.data["doubted"] or away > LONGEST_PAUSE_MS or away < -HOUR_MS
    await ctx.store.put(
        replace(record, data={"seen": max(now, record.data["seen"]), "doubted": doubted}), op=new_id()
    )


async def may_destroy(ctx: Context) -> bool:
    """True while the clock is trusted."""
    record = await ctx.store.get("service", "clock")
    return record is None or not record.data["doubted"]


async def doubt_clock(ctx: Context) -> None:
    """Nothing is destroyed from here on, until an operator says that the clock is right."""
    record = await ctx.store.get("service", "clock")
    if record is not None and not record.data["doubted"]:
        await ctx.store.put(replace(record, data={**record.data, "doubted": True}), op=new_id())


async def trust_clock(ctx: Context) -> None:
    """An operator says that the clock is right."""
    record = await ctx.store.get("service", "clock")
    if record is not None:
        await ctx.store.put(replace(record, data={"seen": ctx.clock(), "doubted": False}), op=new_id())


async def note_time(ctx: Context) -> int:
    """Hourly: the service was up at this moment."""
    record = await ctx.store.get("service", "clock")
    if record is not None and not record.data["doubted"]:
        await ctx.store.put(replace(record, data={**record.data, "seen": ctx.clock()}), op=new_id())
    return 0


async def retain(ctx: Context) -> int:
    """Take what is older than each group keeps; rows that went. Nothing while the clock is doubted."""
    if not await may_destroy(ctx):
        return 0
    gone = 0
    for group, data in await groups.list_groups(ctx):
        circle = await ctx.circle(group)
        before = ctx.clock() - data["retention_days"] * DAY_MS
        for channel in _channels(circle):
            gone += await sweep(ctx, channel, before)
        gone += await sweep(ctx, str(Channel(ChannelKind.AUDIT, group)), ctx.clock() - AUDIT_DAYS * DAY_MS)
        await asyncio.sleep(0)
    return gone


def _channels(circle: Circle) -> list[str]:
    """What holds words or tells of them: the room, the desk, and what was told to each person alone."""
    own = (str(Channel(kind, who)) for who in circle.people for kind in (ChannelKind.ME, ChannelKind.LINE))
    return [str(Channel(ChannelKind.ROOM, circle.id)), str(Channel(ChannelKind.DESK, circle.id)), *own]


async def sweep(ctx: Context, channel: str, before: int) -> int:
    """Take what is older than `before` (UTC ms) from the bottom of a channel; rows that went."""
    gone = 0
    while taken := await ctx.store.sweep(channel, before):
        gone += taken
    return gone


# back-ups


@dataclass(frozen=True, slots=True)
class Copy:
    """A back-up that was looked over: how many channels and rows it holds, and under which schema."""

    path: Path
    channels: int
    rows: int
    schema: int


class CopyDamaged(Exception):
    """A back-up is not sound: a sentence says what is wrong."""


async def back_up(ctx: Context, folder: Path) -> Copy:
    """A verified copy of events and records in `folder`/backups; the newest seven stay. No keys, no originals."""
    target = folder / BACKUPS
    target.mkdir(mode=0o700, exist_ok=True)
    stamp = datetime.fromtimestamp(ctx.clock() / 1000, UTC).strftime("%Y%m%d-%H%M%S")
    path = target / f"lingkar-{stamp}.db"
    await ctx.store.snapshot(str(path))
    copy = await asyncio.to_thread(verify, path)
    for old in sorted(target.glob("lingkar-*.db"))[:-KEPT_COPIES]:
        old.unlink()
    await note_backup(ctx, path.name)
    return copy


async def back_up_nightly(ctx: Context) -> int:
    """Once a night, between three and four in the zone of the service."""
    record, now = await ctx.store.get("service", "backup"), ctx.clock()
    hour = datetime.fromtimestamp(now / 1000, ZoneInfo(ctx.settings.zone)).hour
    if hour != NIGHT or (record is not None and now - record.data["at"] < 2 * HOUR_MS):
        return 0
    await back_up(ctx, ctx.folder)
    return 1


async def note_backup(ctx: Context, name: str) -> None:
    """Remember when the last sound copy was made, for `doctor`."""
    data = {"at": ctx.clock(), "name": name}
    if not await ctx.store.create("service", "backup", "service", data):
        record = await ctx.store.get("service", "backup")
        if record is not None:
            await ctx.store.put(replace(record, data=data), op=new_id())


_NUMBERS = "SELECT channel, MIN(seq), MAX(seq), COUNT(*) FROM events GROUP BY channel"


def verify(path: Path) -> Copy:
    """Look a back-up over: sound file, and every channel's numbers without a hole. Raises CopyDamaged."""
    if not path.is_file():
        raise CopyDamaged(f"There is no back-up at {path}.")
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            sound = db.execute("PRAGMA integrity_check").fetchone()[0]
            schema = db.execute("PRAGMA user_version").fetchone()[0]
            rows = db.execute(_NUMBERS).fetchall()
    except sqlite3.DatabaseError:
        raise CopyDamaged(f"{path.name} is no sound back-up: take another one and keep this aside.") from None
    holes = [channel for channel, first, last, count in rows if last - first + 1 != count]
    if sound != "ok" or holes:
        raise CopyDamaged(f"{path.name} is damaged ({len(holes)} channels with holes): take another one.")
    return Copy(path, len(rows), sum(row[3] for row in rows), schema)
