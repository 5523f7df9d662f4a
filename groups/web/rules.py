"""Rules as sentences: read, changed as a draft, tried on a text and on the past, agreed by two, brought back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from groups.access import Membership
from groups.actions import drafts, dry_run, versions
from groups.actions.drafts import Draft
from groups.context import Context
from groups.model import NotFound, Refused, RulesDamaged
from groups.web.clusters import BY_KEY
from groups.web.hands import Fields, Hand, admin_hand, fields_of, first, hand_of, number
from groups.web.keys import ctx_of, form, speech
from groups.web.render import render
from groups.web.rule_forms import changed, form_of
from groups.web.sentences import differing, sections
from moderation import BASE, Decision, RawText, Rules, RulesError, parse_rules
from moderation import Context as ReviewContext
from moderation.changes import is_stricter

TRIED_MOST = 4000  # characters of a sentence that is tried


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages of rules are made of: the draft, what it makes, and what is in force."""

    hand: Hand
    draft: Draft
    rules: Rules
    in_force: Rules


async def show(request: web.Request) -> web.StreamResponse:
    """GET .../rules."""
    return await _page(request, await hand_of(request))


async def edit(request: web.Request) -> web.StreamResponse:
    """GET .../rules/edit?rule=contact: one cluster of rules, or one list of own words."""
    ctx, hand = ctx_of(request), await hand_of(request)
    return _edit_page(request, await _desk(ctx, hand), request.query.get("rule", ""), ctx.clock())


async def change(request: web.Request) -> web.StreamResponse:
    """POST .../rules/change: the next edition of the draft."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    desk, key = await _desk(ctx, hand), first(fields, "rule")
    try:
        made = changed(desk.draft.document, key, fields)
        await drafts.change(ctx, hand.by, hand.group, "rules", made, edition=_edition(fields))
    except Refused as refused:
        return _edit_page(request, desk, key, ctx.clock(), 400, refused)
    raise web.HTTPSeeOther(f"{hand.base}/rules#{_anchor(key)}")


def _anchor(key: str) -> str:
    return f"r-{key}" if key in BY_KEY else "r-own"


async def agree(request: web.Request) -> web.StreamResponse:
    """POST .../rules/agree: one of the two taps."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    try:
        await drafts.agree(ctx, hand.by, hand.group, "rules", _edition(fields), why=first(fields, "why"))
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused, why=first(fields, "why"))
    raise web.HTTPSeeOther(f"{hand.base}/rules#draf")


async def at_once(request: web.Request) -> web.StreamResponse:
    """POST .../rules/at-once: stricter rules now, by the psychologist alone."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    if not isinstance(hand.by, Membership):
        raise NotFound
    try:
        await drafts.at_once(ctx, hand.by, hand.group, _edition(fields), why=first(fields, "why"))
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused, why=first(fields, "why"))
    raise web.HTTPSeeOther(f"{hand.base}/rules#versi")


async def drop(request: web.Request) -> web.StreamResponse:
    """POST .../rules/drop: the draft is given up."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    try:
        await drafts.drop(ctx, hand.by, hand.group, "rules", _edition(fields))
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused)
    raise web.HTTPSeeOther(f"{hand.base}/rules")


async def bring_back(request: web.Request) -> web.StreamResponse:
    """POST .../rules/return: one tap back to an earlier version."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    version = number(first(fields, "version"))
    try:
        await drafts.bring_back(ctx, hand.by, hand.group, version, _edition(fields))
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused)
    raise web.HTTPSeeOther(f"{hand.base}/rules#draf")


async def confirm(request: web.Request) -> web.StreamResponse:
    """POST .../rules/confirm: the admin's later tap on what the psychologist put in force."""
    ctx, hand, fields = ctx_of(request), await admin_hand(request), await fields_of(request)
    await drafts.confirm(ctx, hand.by, hand.group, number(first(fields, "version")))
    raise web.HTTPSeeOther(f"{hand.base}/rules#versi")


async def let_terms(request: web.Request) -> web.StreamResponse:
    """POST .../rules/terms: the psychologist lets the draft's own words be tried on the past."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    if not isinstance(hand.by, Membership):
        raise NotFound
    try:
        await drafts.let_terms(ctx, hand.by, hand.group, _edition(fields))
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused)
    raise web.HTTPSeeOther(f"{hand.base}/rules#coba")


async def try_text(request: web.Request) -> web.StreamResponse:
    """POST .../rules/try: a sentence of one's own, kept nowhere; no handle, registered word or memory of the group."""
    hand = await hand_of(request)
    (text,) = await form(request, "text")
    if len(text) > TRIED_MOST:
        return await _page(request, hand, 400, refused=Refused("error.too_long", max=TRIED_MOST), typed=text)
    desk = await _desk(ctx_of(request), hand)
    decision = await _review(ctx_of(request), desk, text) if text.strip() else None
    return await _page(request, hand, typed=text, verdict=_verdict(decision, desk) if decision else None)


