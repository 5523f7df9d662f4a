"""The room: its page, a post without a script, and the call for help."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from aiohttp import web

from groups import access, speech
from groups.access import Membership
from groups.actions import cases, consents, welcome
from groups.actions.help import call_psychologist
from groups.actions.marks import LABELS, own_label
from groups.actions.post import Answer, Draft, post_message
from groups.context import Context
from groups.locale import Catalogue
from groups.memory import Circle
from groups.model import Hidden, Refused, new_id
from groups.web.keys import ctx_of, form, signed_in
from groups.web.keys import speech as speech_of
from groups.web.render import render
from groups.web.rows import quote_of, room_page
from groups.web.socket import MAX_TEXT
from moderation import Action, RawText
from moderation.types import unwrap

WISHES = ("listen", "advice")


async def show(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}: the newest page of the room, from the reader's beginning."""
    who = await _member(request)
    before, reply = _number(request, "before"), _number(request, "reply")
    more = {"reply": await quote_of(ctx_of(request), who, who.room, reply)} if reply else {}
    return await page(request, who, before=before or None, **more)


def _number(request: web.Request, name: str) -> int:
    given = request.query.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 16 else 0


async def page(request: web.Request, who: Membership, **more: Any) -> web.Response:
    """The room page; `more` is what a plain form gives back."""
    ctx = ctx_of(request)
    circle, words = ctx.circles[who.group], speech_of(request)
    before = more.pop("before", None)
    names = [str(who.room), str(who.me)]
    channels = await ctx.store.heads(names)
    rows, older = await room_page(ctx, who, before=before)
    context = _context(ctx, circle, who, words) | {
        "channels": channels,
        "welcome": await _welcome(ctx, circle),
        "consent_asked": await consents.is_asked(ctx, who),
        "messages": rows,
        "older_url": f"/g/{who.group}?before={older.seq + 1}" if older else None,
        "is_older": before is not None,
        "reply": None,
        "zone": circle.zone,
        "draft": "",
        "refusal": None,
        "notice": None,
    }
    return render(request, "room.html", **context | more)


def _context(ctx: Context, circle: Circle, who: Membership, words: Catalogue) -> dict[str, Any]:
    me = circle.people[who.id]
    rules = circle.rules
    return {
        "group": {
            "id": circle.id,
            "name": circle.name,
            "size": len(circle.listed(ctx.clock())),
            "solo": bool(circle.data.get("solo")),
        },
        "from_seq": who.from_seq,
        "me": {"membership": me.id, "handle": me.name, "seat": me.seat.value},
        "coverage": covered_sentence(circle, words, ctx.clock()),
        "roster": [
            {"id": one.id, "handle": one.handle, "seat": one.seat.value} for one in circle.listed(ctx.clock())
        ],
        "ignored": sorted(me.ignored),
        "staff": [_staff(one, words) for one in circle.staff()],
        "epoch": ctx.epoch,
        "roster_seq": circle.roster_seq,
        "max_length": rules.message_length if rules else MAX_TEXT,
        "retention_days": circle.data["retention_days"],
        "form_id": new_id(),
        "open": circle.is_open,
        "abouts": LABELS,
    }


async def _welcome(ctx: Context, circle: Circle) -> dict[str, Any]:
    """The welcome and today's theme, signed by who wrote them."""
    stands = await welcome.read(ctx, circle.id)
    by = circle.people.get(stands.by)
    signed = {"name": by.name if by else "", "seat": by.seat.value if by else ""}
    return {"welcome": stands.welcome, "theme": stands.theme} | signed


def _staff(person: Any, words: Catalogue) -> dict[str, Any]:
    licence = person.licence or {}
    return {
        "id": person.id,
        "name": person.name,
        "named": words.say(f"role.{person.seat.value}_named", name=person.name),
        "title": licence.get("title", ""),
        "seat": person.seat.value,
        "licence": licence,
    }


