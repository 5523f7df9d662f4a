"""One page's socket: frames in become acts, committed events go out. A thin adapter; docs/protocol.md says it all.

One frame is in work per socket: the next is read when this one is answered, so that a flooder is held back by TCP.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from aiohttp import WSMsgType, web

from groups import access, speech
from groups.access import Membership
from groups.actions import sign_ins
from groups.actions.marks import LABELS, own_label
from groups.actions.post import Answer, Draft, Tell, post_message
from groups.actions.preview import preview
from groups.context import Context
from groups.frames import Open, Post, Preview, frame, read_frame
from groups.hub import Reader
from groups.locale import Catalogue
from groups.model import Channel, NotFound, Refused, SignIn, pieces_of
from groups.store.base import StoreError
from groups.web.keys import check_text, ctx_of, signed_in
from groups.web.keys import speech as speech_of
from groups.web.middlewares import is_ours, place_of
from groups.web.register import in_register
from groups.web.render import build
from moderation import Action, RawText

log = logging.getLogger("lingkar")
MAX_FRAME = 96 * 1024
MAX_TEXT = 20_000
_TOLD = ("field", "retry_after", "roster", "help")


async def talk(request: web.Request) -> web.StreamResponse:
    """GET /socket: from the upgrade to the end of the page."""
    ctx = ctx_of(request)
    if not is_ours(ctx, request):
        raise Refused("error.origin", status=403)
    try:
        who = signed_in(request)
    except NotFound:
        raise Refused("error.sign_in", status=401) from None
    ws = web.WebSocketResponse(
        heartbeat=ctx.settings.heartbeat,
        compress=False,
        max_msg_size=MAX_FRAME,
        writer_limit=64 * 1024,
        protocols=("lingkar.1",),
    )
    await ws.prepare(request)
    ws.headers.clear()  # sent, and kept by nobody: 2 KiB a page
    page = Talk(ctx, ws, request, who)
    try:
        await page.listen()
    finally:
        page.end()
    return ws


class Talk:
    """What one page and the server say to each other."""

    def __init__(self, ctx: Context, ws: web.WebSocketResponse, request: web.Request, who: SignIn) -> None:
        assert request.transport is not None
        self._ctx, self._ws, self._who = ctx, ws, who
        self._words: Catalogue = speech_of(request)
        self._places: dict[str, Membership] = {}
        self._reader = Reader(request.transport, who.id, ctx.settings.backlog_bytes, self._close_soon)
        self._is_open = False

    async def listen(self) -> None:
        """Read frames until the page goes."""
        async for message in self._ws:
            if message.type is WSMsgType.TEXT:
                await self._take(message.data)
            else:
                self._say_error(Refused("error.bad_frame", field=""))

    def end(self) -> None:
        """Leave the hub, and free the transport at once: only abort does."""
        self._ctx.hub.leave(self._reader)
        if not self._ws.closed or self._reader.transport.get_write_buffer_size():
            self._reader.transport.abort()

    def _close_soon(self, code: int) -> None:
        self._ctx.hub.leave(self._reader)
        self._ctx.spawn(self._close(code))

    async def _close(self, code: int) -> None:
        await self._ws.close(code=code)

    def _write(self, payload: dict[str, Any]) -> None:
        self._reader.write(frame(payload))

    async def _take(self, data: str) -> None:
        """One frame: an answer or an error, never silence, and the connection stays."""
        post_id = None
        try:
            asked = read_frame(data)
            post_id = asked.id if isinstance(asked, Post) else None
            await self._act(asked)
        except NotFound:
            self._say_error(Refused("error.not_found"), post_id)
        except Refused as refused:
            self._say_error(refused, post_id)
        except StoreError:
            self._ctx.trouble("store")
            self._say_error(Refused("error.unavailable"), post_id)
        except Exception as error:
            log.error("socket.fault type=%s at=%s", type(error).__name__, place_of(error))
            self._say_error(Refused("error.server"), post_id)

    async def _act(self, asked: Open | Post | Preview) -> None:
        if not await sign_ins.seen(self._ctx, self._who.id):
            self._close_soon(4001)
            return
        if isinstance(asked, Open):
            await self._open(asked)
        elif not self._is_open:
            raise Refused("error.not_open")
        elif isinstance(asked, Post):
            await self._post(asked)
        else:
            await self._preview(asked)

    # open and resume

    async def _open(self, asked: Open) -> None:
        ctx = self._ctx
        if asked.epoch and asked.epoch != ctx.epoch:
            self._write({"t": "reload", "why": "epoch"})
            return
        try:
            starts = await self._doors(list(asked.after))
        except NotFound:
            self._write({"t": "reload", "why": "access"})
            return
        ctx.hub.leave(self._reader)
        for channel, from_seq in starts.items():
            ctx.hub.enter(self._reader, channel, from_seq)
        heads = await ctx.store.heads(list(starts))
        floors = {channel: await ctx.store.floor(channel) for channel in starts}
        for channel, head in heads.items():
            ctx.hub.reached(channel, head)
        self._is_open = True
        self._write({"t": "ready", "epoch": ctx.epoch, "heads": heads, "floors": floors, "build": build()})
        await self._catch_up(asked.after, starts, heads, floors)

    async def _doors(self, names: list[str]) -> dict[str, int]:
        """channel -> the first seq this page may read. Raises NotFound for one that is not theirs."""
        places = await access.memberships_of(self._ctx, self._who.account)
        self._places = {}
        starts = {name: await self._door(name, places) for name in names}
        self._reader.memberships = frozenset(who.id for who in self._places.values())
        self._speak_as({who.group for who in self._places.values()})
        return starts

    def _speak_as(self, groups: set[str]) -> None:
        """A page of one group is answered in that group's register."""
        if len(groups) == 1:
            circle = self._ctx.circles[groups.pop()]
            self._words = self._ctx.texts[in_register(self._words.tag, circle)]

    async def _door(self, name: str, places: list[Membership]) -> int:
        channel = Channel.parse(name)
        for each in places:
            try:
                who = await access.enter(self._ctx, each, channel)
                start = access.reads(who, channel)
            except NotFound:
                continue
            self._places[name] = who
            return start
        raise NotFound

    async def _catch_up(
        self, after: dict[str, int], starts: dict[str, int], heads: dict[str, int], floors: dict[str, int]
    ) -> None:
        ctx, size = self._ctx, 0
        begins = {name: max(after[name], starts[name] - 1, floors[name]) for name in starts}
        missed = sum(max(0, heads[name] - begins[name]) for name in starts)
        if missed > ctx.settings.resume_events or any(after[name] > heads[name] for name in starts):
            self._behind()
            return
        for name, begin in begins.items():
            for event in (
                await ctx.store.after(name, begin, heads[name] - begin) if heads[name] > begin else ()
            ):
                full, short, target = await ctx.frames_of(event)
                out = short if target and starts[name] > target else full
                size += len(out)
                if size > ctx.settings.resume_bytes:
                    self._behind()
                    return
                self._reader.write(out)
            ctx.hub.caught_up(self._reader, name, heads[name])

    def _behind(self) -> None:
        self._ctx.hub.leave(self._reader)
        self._write({"t": "reload", "why": "behind"})

    # post and preview

    async def _post(self, asked: Post) -> None:
        who, raw = self._place(asked.channel), self._raw(asked.text)
        wait = self._ctx.floods.take(self._who.account, self._ctx.clock() / 1000)
        if wait:
            raise Refused("error.too_fast", retry_after=int(wait * 1000) + 1)
        if asked.label is not None and asked.label not in LABELS:
            raise Refused("error.bad_frame", field="label")
        own = own_label(check_text(asked.label_own or "", "label_own"), asked.text)
        draft = Draft(Channel.parse(asked.channel), raw, asked.id, asked.roster, asked.wish, asked.label, own)
        draft = replace(draft, reply=asked.reply, unchecked=asked.unchecked)
        await post_message(self._ctx, who, draft, self._ack(asked.id, who))

    async def _preview(self, asked: Preview) -> None:
        who, raw = self._place(asked.channel), self._raw(asked.text)
        wait = self._ctx.previews.take(self._who.id, self._ctx.clock() / 1000)
        if wait:
            raise Refused("error.too_fast", retry_after=int(wait * 1000) + 1)
        decision = await preview(self._ctx, who, Channel.parse(asked.channel), raw)
        codes = list(dict.fromkeys(reason.code for reason in decision.reasons))
        self._write(
            {
                "t": "preview",
                "n": asked.n,
                "body": pieces_of(decision.body),
                "reasons": speech.reasons(self._words, codes),
                "action": decision.action.name.lower(),
                "help": decision.alert > 0,
            }
        )

    def _place(self, name: str) -> Membership:
        """The membership that this page opened a channel with. Asked again in the action."""
        who = self._places.get(name)
        if who is None:
            raise NotFound
        return who

    def _raw(self, text: str) -> RawText:
        if len(text) > MAX_TEXT:
            raise Refused("error.too_long", max=MAX_TEXT)
        return RawText(check_text(text, "text"))

    def _ack(self, cid: str, who: Membership) -> Tell:
        zone = self._ctx.circles[who.group].zone

        def tell(answer: Answer) -> None:
            if answer.action is Action.REFUSE and answer.code.startswith("error."):
                self._say_error(Refused(answer.code, **answer.values), cid)
            else:
                self._write(ack(answer, cid, self._words, zone))

        return tell

    def _say_error(self, refused: Refused, cid: str | None = None) -> None:
        zone = next((self._ctx.circles[who.group].zone for who in self._places.values()), "Asia/Jakarta")
        kept: dict[str, Any] = {key: refused.values[key] for key in _TOLD if key in refused.values}
        text = speech.told(self._words, zone, refused.code, refused.values)
        out: dict[str, Any] = {
            "t": "error",
            "code": refused.code.removeprefix("error."),
            "text": text,
            **kept,
        }
        self._write(out | {"id": cid} if cid else out)


def ack(answer: Answer, cid: str, words: Catalogue, zone: str) -> dict[str, Any]:
    """The answer to a post, in the writer's language."""
    out: dict[str, Any] = {
        "t": "ack",
        "id": cid,
        "action": answer.action.name.lower(),
        "again": answer.again,
        "reasons": speech.reasons(words, answer.reasons),
    }
    if answer.code:
        out["text"] = speech.told(words, zone, answer.code, answer.values)
    if answer.body is not None:
        out["body"] = pieces_of(answer.body)
    if answer.seq is not None:
        out |= {"seq": answer.seq, "at": answer.at}
    return out | {"case": answer.case} if answer.case else out