async def _review(ctx: Context, desk: Desk, text: str) -> Decision:
    now, circle = ctx.clock(), desk.hand.circle
    context = ReviewContext(now, circle.zone, clock=time.thread_time, covered=circle.is_covered(now))
    return await ctx.reviewer.review(RawText(text), desk.rules, context)


def _verdict(decision: Decision, desk: Desk) -> dict[str, Any]:
    return {
        "action": decision.action.name.lower(),
        "body": decision.body,
        "spans": decision.spans,
        "reasons": list(dict.fromkeys((one.code, one.effect.value) for one in decision.reasons)),
        "words": [desk.rules.message(one.rule) for one in decision.reasons if desk.rules.message(one.rule)],
    }


async def try_past(request: web.Request) -> web.StreamResponse:
    """POST .../rules/past: bands over the last 30 days."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    try:
        bands = await dry_run.on_past(ctx, hand.by, hand.group, _edition(fields))
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused)
    return await _page(request, hand, bands=bands)


async def export(request: web.Request) -> web.StreamResponse:
    """GET .../rules.json: the document in force, as `lingkar rules set` reads it."""
    hand = await hand_of(request)
    data, ctx = hand.circle.data, ctx_of(request)
    document = await versions.document_of(ctx, hand.group, "rules", data.get("rules", 0))
    headers = {"Content-Disposition": 'attachment; filename="rules.json"'}
    return web.json_response(document, headers=headers)


def _edition(fields: Fields) -> int:
    return number(first(fields, "edition", "0"))


async def _desk(ctx: Context, hand: Hand) -> Desk:
    draft = await drafts.start_of(ctx, hand.group, "rules")
    in_force = await _in_force(ctx, hand)
    return Desk(hand, draft, _parsed(draft, in_force), in_force)


async def _in_force(ctx: Context, hand: Hand) -> Rules:
    """The version in force; the service's where the stored one cannot be read."""
    try:
        return await ctx.read_rules(hand.group, hand.circle.data.get("rules", 0))
    except (RulesDamaged, RulesError):
        return BASE


def _parsed(draft: Draft, in_force: Rules) -> Rules:
    try:
        return parse_rules(draft.document, version=in_force.version + 1) if draft.edition else in_force
    except RulesError:
        return in_force


def _edit_page(
    request: web.Request, desk: Desk, key: str, now: int, status: int = 200, refused: Refused | None = None
) -> web.Response:
    shown = form_of(speech(request), key, desk.draft.document, desk.rules, now)
    context = desk.hand.page() | {"form": shown, "edition": desk.draft.edition} | _wrong(refused)
    return render(request, "rule_edit.html", status, **context)


def _wrong(refused: Refused | None) -> dict[str, Any]:
    return {"error": refused.code, "error_values": refused.values} if refused else {"error": None}


async def _page(
    request: web.Request,
    hand: Hand,
    status: int = 200,
    *,
    refused: Refused | None = None,
    bands: dict[str, dry_run.Band] | None = None,
    verdict: dict[str, Any] | None = None,
    typed: str = "",
    why: str = "",
) -> web.Response:
    ctx, words = ctx_of(request), speech(request)
    desk, now = await _desk(ctx, hand), ctx.clock()
    draft = desk.draft
    context = {
        "sections": sections(words, desk.rules, desk.in_force, now),
        "draft": draft if draft.edition else None,
        "edition": draft.edition,
        "changes": differing(words, desk.in_force, desk.rules, now) if draft.edition else [],
        "stricter": bool(draft.edition) and is_stricter(desk.in_force, desk.rules),
        "versions": await versions.of_group(ctx, hand.group, "rules"),
        "in_force": hand.circle.data.get("rules", 0),
        "bands": sorted(bands.items()) if bands is not None else None,
        "terms_wait": bool(draft.edition) and not draft.terms and hand.side == "admin",
        "verdict": verdict,
        "max_length": desk.rules.message_length,
        "typed": typed,
        "why": why,
    }
    return render(request, "rules.html", status, **hand.page() | context | _wrong(refused))
