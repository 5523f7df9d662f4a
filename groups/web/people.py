"""Seats of the staff: who holds them under which licence, inviting one, ending one. No member is on these pages."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from groups import access
from groups.actions import invitations, seats
from groups.actions.invitations import Offer
from groups.memory import Circle, Person
from groups.model import NotFound, Refused
from groups.web.admin import link_of
from groups.web.hands import Fields, Hand, admin_hand, fields_of, first
from groups.web.keys import check_text, ctx_of
from groups.web.render import render
from moderation import Seat

LICENSED = (Seat.PSYCHOLOGIST, Seat.STAND_IN, Seat.SUPERVISOR)
INVITED = (*LICENSED, Seat.SUPPORTER)
LICENCE_KINDS = ("STR", "SIPP", "SIPPK", "SILP")
_LICENCE = ("name", "title", "kind", "number", "issuer", "valid_until", "checked_on", "checked_by")
_LONGEST = 80


async def show(request: web.Request) -> web.StreamResponse:
    """GET /admin/g/{group}/people, with ?seat= the form of that invitation."""
    return _page(request, await admin_hand(request), request.query.get("seat", ""))


async def invite(request: web.Request) -> web.StreamResponse:
    """POST /admin/g/{group}/people: an invitation to a seat of the staff."""
    ctx, hand, fields = ctx_of(request), await admin_hand(request), await fields_of(request)
    asked = first(fields, "seat")
    try:
        offer = offer_of(hand.circle, fields)
        code = await invitations.create(ctx, hand.by, offer)
    except Refused as refused:
        return _page(request, hand, asked, 400, refused=refused, typed=fields)
    return _page(request, hand, "", new_link=link_of(ctx, code), invited=offer.seat.value)


async def end(request: web.Request) -> web.StreamResponse:
    """POST /admin/g/{group}/people/end: a seat other than the psychologist's ends at once."""
    ctx, hand, fields = ctx_of(request), await admin_hand(request), await fields_of(request)
    person = hand.circle.people.get(first(fields, "membership"))
    if person is None or person.seat not in (Seat.STAND_IN, Seat.SUPPORTER, Seat.SUPERVISOR):
        raise NotFound
    who = access.membership_of(hand.circle, person.id)
    await seats.end_staff(ctx, hand.by, who)
    raise web.HTTPSeeOther(f"{hand.base}/people")


def offer_of(circle: Circle, fields: Fields) -> Offer:
    """What the form offers. Raises Refused: error.seat, error.licence, error.dates."""
    asked = first(fields, "seat")
    if asked not in [seat.value for seat in INVITED]:
        raise Refused("error.seat")
    seat = Seat(asked)
    licence = _licence(fields) if seat in LICENSED else None
    if seat is not Seat.STAND_IN:
        return Offer(circle.id, seat, licence)
    starts, ends = (_midnight(first(fields, name), circle.zone) for name in ("from", "to"))
    day = int(timedelta(days=1).total_seconds() * 1000)
    if ends < starts:
        raise Refused("error.dates")
    return Offer(circle.id, seat, licence, starts, ends + day)


def _licence(fields: Fields) -> dict[str, str]:
    """All of it, checked for form only: a person checks the licence itself (CARE C16)."""
    made = {name: " ".join(first(fields, name).split()) for name in _LICENCE}
    short = all(0 < len(value) <= _LONGEST for value in made.values())
    if not short or made["kind"] not in LICENCE_KINDS:
        raise Refused("error.licence")
    for name in ("valid_until", "checked_on"):
        _day(made[name], "error.licence")
    return made


def _day(text: str, code: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(code) from None


def _midnight(text: str, zone: str) -> int:
    """The beginning of a day in the group's zone, UTC ms. Raises Refused('error.dates')."""
    day = _day(text.strip(), "error.dates")
    return int(datetime.combine(day, time(), ZoneInfo(zone)).timestamp() * 1000)


def _row(person: Person) -> dict[str, Any]:
    """Staff by their licence; a supporter, who has a handle, by the role alone."""
    return {
        "id": person.id,
        "seat": person.seat.value,
        "licence": person.licence,
        "starts": person.starts_at or None,
        "ends": person.ends_at,
        "may_end": person.seat is not Seat.PSYCHOLOGIST,
    }


def _page(
    request: web.Request,
    hand: Hand,
    asked: str,
    status: int = 200,
    *,
    refused: Refused | None = None,
    typed: Fields | None = None,
    **more: Any,
) -> web.Response:
    known = [seat.value for seat in INVITED]
    rows = sorted((_row(one) for one in hand.circle.staff()), key=lambda row: known.index(row["seat"]))
    context = {
        "staff": rows,
        "seats": known,
        "asked": check_text(asked, "seat") if asked in known else "",
        "licensed": [seat.value for seat in LICENSED],
        "kinds": LICENCE_KINDS,
        "typed": {name: values[0] for name, values in (typed or {}).items()},
        "new_link": None,
        "invited": "",
    }
    wrong = {"error": refused.code, "error_values": refused.values} if refused else {}
    return render(request, "people.html", status, **hand.page() | context | wrong | more)
