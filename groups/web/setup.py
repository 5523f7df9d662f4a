"""Making a group: by a form, or by moving one from a messenger in ten minutes (CARE C27)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import segno
from aiohttp import web
from markupsafe import Markup

from groups.actions import hours, invitations, setup
from groups.actions.agreements import MOST_PROMISES
from groups.actions.groups import REGISTERS
from groups.actions.invitations import MOST_PLACES, Offer
from groups.actions.setup import Wish
from groups.context import Context
from groups.coverage import DAYS
from groups.model import Refused, new_id
from groups.web.admin import link_of
from groups.web.hands import Fields, admin_of, fields_of, first, number
from groups.web.keys import ctx_of
from groups.web.render import render

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
PASTED_MOST = 6000
_ID = re.compile(r"[0-9a-f]{32}")


async def new_page(request: web.Request) -> web.StreamResponse:
    """GET /admin/new."""
    admin_of(request)
    return _form(request, "new_group.html", {})


async def new(request: web.Request) -> web.StreamResponse:
    """POST /admin/new: a closed group; its page says what it still waits for."""
    ctx, me, fields = ctx_of(request), admin_of(request), await fields_of(request)
    try:
        made = await setup.make_group(ctx, me, _wish(fields), _group_id(fields))
    except Refused as refused:
        return _form(request, "new_group.html", fields, refused)
    raise web.HTTPSeeOther(f"/admin/g/{made}")


async def move_page(request: web.Request) -> web.StreamResponse:
    """GET /admin/move: name, hours, and the old rules as they were pasted."""
    admin_of(request)
    return _form(request, "move.html", {}, step="paste")


async def move(request: web.Request) -> web.StreamResponse:
    """POST /admin/move: the lines as proposals; then the group, with one neutral message to send."""
    ctx, me, fields = ctx_of(request), admin_of(request), await fields_of(request)
    if first(fields, "step") != "choose":
        return await _propose(request, fields)
    try:
        wish = _wish(fields)
        agreement, rules = _chosen(fields)
        made = await setup.make_group(ctx, me, _with(wish, agreement, rules), _group_id(fields))
        places = number(first(fields, "places"))
        code = await invitations.create(ctx, me, Offer(made), places=places)
    except Refused as refused:
        return _form(request, "move.html", fields, refused, step="choose", lines=_lines(fields))
    return await _moved(request, ctx, made, places, link_of(ctx, code))


async def _propose(request: web.Request, fields: Fields) -> web.Response:
    try:
        _wish(fields)
        pasted = first(fields, "pasted")
        if len(pasted) > PASTED_MOST:
            raise Refused("error.own_words_long", max=PASTED_MOST)
    except Refused as refused:
        return _form(request, "move.html", fields, refused, step="paste")
    proposed = setup.proposals(pasted, _register(fields))
    lines = [
        {"line": one.line, "becomes": one.becomes, "promise": one.promise, "rule": bool(one.patch)}
        for one in proposed
    ]
    return _form(request, "move.html", fields, step="choose", lines=lines)


def _lines(fields: Fields) -> list[dict[str, Any]]:
    """The proposals as they were chosen on the page."""
    return [
        {
            "line": line,
            "becomes": first(fields, f"becomes.{at}"),
            "promise": first(fields, f"promise.{at}"),
            "rule": bool(setup.patch_of(line)),
        }
        for at, line in enumerate(fields.get("line", []))
    ]


def _chosen(fields: Fields) -> tuple[dict[str, Any], dict[str, Any]]:
    """(agreement, rules document) of the lines. Without a promise the service's own stand."""
    lines = _lines(fields)
    promises = [{"text": one["promise"], "note": ""} for one in lines if one["becomes"] == "promise"]
    if len(promises) > MOST_PROMISES:
        raise Refused("error.promises_many", max=MOST_PROMISES)
    patches = [setup.patch_of(one["line"]) for one in lines if one["becomes"] == "rule"]
    staff = setup.default_agreement(_register(fields))["staff"]
    return ({"promises": promises, "staff": staff} if promises else {}), setup.joined(patches)


def _with(wish: Wish, agreement: dict[str, Any], rules: dict[str, Any]) -> Wish:
    return replace(wish, agreement=agreement, rules=rules)


async def _moved(request: web.Request, ctx: Context, group: str, places: int, link: str) -> web.Response:
    circle = await ctx.circle(group)
    picture = segno.make(link, micro=False).svg_data_uri(scale=4, border=3, light="white")
    context: dict[str, Any] = {
        "step": "done",
        "group": {"id": group, "name": circle.name},
        "link": link,
        "places": places,
        "until": ctx.clock() + ctx.settings.invitation_days * 86_400_000,
        "qr": Markup('<img alt="" src="{}">').format(picture),
        "error": None,
        "zone": circle.zone,
    }
    return render(request, "move.html", **context)


def _group_id(fields: Fields) -> str | None:
    """The id that the form brought along, so that a form sent twice makes one group."""
    asked = first(fields, "group")
    return asked if _ID.fullmatch(asked) else None


def _wish(fields: Fields) -> Wish:
    """Raises Refused: error.zone, error.bad_hours, error.own_words_empty."""
    zone, name, theme = (first(fields, key).strip() for key in ("zone", "name", "theme"))
    if zone not in ZONES:
        raise Refused("error.zone")
    if not name or not theme:
        raise Refused("error.own_words_empty")
    opens, closes = first(fields, "opens"), first(fields, "closes")
    days = [day for day in DAYS if day in fields.get("days", [])]
    weekly = {day: hours.parse_day(f"{opens}-{closes}", day) for day in days}
    size, kept = number(first(fields, "open_at")), number(first(fields, "retention"))
    wish = Wish(name, theme, zone, weekly, size if 2 <= size <= 30 else None, kept if kept >= 0 else None)
    return replace(wish, register=_register(fields))


def _register(fields: Fields) -> str:
    """How the group speaks; kamu where nothing of it was chosen."""
    asked = first(fields, "register")
    return asked if asked in REGISTERS else REGISTERS[0]


def _form(
    request: web.Request, template: str, fields: Fields, refused: Refused | None = None, **more: Any
) -> web.Response:
    ctx = ctx_of(request)
    settings = ctx.settings
    typed: dict[str, str] = {
        "zone": settings.zone,
        "register": settings.locale if settings.locale in REGISTERS else REGISTERS[0],
        "opens": "08:00",
        "closes": "21:00",
        "open_at": str(settings.open_at),
        "retention": str(settings.retention_days),
        "places": str(MOST_PLACES),
    } | {name: values[0] for name, values in fields.items()}
    context: dict[str, Any] = {
        "typed": typed,
        "days": fields.get("days", list(DAYS)) if fields else list(DAYS),
        "all_days": DAYS,
        "zones": ZONES,
        "registers": dict(zip(REGISTERS, ("kamu", "Anda"), strict=True)),
        "new_id": typed.get("group") or new_id(),
        "most_places": MOST_PLACES,
        "error": refused.code if refused else None,
        "error_values": refused.values if refused else {},
    }
    return render(request, template, 400 if refused else 200, **context | more)
