"""`lingkar doctor`: what an operator should know today, one line each with what to do. Ids and figures, never words."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import stat
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from groups import audit, keeping
from groups.actions import cases, groups
from groups.context import Context
from groups.coverage import DAYS

DAY_MS = keeping.DAY_MS
Verdict = Literal["ok", "look", "act"]
_TELLING = re.compile(
    r"psiko|konsel|curhat|depres|bunuh|krisis|mental|trauma|support|therap|grief|suicid|lingkar",
    re.IGNORECASE,
)
_FSYNC_SLOW = 0.05
_DISK_LEAST = 1 << 30
_LATE_MS = 60_000
_CATALOGUES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding. `look`: worth a look; `act`: something does not hold."""

    verdict: Verdict
    about: str
    says: str


async def look_over(ctx: Context, folder: Path) -> list[dict[str, Any]]:
    """Every finding, in the order in which they matter."""
    return [asdict(line) async for line in _lines(ctx, folder)]


async def _lines(ctx: Context, folder: Path) -> AsyncIterator[Line]:
    yield _key_file(folder)
    yield _disk(folder)
    yield await asyncio.to_thread(_fsync, folder)
    yield await asyncio.to_thread(_numbers, folder)
    yield await _clock(ctx)
    yield await _errands(ctx)
    yield await _backup(ctx)
    yield _origin(ctx)
    yield _crisis_sentences()
    for group, data in await groups.list_groups(ctx):
        yield await _cases(ctx, group)
        yield _signposts(ctx, group, data)
        yield _hours(group, data)
        yield await _audit(ctx, group)


def _key_file(folder: Path) -> Line:
    mode = stat.S_IMODE((folder / "root.key").stat().st_mode)
    if mode & 0o077:
        return Line(
            "act", "root key", f"root.key has mode {mode:o}: chmod 600 it, then think of who could read it."
        )
    return Line("ok", "root key", "readable by its owner alone.")


def _disk(folder: Path) -> Line:
    free = shutil.disk_usage(folder).free
    says = f"{free / (1 << 30):.1f} GiB free."
    if free < _DISK_LEAST:
        return Line("act", "disk", says + " Make room: a full disk takes no message.")
    return Line("ok", "disk", says)


def _fsync(folder: Path) -> Line:
    path = folder / ".fsync"
    began = time.perf_counter()
    with path.open("wb") as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())
    took = time.perf_counter() - began
    path.unlink()
    says = f"a durable write takes {took * 1000:.1f} ms."
    return (
        Line("look", "disk speed", says + " Posts wait that long.")
        if took > _FSYNC_SLOW
        else Line("ok", "disk speed", says)
    )


def _numbers(folder: Path) -> Line:
    """The live files as a back-up is looked over: each sound, no channel with a hole."""
    try:
        found = keeping.verify(folder / "lingkar.db")
    except keeping.CopyDamaged:
        return Line(
            "act", "numbers", "lingkar.db is damaged: stop, keep the folder aside, restore a back-up."
        )
    return Line(
        "ok", "numbers", f"schema {found.schema}, {found.rows} rows in {found.channels} channels, no hole."
    )


async def _clock(ctx: Context) -> Line:
    if await keeping.may_destroy(ctx):
        return Line("ok", "clock", "trusted; what is due for destruction goes.")
    return Line(
        "act",
        "clock",
        "it jumped or the service was long down: check the date, then lingkar doctor --clock-is-right.",
    )


async def _errands(ctx: Context) -> Line:
    since = ctx.clock() - _LATE_MS
    late = [record for record in await ctx.store.due("case", since) if record.data.get("owed")]
    for kind in ("errand", "group"):
        late += await ctx.store.due(kind, since)
    if late:
        return Line(
            "act",
            "errands",
            f"{len(late)} acts are unfinished for over a minute: look at the log for errand.failed.",
        )
    return Line("ok", "errands", "none overdue.")


async def _backup(ctx: Context) -> Line:
    record = await ctx.store.get("service", "backup")
    if record is None:
        return Line(
            "act", "back-up", "none yet: lingkar backup. It runs nightly by itself while the service serves."
        )
    age = (ctx.clock() - record.data["at"]) / DAY_MS
    says = f"{record.data['name']}, verified, {age:.1f} days old."
    return Line("look" if age > 2 else "ok", "back-up", says)


def _origin(ctx: Context) -> Line:
    if _TELLING.search(ctx.settings.origin):
        return Line(
            "look",
            "address",
            "the address tells what this is: a push or a history shows it. A neutral name is safer.",
        )
    return Line("ok", "address", "tells nothing.")


def _crisis_sentences() -> Line:
    drafts = sum(path.read_text("utf-8").count("crisis: draf") for path in _CATALOGUES.rglob("*.po"))
    if drafts:
        return Line(
            "look",
            "crisis wording",
            f"{drafts} sentences are drafts (draf): a psychologist has not signed them.",
        )
    return Line("ok", "crisis wording", "signed.")


async def _cases(ctx: Context, group: str) -> Line:
    now = ctx.clock()
    open_cases = await cases.waiting(ctx, group)
    late = [
        case for case in open_cases if case.data["state"] == "waiting" and (case.data["until"] or now) < now
    ]
    if late:
        return Line(
            "act", f"group {group[:8]}", f"{len(late)} cases wait past their time: call its psychologist."
        )
    return Line("ok", f"group {group[:8]}", "no case waits past its time.")


def _signposts(ctx: Context, group: str, data: dict[str, Any]) -> Line:
    today = datetime.fromtimestamp(ctx.clock() / 1000).date()
    ages = [_age(post.get("checked_on"), today) for post in data.get("signposts", [])]
    about = f"signposts {group[:8]}"
    if len(ages) < 2:
        return Line("act", about, "fewer than two: the group shows the service's own.")
    oldest = max(ages)
    if oldest > 60:
        return Line(
            "act" if oldest > 90 else "look",
            about,
            f"one was checked {oldest} days ago: call it and note the day.",
        )
    return Line("ok", about, f"checked within {oldest} days.")


def _hours(group: str, data: dict[str, Any]) -> Line:
    if any(data.get("hours", {}).get(day) for day in DAYS):
        return Line("ok", f"hours {group[:8]}", "somebody answers.")
    return Line("look", f"hours {group[:8]}", "never covered, and members are told so before they write.")


def _age(checked: str | None, today: date) -> int:
    return (today - date.fromisoformat(checked)).days if checked else 9999


async def _audit(ctx: Context, group: str) -> Line:
    if await audit.is_whole(ctx, group):
        return Line("ok", f"audit {group[:8]}", "whole.")
    return Line(
        "act",
        f"audit {group[:8]}",
        "a row was changed, taken out or put in: keep the files and find out who.",
    )
