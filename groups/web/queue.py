"""The queue: what waits in all own groups, gravest first, a page of it; and what one decided and can still take back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import DECIDES, DESK, Membership
from groups.actions import desks
from groups.context import Context
from groups.locale import Catalogue
from groups.memory import Circle
from groups.model import NotFound
from groups.web.hands import waits_for
from groups.web.keys import ctx_of, signed_in
from groups.web.keys import speech as speech_of
from groups.web.render import render
from moderation import Level, Seat

PAGE = 100
#: Sections in order of rank, each with its drawing. A case that is in none of them is "low".
SECTIONS = {
    "crisis": "heed",
    "safeguarding": "heed",
    "bereavement": "leaf",
    "unmasking": "eye",
    "turbulence": "eye",
    "held": "clock",
    "report": "flag",
    "line": "lock",
    "watch": "eye",
    "unanswered": "talk",
    "newcomer": "leaf",
    "dispute": "piece",
    "appeal": "talk",
    "low": "ring",
}
_NEVER = 2**60
_RANK = {name: rank for rank, name in enumerate(SECTIONS)}
View = dict[str, Any]


async def show(request: web.Request) -> web.StreamResponse:
    """GET /queue: the open cases of every group in which this account sits at the desk."""
    ctx = ctx_of(request)
    places = [who for who in await access.memberships_of(ctx, signed_in(request).account) if who.seat in DESK]
    if not places:
        raise NotFound
    waiting: list[tuple[Membership, View]] = []
    mine: list[tuple[Membership, View]] = []
    for who in places:
        for view in await desks.open_cases(ctx, who.group):
            (mine if _decided_by(who, view) else waiting).append((who, view))
    start = _start(request)
    waiting.sort(key=lambda pair: order(pair[1]))
    rows = [_row(request, who, view) for who, view in waiting[start : start + PAGE]]
    context: dict[str, Any] = {
        "sections": _sections(rows),
        "mine": [_pending(request, who, view) for who, view in mine],
        "total": len(waiting),
        "newer": max(0, start - PAGE) if start else None,
        "older": start + PAGE if start + PAGE < len(waiting) else None,
        "rest": max(0, len(waiting) - start - PAGE),
        "channels": await ctx.store.heads([str(who.desk) for who in places]),
        "groups": [_group(request, who) for who in places],
        "drafts": [each for who in places if who.seat in DECIDES for each in await _drafts(ctx, who)],
        "epoch": ctx.epoch,
        "zone": ctx.circles[places[0].group].zone,
    }
    return render(request, "queue.html", **context)


async def _drafts(ctx: Context, who: Membership) -> list[View]:
    """What an admin agreed to and this seat has not yet."""
    circle = ctx.circles[who.group]
    waits = await waits_for(ctx, circle, "psychologist")
    return [{"group": circle.id, "name": circle.name, "what": what} for what in waits]


def _start(request: web.Request) -> int:
    given = request.query.get("from", "")
    return int(given) if given.isdecimal() and len(given) < 7 else 0


def section_of(view: View) -> str:
    """The section of the queue in which a case stands."""
    kind = view["kind"]
    if kind == "crisis":
        return "crisis" if view["level"] >= Level.URGENT else "watch"
    if kind == "held" and view["reasons"] == ["newcomer"]:
        return "newcomer"
    return kind if kind in SECTIONS else "low"


def order(view: View) -> tuple[int, int, int, int]:
    """By rank, in a crisis by level, then due time (the ones without last), then age."""
    level = -view["level"] if view["kind"] == "crisis" else 0
    return (_RANK[section_of(view)], level, view["until"] or _NEVER, view["at"])


def _decided_by(who: Membership, view: View) -> bool:
    """A case on which this person decided, and which can still be taken back."""
    return "verdict" in view and view["verdict"]["by"] == who.id


def _sections(rows: Iterable[View]) -> list[View]:
    """Rows below their headings, in order."""
    cut: dict[str, list[View]] = {}
    for row in rows:
        cut.setdefault(row["section"], []).append(row)
    return [{"name": name, "drawing": SECTIONS[name], "cases": cases} for name, cases in cut.items()]


def _row(request: web.Request, who: Membership, view: View) -> View:
    ctx, words = ctx_of(request), speech_of(request)
    circle = ctx.circles[who.group]
    return {
        "id": view["case"],
        "section": section_of(view),
        "group_name": circle.name,
        "handle": handle_of(circle, view["author"]),
        "kind": view["kind"],
        "level": int(view["level"]),
        "state": view["state"],
        "since_ms": view["at"],
        "due_ms": None if section_of(view) == "crisis" else view["until"],  # a crisis is due now
        "reasons": [each["text"] for each in speech.reasons(words, _foremost(view))],
        "parts": view.get("parts", 0),
        "wrote": view.get("wrote"),
        "held_by": held_by(words, who, view),
        "decided": decided_told(words, view),
        **_door(who, view),
    }


def _foremost(view: View) -> list[str]:
    """What a row names: in danger that, else every reason."""
    danger = [code for code in view["reasons"] if code.startswith(("crisis.", "help."))]
    return danger or list(view["reasons"])


def _door(who: Membership, view: View) -> View:
    """How this person gets to the case: by a link, by a form (a crisis opens with its words), or not at all."""
    grave = view["kind"] == "crisis" and view["level"] >= Level.URGENT
    if who.seat is Seat.SUPPORTER:
        holder = view.get("holder") or {}
        if not grave or (holder and holder["id"] != who.id):
            return {"href": None, "action": None}
        line = f"/case/{view['case']}/line"
        return (
            {"href": line, "action": None}
            if holder
            else {"href": None, "action": f"/case/{view['case']}/claim"}
        )
    if view["kind"] == "line":
        return {"href": f"/g/{who.group}/line/{view['author']}", "action": None}
    return {
        "href": None if grave else f"/case/{view['case']}",
        "action": f"/case/{view['case']}/open" if grave else None,
    }


def _pending(request: web.Request, who: Membership, view: View) -> View:
    """What this person decided, and for how long it can be taken back."""
    ctx, words = ctx_of(request), speech_of(request)
    verdict = view["verdict"]
    return {
        "id": view["case"],
        "act": words.say(f"case.act.{verdict['act']}"),
        "handle": handle_of(ctx.circles[who.group], view["author"]),
        "due_ms": verdict["due"],
        "left": max(0, -(-(verdict["due"] - ctx.clock()) // 1000)),
    }


def held_by(words: Catalogue, who: Membership, view: View) -> str:
    """Who holds a case, '' when nobody does."""
    holder = view.get("holder")
    if not holder:
        return ""
    if holder["id"] == who.id:
        return words.say("case.held_by_you")
    return words.say("case.held_by", who=named(words, holder))


def decided_told(words: Catalogue, view: View) -> str:
    """What somebody decided and is about to be carried out, '' when nothing is."""
    verdict = view.get("verdict")
    if not verdict:
        return ""
    return words.say("case.pending", who=named(words, verdict), act=words.say(f"case.act.{verdict['act']}"))


def named(words: Catalogue, who: View) -> str:
    """Role and name: `Psikolog Laras Widyasari`."""
    return words.say(f"role.{who['seat']}_named", name=who["name"])


def handle_of(circle: Circle, membership: str) -> str:
    """A member's handle, '' where it is gone."""
    person = circle.people.get(membership)
    return person.handle if person else ""


def _group(request: web.Request, who: Membership) -> View:
    circle = ctx_of(request).circles[who.group]
    return {"id": circle.id, "name": circle.name, "decides": who.seat in access.DECIDES}
