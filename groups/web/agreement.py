"""What was agreed here: the agreement with one's own consent, the rules as sentences, the welcome, and leaving."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access
from groups.access import DECIDES, Membership
from groups.actions import consents, leaving, welcome
from groups.locale import times
from groups.model import NotFound, Refused
from groups.web.keys import ctx_of, form
from groups.web.keys import speech as speech_of
from groups.web.mine import member_of, render_group
from groups.web.phrases import worded
from groups.web.render import render
from groups.web.sentences import sections
from moderation import RawText, Seat


async def show(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/agreement."""
    return await _agreement(request, await member_of(request))


async def agree(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/agreement: consent to the agreement as it stands now, every promise ticked."""
    who = await member_of(request)
    ticked = [str(each) for each in (await request.post()).getall("promise", [])]
    (seen,) = await form(request, "seen")
    try:
        await consents.consent(ctx_of(request), who, seen, ticked)
    except Refused as refused:
        return await _agreement(request, who, refused)
    raise web.HTTPSeeOther(f"/g/{who.group}/agreement")


async def _agreement(request: web.Request, who: Membership, refused: Refused | None = None) -> web.Response:
    ctx = ctx_of(request)
    agreement = ctx.circles[who.group].data["agreement"]
    context = {
        "agreement": agreement,
        "seen": consents.digest_now(ctx, who.group),
        "consented_ms": await consents.consented_at(ctx, who),
        "member": who.seat is Seat.MEMBER,
    }
    return render_group(request, who, "agreement.html", refused, **context)


async def rules(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/rules: the rules in force as sentences, for everybody in the room."""
    ctx, who = ctx_of(request), await member_of(request)
    found = ctx.circles[who.group].rules
    said = sections(speech_of(request), found, now=ctx.clock()) if found else []
    return render_group(request, who, "group_rules.html", None, sections=said, base="", side="member")


# the welcome


async def welcome_page(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/welcome: what stands above the room, for who decides."""
    who = await _decider(request)
    words, stands = speech_of(request), await welcome.read(ctx_of(request), who.group)
    return _welcome(request, who, None, worded(words, stands.welcome), worded(words, stands.theme))


async def set_welcome(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/welcome."""
    who = await _decider(request)
    text, theme = (each.replace("\r\n", "\n").strip() for each in await form(request, "welcome", "theme"))
    try:
        await welcome.write(ctx_of(request), who, RawText(text), RawText(theme))
    except Refused as refused:
        return _welcome(request, who, refused, text, theme)
    raise web.HTTPSeeOther(f"/g/{who.group}")


def _welcome(
    request: web.Request, who: Membership, refused: Refused | None, text: str, theme: str
) -> web.Response:
    longest = {"welcome": welcome.WELCOME_MOST, "theme": welcome.THEME_MOST}
    return render_group(request, who, "welcome.html", refused, text=text, theme=theme, longest=longest)


async def _decider(request: web.Request) -> Membership:
    who = await member_of(request)
    if who.seat not in DECIDES:
        raise NotFound
    return who


# leaving


async def leave_page(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/leave."""
    who = await _member(request)
    watched = await leaving.is_watched(ctx_of(request), who)
    return render_group(request, who, "leave.html", None, watched=watched, handle=_handle(request, who))


async def leave(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/leave: `words` is `stay` or `go`. The answer is the receipt."""
    ctx, who = ctx_of(request), await _member(request)
    (chosen,) = await form(request, "words")
    if chosen not in ("stay", "go"):
        raise Refused("error.bad_frame", field="words")
    circle, now = ctx.circles[who.group], ctx.clock()
    watched = await leaving.is_watched(ctx, who)
    await leaving.leave(ctx, who, with_words=chosen == "go")
    context: dict[str, Any] = {
        "group_name": circle.name,
        "gone": chosen == "go",
        "watched": watched,
        "days": circle.data["retention_days"],
        "on": times.local_date(now, circle.zone).isoformat(),
        "zone": circle.zone,
    }
    return render(request, "left.html", **context)


def _handle(request: web.Request, who: Membership) -> str:
    return ctx_of(request).circles[who.group].people[who.id].handle


async def _member(request: web.Request) -> Membership:
    who = await member_of(request)
    access.still(ctx_of(request), who)
    if who.seat is not Seat.MEMBER:
        raise NotFound
    return who
