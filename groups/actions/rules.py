"""A group's rules: checked, stored as a new version, in force at once in every open room of this process."""

from __future__ import annotations

import asyncio
from typing import Any
from weakref import WeakValueDictionary

from groups.actions import owed, versions
from groups.context import Context
from groups.model import new_id
from moderation import Rules, parse_rules

_LOCKS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


async def set_rules(
    ctx: Context,
    group: str,
    document: dict[str, Any],
    *,
    by: str,
    why: str = "",
    mark: str = "",
    taps: tuple[str, ...] = (),
) -> Rules:
    """Publish a document as the next version. Raises RulesError (the version in force stays), Refused when
    somebody else published meanwhile.

    `why` was reviewed before. The same `mark` again publishes nothing. `taps`: who agreed;
    one alone leaves it to be confirmed by the other.
    """
    circle, lock = await ctx.circle(group), _LOCKS.setdefault(group, asyncio.Lock())
    async with lock:
        if mark and circle.data.get("rules_mark") == mark and circle.rules is not None:
            return circle.rules
        mark, version = mark or new_id(), int(circle.data.get("rules", 0)) + 1
        rules = parse_rules(document, version=version)
        kept = {"by": by, "at": ctx.clock(), "version": version, "mark": mark}
        kept |= {"taps": list(taps), "waits": len(taps) == 1}
        await versions.keep(ctx, group, "rules", document, kept, why)
        telling = owed.Telling("rules", "rules.published", by, {"version": version}, mark)
        await owed.change_group(ctx, group, telling, rules=version, rules_mark=mark)
        circle.rules = rules
        await owed.pay_soon(ctx, group)
    return rules
