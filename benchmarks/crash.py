"""The promise under kill -9: fifty members post and retry while the server is killed and started again.

`python -m benchmarks.crash --cycles 20`. Afterwards a fresh reader of each group is the truth: nothing
acknowledged may be lost, doubled or moved, and every member must have seen the same order, without a gap.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import secrets
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.chat import Chat
from benchmarks.service import Place, Service
from benchmarks.wire import many_files

#: Everything missed may be resumed, so that a fresh reader gets the whole log.
WHOLE = {
    "LINGKAR_RESUME_EVENTS": "100000000",
    "LINGKAR_RESUME_BYTES": "10000000000",
    "LINGKAR_BACKLOG_BYTES": "1000000000",
}
RETRY = 0.05  # seconds between tries to reach a server that is gone
Row = tuple[str, str, str]  # kind, by, body


def row_of(event: dict[str, Any]) -> Row:
    """What must be the same for every reader."""
    return event["kind"], event["by"], json.dumps(event.get("body"))


@dataclass(slots=True)
class Page:
    """A member's room page: resumes by seq, keeps unsent posts with their ids, one in flight."""

    service: Service
    place: Place
    chat: Chat
    posting: bool = True
    epoch: str = ""
    after: dict[str, int] = field(default_factory=dict)
    room: dict[int, Row] = field(default_factory=dict)
    unsent: tuple[str, str] | None = None
    acked: dict[str, int] = field(default_factory=dict)  # client id -> seq, in order
    held: set[str] = field(default_factory=set)  # client ids that were answered with a hold
    told: Counter[str] = field(default_factory=Counter)  # client id -> times that `me` told of its hold
    again: int = 0
    posted: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.after = dict.fromkeys(self.place.channels, 0)

    async def live(self, session: aiohttp.ClientSession) -> None:
        """Come back for as long as the task lives."""
        while True:
            with contextlib.suppress(aiohttp.ClientError, ConnectionError):
                await self._once(session)
            await asyncio.sleep(RETRY)

    async def _once(self, session: aiohttp.ClientSession) -> None:
        headers = self.service.headers(self.place)
        async with session.ws_connect(f"{self.service.origin}/socket", headers=headers, compress=0) as socket:
            await socket.send_json({"t": "open", "epoch": self.epoch, "after": self.after})
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._heard(socket, json.loads(message.data))

    async def _heard(self, socket: aiohttp.ClientWebSocketResponse, said: dict[str, Any]) -> None:
        if said["t"] == "ready":
            self.epoch = said["epoch"]
            await self._post(socket)
        elif said["t"] == "event":
            self._event(said)
        elif said["t"] == "ack":
            self._ack(said)
            await self._post(socket)
        elif said["t"] == "error":
            await self._error(said)
            await self._post(socket)
        elif said["t"] == "reload":
            self.wrong.append(f"told to reload: {said['why']}")

    def _event(self, said: dict[str, Any]) -> None:
        channel, seq = said["c"], said["seq"]
        if seq != self.after[channel] + 1 and self.after[channel]:
            self.wrong.append(f"after {self.after[channel]} came {seq}")
        self.after[channel] = seq
        if channel.startswith("room:"):
            self.room[seq] = row_of(said)
        elif said["kind"] == "held":
            self.told[said["data"]["cid"]] += 1

    def _ack(self, said: dict[str, Any]) -> None:
        self.again += said["again"]
        self.unsent = None
        if said["action"] == "show":
            self.acked[said["id"]] = said["seq"]
        elif said["action"] == "hold":
            self.held.add(said["id"])
        else:
            self.wrong.append("a plain text was refused")

    async def _error(self, said: dict[str, Any]) -> None:
        """Too fast: wait as long as it says. Not stored: the next try has the same id."""
        if said["code"] not in ("unavailable", "too_fast"):
            self.wrong.append(f"error {said['code']}")
        await asyncio.sleep(said.get("retry_after", 0) / 1000)

    async def _post(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        if self.unsent is None:
            if not self.posting:
                return
            self.unsent = secrets.token_hex(16), self.chat.plain()
            self.posted += 1
        cid, text = self.unsent
        await socket.send_json({"t": "post", "channel": self.place.channels[0], "id": cid, "text": text})


async def whole_log(session: aiohttp.ClientSession, service: Service, place: Place) -> dict[int, Row]:
    """The room from this member's beginning to its head, as a page that has nothing gets it."""
    room, log = place.channels[0], dict[int, Row]()
    headers = service.headers(place)
    async with session.ws_connect(f"{service.origin}/socket", headers=headers, compress=0) as socket:
        await socket.send_json({"t": "open", "epoch": "", "after": {room: 0}})
        ready = await socket.receive_json(timeout=30)
        while max(log, default=0) < ready["heads"][room]:
            said = await socket.receive_json(timeout=30)
            log[said["seq"]] = row_of(said)
    return log


def check(pages: list[Page], log: dict[int, Row]) -> list[str]:
    """What is wrong with one group's pages beside its log."""
    found = [sentence for page in pages for sentence in page.wrong]
    if sorted(log) != list(range(min(log), min(log) + len(log))):
        found.append("the log has a gap")
    for page in pages:
        found += _check_page(page, log)
    said = Counter(body for kind, _, body in log.values() if kind == "message")
    if doubled := [body for body, times in said.items() if times > 1]:
        found.append(f"{len(doubled)} posts stand twice")
    return found


def _check_page(page: Page, log: dict[int, Row]) -> list[str]:
    own = [seq for seq, (kind, by, _) in log.items() if kind == "message" and by == page.place.membership]
    acked = list(page.acked.values())
    found = []
    if lost := set(acked) - set(own):
        found.append(f"{len(lost)} acknowledged posts are lost")
    if acked != sorted(acked):
        found.append("acknowledged posts were reordered")
    if len(own) != len(acked) or len(acked) + len(page.held) != page.posted:
        found.append("not every post was answered, or one stands there that was not")
    if page.told != Counter(dict.fromkeys(page.held, 1)):
        found.append("a held post was lost or told twice")
    if any(log.get(seq) != row for seq, row in page.room.items()) or max(log) != max(page.room, default=0):
        found.append("a member saw another order than the log's")
    return found


async def settle(pages: list[Page], seconds: float = 60.0) -> None:
    """Stop new posts; wait until every page has its answer and has seen its group's last seq."""
    for page in pages:
        page.posting = False
    for _ in range(int(seconds / 0.1)):
        await asyncio.sleep(0.1)
        last = Counter[str]()
        for page in pages:
            room = page.place.channels[0]
            last[room] = max(last[room], page.after[room], *page.acked.values(), 0)
        if all(
            page.unsent is None and page.after[page.place.channels[0]] == last[page.place.channels[0]]
            for page in pages
        ):
            return


async def trial(service: Service, cycles: int, chance: random.Random) -> tuple[list[Page], list[str]]:
    """Kill and start `cycles` times under load; then compare."""
    chat = Chat(5)
    pages = [Page(service, place, chat) for place in service.places]
    async with aiohttp.ClientSession() as session:
        tasks = [asyncio.create_task(page.live(session)) for page in pages]
        for cycle in range(cycles):
            await asyncio.sleep(chance.uniform(0.4, 1.4))
            await asyncio.to_thread(service.stop, signal.SIGKILL)
            print(
                f"killed {cycle + 1}: {sum(len(page.acked) for page in pages):,} acknowledged so far",
                flush=True,
            )
            await asyncio.to_thread(service.start)
        await settle(pages)
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        groups = {
            page.place.group: [one for one in pages if one.place.group == page.place.group] for page in pages
        }
        logs = {group: await whole_log(session, service, of[0].place) for group, of in groups.items()}
    faults = [f"a page ended by {type(end).__name__}" for end in ends if isinstance(end, Exception)]
    return pages, faults + [sentence for group, of in groups.items() for sentence in check(of, logs[group])]


def main() -> int:
    """1 when the promise was broken."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cycles", type=int, default=20)
    asked.add_argument("--groups", type=int, default=5)
    asked.add_argument("--members", type=int, default=10)
    sizes = asked.parse_args()
    many_files()
    with Service(sizes.groups, sizes.members, settings=WHOLE) as service:
        pages, wrong = asyncio.run(trial(service, sizes.cycles, random.Random(6)))
    for sentence, times in Counter(wrong).most_common():
        print(f"wrong ({times} times): {sentence}")
    posted, again = sum(page.posted for page in pages), sum(page.again for page in pages)
    held = sum(len(page.held) for page in pages)
    print(
        f"crash: {sizes.cycles} kills, {posted:,} posts ({held} held), {again} answered again after a kill, "
        f"{len(wrong)} broken promises (bar 0)"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
