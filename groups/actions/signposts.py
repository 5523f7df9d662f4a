"""A group's signposts (CARE C1): two or three numbers that somebody has called, with the day on which it was done."""

from __future__ import annotations

import re
from typing import Any

from groups.actions import groups, owed
from groups.context import Context
from groups.locale import times
from groups.memory import Circle
from groups.model import Refused

MOST, LEAST = 3, groups.SIGNPOSTS_LEAST
WARN_DAYS = 60
_LONGEST = {"number": 40, "name": 80, "hours": 60, "note": 80}
_TEL = re.compile(r"\+?[0-9]{2,15}(,[0-9]{1,6})?")
_DAY_MS = 86_400_000


async def set_signposts(ctx: Context, group: str, rows: list[dict[str, str]], *, by: str) -> None:
    """The group's signposts, all at once; the room opens if they were what it waited for.

    Raises Refused: error.signposts_few (a group that opened keeps two), _many, _shape.
    """
    circle = await ctx.circle(group)
    made = [_checked(one) for one in rows]
    if len(made) > MOST:
        raise Refused("error.signposts_many", max=MOST)
    if len(made) < LEAST:
        raise Refused("error.signposts_few", least=LEAST)
    telling = owed.Telling("", "signposts.changed", by)
    await owed.change_group(ctx, circle.id, telling, signposts=made)
    await owed.pay_soon(ctx, group)
    await groups.open_if_ready(ctx, group)


def _checked(row: dict[str, str]) -> dict[str, str]:
    made = {name: " ".join(row.get(name, "").split()) for name in _LONGEST}
    made["tel"] = row.get("tel", "").strip() or _dialled(made["number"])
    too_long = any(len(made[name]) > most for name, most in _LONGEST.items())
    if too_long or not made["number"] or not made["name"] or not _TEL.fullmatch(made["tel"]):
        raise Refused("error.signposts_shape")
    return made | {"checked_on": row.get("checked_on", "")}


def _dialled(number: str) -> str:
    """What `119 ekstensi 8` dials: `119,8`."""
    parts = re.findall(r"\+?[0-9]+", number.replace("-", "").replace(".", ""))
    return ",".join(["".join(parts[:1]), *parts[1:2]]) if re.search("[^0-9+ .-]", number) else "".join(parts)


def today(ctx: Context, circle: Circle) -> str:
    """The day in the group's zone, as `checked_on` says it."""
    return times.local_date(ctx.clock(), circle.zone).isoformat()


def is_old(ctx: Context, circle: Circle, row: dict[str, Any]) -> bool:
    """True 60 days after it was last checked, and when it never was."""
    since = times.local_date(ctx.clock() - WARN_DAYS * _DAY_MS, circle.zone).isoformat()
    return str(row.get("checked_on") or "") < since
