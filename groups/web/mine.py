"""What is mine, and whom I do not want to read: held messages back, a hidden piece disputed, a person folded away."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import Membership
from groups.actions import disputes, ignoring, messages, mine
from groups.actions.post import Draft, post_message
from groups.actions.restoring import disputable
from groups.memory import Person
from groups.model import Body, Channel, ChannelKind, Hidden, NotFound, Refused, new_id
from groups.web import lines, room
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from groups.web.messages import given_back
from groups.web.phrases import label
from groups.web.render import render
from groups.web.rows import row_of
from moderation import RawText, Seat

#: Who recognised whom (CARE C11): two buttons, no name asked.
RECOGNISED = ("know", "known")


# what waits


async def take(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/held/{case}/take: an own held message waits no more; its words stand in the field again."""
    ctx, who = ctx_of(request), await member_of(request)
    case = await mine.held_of(ctx, who, request.match_info["case"])
    raw = await mine.take_back(ctx, who, case.id)
    draft = room.give_back(raw, lambda piece: f"⟦{label(speech_of(request), piece)}⟧")
    if case.data["channel"].startswith("line:"):
        line = Channel(ChannelKind.LINE, who.id)
        who = await access.enter(ctx, who, line)
        return await lines.page(request, lines.Place(who, line, f"/g/{who.group}/line"), draft=draft)
    target = int(case.data.get("target") or 0)
    if target and (await messages.message_of(ctx, who, who.room, target)).kind == "message":
        return await given_back(request, who, target, draft)
    return await room.page(request, who, draft=draft, notice=speech_of(request).say("held.given_back"))


# a hidden piece


async def dispute_page(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/m/{seq}/dispute: which piece, and what it was."""
    return await _dispute_page(request, await member_of(request))


async def dispute(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/m/{seq}/dispute: the piece typed again, sealed. What is not taken stays in the field."""
    ctx, who = ctx_of(request), await member_of(request)
    piece, rev, text = await form(request, "piece", "rev", "text")
    try:
        await disputes.dispute(ctx, who, seq_of(request), number(rev), number(piece), RawText(text.strip()))
    except Refused as refused:
        return await _dispute_page(request, who, refused, text)
    raise web.HTTPSeeOther(f"/g/{who.group}#m-{seq_of(request)}")


async def _dispute_page(
    request: web.Request, who: Membership, refused: Refused | None = None, draft: str = ""
) -> web.Response:
    ctx = ctx_of(request)
    if who.seat in access.DECIDES:
        raise NotFound
    event = await messages.own_message(ctx, who, who.room, seq_of(request))
    row = await row_of(ctx, event, who)
    context = {
        "row": row,
        "pieces_here": [{"at": at, "piece": one, "alone": Body((one,))} for at, one in _pieces(row.body)],
        "draft": draft,
        "longest": disputes.LONGEST,
    }
    return render_group(request, who, "dispute.html", refused, **context)


def _pieces(body: Body) -> list[tuple[int, Hidden]]:
    return disputable(body)


# a person


async def person(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/p/{member}: what one can do about a person of the group."""
    who = await member_of(request)
    return _person_page(request, who, await person_of(request, who))


def _person_page(request: web.Request, who: Membership, other: Person, told: str = "") -> web.Response:
    ignored = ctx_of(request).circles[who.group].people[who.id].ignored
    context = {
        "other": {"id": other.id, "handle": other.name, "seat": other.seat.value},
        "ignored": other.id in ignored,
        "member": who.seat is Seat.MEMBER,
        "fellow": other.seat is Seat.MEMBER,
        "told_now": told,
    }
    return render_group(request, who, "person.html", None, **context)


async def ignore(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/p/{member}/ignore, /g/{group}/m/{seq}/ignore: `on` folds away what they write, `off` no longer."""
    who = await member_of(request)
    other = await person_of(request, who)
    on, _ = await form(request, "on", "off")
    await ignoring.ignore(ctx_of(request), who, other.id, bool(on))
    raise web.HTTPSeeOther(f"/g/{who.group}")


async def recognised(request: web.Request) -> web.StreamResponse:
    """POST .../recognised: `kind` know or known. Said in the private line, which the psychologist alone reads."""
    ctx, who = ctx_of(request), await member_of(request)
    other = await person_of(request, who)
    (kind,) = await form(request, "kind")
    if who.seat is not Seat.MEMBER or kind not in RECOGNISED:
        raise NotFound
    words, line = speech_of(request), Channel(ChannelKind.LINE, who.id)
    said = words.say(f"recognised.said_{kind}", handle=other.name)
    await post_message(ctx, await access.enter(ctx, who, line), Draft(line, RawText(said), new_id()))
    return _person_page(request, who, other, words.say("recognised.done"))


# doors and pages that several share


async def member_of(request: web.Request) -> Membership:
    """Who asks, in the room of the address. Raises NotFound."""
    who = await access.member_of(ctx_of(request), signed_in(request).account, request.match_info["group"])
    access.reads(who, who.room)
    return who


async def person_of(request: web.Request, who: Membership) -> Person:
    """Whom the address names: by membership, or as the author of a message. Raises NotFound."""
    ctx, member = ctx_of(request), request.match_info.get("member")
    if member is None:
        member = (await messages.message_of(ctx, who, who.room, seq_of(request))).author
    return ignoring.other_member(ctx, who, member)


def seq_of(request: web.Request) -> int:
    """The message of the address; 0 where it names none."""
    return number(request.match_info["seq"])


def number(text: str) -> int:
    """A whole number as typed, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0


def render_group(
    request: web.Request, who: Membership, template: str, refused: Refused | None, **context: Any
) -> web.Response:
    """A page of the group, with why something was not taken."""
    circle = ctx_of(request).circles[who.group]
    told = speech.told(speech_of(request), circle.zone, refused.code, refused.values) if refused else ""
    group = {"id": circle.id, "name": circle.name}
    return render(
        request, template, 400 if refused else 200, group=group, zone=circle.zone, wrong_now=told, **context
    )
