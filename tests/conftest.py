"""A real service for a test: a folder on disk, a server on a port, people with real sockets, a clock that is set."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from groups import access, demo
from groups.access import Membership
from groups.actions import groups, rules, seats, sign_ins
from groups.app import make_app, make_folder, open_context
from groups.commands import ALWAYS, LICENCE
from groups.context import Context
from groups.model import new_id
from moderation import Seat

NOON = 1_760_418_000_000  # Tuesday, 14 October 2025, 12.00 WIB


class Clock:
    """Wall time that moves only when a test says so."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def forward(self, **parts: float) -> None:
        """Move on by seconds, minutes, hours or days."""
        sizes = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
        self.now += int(sum(sizes[name] * value for name, value in parts.items()) * 1000)


@dataclass
class Page:
    """One open page: a socket that speaks lingkar.1."""

    ws: aiohttp.ClientWebSocketResponse
    who: Person
    heard: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    async def send(self, **frame: Any) -> None:
        await self.ws.send_str(json.dumps(frame))

    async def next(self, t: str | None = None, *, within: float = 5) -> dict[str, Any]:
        """The next frame, or the next of this type (others are kept in `heard`)."""
        while True:
            message = await self.ws.receive(within)
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise ConnectionError(f"closed {self.ws.close_code}")
            self.raw.append(message.data)
            frame = json.loads(message.data)
            self.heard.append(frame)
            if t is None or frame["t"] == t:
                return frame

    async def event(self, kind: str, *, c: str | None = None) -> dict[str, Any]:
        """The next event of a kind."""
        while True:
            frame = await self.next("event")
            if frame["kind"] == kind and (c is None or frame["c"].startswith(c)):
                return frame

    async def open(
        self, *channels: str, after: dict[str, int] | None = None, epoch: str = ""
    ) -> dict[str, Any]:
        names = channels or (self.who.room, self.who.me)
        await self.send(t="open", epoch=epoch, after=after if after is not None else dict.fromkeys(names, 0))
        return await self.next()

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        """Post to the room; the ack or error that answers it."""
        cid = more.pop("id", None) or new_id()
        await self.send(t="post", channel=more.pop("channel", self.who.room), id=cid, text=text, **more)
        while True:
            frame = await self.next()
            if frame["t"] in ("ack", "error") and frame.get("id", cid) == cid:
                return frame


@dataclass
class Person:
    """Somebody with a seat and a signed-in device."""

    world: World
    handle: str
    account: str
    membership: str
    group: str
    token: str = ""
    half: str = ""

    @property
    def room(self) -> str:
        return f"room:{self.group}"

    @property
    def me(self) -> str:
        return f"me:{self.membership}"

    @property
    def desk(self) -> str:
        return f"desk:{self.group}"

    @property
    def cookies(self) -> dict[str, str]:
        return {"Cookie": f"__Host-lingkar={self.token}; __Host-lingkar_here={self.half}"}

    async def who(self) -> Membership:
        return await access.member_of(self.world.ctx, self.account, self.group)

    async def page(self) -> Page:
        """A connected socket that has not said `open` yet."""
        headers = self.cookies | {"Origin": self.world.origin}
        url = f"{self.world.origin}/socket"
        ws = await self.world.http.ws_connect(
            url, headers=headers, protocols=("lingkar.1",), max_msg_size=2**24
        )
        page = Page(ws, self)
        self.world.pages.append(page)
        return page

    async def listen(self, *channels: str) -> Page:
        """A page that is live: it has heard everything up to now."""
        page = await self.page()
        names = channels or (self.room, self.me)
        heads = await self.world.ctx.store.heads(list(names))
        assert (await page.open(after=heads))["t"] == "ready"
        return page

    async def get(self, path: str) -> tuple[int, str]:
        async with self.world.http.get(
            self.world.origin + path, headers=self.cookies, allow_redirects=False
        ) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, **form: str) -> tuple[int, str]:
        headers = self.cookies | {"Origin": self.world.origin}
        url = self.world.origin + path
        async with self.world.http.post(url, data=form, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.text()


@dataclass
class World:
    """A running service and its people."""

    folder: Path
    ctx: Context
    clock: Clock
    runner: web.AppRunner
    origin: str
    http: aiohttp.ClientSession
    pages: list[Page] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    async def group(
        self, name: str = "Setelah Kehilangan", *, document: dict[str, Any] | None = None, **more: Any
    ) -> str:
        """A group with always answered hours, no newcomers held, that opens at two."""
        usual = {"hours": ALWAYS, "open_at": 2, "needs": ("psychologist", "members")}
        made = await groups.create_group(self.ctx, name, "duka", **(usual | more))
        await rules.set_rules(self.ctx, made, document or {"newcomers": {"first": 0}}, by="admin")
        return made

    async def account(self, *, role: str = "member", staff: bool = False) -> str:
        account = new_id()
        data = {"password": "", "recovery": "", "role": role, "staff": staff, "totp": False, "locale": "id"}
        await self.ctx.store.create("account", account, "accounts", data)
        return account

    async def person(
        self, name: str, group: str, seat: Seat = Seat.MEMBER, handle: str = "", **more: Any
    ) -> Person:
        """Somebody seated and signed in."""
        account = more.pop("account", None) or await self.account(staff=seat.is_staff)
        licence = LICENCE if seat.is_staff else None
        handle = handle or f"{name.title()} Kecil"
        who = await seats.seat_person(self.ctx, group, account, handle, seat, licence=licence, **more)
        tokens = await sign_ins.start(self.ctx, account, shared=False, second=True)
        person = Person(self, handle, account, who.id, group, tokens.token, tokens.half)
        self.people[name] = person
        return person

    async def circle_of(self, *names: str, **more: Any) -> str:
        """An open group: a psychologist (laras) and members of these names."""
        group = await self.group(**more)
        await self.person("laras", group, Seat.PSYCHOLOGIST, "Laras Widyasari")
        for name in names:
            await self.person(name, group)
        await groups.open_if_ready(self.ctx, group)
        return group


async def start(folder: Path, clock: Clock, **settings: str) -> World:
    """Start a server on a free port of a folder (made if needed)."""
    if not (folder / "root.key").exists():
        make_folder(folder)
        await demo.mark(folder, clock)
    port = free_port()
    environ = {"LINGKAR_PORT": str(port), "LINGKAR_UNDO_SECONDS": "0"} | {
        f"LINGKAR_{key.upper()}": value for key, value in settings.items()
    }
    ctx = await open_context(folder, environ, clock)
    runner = web.AppRunner(make_app(ctx, folder=folder), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=4096).start()
    http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
    return World(folder, ctx, clock, runner, f"http://127.0.0.1:{port}", http)


async def stop(world: World) -> None:
    """Close pages, client and server."""
    for page in world.pages:
        await page.ws.close()
    await world.http.close()
    await world.runner.cleanup()


def free_port() -> int:
    """A free port out of this worker's own range, so that two test processes never choose the same."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    while True:
        port = 12_000 + worker * 2_000 + random.randrange(2_000)
        with socket.socket() as taken:
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def world(tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    """An empty running service."""
    made = await start(tmp_path / "data", clock)
    yield made
    await stop(made)


@pytest.fixture
async def group(world: World) -> World:
    """Laras (psychologist), Sari and Budi in an open room."""
    await world.circle_of("sari", "budi")
    return world


async def until(true: Callable[[], Awaitable[bool]], *, within: float = 5) -> None:
    """Wait until something holds, asking as the loop turns."""
    async with asyncio.timeout(within):
        while not await true():
            await asyncio.sleep(0.01)
