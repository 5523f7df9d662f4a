"""The group's agreement: promises in the first person, what the staff promise, agreed by both, asked again when it changes."""

from __future__ import annotations

from typing import Any

from groups.actions import owed, own_words, versions
from groups.context import Context
from groups.memory import Circle
from groups.model import Refused
from moderation import BASE

MOST_PROMISES, MOST_WORDS, LONGEST = 7, 15, 200
DAYS_APART = 30  # between two changes, unless for safety (CARE C17)
_DAY_MS = 86_400_000


async def checked(ctx: Context, document: dict[str, Any], circle: Circle | None = None) -> dict[str, Any]:
    """A document as it will stand. Raises Refused: error.promises_none, _many, _long, or what own_words raises."""
    promises = [one for one in document.get("promises", ()) if one["text"].strip()]
    staff = [one for one in document.get("staff", ()) if one.strip()]
    if not promises:
        raise Refused("error.promises_none")
    if max(len(promises), len(staff)) > MOST_PROMISES:
        raise Refused("error.promises_many", max=MOST_PROMISES)
    return {
        "promises": [await _promise(ctx, one, circle) for one in promises],
        "staff": [await _sentence(ctx, one, circle) for one in staff],
    }


async def _promise(ctx: Context, one: dict[str, str], circle: Circle | None) -> dict[str, str]:
    rule, note = one.get("rule", ""), one.get("note", "").strip()
    return {
        "text": await _sentence(ctx, one["text"], circle),
        "note": await own_words.checked(ctx, note, most=LONGEST, circle=circle) if note else "",
        "rule": rule if rule in BASE.entries else "",
    }


async def _sentence(ctx: Context, typed: str, circle: Circle | None) -> str:
    if len(typed.split()) > MOST_WORDS:
        raise Refused("error.promises_long", max=MOST_WORDS)
    return await own_words.checked(ctx, typed, most=LONGEST, circle=circle)


def check_time(ctx: Context, circle: Circle, *, safety: bool) -> None:
    """Raises Refused('error.agreement_soon') within 30 days of the last change, unless it is for safety."""
    last = circle.data.get("agreement_at", 0)
    if last and not safety and ctx.clock() - last < DAYS_APART * _DAY_MS:
        raise Refused("error.agreement_soon", days=DAYS_APART)


async def set_agreement(
    ctx: Context,
    group: str,
    document: dict[str, Any],
    *,
    by: str,
    why: str = "",
    mark: str = "",
    taps: tuple[str, ...] = (),
) -> int:
    """The next version, in force at once; who agreed to another one is asked again. The same `mark` again is one."""
    circle = await ctx.circle(group)
    version = int(circle.data.get("agreement_version", 0))
    if mark and circle.data.get("agreement_mark") == mark:
        return version
    version += 1
    kept = {"by": by, "at": ctx.clock(), "version": version, "mark": mark, "taps": list(taps)}
    await versions.keep(ctx, group, "agreement", document, kept, why)
    data = {"code": "notice.agreement", "values": {"version": version}}
    telling = owed.Telling("notice", "agreement.published", by, data, mark)
    await owed.change_group(
        ctx,
        group,
        telling,
        agreement=document,
        agreement_version=version,
        agreement_mark=mark,
        agreement_at=ctx.clock(),
    )
    await owed.pay_soon(ctx, group)
    return version
