"""Lines: a room for two. The private one, and a crisis's own; for the member and for staff the same page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import DECIDES, Membership
from groups.actions import cases
from groups.actions.post import Answer, Draft, post_message
from groups.context import Context
from groups.memory import Circle
from groups.model import Channel, ChannelKind, NotFound, Refused, new_id
from groups.store.base import Event, Record
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from groups.web.render import render
from groups.web.room import covered_sentence, form_cid, give_back
from groups.web.rows import Row, merged, rows_of
from groups.web.socket import MAX_TEXT
from moderation import Action, RawText, Seat

SHOWN = frozenset({"message", "gone", "entered", "left"})
OWN = frozenset({"held", "note", "notice"})


@dataclass(frozen=True, slots=True)
class Place:
    """A line as one person has it before them. `url` is its page; `case` the crisis it belongs to."""

    who: Membership
    channel: Channel
    url: str
    case: Record | None = None

    @property
    def other(self) -> str:
        """The member's membership."""
        return str(self.case.data["author"]) if self.case else self.channel.of


async def line_rows(ctx: Context, who: Membership, channel: Channel) -> list[Row]:
    """The newest page of a line from the reader's beginning on; in the private one own held messages in their place."""
    name = str(channel)
    events = await ctx.store.before(name, await ctx.store.head(name) + 1, ctx.settings.page * 2)
    start = access.reads(who, channel)
    shown = [event for event in events if event.seq >= start and event.kind in SHOWN][-ctx.settings.page :]
    own = [] if who.former else await cases.own_rows(ctx, who)
    here = [
        event
        for event in own
        if event.kind in OWN and event.data.get("channel") == name and not _is_over(event)
    ]
    return await rows_of(ctx, merged(shown, here), who)


def _is_over(event: Event) -> bool:
    return event.kind == "held" and event.data["state"] in ("released", "taken_back")


# pages


