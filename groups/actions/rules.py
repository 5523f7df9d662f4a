"""A group's rules: checked, stored as a new version, in force at once in every open room of this process."""

from __future__ import annotations

from typing import Any

from groups import audit
from groups.actions.seats import update_group
from groups.context import Context
from groups.model import Channel, ChannelKind, Refused, encode, new_id
from groups.store.base import Entry
from moderation import Rules, parse_rules


async def set_rules(ctx: Context, group: str, document: dict[str, Any], *, by: str, why: str = "") -> Rules:
    """Publish a document as the next version. Raises RulesError (the version in force stays), Refused when
    somebody else published meanwhile.
    """
    circle = await ctx.circle(group)
    version = int(circle.data.get("rules", 0)) + 1
    rules = parse_rules(document, version=version)
    owner = f"group:{group}"
    await ctx.vault.load(owner)
    sealed = ctx.vault.close_text(encode(document).decode(), owner, f"rules|{version}")
    data = {"by": by, "at": ctx.clock(), "version": version}
    if not await ctx.store.create("rules", f"{group}:{version}", f"rules:{group}", data, body=sealed):
        raise Refused("error.changed")
    await update_group(ctx, group, rules=version)
    circle.rules = rules
    await audit.record(ctx, group, "rules.published", by, version=version)
    room = str(Channel(ChannelKind.ROOM, group))
    await ctx.store.append(Entry("rules", "system", new_id(), ctx.clock(), None, {"version": version}), room)
    return rules
