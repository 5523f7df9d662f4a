"""A folder of fictional people: three groups whose conversations went through the pipeline like any other."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from groups import access
from groups.actions import groups, rules, seats, sign_ins
from groups.actions.post import Draft, post_message
from groups.app import CannotStart, make_folder, open_context
from groups.context import Context, wall_clock
from groups.model import new_id
from moderation import RawText, Seat

STORY = Path(__file__).parent / "data" / "demo.json"
BACK_MS = 20 * 3_600_000  # the conversations began that long ago
STEP_MS = 7 * 60_000


class Past:
    """A clock that is set: the demo's evening lies behind."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


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
        clock = Past(wall_clock() - BACK_MS)
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
    story = json.loads(STORY.read_text("utf-8"))
    accounts = {name: await _account(ctx, who) for name, who in story["people"].items()}
    for group in story["groups"]:
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
    by_handle = {handle: accounts[person] for handle, person, _ in told["seats"]}
    for line in told["lines"]:
        clock.now += STEP_MS
        await _say(ctx, group, by_handle[line["by"]], line)


async def _say(ctx: Context, group: str, account: str, line: dict[str, Any]) -> None:
    who = await access.member_of(ctx, account, group)
    await post_message(ctx, who, Draft(who.room, RawText(line["text"]), new_id(), wish=line.get("wish")))
