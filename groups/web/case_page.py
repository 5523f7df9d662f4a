"""A case's page: what was found, the words as the group would see them, five around, and what can be decided."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import Membership
from groups.actions import cases, decisions, muting
from groups.actions.release import is_shown
from groups.model import Body, Channel, ChannelKind, new_id
from groups.store.base import Event, Record
from groups.web import queue
from groups.web.keys import ctx_of
from groups.web.keys import speech as speech_of
from groups.web.lines import line_rows
from groups.web.render import render
from groups.web.rows import rows_of
from moderation import Kind, Span

_BEFORE, _AFTER = 3, 2  # messages shown around the one that a case is about
_LOOKED_AT = 60


async def page(request: web.Request, who: Membership, case: Record, **more: Any) -> web.Response:
    """The case page."""
    ctx, words = ctx_of(request), speech_of(request)
    circle, data = ctx.circles[who.group], case.data
    shown = await is_shown(ctx, case)
    author = circle.people.get(data["author"])
    context = {
        "case": await _about(request, who, case, shown),
        "acts": _acts(case, shown),
        "original": None,
        "originals": {},
        "parts": await _parts(request, case),
        "spans": [Span(s, e, Kind(kind), score, by) for s, e, kind, by, score in data["found"]],
        "around": await _around(request, who, case, shown),
        "talk_url": f"/g/{who.group}/line/{data['author']}" if author and author.state == "active" else None,
        "line": await _line(request, who, case),
        "mute": {
            "choices": muting.CHOICES,
            "morning": muting.until_of("morning", circle.zone, ctx.clock()),
            "until": author.muted_until if author else 0,
        },
        "pending": _pending(request, who, case),
        "channels": await ctx.store.heads([str(who.desk)]),
        "error": None,
        "notes": {},
        "chosen": "",
        "epoch": ctx.epoch,
        "signed": queue.named(words, {"seat": who.seat.value, "name": circle.people[who.id].name}),
        "zone": circle.zone,
    }
    return render(request, "case.html", **context | more)


async def _about(request: web.Request, who: Membership, case: Record, shown: Event | None) -> dict[str, Any]:
    ctx, words, data = ctx_of(request), speech_of(request), case.data
    view = cases.desk_view(case)
    body = await ctx.body_loaded(shown) if shown and case.body is None else await cases.case_body(ctx, case)
    section = queue.section_of(view)
    return {
        "id": case.id,
        "kind": data["kind"],
        "section": section,
        "level": int(data["level"]),
        "state": data["state"],
        "since_ms": data["at"],
        "due_ms": data["until"],
        "rev": decisions.turn_of(case),
        "reasons": _reasons(request, case),
        "body": body or Body(),
        "shown_url": f"/g/{who.group}#m-{shown.seq}"
        if shown and shown.kind == "message" and _is_room(shown)
        else None,
        "author_handle": queue.handle_of(ctx.circles[who.group], data["author"]),
        "group_name": ctx.circles[who.group].name,
        "group": who.group,
        "has_original": await ctx.store.original(case.id) is not None,
        "decided": data["state"] in decisions.DECIDED,
        "closed": data["state"] == "closed" or not (cases.is_open(case) or "part_of" in data),
        "grave": cases.is_grave(case),
        "main": data.get("part_of"),
        "holder": (data.get("holder") or {}).get("id", ""),
        "held_by": queue.held_by(words, who, view),
        "is_mine": (data.get("holder") or {}).get("id") == who.id,
        "told": queue.decided_told(words, view),
        "is_private": data["channel"].startswith("line:"),
    }


def _is_room(event: Event) -> bool:
    return Channel.parse(event.channel).kind is ChannelKind.ROOM


def _acts(case: Record, shown: Event | None) -> list[str]:
    """What can be decided, in the order of the page."""
    data = case.data
    if data["kind"] == "dispute":
        return ["restore", "keep"] if data["state"] not in decisions.DECIDED else []
    acts = _usual_acts(case, shown)
    return sorted(acts, key=lambda act: act != "close") if data["kind"] == "report" else acts


def _usual_acts(case: Record, shown: Event | None) -> list[str]:
    data = case.data
    held = data["action"] == "hold" and data["state"] not in decisions.DECIDED
    acts = ["release", "ask", "refuse"] if held else []
    if shown is not None and shown.kind == "message" and data["state"] not in decisions.DECIDED:
        acts.append("remove")
    grave = cases.is_grave(case) and "part_of" not in data
    if (grave and data["state"] != "closed") or (
        data["action"] != "hold" and data["state"] not in decisions.DECIDED
    ):
        acts.append("close")
    return acts


def _reasons(request: web.Request, case: Record) -> list[dict[str, str]]:
    rules = dict(zip(case.data["reasons"], case.data["rules"], strict=False))
    told = speech.reasons(speech_of(request), case.data["reasons"])
    return [each | {"rule": rules.get(each["code"], "")} for each in told]


def _pending(request: web.Request, who: Membership, case: Record) -> dict[str, Any] | None:
    """What waits to be carried out, and for how long it can be taken back by who decided it."""
    verdict = case.data.get("verdict")
    if not verdict:
        return None
    left = max(0, -(-(verdict["due"] - ctx_of(request).clock()) // 1000))
    act = speech_of(request).say(f"case.act.{verdict['act']}")
    return {"act": act, "left": left, "due_ms": verdict["due"], "can_undo": verdict["by"] == who.id}


async def _parts(request: web.Request, case: Record) -> list[dict[str, Any]]:
    """The later messages of a crisis, as the group would see them."""
    ctx, found = ctx_of(request), []
    for id in case.data.get("parts", ()):
        part = await ctx.store.get("case", id)
        if part is not None:
            body, reasons = await cases.case_body(ctx, part), _reasons(request, part)
            found.append(
                {
                    "id": id,
                    "at": part.data["at"],
                    "level": part.data["level"],
                    "body": body,
                    "reasons": reasons,
                }
            )
    return found


async def _line(request: web.Request, who: Membership, case: Record) -> dict[str, Any] | None:
    """A crisis's own line: its last words, and where to write (CARE C27: readable and answerable in two taps)."""
    if not access.has_line(case):
        return None
    ctx, channel = ctx_of(request), Channel(ChannelKind.CASE, case.id)
    who = await access.enter(ctx, who, channel)
    rows = await line_rows(ctx, who, channel)
    url = f"/case/{case.id}/line"
    return {"rows": rows[-6:], "url": url, "action": f"{url}/post", "form_id": new_id()}


async def _around(request: web.Request, who: Membership, case: Record, shown: Event | None) -> list[Any]:
    """Five messages of the room around the moment of the case, as far as this seat reads the room."""
    ctx, data = ctx_of(request), case.data
    if Channel.parse(data["channel"]).kind is not ChannelKind.ROOM:
        return []
    at = shown.seq if shown else await access.first_since(ctx, data["channel"], data["at"])
    before = await ctx.store.before(data["channel"], at, _LOOKED_AT)
    after = await ctx.store.after(data["channel"], at if shown else at - 1, _LOOKED_AT)
    near = [*_messages(before, who)[-_BEFORE:], *_messages(after, who)[:_AFTER]]
    return await rows_of(ctx, near, who)


def _messages(events: list[Event], who: Membership) -> list[Event]:
    return [event for event in events if event.kind == "message" and event.seq >= who.from_seq]
