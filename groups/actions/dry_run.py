"""Rules tried on a group's past: bands, and no number, word, hour or name (CARE C12).

1. A band is the same for 0 to 4 messages, and for any number of them by fewer than 5 people.
2. Nothing is tried over fewer than 10 writers, more than five times a day, or without an audit row before it.
3. Words are read by the worker alone. What an admin typed into a list is not tried before the psychologist lets it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from groups import access, audit
from groups.access import Membership
from groups.actions import drafts, versions
from groups.actions.drafts import By
from groups.context import Context
from groups.locale import times
from groups.memory import Circle
from groups.model import Body, Refused, new_id
from groups.store.base import Conflict, Event
from moderation import Context as ReviewContext
from moderation import Rules, Seat, parse_rules

Band: TypeAlias = Literal["rare", "sometimes", "often"]
DAYS, MOST_MESSAGES, AT_ONCE = 30, 2000, 100
WRITERS_LEAST, AUTHORS_LEAST, RARE_MOST, OFTEN_LEAST = 10, 5, 4, 20
RUNS_A_DAY = 5
_DAY_MS = 86_400_000
#: What was typed in by hand: for an admin only after the psychologist's tap.
_TYPED = (("words", "own"), ("words", "allow"), ("links", "allow"), ("identifiers", "allow"))
#: Danger, hours and newcomers are no question of words; the past says nothing about them here.
_NOT_TRIED = ("crisis", "quiet", "newcomers")


async def on_past(ctx: Context, by: By, group: str, edition: int) -> dict[str, Band]:
    """How often each rule of the draft (edition 0: of the rules in force) would have applied, by its path.

    Raises Refused: error.changed, error.dry_runs, error.few_writers, error.dry_run_late.
    """
    side = drafts.side_of(ctx, by, group)
    draft, circle = await drafts.start_of(ctx, group, "rules"), await ctx.circle(group)
    if draft.edition != edition:
        raise Refused("error.changed")
    document = draft.document
    if side == "admin" and not draft.terms:
        document = _without_typed(document, await _in_force(ctx, circle))
    await _count_run(ctx, circle)
    await audit.record(ctx, group, "rules.tried", drafts.name_of(by))
    rules = parse_rules(document, version=0)
    found = await _found(ctx, circle, rules)
    return {path: _band(found[path]) for path in sorted(_tried(rules))}


async def _in_force(ctx: Context, circle: Circle) -> dict[str, Any]:
    return await versions.document_of(ctx, circle.id, "rules", circle.data.get("rules", 0))


def _without_typed(document: dict[str, Any], in_force: dict[str, Any]) -> dict[str, Any]:
    """The draft with the lists that are in force instead of its own."""
    made = {name: dict(part) if isinstance(part, dict) else part for name, part in document.items()}
    for section, name in _TYPED:
        made.setdefault(section, {}).pop(name, None)
        if name in in_force.get(section, {}):
            made[section][name] = in_force[section][name]
    return made


async def _count_run(ctx: Context, circle: Circle) -> None:
    """Raises Refused('error.dry_runs') for the sixth of a day in the group's zone."""
    today = times.local_date(ctx.clock(), circle.zone).isoformat()
    await ctx.store.create("dry_runs", circle.id, "dry_runs", {"day": today, "runs": 0})
    while True:
        record = await ctx.store.get("dry_runs", circle.id)
        assert record is not None
        runs = record.data["runs"] if record.data["day"] == today else 0
        if runs >= RUNS_A_DAY:
            raise Refused("error.dry_runs", max=RUNS_A_DAY)
        try:
            await ctx.store.put(replace(record, data={"day": today, "runs": runs + 1}), op=new_id())
            return
        except Conflict:
            continue


async def _found(ctx: Context, circle: Circle, rules: Rules) -> dict[str, list[str]]:
    """Path -> the author of each message to which that rule applies."""
    events = await _past(ctx, circle, Membership.dry_run(circle.id))
    if len({event.author for event in events}) < WRITERS_LEAST:
        raise Refused("error.few_writers", least=WRITERS_LEAST)
    found: dict[str, list[str]] = defaultdict(list)
    for start in range(0, len(events), AT_ONCE):
        part = events[start : start + AT_ONCE]
        bodies = [await ctx.body_loaded(event) or Body() for event in part]
        for event, paths in zip(part, await _paths(ctx, bodies, rules), strict=True):
            for path in _named(paths):
                found[path].append(event.author)
    return found


async def _past(ctx: Context, circle: Circle, who: Membership) -> list[Event]:
    """What members wrote in the last 30 days, the newest 2,000 at most."""
    room, since = str(who.room), ctx.clock() - DAYS * _DAY_MS
    first = access.reads(who, who.room)
    events = await ctx.store.before(room, await ctx.store.head(room) + 1, MOST_MESSAGES)
    members = {one.id for one in circle.people.values() if one.seat is Seat.MEMBER}
    return [
        event
        for event in events
        if event.kind == "message" and event.author in members and event.at >= since and event.seq >= first
    ]


async def _paths(ctx: Context, bodies: list[Body], rules: Rules) -> list[frozenset[str]]:
    """At one and the same moment for all, so that no answer depends on an hour."""
    found = await ctx.reviewer.paths(bodies, replace(rules, quiet=()), ReviewContext(zone=rules.zone))
    if found is None:
        raise Refused("error.dry_run_late")
    return found


def _named(paths: Iterable[str]) -> set[str]:
    """The group's own lists count as one rule."""
    return {"words.own" if path.startswith("words.own.") else path for path in paths}


def _tried(rules: Rules) -> set[str]:
    """Paths that do something, and can be asked about a text."""
    paths = {path for path, entry in rules.entries.items() if entry.effect and path not in _NOT_TRIED}
    return paths | ({"words.own"} if rules.own else set())


def _band(authors: list[str]) -> Band:
    if len(authors) <= RARE_MOST or len(set(authors)) < AUTHORS_LEAST:
        return "rare"
    return "often" if len(authors) >= OFTEN_LEAST else "sometimes"
