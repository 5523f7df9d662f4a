"""One message and what can be done to it: its page, and the plain forms that a script sends too."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from aiohttp import web

from groups import access, speech
from groups.access import Membership
from groups.actions import messages
from groups.actions.post import Answer, Draft
from groups.locale import Catalogue
from groups.model import Body, Hidden, NotFound, Refused, new_id
from groups.store.base import Event
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from groups.web.phrases import label
from groups.web.render import render
from groups.web.rows import row_of
from groups.web.socket import MAX_TEXT
from moderation import Action, RawText, Seat

_TOKEN = re.compile(r"⟦([^⟦⟧]{1,40})⟧")  # how a hidden piece stands in a field


class Asked(NamedTuple):
    """Who asks about which message, and what stands there."""

    who: Membership
    seq: int
    row: Event


async def show(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/m/{seq}: the message and every choice, for who has no script."""
    return await _page(request, await _asked(request))


async def react(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/m/{seq}/react: `on` or `off` names the reaction."""
    asked, (on, off) = await _asked(request), await form(request, "on", "off")
    try:
        await messages.react(ctx_of(request), asked.who, asked.who.room, asked.seq, on or off, bool(on))
    except Refused as refused:
        return await _told(request, asked, refused.code, refused.values)
    raise _back(asked)


async def withdraw(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/m/{seq}/withdraw: gone at once."""
    asked = await _asked(request)
    await messages.withdraw(ctx_of(request), asked.who, asked.who.room, asked.seq)
    raise _back(asked)


async def edit(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/m/{seq}/edit: another version. What is not taken stays in the field."""
    asked = await _asked(request)
    if asked.row.author != asked.who.id:
        raise NotFound
    text, rev, roster, nonce = await form(request, "text", "rev", "roster", "form")
    text = text.replace("\r\n", "\n")
    try:
        answer = await _edit(request, asked, text, _number(rev), _number(roster), nonce)
    except Refused as refused:
        return await _told(request, asked, refused.code, refused.values, draft=text)
    if answer.action is Action.REFUSE:
        return await _refused(request, asked, answer, text)
    raise _back(asked)


async def _edit(request: web.Request, asked: Asked, text: str, rev: int, roster: int, nonce: str) -> Answer:
    if len(text) > MAX_TEXT:
        raise Refused("error.too_long", max=MAX_TEXT)
    ctx = ctx_of(request)
    raw = pieces_of_field(speech_of(request), text, await ctx.body_loaded(asked.row) or Body())
    cid = nonce if re.fullmatch(r"[0-9a-f]{32}", nonce) else new_id()
    edited = Draft(asked.who.room, raw, cid, roster or None, target=asked.seq, rev=rev)
    return await messages.edit_message(ctx, asked.who, edited)


async def given_back(request: web.Request, who: Membership, seq: int, draft: str) -> web.Response:
    """The page of a message with what its author gets back in the field."""
    asked = Asked(who, seq, await messages.message_of(ctx_of(request), who, who.room, seq))
    return await _page(request, asked, None, draft)


def field_of(words: Catalogue, body: Body) -> str:
    """A message as it stands in a field to be edited: hidden pieces as `⟦nomor telepon A⟧`."""
    return "".join(piece if isinstance(piece, str) else f"⟦{label(words, piece)}⟧" for piece in body.pieces)


def pieces_of_field(words: Catalogue, text: str, body: Body) -> RawText:
    """The field again: a token that the shown version holds is a wall, any other is text as typed."""
    known = {label(words, piece): piece for piece in body.hidden}
    parts: list[str | Hidden] = []
    for at, part in enumerate(_TOKEN.split(text)):
        if at % 2 == 0:
            parts.append(part)
        else:
            parts.append(known.get(part, f"⟦{part}⟧"))
    return RawText(*(part for part in parts if part != ""))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


async def _asked(request: web.Request) -> Asked:
    ctx, seq = ctx_of(request), _number(request.match_info["seq"])
    who = await access.member_of(ctx, signed_in(request).account, request.match_info["group"])
    return Asked(who, seq, await messages.message_of(ctx, who, who.room, seq))


def _back(asked: Asked) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"/g/{asked.who.group}#m-{asked.seq}")


async def _told(
    request: web.Request, asked: Asked, code: str, values: Any, draft: str | None = None
) -> web.Response:
    circle = ctx_of(request).circles[asked.who.group]
    told = {"reasons": [], "text": speech.told(speech_of(request), circle.zone, code, values)}
    return await _page(request, asked, told, draft)


async def _refused(request: web.Request, asked: Asked, answer: Answer, draft: str) -> web.Response:
    words, circle = speech_of(request), ctx_of(request).circles[asked.who.group]
    told = [each["text"] for each in speech.reasons(words, answer.reasons)]
    text = speech.told(words, circle.zone, answer.code, answer.values) if answer.code else ""
    return await _page(request, asked, {"reasons": told, "text": text}, draft)


async def _page(
    request: web.Request, asked: Asked, refusal: dict[str, Any] | None = None, draft: str | None = None
) -> web.Response:
    """The page of a message as it stands now; `draft` is what its author has in the field."""
    ctx, who = ctx_of(request), asked.who
    row = await row_of(ctx, await messages.message_of(ctx, who, who.room, asked.seq), who)
    circle: Any = ctx.circles[who.group]
    context = {
        "group": {"id": circle.id, "name": circle.name},
        "row": row,
        "draft": field_of(speech_of(request), row.body) if draft is None else draft,
        "refusal": refusal,
        "form_id": new_id(),
        "roster_seq": circle.roster_seq,
        "member": who.seat is Seat.MEMBER,
        "decides": who.seat in access.DECIDES,
        "zone": circle.zone,
    }
    return render(request, "message.html", status=400 if refusal else 200, **context)