async def own(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/line: a member's private line with the psychologist."""
    return await page(request, await _own(request))


async def with_member(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/line/{member}: the same line, for who decides in the group."""
    return await page(request, await _with_member(request))


async def own_crisis(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/case/{case}: a crisis's line, for its member, also one removed lately."""
    return await page(request, await _own_crisis(request))


async def crisis(request: web.Request) -> web.StreamResponse:
    """GET /case/{case}/line: a crisis's line, for who decides and for the supporter who holds it."""
    return await page(request, await _crisis(request))


async def post_own(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/line/post."""
    return await _post(request, await _own(request))


async def post_with_member(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/line/{member}/post."""
    return await _post(request, await _with_member(request))


async def post_own_crisis(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/case/{case}/post."""
    return await _post(request, await _own_crisis(request))


async def post_crisis(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/line/post: answering is holding the case, where nobody does."""
    return await _post(request, await _crisis(request))


async def listed(request: web.Request) -> web.StreamResponse:
    """GET /lines: the private lines of every group in which one decides, the ones that wait first."""
    ctx = ctx_of(request)
    places = [
        who for who in await access.memberships_of(ctx, signed_in(request).account) if who.seat in DECIDES
    ]
    if not places:
        raise NotFound
    found = [
        await _listed(ctx, who, member.id) for who in places for member in ctx.circles[who.group].members()
    ]
    found.sort(key=lambda line: (not line["waits"], -line["at"]))
    return render(request, "lines.html", lines=found, zone=ctx.circles[places[0].group].zone)


async def _listed(ctx: Context, who: Membership, member: str) -> dict[str, Any]:
    circle, name = ctx.circles[who.group], str(Channel(ChannelKind.LINE, member))
    last = [event for event in await ctx.store.before(name, await ctx.store.head(name) + 1, 1) if event.at]
    return {
        "url": f"/g/{who.group}/line/{member}",
        "handle": circle.people[member].handle,
        "group": circle.name,
        "at": last[0].at if last else 0,
        "waits": bool(last) and last[0].author == member,
    }


async def page(request: web.Request, place: Place, **more: Any) -> web.Response:
    """The page of a line; `more` is what a plain form gives back."""
    ctx, who = ctx_of(request), place.who
    circle, words = ctx.circles[who.group], speech_of(request)
    me = circle.people[who.id]
    hears = [str(place.channel)] + ([] if who.seat.is_staff else [str(who.me)])
    context = {
        "group": {"id": circle.id, "name": circle.name},
        "me": {"membership": me.id, "handle": me.name, "seat": me.seat.value},
        "other": circle.people[place.other].handle,
        "url": place.url,
        "case": _case_told(request, place),
        "coverage": covered_sentence(circle, words, ctx.clock()),
        "readers": [_reader(one) for one in _private_readers(circle, ctx.clock())]
        if place.case is None
        else [],
        "messages": await line_rows(ctx, who, place.channel),
        "channels": await ctx.store.heads(hears),
        "channel": str(place.channel),
        "live": not who.former,
        "epoch": ctx.epoch,
        "max_length": MAX_TEXT,
        "form_id": new_id(),
        "zone": circle.zone,
        "draft": "",
        "refusal": None,
        "ask_unchecked": False,
    }
    return render(request, "line.html", **context | more)


def _private_readers(circle: Circle, now: int) -> list[Any]:
    return [one for one in circle.staff() if one.seat in DECIDES and one.is_seated(now)]


def _reader(person: Any) -> dict[str, str]:
    return {"seat": person.seat.value, "name": person.name}


def _case_told(request: web.Request, place: Place) -> dict[str, Any] | None:
    """Who is in a crisis's line, by role and time, and what is true while nobody is (CARE C2, C4)."""
    case = place.case
    if case is None:
        return None
    holder = case.data.get("holder") or {}
    told = speech.told(
        speech_of(request),
        ctx_of(request).circles[place.who.group].zone,
        cases.answer_code(case.data),
        cases.answer_values(case.data),
    )
    return {
        "id": case.id,
        "holder": holder,
        "is_mine": holder.get("id") == place.who.id,
        "can_take": place.who.seat in DECIDES,
        "told": told,
        "alone": not holder and case.data["reads_at"] != 0,
    }


# posting without a script


async def _post(request: web.Request, place: Place) -> web.StreamResponse:
    """The same form sent twice is one message. What is not taken stays in the field."""
    ctx, words = ctx_of(request), speech_of(request)
    text, nonce, unchecked = await form(request, "text", "form", "unchecked")
    text = text.replace("\r\n", "\n")
    raw = RawText(text)
    draft = Draft(place.channel, raw, form_cid(signed_in(request).id, nonce, raw), unchecked=bool(unchecked))
    try:
        if len(text) > MAX_TEXT:
            raise Refused("error.too_long", max=MAX_TEXT)
        answer = await post_message(ctx, place.who, draft)
    except Refused as refused:
        zone = ctx.circles[place.who.group].zone
        told = {"reasons": [], "text": speech.told(words, zone, refused.code, refused.values)}
        return await page(
            request, place, draft=text, refusal=told, ask_unchecked=refused.code == "error.unchecked"
        )
    if answer.action is Action.REFUSE:
        return await page(request, place, draft=give_back(raw), refusal=_refused(request, place, answer))
    raise web.HTTPSeeOther(f"{place.url}#tulis")


def _refused(request: web.Request, place: Place, answer: Answer) -> dict[str, Any]:
    words, circle = speech_of(request), ctx_of(request).circles[place.who.group]
    told = [each["text"] for each in speech.reasons(words, answer.reasons)]
    text = speech.told(words, circle.zone, answer.code, answer.values) if answer.code else ""
    return {"reasons": told, "text": text}


# doors


async def _own(request: web.Request) -> Place:
    ctx, group = ctx_of(request), request.match_info["group"]
    who = await access.member_of(ctx, signed_in(request).account, group)
    if who.seat is not Seat.MEMBER:
        raise NotFound
    channel = Channel(ChannelKind.LINE, who.id)
    return Place(await access.enter(ctx, who, channel), channel, f"/g/{group}/line")


async def _with_member(request: web.Request) -> Place:
    ctx, group, member = ctx_of(request), request.match_info["group"], request.match_info["member"]
    who = await access.member_of(ctx, signed_in(request).account, group)
    if who.seat not in DECIDES:
        raise NotFound
    channel = Channel(ChannelKind.LINE, member)
    return Place(await access.enter(ctx, who, channel), channel, f"/g/{group}/line/{member}")


async def _own_crisis(request: web.Request) -> Place:
    ctx, group, case = ctx_of(request), request.match_info["group"], request.match_info["case"]
    who = await access.caller_of(ctx, signed_in(request).account, group)
    channel = Channel(ChannelKind.CASE, case)
    who = await access.enter(ctx, who, channel)
    record = await ctx.store.get("case", case)
    if record is None or record.data["author"] != who.id:
        raise NotFound
    return Place(who, channel, f"/g/{group}/case/{case}", record)


async def _crisis(request: web.Request) -> Place:
    ctx, case = ctx_of(request), request.match_info["case"]
    who, record = await access.line_of(ctx, signed_in(request).account, case)
    channel = Channel(ChannelKind.CASE, case)
    return Place(await access.enter(ctx, who, channel), channel, f"/case/{case}/line", record)
