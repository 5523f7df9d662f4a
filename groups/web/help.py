"""What every page carries: Butuh bantuan, true for this reader and group, and Keluar cepat."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access
from groups.context import Context
from groups.locale import Catalogue
from groups.memory import Circle
from groups.model import NotFound
from groups.web.keys import SIGN_IN
from groups.web.render import Help, Page, Signpost
from groups.web.signposts import SERVICE


async def page_of(ctx: Context, request: web.Request, words: Catalogue) -> Page:
    """The page around a view. Outside a group it carries the service's own signposts."""
    who = request.get(SIGN_IN)
    group = request.match_info.get("group")
    if who is None or who.lacks_second:
        return Page(Help("outside", SERVICE, None, words.say("help.outside")), False)
    if group is None:
        return Page(Help("staff" if who.staff else "outside", SERVICE, None, ""), True, shared=who.shared)
    try:
        caller = await access.caller_of(ctx, who.account, group)
    except NotFound:
        return Page(Help("outside", SERVICE, None, ""), True, shared=who.shared)
    help = help_of(ctx.circles[caller.group], words, ctx.clock(), staff=caller.seat.is_staff)
    return Page(help, True, socket=True, shared=who.shared)


def help_of(circle: Circle, words: Catalogue, now: int, *, staff: bool) -> Help:
    """A member's help in this group: the call with a true sentence, and at most three signposts."""
    if staff:
        return Help("staff", signposts_of(circle), None, words.say("help.staff"))
    until = circle.reads_until(now)
    return Help(
        "member",
        signposts_of(circle),
        f"/g/{circle.id}/call",
        _reads(circle, words, now, until),
        until is None,
    )


def _reads(circle: Circle, words: Catalogue, now: int, until: int | None) -> str:
    reader = circle.reader(now)
    if until is not None and reader is not None:
        who = words.say(f"role.{reader.seat.value}_named", name=reader.name)
        return words.say("help.answered_until", who=who, time=words.clock(until, circle.zone))
    start = circle.reads_from(now)
    if start is None:
        return words.say("help.never_covered")
    return words.say("help.nobody_before", when=words.when(start, circle.zone))


def signposts_of(circle: Circle) -> list[Signpost]:
    """The group's own signposts, else the service's; never more than three."""
    own = [_signpost(row) for row in circle.data.get("signposts", [])]
    return (own or list(SERVICE))[:3]


def _signpost(row: dict[str, Any]) -> Signpost:
    return Signpost(**{name: row[name] for name in ("number", "tel", "name", "hours", "note", "checked_on")})
