"""What ends by itself after people: rows of those who left with their words, closed cases, and what waited too long.

1. Nothing goes while the clock is doubted. 2. Everything is repeat-safe. 3. What a page may still have open goes last:
the words are gone from every page at leaving (`leaving`), the empty rows a day later.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from groups import keeping
from groups.actions import groups, leaving, mine
from groups.context import Context
from groups.memory import Circle, Person
from groups.model import Channel, ChannelKind, new_id
from groups.store.base import Record

EMPTY_AFTER_MS = keeping.DAY_MS
#: Records about a member that go with them; cases end by themselves.
_OWN = frozenset({"note", "first", "consent"})


async def late_holds(ctx: Context) -> int:
    """What nobody decided goes back to its author (CARE C6), whose drafts end with the group's days."""
    return await mine.expire_holds(ctx) if await keeping.may_destroy(ctx) else 0


async def erase_left(ctx: Context) -> int:
    """Empty the rows of those who left with their words a day ago; how many people."""
    if not await keeping.may_destroy(ctx):
        return 0
    done = 0
    for group, _ in await groups.list_groups(ctx):
        circle = await ctx.circle(group)
        for person in _left(circle, ctx.clock() - EMPTY_AFTER_MS):
            done += await _erase(ctx, person)
        await asyncio.sleep(0)  # others have their turn between two groups
    return done


async def end_sealed(ctx: Context) -> int:
    """The sealed words of an open case end 30 days after their author left with the others (CARE C21)."""
    if not await keeping.may_destroy(ctx):
        return 0
    done, until = 0, ctx.clock() - ctx.settings.sealed_days * keeping.DAY_MS
    for group, _ in await groups.list_groups(ctx):
        for person in _left(await ctx.circle(group), until):
            if await _took_words(ctx, person):
                done += await leaving.close_cases(ctx, person.id)
        await asyncio.sleep(0)
    return done


async def end_cases(ctx: Context) -> int:
    """Closed cases go when their group's days are over, each with its parts and its line."""
    if not await keeping.may_destroy(ctx):
        return 0
    gone = 0
    for group, data in await groups.list_groups(ctx):
        before = ctx.clock() - data["retention_days"] * keeping.DAY_MS
        for folder in (f"closed:{group}", f"oversight-closed:{group}"):
            for case in await ctx.store.list("case", folder, limit=1000):
                if max(case.data["at"], case.data.get("decided_at", 0)) < before:
                    gone += await _end_case(ctx, case)
        await asyncio.sleep(0)
    return gone


def _left(circle: Circle, until: int) -> list[Person]:
    return [one for one in circle.people.values() if one.state == "left" and one.left_at <= until]


async def _took_words(ctx: Context, person: Person) -> bool:
    """With the key the words are gone, whatever else is kept; without them the key stays."""
    return await ctx.store.key(f"membership:{person.id}") is None


async def _erase(ctx: Context, person: Person) -> bool:
    record = await ctx.store.get("membership", person.id)
    if record is None or record.data.get("erased") or not await _took_words(ctx, person):
        return False
    while await ctx.store.forget(person.id):
        continue
    for kind in (ChannelKind.ME, ChannelKind.LINE):
        await keeping.sweep(ctx, str(Channel(kind, person.id)), ctx.clock() + 1)
    for about in await ctx.store.about(person.id):
        if about.kind in _OWN:
            await ctx.store.drop(about.kind, about.id)
    await ctx.store.put(replace(record, data={**record.data, "erased": True}, body=None), op=new_id())
    return True


async def _end_case(ctx: Context, case: Record) -> int:
    for part in case.data.get("parts", ()):
        await ctx.store.drop("case", part)
    await keeping.sweep(ctx, str(Channel(ChannelKind.CASE, case.id)), ctx.clock() + 1)
    return await ctx.store.drop("case", case.id)
