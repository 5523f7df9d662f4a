"""When somebody reads: a group's answered hours, dated exceptions, and who reads first (CARE C2). Edited by who decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from groups import access
from groups.access import Membership
from groups.actions import groups, owed
from groups.context import Context
from groups.coverage import DAYS
from groups.model import NotFound, Refused

Windows: TypeAlias = list[list[str]]
MOST_DATES = 60
_CLOCK = r"([01]?\d|2[0-4])[.:]([0-5]\d)"
_WINDOW = re.compile(rf"\s*{_CLOCK}\s*[-–]\s*{_CLOCK}\s*")


def parse_day(text: str, day: str) -> Windows:
    """`08.00-12.00, 19.00-21.00` as windows; empty: nobody reads. Raises Refused('error.bad_hours')."""
    parts = [part for part in text.split(",") if part.strip()]
    return [_window(part, day) for part in parts]


def _window(part: str, day: str) -> list[str]:
    found = _WINDOW.fullmatch(part)
    if found is None:
        raise Refused("error.bad_hours", day=day)
    opens, closes = f"{int(found[1]):02}:{found[2]}", f"{int(found[3]):02}:{found[4]}"
    if opens == closes or max(opens, closes) > "24:00" or opens == "24:00":
        raise Refused("error.bad_hours", day=day)
    return [opens, closes]


def parse_dates(text: str) -> dict[str, Windows]:
    """Lines of `2026-12-25: 08.00-12.00`, or `2026-12-25` alone: nobody reads on that day. Raises Refused."""
    dates: dict[str, Windows] = {}
    for line in filter(None, (each.strip() for each in text.splitlines())):
        day, _, windows = line.partition(":")
        try:
            dates[date.fromisoformat(day.strip()).isoformat()] = parse_day(windows, day.strip())
        except ValueError:
            raise Refused("error.bad_date") from None
    if len(dates) > MOST_DATES:
        raise Refused("error.bad_date")
    return dates


async def set_hours(
    ctx: Context,
    who: Membership,
    weekly: Mapping[str, Windows],
    dates: Mapping[str, Windows],
    ladder: Sequence[str],
) -> None:
    """Set all of it; in force at once, the room is told, the act is audited. Raises NotFound."""
    access.still(ctx, who)
    circle = ctx.circles[who.group]
    if who.seat not in access.DECIDES or not set(ladder) <= {one.id for one in circle.staff()}:
        raise NotFound
    hours: dict[str, Any] = {day: list(weekly.get(day, ())) for day in DAYS if weekly.get(day)}
    if dates:
        hours["dates"] = dict(dates)
    telling = owed.Telling("notice", "hours.set", who.id, {"code": "notice.hours"})
    await owed.change_group(ctx, who.group, telling, hours=hours, ladder=list(ladder))
    await owed.pay_soon(ctx, who.group)


async def set_open(ctx: Context, who: Membership, is_open: bool) -> None:
    """Open or close the room by hand. Raises NotFound, Refused('error.not_ready...') before it was ready once."""
    access.still(ctx, who)
    circle = ctx.circles[who.group]
    if who.seat not in access.DECIDES:
        raise NotFound
    if circle.is_open is is_open:
        return
    if is_open and not circle.data.get("opened_at") and (lacking := groups.missing(ctx, circle)):
        raise Refused(f"error.not_ready.{lacking[0]}")
    await groups.set_open(ctx, who.group, is_open, by=who.id)


def as_text(windows: Iterable[Sequence[str]]) -> str:
    """Windows as one writes them: `08.00-12.00, 19.00-21.00`."""
    return ", ".join(f"{opens.replace(':', '.')}-{closes.replace(':', '.')}" for opens, closes in windows)
