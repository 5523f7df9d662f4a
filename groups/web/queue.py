"""The psychologist's queue: what waits in all own groups, gravest first."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import DESK, Membership
from groups.actions import cases
from groups.model import NotFound
from groups.store.base import Record
from groups.web.keys import ctx_of, signed_in
from groups.web.keys import speech as speech_of
from groups.web.render import render

_RANK = (
    "crisis",
    "safeguarding",
    "unmasking",
    "turbulence",
    "held",
    "report",
    "dispute",
    "appeal",
    "bereavement",
    "low",
)


async def show(request: web.Request) -> web.StreamResponse:
    """GET /queue: the open cases of every group in which this account sits at the desk."""
    ctx = ctx_of(request)
    places = [who for who in await access.memberships_of(ctx, signed_in(request).account) if who.seat in DESK]
    if not places:
        raise NotFound
    found = [(who, case) for who in places for case in await cases.waiting(ctx, who.group)]
    found.sort(key=lambda pair: order(pair[1]))
    context: dict[str, Any] = {
        "cases": [_row(request, who, case) for who, case in found],
        "channels": await ctx.store.heads([str(who.desk) for who in places]),
        "groups": [{"id": who.group, "name": ctx.circles[who.group].name} for who in places],
        "epoch": ctx.epoch,
        "zone": ctx.circles[places[0].group].zone,
    }
    return render(request, "queue.html", **context)


def order(case: Record) -> tuple[int, int, int, int]:
    """By level, then kind, then due time (the ones without last), then age."""
    data = case.data
    kind = _RANK.index(data["kind"]) if data["kind"] in _RANK else len(_RANK)
    return (-int(data["level"]), kind, data["until"] or 2**60, data["at"])


def _row(request: web.Request, who: Membership, case: Record) -> dict[str, Any]:
    data, words = case.data, speech_of(request)
    return {
        "id": case.id,
        "group_name": ctx_of(request).circles[who.group].name,
        "kind": data["kind"],
        "level": int(data["level"]),
        "state": data["state"],
        "since_ms": data["at"],
        "due_ms": data["until"],
        "reasons": [each["text"] for each in speech.reasons(words, data["reasons"])],
    }
