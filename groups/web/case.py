"""A case: what was found, the words as the group would see them, and, opened here only, as typed."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import Membership
from groups.actions import cases, decisions
from groups.model import Channel, ChannelKind, Refused
from groups.store.base import Record
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from groups.web.render import render
from groups.web.rows import SHOWN, rows_of
from moderation import Kind, RawText, Span
from moderation.types import unwrap


async def show(request: web.Request) -> web.StreamResponse:
    """GET /case/{case}."""
    who, case = await _case(request)
    return await page(request, who, case)


async def open_words(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/open: the words as typed. An audit row is durable before they are shown."""
    who, case = await _case(request)
    raw = await decisions.open_original(ctx_of(request), who, case)
    _, case = await _case(request)
    return await page(request, who, case, original=shown_to_decider(raw))


def shown_to_decider(raw: RawText) -> str:
    """What `open_original` returned, for the page of the one who decides. The last step of that exit."""
    return "".join(piece for piece in unwrap(raw) if isinstance(piece, str))


async def release(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/release: show it to the group, redacted."""
    who, case = await _case(request)
    (rev,) = await form(request, "rev")
    try:
        await decisions.release(ctx_of(request), who, case, _number(rev))
    except Refused as refused:
        return await _again(request, refused)
    raise web.HTTPSeeOther("/queue")


async def refuse(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/refuse: keep it from the room, with an explanation to its author."""
    who, case = await _case(request)
    rev, note = await form(request, "rev", "note")
    try:
        await decisions.refuse(ctx_of(request), who, case, _number(rev), RawText(note))
    except Refused as refused:
        return await _again(request, refused, note=note)
    raise web.HTTPSeeOther("/queue")


async def _again(request: web.Request, refused: Refused, note: str = "") -> web.Response:
    """The case as it stands now, with what kept the decision from being carried out; the note stays in its field."""
    who, case = await _case(request)
    return await page(request, who, case, error=refused.code, note=note)


async def page(request: web.Request, who: Membership, case: Record, **more: Any) -> web.Response:
    """The case page."""
    ctx, words = ctx_of(request), speech_of(request)
    circle, data = ctx.circles[who.group], case.data
    author = circle.people[data["author"]]
    context = {
        "case": {
            "id": case.id,
            "kind": data["kind"],
            "level": int(data["level"]),
            "state": data["state"],
            "since_ms": data["at"],
            "rev": decisions.turn_of(case),
            "reasons": _reasons(request, case),
            "body": await cases.case_body(ctx, case),
            "author_handle": author.handle,
            "group_name": circle.name,
            "has_original": await ctx.store.original(case.id) is not None,
            "decided": data["state"] in decisions.DECIDED,
        },
        "original": None,
        "spans": [Span(s, e, Kind(kind), score, by) for s, e, kind, by, score in data["found"]],
        "around": await _around(request, who, data),
        "will_read": {"release": words.say("case.told_released"), "refuse": words.say("case.told_refused")},
        "error": None,
        "note": "",
        "zone": circle.zone,
    }
    return render(request, "case.html", **context | more)


def _reasons(request: web.Request, case: Record) -> list[dict[str, str]]:
    rules = dict(zip(case.data["reasons"], case.data["rules"], strict=False))
    told = speech.reasons(speech_of(request), case.data["reasons"])
    return [each | {"rule": rules.get(each["code"], "")} for each in told]


async def _around(request: web.Request, who: Membership, data: Any) -> list[Any]:
    """Five messages of the room before the moment of the case."""
    ctx = ctx_of(request)
    if Channel.parse(data["channel"]).kind is not ChannelKind.ROOM:
        return []
    events = await ctx.store.before(data["channel"], await ctx.store.head(data["channel"]) + 1, 200)
    near = [
        event
        for event in events
        if event.kind == "message" and event.kind in SHOWN and event.at <= data["at"]
    ]
    return await rows_of(ctx, near[-5:], who)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else -1


async def _case(request: web.Request) -> tuple[Membership, Record]:
    ctx = ctx_of(request)
    return await access.case_of(ctx, signed_in(request).account, request.match_info["case"])
