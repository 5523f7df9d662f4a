"""When somebody reads: answered hours, exceptions, who reads first; and the room opened and closed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from groups import access
from groups.access import DECIDES, Membership
from groups.actions import hours
from groups.coverage import DAYS
from groups.memory import Circle, Person
from groups.model import NotFound, Refused
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from groups.web.render import render
from groups.web.room import covered_sentence

PLACES = 6  # steps of a ladder that a form offers


async def show(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/hours."""
    return await _page(request, await _decider(request))


async def change(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/hours: all of it at once. What cannot be read stays in its field."""
    who = await _decider(request)
    names = [*DAYS, "dates", *(f"ladder{place}" for place in range(PLACES))]
    given = dict(zip(names, await form(request, *names), strict=True))
    ladder = list(dict.fromkeys(filter(None, (given[f"ladder{place}"] for place in range(PLACES)))))
    try:
        weekly = {day: hours.parse_day(given[day], day) for day in DAYS}
        await hours.set_hours(ctx_of(request), who, weekly, hours.parse_dates(given["dates"]), ladder)
    except Refused as refused:
        return await _page(request, who, refused, given)
    raise web.HTTPSeeOther(f"/g/{who.group}/hours")


async def open_room(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/open."""
    return await _set_open(request, True)


async def close_room(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/close: nobody can write until it is opened again; help, lines and crises go on."""
    return await _set_open(request, False)


async def _set_open(request: web.Request, is_open: bool) -> web.StreamResponse:
    who = await _decider(request)
    try:
        await hours.set_open(ctx_of(request), who, is_open)
    except Refused as refused:
        return await _page(request, who, refused)
    raise web.HTTPSeeOther(f"/g/{who.group}/hours")


async def _decider(request: web.Request) -> Membership:
    who = await access.member_of(ctx_of(request), signed_in(request).account, request.match_info["group"])
    if who.seat not in DECIDES:
        raise NotFound
    return who


async def _page(
    request: web.Request,
    who: Membership,
    refused: Refused | None = None,
    given: Mapping[str, str] | None = None,
) -> web.Response:
    ctx = ctx_of(request)
    circle, words = ctx.circles[who.group], speech_of(request)
    fields = given or _fields(circle)
    values = dict(refused.values) if refused else {}
    if "day" in values:
        values["day"] = _day_named(words, values["day"])
    context: dict[str, Any] = {
        "group": {"id": circle.id, "name": circle.name},
        "days": [{"name": day, "label": _day_named(words, day), "text": fields.get(day, "")} for day in DAYS],
        "dates": fields.get("dates", ""),
        "people": [{"id": one.id, "seat": one.seat.value, "name": one.name} for one in _readers(circle)],
        "ladder": [fields.get(f"ladder{place}", "") for place in range(min(PLACES, len(_readers(circle))))],
        "sentence": covered_sentence(circle, words, ctx.clock()),
        "open": circle.is_open,
        "error": refused.code if refused else None,
        "error_values": values,
        "zone": circle.zone,
    }
    return render(request, "hours.html", 400 if refused else 200, **context)


def _readers(circle: Circle) -> list[Person]:
    """Who can stand on the ladder: the staff but the supervisor, who is outside the room."""
    return [one for one in circle.staff() if one.seat in access.DESK]


def _fields(circle: Circle) -> dict[str, str]:
    kept = circle.data.get("hours", {})
    dates = [f"{day}: {hours.as_text(kept['dates'][day])}" for day in sorted(kept.get("dates", {}))]
    ladder = {f"ladder{place}": one for place, one in enumerate(circle.data.get("ladder", ()))}
    return {day: hours.as_text(kept.get(day, ())) for day in DAYS} | {"dates": "\n".join(dates)} | ladder


def _day_named(words: Any, day: str) -> str:
    names: list[str] = words.say("time.weekdays").split()
    return names[DAYS.index(day)] if day in DAYS else day
