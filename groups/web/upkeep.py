"""What an admin keeps in order for a group: signposts, how long messages stay, and the log of what staff decided."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import audit
from groups.actions import groups, owed, signposts
from groups.actions.drafts import name_of
from groups.locale import times
from groups.model import Refused
from groups.store.base import Event
from groups.web.hands import Fields, Hand, admin_hand, fields_of, first, hand_of, number
from groups.web.keys import ctx_of
from groups.web.render import render
from groups.web.signposts import SERVICE

_FIELDS = ("number", "tel", "name", "hours", "note", "checked_on")


async def signposts_page(request: web.Request) -> web.StreamResponse:
    """GET /admin/g/{group}/signposts."""
    return _signposts(request, await admin_hand(request))


async def set_signposts(request: web.Request) -> web.StreamResponse:
    """POST /admin/g/{group}/signposts: all of them at once; a tick says that it was checked today."""
    ctx, hand, fields = ctx_of(request), await admin_hand(request), await fields_of(request)
    today = signposts.today(ctx, hand.circle)
    rows = [row for at in range(signposts.MOST) if (row := _typed(fields, at, today))["number"]]
    try:
        await signposts.set_signposts(ctx, hand.group, rows, by=name_of(hand.by))
    except Refused as refused:
        return _signposts(
            request, hand, 400, refused, [_typed(fields, at, today) for at in range(signposts.MOST)]
        )
    raise web.HTTPSeeOther(f"{hand.base}/signposts")


def _typed(fields: Fields, at: int, today: str) -> dict[str, str]:
    row = {name: first(fields, f"{name}.{at}").strip() for name in _FIELDS}
    return row | ({"checked_on": today} if first(fields, f"checked.{at}") == "yes" else {})


def _signposts(
    request: web.Request,
    hand: Hand,
    status: int = 200,
    refused: Refused | None = None,
    typed: list[dict[str, str]] | None = None,
) -> web.Response:
    """The group's own; for a group without any, the service's three to begin with, not yet checked."""
    ctx, own = ctx_of(request), hand.circle.data.get("signposts", [])
    kept = typed or own or [{name: str(getattr(one, name)) for name in _FIELDS} for one in SERVICE]
    empty = dict.fromkeys(_FIELDS, "")
    context: dict[str, Any] = {
        "rows": [*kept, *([empty] * (signposts.MOST - len(kept)))],
        "has_own": bool(own),
        "old": [bool(own) and signposts.is_old(ctx, hand.circle, one) for one in own],
    }
    wrong = {"error": refused.code, "error_values": refused.values} if refused else {}
    return render(request, "signposts.html", status, **hand.page() | context | wrong)


async def set_retention(request: web.Request) -> web.StreamResponse:
    """POST /admin/g/{group}/retention: days that messages stay; the room is told."""
    ctx, hand, fields = ctx_of(request), await admin_hand(request), await fields_of(request)
    days = groups.checked_days(number(first(fields, "days")))
    if days != hand.circle.data["retention_days"]:
        data = {"code": "notice.retention", "values": {"days": days}}
        telling = owed.Telling("notice", "retention.changed", name_of(hand.by), data)
        await owed.change_group(ctx, hand.group, telling, retention_days=days)
        await owed.pay_soon(ctx, hand.group)
    raise web.HTTPSeeOther(hand.base)


async def log(request: web.Request) -> web.StreamResponse:
    """GET .../audit: act, day and role of what staff decided about the group itself (CARE C12)."""
    ctx, hand = ctx_of(request), await hand_of(request)
    rows = [
        {
            "day": times.local_date(event.at, hand.circle.zone).isoformat(),
            "act": event.kind,
            "role": _role(hand, event),
        }
        for event in reversed(await audit.governing(ctx, hand.group))
    ]
    return render(request, "audit.html", **hand.page() | {"rows": rows})


def _role(hand: Hand, event: Event) -> str:
    person = hand.circle.people.get(event.data["by"])
    return person.seat.value if person else str(event.data["by"])
