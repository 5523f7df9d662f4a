"""A group's rules: checked, stored as a new version, in force at once in every open room of this process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from groups.actions import owed
from groups.context import Context
from groups.model import Refused, Sealed, encode, new_id
from groups.store.base import Conflict
from moderation import Rules, parse_rules

_LOCKS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


async def set_rules(ctx: Context, group: str, document: dict[str, Any], *, by: str, why: str = "") -> Rules:
    """Publish a document as the next version. Raises RulesError (the version in force stays), Refused when
    somebody else published meanwhile.
    """
    circle, lock = await ctx.circle(group), _LOCKS.setdefault(group, asyncio.Lock())
    async with lock:
        version = int(circle.data.get("rules", 0)) + 1
        rules = parse_rules(document, version=version)
        await _keep(ctx, group, version, await _sealed(ctx, group, version, document), by)
        telling = owed.Telling("rules", "rules.published", by, {"version": version})
        await owed.change_group(ctx, group, telling, rules=version)
        circle.rules = rules
        await owed.pay_soon(ctx, group)
    return rules


async def _sealed(ctx: Context, group: str, version: int, document: dict[str, Any]) -> Sealed:
    owner = f"group:{group}"
    await ctx.vault.load(owner)
    return ctx.vault.close_text(encode(document).decode(), owner, f"rules|{version}")


async def _keep(ctx: Context, group: str, version: int, body: Sealed, by: str) -> None:
    """Store a version that is not in force yet. One that was left behind by a cut-off try is written over."""
    data = {"by": by, "at": ctx.clock(), "version": version}
    if await ctx.store.create("rules", f"{group}:{version}", f"rules:{group}", data, body=body):
        return
    left, record = await ctx.store.get("rules", f"{group}:{version}"), await ctx.store.get("group", group)
    if left is None or record is None or record.data["rules"] >= version:
        raise Refused("error.changed")
    try:
        await ctx.store.put(replace(left, data=data, body=body), op=new_id())
    except Conflict:
        raise Refused("error.changed") from None
