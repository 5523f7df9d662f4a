"""What every act needs, in one place: settings, store, vault, hub, catalogues, clock, and the groups in memory.

Committed events come in here and nowhere else: memory is made true, then the frame goes out (I3).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from groups.frames import event_json, frame, message_data
from groups.hub import Hub
from groups.limits import Buckets
from groups.locale import Catalogue
from groups.memory import Circle, Person
from groups.model import OWNED, Body, Channel, ChannelKind, NotFound, RulesDamaged, decode, label_place
from groups.model import aad_of as aad_of  # given on to every act
from groups.model import key_owner as key_owner
from groups.settings import Settings
from groups.store.base import Event, Missing, Record, Store, StoreError
from groups.vault import Destroyed, Vault, VaultError
from groups.worker import Reviewer
from moderation import Rules, RulesError, Seat, parse_rules

log = logging.getLogger("lingkar")
BUILD = "1"


def wall_clock() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Context:
    """Handed to every action as `ctx`. One a process."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        vault: Vault,
        texts: dict[str, Catalogue],
        reviewer: Reviewer,
        clock: Callable[[], int] = wall_clock,
    ) -> None:
        self.settings, self.store, self.vault, self.texts = settings, store, vault, texts
        self.clock, self.reviewer = clock, reviewer
        self.hub = Hub(self._fill)
        self.epoch = ""
        self.folder = Path()  # the data folder: where back-ups go
        self.circles: dict[str, Circle] = {}
        self.group_of: dict[str, str] = {}  # membership or case -> group
        self.places: dict[str, dict[str, str]] = {}  # account -> group -> membership
        self.sign_ins: dict[str, Any] = {}  # hash of a token -> who it is, as sign_ins.py keeps it
        self.service_root = b""  # the service's own secret, once it was read (tickets.py)
        self.hashing = asyncio.Semaphore(2)  # argon2id at once: 19 MiB and a thread each
        self.since_trouble: dict[str, int] = {}
        self.floods = Buckets(settings.flood_per_second * 60, settings.flood_per_second)
        self.addresses = Buckets(settings.address_per_minute, settings.address_per_minute)
        self.sign_in_tries = Buckets(settings.sign_in_per_minute, settings.sign_in_per_minute)
        self.previews = Buckets(60, 3)
        self.rates: dict[
            str, tuple[tuple[float, int], Buckets]
        ] = {}  # group -> its pace by the rules in force
        self._filling: dict[str, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loading = asyncio.Lock()
        store.on_commit = self.committed

    # groups in memory

    async def circle(self, group: str) -> Circle:
        """The group in memory, read from the store the first time. Raises NotFound."""
        return self.circles.get(group) or await self._load(group)

    async def _load(self, group: str) -> Circle:
        async with self._loading:
            if group in self.circles:
                return self.circles[group]
            room = str(Channel(ChannelKind.ROOM, group))
            while True:
                head = await self.store.head(room)
                circle = await self._read_circle(group, room, head)
                if await self.store.head(room) == head:
                    self.circles[group] = circle
                    return circle

    async def _read_circle(self, group: str, room: str, head: int) -> Circle:
        record = await self.store.get("group", group)
        if record is None:
            raise NotFound
        circle = Circle(group, record.data["name"], dict(record.data))
        circle.rules = await self._rules(group, record.data.get("rules", 0))
        for folder in ("members", "former"):
            for each in await self.store.list("membership", f"{folder}:{group}", limit=1000):
                circle.welcome(await self.person_of(each))
        for event in await self.store.before(room, head + 1, 8):
            await self._remember_old(circle, event)
        circle.roster_seq = max(circle.roster_seq, record.data.get("roster_seq", 0))
        return circle

    async def person_of(self, record: Record) -> Person:
        """A membership's record as the group sees it. The handle of an erased one is gone."""
        data = record.data
        self.group_of[record.id] = data["group"]
        return Person(
            id=record.id,
            handle=await self._handle(record),
            seat=Seat(data["seat"]),
            from_seq=data["from_seq"],
            state=data["state"],
            muted_until=data.get("muted_until", 0),
            posts=await self.store.mark("posts", record.id, 0),
            licence=data.get("licence"),
            starts_at=data.get("starts_at", 0),
            ends_at=data.get("ends_at"),
            ignored=frozenset(data.get("ignored", ())),
            left_at=data.get("ended_at", 0),
        )

    async def _handle(self, record: Record) -> str:
        owner = f"membership:{record.id}"
        if record.body is None:  # erased
            return ""
        try:
            await self.vault.load(owner)
            return str(decode(self.vault.open_text(record.body, owner, "profile"))["handle"])
        except Destroyed:
            return ""
        except VaultError:
            log.error("handle.damaged membership=%s", record.id)
            return ""

    async def _rules(self, group: str, version: int) -> Rules | None:
        try:
            return await self.read_rules(group, version)
        except (RulesDamaged, RulesError, VaultError):
            log.error("rules.damaged group=%s version=%s", group, version)
            return None

    async def read_rules(self, group: str, version: int) -> Rules:
        """A stored version; 0 is the base policy. Raises RulesDamaged or RulesError."""
        if version == 0:
            return parse_rules({}, version=0)
        record = await self.store.get("rules", f"{group}:{version}")
        if record is None or record.body is None:
            raise RulesDamaged
        owner = f"group:{group}"
        await self.vault.load(owner)
        try:
            return parse_rules(
                decode(self.vault.open_text(record.body, owner, f"rules|{version}")), version=version
            )
        except ValueError:
            raise RulesDamaged from None

    async def _remember_old(self, circle: Circle, event: Event) -> None:
        body = await self.body_loaded(event)
        circle.remember(event.channel, event.seq, event.kind, event.at, event.author, body)

    # what was committed

    def committed(self, event: Event) -> None:
        """The store's callback: in order per channel, in the turn of the commit. Makes memory true, then publishes."""
        circle, listens = self.circle_of(event.channel), self.hub.listens(event.channel)
        if circle is not None and circle.desk is not None and event.channel.startswith("desk:"):
            circle.desk.stale.add(int(event.data.get("target", event.seq)))
        if event.kind == "changed":
            if circle is not None:
                circle.forget(event.channel, event.data["target"])
            if listens:
                self._fill(event.channel)
            return
        if circle is None and not listens:
            return
        try:
            body = self.body_of(event)
        except KeyError:  # the key is not in memory: the filler fetches it
            self._fill(event.channel)
            return
        if circle is not None:
            circle.remember(event.channel, event.seq, event.kind, event.at, event.author, body)
        if listens and self.hub.is_next(event.channel, event.seq):
            self.hub.publish(event.channel, event.seq, frame(self.event_out(event, body)))

    def circle_of(self, channel: str) -> Circle | None:
        """The group in memory that a channel belongs to, if it is there."""
        kind, _, of = channel.partition(":")
        group = of if kind in _GROUP_CHANNELS else self.group_of.get(of)
        return self.circles.get(group) if group else None

    def event_out(self, event: Event, body: Body | None) -> dict[str, Any]:
        """An event as its readers get it, with the author's handle as it stands now."""
        circle = self.circle_of(event.channel)
        person = circle.people.get(event.author) if circle else None
        seat = person.seat.value if person else None
        out = event_json(event, body, person.handle if person else None, seat)
        if event.kind == "message" and ("label_own" in event.data or "reactions" in event.data):
            handles = {id: one.handle for id, one in circle.people.items()} if circle else {}
            out["data"] = message_data(event.data, handles, self._label(event))
        return out

    def _label(self, event: Event) -> str:
        """A content label in its author's own words; '' where there is none, or it cannot be opened any more."""
        owner, place = label_place(event.channel, event.author)
        try:
            return self.vault.open_word(event.data.get("label_own", ""), owner, place)
        except (KeyError, VaultError):
            return ""

    def body_of(self, event: Event) -> Body | None:
        """The body of a row; None where it has none, or it cannot be opened. Raises KeyError: the key is not loaded."""
        if event.body is None:
            return None
        owner = key_owner(Channel.parse(event.channel), event.author)
        try:
            return self.vault.open(event.body, owner, aad_of(event.channel, event.author, event.cid))
        except Destroyed:
            return None
        except VaultError:
            log.error("body.damaged seq=%d", event.seq)
            return None

    async def body_loaded(self, event: Event) -> Body | None:
        """body_of(), after fetching the key where it is not in memory."""
        try:
            return self.body_of(event)
        except KeyError:
            await self.vault.load(key_owner(Channel.parse(event.channel), event.author))
            return self.body_of(event)

    async def frames_of(self, event: Event) -> tuple[bytes, bytes, int]:
        """A row as a frame, the short frame for those who joined after its target, and the target (0: none)."""
        out = self.event_out(event, await self.body_loaded(event))
        if event.kind != "changed":
            return frame(out), b"", 0
        target = int(event.data["target"])
        short = frame(out | {"now": None})
        try:
            row = await self.store.event(event.channel, target)
        except Missing:
            return short, short, target
        now = self.event_out(row, await self.body_loaded(row))
        return frame(out | {"now": now}), short, target

    def _fill(self, channel: str) -> None:
        """Publish from the store what is missing on a channel, in order; one filler a channel."""
        if channel in self._filling:
            self._filling[channel] = True
            return
        self._filling[channel] = False
        self.spawn(self._fill_all(channel))

    async def _fill_all(self, channel: str) -> None:
        try:
            again = True
            while again:
                self._filling[channel] = False
                for event in await self.store.after(channel, self.hub.last(channel) or 0, 200):
                    full, short, target = await self.frames_of(event)
                    if event.seq == (self.hub.last(channel) or 0) + 1:
                        self.hub.publish(channel, event.seq, full, target=target, short=short)
                    self._filling[channel] = True
                again = self._filling[channel] and self.hub.listens(channel)
        except StoreError:
            log.warning("fill.failed channel_kind=%s", channel.partition(":")[0])
        finally:
            self._filling.pop(channel, None)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something that this context owns: cancelled and awaited by `close`."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def trouble(self, what: str) -> None:
        """Tell the open staff pages, from memory, that something fails. At most once a second each."""
        now = self.clock()
        if now - self.since_trouble.get(what, 0) >= 1000:
            self.since_trouble[what] = now
            told = frame({"t": "trouble", "what": what, "since": now})
            for reader in list(self.hub.readers()):
                if any(name.startswith("desk:") for name in reader.channels):
                    reader.write(told)

    async def close(self) -> None:
        """Stop own tasks, then the worker, then the store."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.reviewer.close()
        await self.store.close()


_GROUP_CHANNELS = frozenset(kind.value for kind in ChannelKind if kind not in OWNED)