def covered_sentence(circle: Circle, words: Catalogue, now: int) -> str:
    """Under the group's name: until when somebody answers, or that nobody does before then."""
    reader, until, start = circle.reader(now), circle.reads_until(now), circle.reads_from(now)
    if reader is None or (until is None and start is None):
        return words.say("room.never_covered")
    if until is None:
        return words.say("room.answers_from", when=words.when(start or now, circle.zone))
    who = words.say(f"role.{reader.seat.value}_named", name=reader.name)
    return words.say("room.answers_until", who=who, time=words.clock(until, circle.zone))


async def post(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/post: the composer without a script. The same form sent twice is one message."""
    who = await _member(request)
    ctx = ctx_of(request)
    text, nonce, wish, label, own, reply = await form(
        request, "text", "form", "wish", "label", "label_own", "reply"
    )
    text = text.replace("\r\n", "\n")
    if len(text) > MAX_TEXT:
        return await page(
            request, who, draft=text, refusal=_refusal(speech_of(request), "error.too_long", max=MAX_TEXT)
        )
    raw = RawText(text)
    draft = Draft(
        who.room,
        raw,
        form_cid(signed_in(request).id, nonce, raw),
        wish=wish if wish in WISHES else None,
        label=label if label in LABELS else None,
        own=own_label(own, text),
        reply=int(reply) if reply.isdecimal() and len(reply) < 16 else None,
    )
    try:
        answer = await post_message(ctx, who, draft)
    except Refused as refused:
        return await page(
            request, who, draft=text, refusal=_refusal(speech_of(request), refused.code, **refused.values)
        )
    if answer.action is Action.REFUSE:
        return await page(request, who, draft=give_back(raw), refusal=_refused(request, ctx, who, answer))
    raise web.HTTPSeeOther(f"/g/{who.group}#tulis")


def form_cid(sign_in: str, nonce: str, raw: RawText) -> str:
    """The id of a plain form's message: HMAC-SHA256 of nonce and text under the sign-in, so that a reload posts once."""
    words = "".join(piece for piece in unwrap(raw) if isinstance(piece, str))
    key = bytes.fromhex(sign_in)
    return hmac.new(key, f"{nonce}\n{words}".encode(), hashlib.sha256).hexdigest()[:32]


def give_back(raw: RawText, wall: Callable[[Hidden], str] = lambda _: "") -> str:
    """A refused text, or one that waited, goes back into its own author's field, and nowhere else."""
    return "".join(piece if isinstance(piece, str) else wall(piece) for piece in unwrap(raw))


def _refused(request: web.Request, ctx: Context, who: Membership, answer: Answer) -> dict[str, Any]:
    words = speech_of(request)
    told = [each["text"] for each in speech.reasons(words, answer.reasons)]
    text = speech.told(words, ctx.circles[who.group].zone, answer.code, answer.values) if answer.code else ""
    return {"reasons": told, "text": text}


def _refusal(words: Catalogue, code: str, **values: Any) -> dict[str, Any]:
    return {"reasons": [], "text": speech.told(words, "Asia/Jakarta", code, values)}


async def call(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/call: Panggil psikologku. For members and for those removed lately."""
    ctx = ctx_of(request)
    group = request.match_info["group"]
    caller = await access.caller_of(ctx, signed_in(request).account, group)
    (nonce,) = await form(request, "id")
    cid = nonce if len(nonce) == 32 and nonce.isalnum() else new_id()
    record = await call_psychologist(ctx, caller, cid)
    case, data = record.data.get("part_of") or record.id, dict(record.data)
    return render(request, "called.html", **called(ctx, caller, speech_of(request), case, data))


def called(
    ctx: Context, caller: Membership, words: Catalogue, case: str, data: dict[str, Any]
) -> dict[str, Any]:
    """What the caller reads: only what is true now."""
    circle = ctx.circles[caller.group]
    sentence = speech.told(words, circle.zone, cases.answer_code(data), cases.answer_values(data))
    back = None if caller.former else f"/g/{circle.id}"
    line = f"/g/{circle.id}/case/{case}"
    return {
        "sentence": sentence,
        "back": back,
        "line": line,
        "zone": circle.zone,
        "alone": data["reads_at"] != 0,
    }


async def _member(request: web.Request) -> Membership:
    ctx = ctx_of(request)
    who = await access.member_of(ctx, signed_in(request).account, request.match_info["group"])
    access.reads(who, who.room)
    return who
