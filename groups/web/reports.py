"""Reporting a message or a person, and the supervisor's own pages: reports about staff, read by nobody else."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import Membership
from groups.actions import cases, messages, reports
from groups.actions.reports import REASONS, Report
from groups.model import NotFound, Refused, new_id
from groups.store.base import Record
from groups.web.case import shown_to_decider
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from groups.web.mine import member_of, person_of, render_group, seq_of
from groups.web.render import render
from groups.web.rows import row_of
from moderation import RawText, Seat


async def show(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/m/{seq}/report, /g/{group}/p/{member}/report."""
    return await _page(request, await member_of(request))


async def report(request: web.Request) -> web.StreamResponse:
    """POST the same: a reason, and words if one wants. The same form sent twice is one report."""
    ctx, who = ctx_of(request), await member_of(request)
    reason, text, nonce = await form(request, "reason", "text", "form")
    given = Report(reason, RawText(text.strip()), nonce[:64] or new_id())
    try:
        if "seq" in request.match_info:
            await reports.report_message(ctx, who, seq_of(request), given)
        else:
            await reports.report_person(ctx, who, request.match_info["member"], given)
    except Refused as refused:
        return await _page(request, who, refused, reason, text)
    raise web.HTTPSeeOther(f"/g/{who.group}")


async def _page(
    request: web.Request, who: Membership, refused: Refused | None = None, reason: str = "", text: str = ""
) -> web.Response:
    ctx, other = ctx_of(request), await person_of(request, who)
    row = None
    if "seq" in request.match_info:
        row = await row_of(ctx, await messages.message_of(ctx, who, who.room, seq_of(request)), who)
    context = {
        "row": row,
        "other": other.name,
        "about_staff": other.seat.is_staff,
        "reasons": REASONS,
        "chosen": reason,
        "draft": text,
        "longest": reports.LONGEST,
        "form_id": new_id(),
        "has_supervisor": reports.has_supervisor(ctx, who.group),
        "issuers": issuers(request, who),
        "action": request.path,
    }
    return render_group(request, who, "report.html", refused, **context)


def issuers(request: web.Request, who: Membership) -> list[str]:
    """Who issued the licences here: the way outside this service."""
    staff = ctx_of(request).circles[who.group].staff()
    return list(dict.fromkeys(one.licence["issuer"] for one in staff if one.licence))


# the supervisor's


async def oversight(request: web.Request) -> web.StreamResponse:
    """GET /oversight: what is reported about staff, in every group whose supervisor this account is."""
    ctx, found = ctx_of(request), list[dict[str, Any]]()
    places = [
        who
        for who in await access.memberships_of(ctx, signed_in(request).account)
        if who.seat is Seat.SUPERVISOR
    ]
    if not places:
        raise NotFound
    for who in places:
        found += [_said(request, case) for case in await reports.waiting(ctx, who)]
    return render(request, "oversight.html", cases=found, zone=ctx.circles[places[0].group].zone)


def _said(request: web.Request, case: Record) -> dict[str, Any]:
    circle, data = ctx_of(request).circles[case.data["group"]], case.data
    about = circle.people[data["author"]]
    told = speech.reasons(speech_of(request), data["reasons"])
    return {
        "id": case.id,
        "group": circle.name,
        "about": {"name": about.name, "seat": about.seat.value},
        "since_ms": data["at"],
        "state": data["state"],
        "reasons": [each["text"] for each in told],
    }


async def one(request: web.Request) -> web.StreamResponse:
    """GET /oversight/{case}."""
    who, case = await _case(request)
    return await _case_page(request, who, case)


async def open_words(request: web.Request) -> web.StreamResponse:
    """POST /oversight/{case}/open: what the reporter wrote; noted before it is shown."""
    who, case = await _case(request)
    words = shown_to_decider(await reports.open_words(ctx_of(request), who, case))
    return await _case_page(request, who, case, words)


async def close(request: web.Request) -> web.StreamResponse:
    """POST /oversight/{case}/close: read and dealt with; the reporter hears that."""
    who, case = await _case(request)
    await reports.close(ctx_of(request), who, case)
    raise web.HTTPSeeOther("/oversight")


async def _case_page(
    request: web.Request, who: Membership, case: Record, words: str | None = None
) -> web.Response:
    ctx = ctx_of(request)
    context: dict[str, Any] = {
        "case": _said(request, case),
        "body": await cases.case_body(ctx, case),
        "words_typed": words,
        "has_words": await ctx.store.original(case.id) is not None,
        "zone": ctx.circles[who.group].zone,
    }
    return render(request, "oversight_case.html", **context)


async def _case(request: web.Request) -> tuple[Membership, Record]:
    return await access.oversight_of(ctx_of(request), signed_in(request).account, request.match_info["case"])
