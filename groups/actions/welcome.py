"""What a newcomer's room opens with: the psychologist's welcome and today's theme (CARE C26). Records, not messages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from groups import access, audit
from groups.access import DECIDES, Membership
from groups.actions import heard, owed
from groups.actions.judge import note_to_others
from groups.context import Context
from groups.model import Body, NotFound, body_of, new_id, pieces_of
from groups.store.base import Conflict
from moderation import RawText

WELCOME_MOST, THEME_MOST = 1000, 120  # code points


@dataclass(frozen=True, slots=True)
class Welcome:
    """What stands above the room; empty bodies where nothing was written. `by` wrote it, at `at`."""

    welcome: Body = field(default_factory=Body)
    theme: Body = field(default_factory=Body)
    by: str = ""
    at: int = 0


async def read(ctx: Context, group: str) -> Welcome:
    """What stands now."""
    record, owner = await ctx.store.get("welcome", group), f"group:{group}"
    if record is None or record.body is None:
        return Welcome()
    await ctx.vault.load(owner)
    kept = ctx.vault.open_data(record.body, owner, "welcome")
    return Welcome(body_of(kept["welcome"]), body_of(kept["theme"]), record.data["by"], record.data["at"])


async def write(ctx: Context, who: Membership, welcome: RawText, theme: RawText) -> Welcome:
    """Set both, reviewed like any text. Raises NotFound, and Refused: too long, or moderation cannot tell."""
    person = access.still(ctx, who)
    if who.seat not in DECIDES:
        raise NotFound
    heard.check_length(welcome, WELCOME_MOST)
    heard.check_length(theme, THEME_MOST)
    circle = ctx.circles[who.group]
    shown, themed = [await note_to_others(ctx, circle, person, raw) for raw in (welcome, theme)]
    made = Welcome(shown, themed, who.id, ctx.clock())
    before = await read(ctx, who.group)
    await _keep(ctx, who.group, made)
    await audit.record(ctx, who.group, "welcome.set", who.id, seat=who.seat.value)
    if (made.welcome, made.theme) != (before.welcome, before.theme):
        telling = owed.Telling("notice", "welcome.told", who.id, {"code": "notice.welcome", "values": {}})
        await owed.change_group(ctx, who.group, telling)
        await owed.pay_soon(ctx, who.group)
    return made


async def _keep(ctx: Context, group: str, made: Welcome) -> None:
    owner = f"group:{group}"
    await ctx.vault.load(owner)
    kept = {"welcome": pieces_of(made.welcome), "theme": pieces_of(made.theme)}
    body, data = ctx.vault.close_data(kept, owner, "welcome"), {"by": made.by, "at": made.at}
    while not await ctx.store.create("welcome", group, f"welcome:{group}", data, body=body):
        record = await ctx.store.get("welcome", group)
        if record is None:
            continue
        try:
            await ctx.store.put(replace(record, data=data, body=body), op=new_id())
        except Conflict:
            continue
        return
