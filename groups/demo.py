"""A folder of fictional people: three groups whose conversations went through the pipeline like any other."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from groups.actions import groups, rules, seats, sign_ins
from groups.app import CannotStart, make_folder, open_context
from groups.context import Context, wall_clock
from groups.evening import Evening, act
from groups.model import new_id
from moderation import Seat

STORY = Path(__file__).parent / "data" / "demo.json"
ZONE, BEGINS = "Asia/Jakarta", 18.5  # the evening of the demo: every group's begins at half past six
LASTS_MS = 4 * 3_600_000
STEP_MS = 6 * 60_000


class Past:
    """A clock that is set: the demo's evening lies behind."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def evening_before(now: int) -> int:
    """The beginning of the last evening that is over by now, in UTC ms."""
    there = datetime.fromtimestamp((now - LASTS_MS) / 1000, ZoneInfo(ZONE))
    begin = there.replace(hour=int(BEGINS), minute=int(BEGINS % 1 * 60), second=0, microsecond=0)
    if begin > there:
        begin -= timedelta(days=1)
    return int(begin.timestamp() * 1000)


def remove(folder: Path) -> None:
    """Throw a demo folder away. Raises CannotStart for a folder that is none."""
    if folder.exists() and not (folder / "demo").exists():
        raise CannotStart(f"{folder} is no demo folder: nothing was removed.")
    shutil.rmtree(folder, ignore_errors=True)


async def mark(folder: Path, clock: Callable[[], int] = wall_clock) -> None:
    """Let a folder give sign-in links: only demo folders do."""
    (folder / "demo").touch()
    ctx = await open_context(folder, os.environ, clock)
    await ctx.store.create("service", "demo", "service", {})
    await ctx.close()


async def prepare(folder: Path) -> list[tuple[str, str]]:
    """Fill the folder the first time; then (who, code) of fresh one-use sign-in links."""
    if not (folder / "root.key").exists():
        make_folder(folder)
        clock = Past(evening_before(wall_clock()))
        await mark(folder, clock)
        await _fill(folder, clock)
    if not (folder / "demo").exists():
        raise CannotStart(f"{folder} is no demo folder. Choose another with --folder.")
    ctx = await open_context(folder)
    try:
        record = await ctx.store.get("service", "cast")
        cast = record.data["cast"] if record else []
        return [(who, await sign_ins.make_link(ctx, account)) for who, account in cast]
    finally:
        await ctx.close()


async def _fill(folder: Path, clock: Past) -> None:
    ctx = await open_context(folder, os.environ, clock)
    story, began = json.loads(STORY.read_text("utf-8")), clock.now
    accounts = {name: await _account(ctx, who) for name, who in story["people"].items()}
    for group in story["groups"]:
        clock.now = began
        await _group(ctx, group, story, accounts, clock)
    cast = [(who["shown"], accounts[name]) for name, who in story["people"].items() if "shown" in who]
    await ctx.store.create("service", "cast", "service", {"cast": cast})
    await ctx.close()


async def _account(ctx: Context, who: dict[str, Any]) -> str:
    """An account that can be signed in by link alone."""
    account, staff = new_id(), who.get("staff", False)
    data = {
        "password": "",
        "recovery": "",
        "role": who.get("role", "member"),
        "staff": staff,
        "totp": False,
        "locale": "id",
    }
    await ctx.store.create("account", account, "accounts", data)
    return account


async def _group(
    ctx: Context, told: dict[str, Any], story: dict[str, Any], accounts: dict[str, str], clock: Past
) -> None:
    group = await groups.create_group(
        ctx,
        told["name"],
        told["theme"],
        hours=told["hours"],
        open_at=2,
        agreement=story["agreement"],
        signposts=story["signposts"],
    )
    await rules.set_rules(ctx, group, told["rules"], by="admin", why="demo")
    for handle, person, seat in told["seats"]:
        licence = story["people"][person].get("licence")
        await seats.seat_person(ctx, group, accounts[person], handle, Seat(seat), licence=licence)
    await groups.open_if_ready(ctx, group)
    evening = Evening(ctx, group, {handle: accounts[person] for handle, person, _ in told["seats"]})
    for entry in told["lines"]:
        clock.now += STEP_MS
        await act(evening, entry)
