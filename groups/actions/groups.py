"""Groups: made by an admin, opened when everything is there that people in need can rely on."""

from __future__ import annotations

from typing import Any

from groups import audit
from groups.actions import owed
from groups.context import Context
from groups.coverage import DAYS
from groups.memory import Circle
from groups.model import Refused, new_id
from moderation import Seat

MIN_DAYS, MAX_DAYS = 30, 365
SIGNPOSTS_LEAST = 2
#: What a room waits for (CARE C7, C1, C11). A seat of the staff is taken by accepting it, so a stand-in here accepted.
NEEDS = ("psychologist", "stand_in", "supervisor", "signposts", "hours", "members")
ALONE = ("psychologist", "signposts", "hours", "members")  # a service of one person (C17)
REGISTERS = ("id", "id@anda")  # a group says kamu or Anda, everywhere (docs/wording.md)
SEEDED = ("psychologist", "members")  # fictional groups, and those that were made before this was asked


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
    needs: tuple[str, ...] | None = None,
    solo: bool | None = None,
    register: str | None = None,
) -> str:
    """A new, closed group; its id. `name`, `theme`, `agreement` are the service's own words, not a member's.

    `needs` is what it waits for before it opens; without it, all of NEEDS, or of ALONE where one person runs the
    service. Raises Refused('error.retention') outside 30 to 365 days.
    """
    days = checked_days(retention_days or ctx.settings.retention_days)
    alone = await is_solo(ctx) if solo is None else solo
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
        "needs": list(needs or (ALONE if alone else NEEDS)),
        "solo": alone,
        "register": register or register_of(ctx),
        "rules": 0,
        "roster_seq": 0,
        "created_at": ctx.clock(),
    }
    await audit.record(
        ctx, group, "group.created", "admin"
    )  # first: nobody sees it before the group is there
    await ctx.store.create("group", group, "groups", data)
    return group


def register_of(ctx: Context) -> str:
    """The register of a new group: the service's own, where that is Indonesian."""
    locale = ctx.settings.locale
    return locale if locale in REGISTERS else REGISTERS[0]


async def list_groups(ctx: Context) -> list[tuple[str, dict[str, Any]]]:
    """Every group: id and record data, oldest first."""
    return [
        (record.id, dict(record.data)) for record in await ctx.store.list("group", "groups", limit=20_000)
    ]


def checked_days(days: int) -> int:
    """Raises Refused('error.retention') outside 30 to 365 days."""
    if not MIN_DAYS <= days <= MAX_DAYS:
        raise Refused("error.retention", least=MIN_DAYS, most=MAX_DAYS)
    return days


async def is_solo(ctx: Context) -> bool:
    """True where one person runs the service under two accounts (CARE C17)."""
    return await ctx.store.get("service", "solo") is not None


def missing(ctx: Context, circle: Circle) -> list[str]:
    """What the room still waits for, in the order of NEEDS; empty when it can open."""
    now, data = ctx.clock(), circle.data
    seats = {one.seat for one in circle.staff() if one.ends_at is None or now < one.ends_at}
    has = {
        "psychologist": Seat.PSYCHOLOGIST in seats,
        "stand_in": Seat.STAND_IN in seats,
        "supervisor": Seat.SUPERVISOR in seats,
        "signposts": len(data.get("signposts", ())) >= SIGNPOSTS_LEAST,
        "hours": any(data.get("hours", {}).get(day) for day in DAYS),
        "members": len(circle.members()) >= data["open_at"],
    }
    return [need for need in data.get("needs", SEEDED) if not has[need]]


async def open_if_ready(ctx: Context, group: str) -> bool:
    """Open a room that never was open once nothing is missing. An opened room stays open (CARE C11)."""
    circle = await ctx.circle(group)
    if circle.is_open or circle.data.get("opened_at") or missing(ctx, circle):
        return circle.is_open
    await set_open(ctx, group, True)
    return True


async def set_open(ctx: Context, group: str, is_open: bool, *, by: str = "system") -> None:
    """Open or close the room; every page hears of it.

    Raises Refused('error.not_ready.<need>') while something but members is missing: those may have left since.
    """
    circle = await ctx.circle(group)
    lacking = [need for need in missing(ctx, circle) if need != "members"]
    if is_open and lacking:
        raise Refused(f"error.not_ready.{lacking[0]}")
    kind, state = ("opened", "open") if is_open else ("closed", "closed")
    first = {"opened_at": ctx.clock()} if is_open and not circle.data.get("opened_at") else {}
    await owed.change_group(ctx, group, owed.Telling(kind, f"room.{kind}", by), state=state, **first)
    await owed.pay_soon(ctx, group)
