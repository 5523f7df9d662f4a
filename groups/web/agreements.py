"""The agreement as its writers see it: promise by promise, a draft that both agree to, versions with their reason."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups.actions import agreements, drafts, versions
from groups.model import Refused
from groups.web.hands import Fields, Hand, fields_of, first, hand_of, number
from groups.web.keys import ctx_of
from groups.web.render import render

EMPTY = {"text": "", "note": "", "rule": ""}


async def show(request: web.Request) -> web.StreamResponse:
    """GET .../agreement."""
    return await _page(request, await hand_of(request))


async def change(request: web.Request) -> web.StreamResponse:
    """POST .../agreement/change: the next edition of the draft."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    typed, safety = typed_of(fields), first(fields, "safety") == "yes"
    edition = number(first(fields, "edition", "0"))
    try:
        await drafts.change(ctx, hand.by, hand.group, "agreement", typed, edition=edition, safety=safety)
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused, typed=typed)
    raise web.HTTPSeeOther(f"{hand.base}/agreement#draf")


def typed_of(fields: Fields) -> dict[str, Any]:
    """The document that a form holds: `text.0`, `note.0`, `rule.0`, ...; the staff's promises one a line."""
    promises = [
        {name: first(fields, f"{name}.{at}") for name in EMPTY} for at in range(agreements.MOST_PROMISES)
    ]
    staff = [line.strip() for line in first(fields, "staff").splitlines() if line.strip()]
    return {"promises": [one for one in promises if one["text"].strip()], "staff": staff}


async def agree(request: web.Request) -> web.StreamResponse:
    """POST .../agreement/agree: one of the two taps."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    edition, why = number(first(fields, "edition")), first(fields, "why")
    try:
        await drafts.agree(ctx, hand.by, hand.group, "agreement", edition, why=why)
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused, why=why)
    raise web.HTTPSeeOther(f"{hand.base}/agreement#draf")


async def drop(request: web.Request) -> web.StreamResponse:
    """POST .../agreement/drop: the draft is given up."""
    ctx, hand, fields = ctx_of(request), await hand_of(request), await fields_of(request)
    try:
        await drafts.drop(ctx, hand.by, hand.group, "agreement", number(first(fields, "edition")))
    except Refused as refused:
        return await _page(request, hand, 400, refused=refused)
    raise web.HTTPSeeOther(f"{hand.base}/agreement")


async def _page(
    request: web.Request,
    hand: Hand,
    status: int = 200,
    *,
    refused: Refused | None = None,
    typed: dict[str, Any] | None = None,
    why: str = "",
) -> web.Response:
    ctx = ctx_of(request)
    draft, in_force = await drafts.start_of(ctx, hand.group, "agreement"), hand.circle.data["agreement"]
    shown = typed or draft.document
    context = {
        "agreement": in_force,
        "draft": draft if draft.edition else None,
        "edition": draft.edition,
        "promises": _rows(shown.get("promises", [])),
        "staff": "\n".join(shown.get("staff", [])),
        "versions": await versions.of_group(ctx, hand.group, "agreement"),
        "why": why,
        "most": agreements.MOST_PROMISES,
        "most_words": agreements.MOST_WORDS,
    }
    wrong = {"error": refused.code, "error_values": refused.values} if refused else {}
    return render(request, "agreement_draft.html", status, **hand.page() | context | wrong)


def _rows(promises: list[dict[str, str]]) -> list[dict[str, str]]:
    """What stands, and room for one more."""
    more = [EMPTY] if len(promises) < agreements.MOST_PROMISES else []
    return [EMPTY | one for one in promises] + more
