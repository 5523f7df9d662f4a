"""Groups: made by an admin, opened when enough people are there."""

from __future__ import annotations

from typing import Any

from groups import audit
from groups.actions import owed
from groups.context import Context
from groups.model import Refused, new_id

MIN_DAYS, MAX_DAYS = 30, 365


async def create_group(
    ctx: Context,
    name: str,
    theme: str,
    *,
    zone: str | None = None,
    hours: dict[str, Any] | None = None,
    open_at: int | None = None,
    agreement: dict[str, Any] | None = None,
    signposts: list[dict[str, Any]] | None = None,
    retention_days: int | None = None,
    group: str | None = None,
) -> str:
    """A new, closed group; its id. `name`, `theme`, `agreement` are the service's own words, not a member's.

    Raises Refused('error.retention') outside 30 to 365 days.
    """
    days = retention_days or ctx.settings.retention_days
    if not MIN_DAYS <= days <= MAX_DAYS:
        raise Refused("error.retention", least=MIN_DAYS, most=MAX_DAYS)
    group = group or new_id()
    await ctx.vault.ensure(f"group:{group}")
    data = {
        "name": name,
        "theme": theme,
        "state": "closed",
        "zone": zone or ctx.settings.zone,
        "hours": hours or {},
        "open_at": open_at or ctx.settings.open_at,
        "agreement": agreement or {"promises": [], "staff": []},
        "signposts": signposts or [],
        "retention_days": days,
        "rules": 0,
        "roster_seq": 0,
        "created_at": ctx.clock(),
    }
    await audit.record(ctx, group, "group.created", "admin")  # first: nobody sees it before the group is there
    await ctx.store.create("group", group, "groups", data)
    return group


async def list_groups(ctx: Context) -> list[tuple[str, dict[str, Any]]]:
    """Every group: id and record data, oldest first."""
    return [
        (record.id, dict(record.data)) for record in await ctx.store.list("group", "groups", limit=20_000)
    ]


async def open_if_ready(ctx: Context, group: str) -> bool:
    """Open a closed room once a psychologist and enough members are there (CARE C11). An opened room stays open."""
    circle = await ctx.circle(group)
    has_psychologist = any(person.seat.value == "psychologist" for person in circle.staff())
    if circle.is_open or not has_psychologist or len(circle.members()) < circle.data["open_at"]:
        return circle.is_open
    await set_open(ctx, group, True)
    return True


async def set_open(ctx: Context, group: str, is_open: bool) -> None:
    """Open or close the room; every page hears of it."""
    kind, state = ("opened", "open") if is_open else ("closed", "closed")
    await owed.change_group(ctx, group, owed.Telling(kind, f"room.{kind}", "system"), state=state)
    await owed.pay_soon(ctx, group)
