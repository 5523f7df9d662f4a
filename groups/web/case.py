"""What one does with a case: open its words, hold it, decide, take back, mute. Its page is case_page.py."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access
from groups.access import DECIDES, Membership
from groups.actions import cases, claims, decisions, muting, verdicts
from groups.model import NotFound, Refused
from groups.store.base import Record
from groups.web import queue
from groups.web.case_page import page
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from moderation import RawText
from moderation.types import unwrap

WALL_SIGN = "▢"  # a piece that was hidden before the author edited: one code point, as findings count it


async def show(request: web.Request) -> web.StreamResponse:
    """GET /case/{case}."""
    who, case = await _case(request)
    return await page(request, who, case)


async def open_words(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/open: the words as typed, of a crisis also the later ones. Audit rows are durable before."""
    ctx = ctx_of(request)
    who, case = await _case(request)
    if cases.is_grave(case) and not case.data.get("holder") and case.data["state"] != "closed":
        case = await claims.claim(ctx, who, case)
    originals = {}
    for id in (case.id, *case.data.get("parts", ())):
        record = await ctx.store.get("case", id)
        if record is not None and await ctx.store.original(id) is not None:
            originals[id] = shown_to_decider(await decisions.open_original(ctx, who, record))
    if not originals and not cases.is_grave(case):
        raise NotFound
    _, case = await _case(request)
    return await page(request, who, case, original=originals.get(case.id), originals=originals)


def shown_to_decider(raw: RawText) -> str:
    """What `open_original` returned, for the page of the one who decides. The last step of that exit."""
    return "".join(piece if isinstance(piece, str) else WALL_SIGN for piece in unwrap(raw))


async def claim(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/claim: hold it; `seen` is the holder that the page showed. A supporter holds a crisis alone."""
    ctx, id = ctx_of(request), request.match_info["case"]
    (seen,) = await form(request, "seen")
    try:
        who, case = await access.line_of(ctx, signed_in(request).account, id)
    except NotFound:
        who, case = await _case(request)
    try:
        await claims.claim(ctx, who, case, seen)
    except Refused as refused:
        if who.seat in DECIDES:
            return await _again(request, refused)
        raise
    raise web.HTTPSeeOther(f"/case/{id}" if who.seat in DECIDES else f"/case/{id}/line")


async def let_go(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/let-go: hold it no more."""
    ctx, id = ctx_of(request), request.match_info["case"]
    try:
        who, case = await access.line_of(ctx, signed_in(request).account, id)
    except NotFound:
        who, case = await _case(request)
    await claims.let_go(ctx, who, case)
    raise web.HTTPSeeOther("/queue")


async def release(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/release: show it to the group, redacted."""
    return await _give(request, "release")


async def ask(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/ask: back to its author, with the psychologist's words."""
    return await _give(request, "ask")


async def refuse(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/refuse: keep it from the room, with an explanation to its author."""
    return await _give(request, "refuse")


async def remove(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/remove: take a shown message away, with the reason to its author."""
    return await _give(request, "remove")


async def close(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/close: nothing more is to be done."""
    return await _give(request, "close")


async def restore(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/restore: a piece was wrongly hidden; it is put back where it stood."""
    return await _give(request, "restore")


async def keep(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/keep: a disputed piece stays hidden, with an explanation to its author."""
    return await _give(request, "keep")


async def _give(request: web.Request, act: str) -> web.StreamResponse:
    who, case = await _case(request)
    rev, note = await form(request, "rev", "note")
    try:
        await verdicts.give(
            ctx_of(request), who, case, _number(rev), act, RawText(note.replace("\r\n", "\n"))
        )
    except Refused as refused:
        return await _again(request, refused, notes={act: note}, chosen=act)
    raise web.HTTPSeeOther("/queue")


async def undo(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/undo: take a decision back that was not carried out yet."""
    who, case = await _case(request)
    try:
        await verdicts.undo(ctx_of(request), who, case)
    except Refused as refused:
        return await _again(request, refused)
    raise web.HTTPSeeOther(f"/case/{case.id}")


async def mute(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/mute: its author, `for` an hour, until morning, a week, or `end`."""
    ctx = ctx_of(request)
    who, case = await _case(request)
    (chosen,) = await form(request, "for")
    zone, now = ctx.circles[who.group].zone, ctx.clock()
    until = 0 if chosen == "end" else muting.until_of(chosen, zone, now)
    await muting.mute(ctx, who, case.data["author"], until)
    raise web.HTTPSeeOther(f"/case/{case.id}")


async def about_message(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/m/{seq}/case: a case about a message that stands, for what one wants to do with it."""
    ctx = ctx_of(request)
    who = await access.member_of(ctx, signed_in(request).account, request.match_info["group"])
    if who.seat not in DECIDES:
        raise NotFound
    record = await cases.open_about(ctx, who, _number(request.match_info["seq"]))
    raise web.HTTPSeeOther(f"/case/{record.id}")


async def _again(request: web.Request, refused: Refused, **more: Any) -> web.Response:
    """The case as it stands now, with what kept the decision from being carried out; the note stays in its field."""
    who, case = await _case(request)
    words, values = speech_of(request), dict(refused.values)
    if "seat" in values:
        values["who"] = queue.named(words, values)
    return await page(request, who, case, error=refused.code, error_values=values, **more)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else -1


async def _case(request: web.Request) -> tuple[Membership, Record]:
    ctx = ctx_of(request)
    return await access.case_of(ctx, signed_in(request).account, request.match_info["case"])
