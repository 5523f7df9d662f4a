"""Two kinds of load over many sockets in one epoll loop: as fast as it goes, and on a timetable."""

from __future__ import annotations

import select
import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from benchmarks.weigh import Weight, cost, weigh
from benchmarks.wire import Line

Key: TypeAlias = tuple[str, int]
WINDOW = 20  # posts in flight per group
QUIET = 15.0  # seconds without any byte after which a run has stalled
TAIL = 15  # bytes of the last read that are looked at again, for marks cut by a read
MARKS = {
    "ack": b'"t":"ack"',
    "show": b'"action":"show"',
    "hold": b'"action":"hold"',
    "refuse": b'"action":"refuse',
    "error": b'"t":"error"',
}


class Target(Protocol):
    """A system under load."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    @property
    def marker(self) -> bytes:
        """Stands once in every delivery and in nothing else; at most TAIL + 1 bytes."""

    @property
    def acks(self) -> bool:
        """A sender waits for the answer to its post."""

    @property
    def unshown(self) -> int:
        """Posts that were answered but go to nobody: held or refused."""

    def post(self, line: Line, n: int, text: str) -> bytes:
        """The frame of post number n."""

    def delivery(self, line: Line, payload: bytes) -> Key | None:
        """What this frame delivers, as (channel, number there); None for any other frame."""

    def number(self, key: Key) -> int:
        """The n of the post that a delivery was, when all answers are there."""


@dataclass(slots=True)
class Tally:
    """What a run at full speed came to."""

    name: str
    size: int
    shown: list[int]  # by group
    seconds: float = 0.0
    sent: int = 0
    got: int = 0
    unshown: int = 0
    server: float = 0.0
    others: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def posts(self) -> float:
        """Posts a second that every listener of their group got."""
        return self.got / self.size / self.seconds

    def __str__(self) -> str:
        each = self.server / max(self.got, 1) * 1e6
        return (
            f"{self.name:16}{self.posts:8,.0f} posts/s {self.got / self.seconds:10,.0f} deliveries/s"
            f"   {each:6.1f} us of server CPU each   others {self.others:.0%} of a core"
        )


def poller(lines: Sequence[Line]) -> tuple[select.epoll, dict[int, Line]]:
    """Watch every line, having read what was still on its way."""
    ep = select.epoll()
    by_fd = {line.sock.fileno(): line for line in lines}
    for fd in by_fd:
        ep.register(fd, select.EPOLLIN)
    until = time.monotonic() + 1
    while time.monotonic() < until:
        for fd, _ in ep.poll(0.2):
            by_fd[fd].sock.recv(262_144, socket.MSG_DONTWAIT)
    for line in lines:
        line.buffer.clear()
        line.tail, line.seen = b"", 0
    return ep, by_fd


class Flood:
    """Senders rotate with at most WINDOW posts per group in flight; deliveries are counted at the sockets."""

    def __init__(self, target: Target, lines: Sequence[Line], texts: Iterator[str]) -> None:
        self._groups = 1 + max(line.group for line in lines)
        self._target, self._lines, self._texts = target, lines, texts
        self._free: list[deque[Line]] = [deque() for _ in range(self._groups)]
        for line in lines:
            self._free[line.group].append(line)
        self.tally = Tally(target.name, len(lines) // self._groups, [0] * self._groups)
        self._turn, self._last = 0, 0.0

    def run(self, seconds: float, pid: int) -> Tally:
        """Post for `seconds`, then wait for what is under way. `pid` is the server's, for its cost."""
        ep, by_fd = poller(self._lines)
        before, began = weigh(pid), time.monotonic()
        self._last = began
        while (now := time.monotonic()) < began + seconds or not self._arrived(now):
            if now < began + seconds:
                self._send()
            for fd, _ in ep.poll(0.1):
                self._read(by_fd[fd])
                self._last = now
        ep.close()
        return self._close(before, time.monotonic() - began, pid)

    def _send(self) -> None:
        tally = self.tally
        most = WINDOW * self._groups * tally.size
        while (tally.sent - tally.unshown) * tally.size - tally.got < most and (line := self._next_line()):
            line.sock.sendall(self._target.post(line, tally.sent, next(self._texts)))
            tally.sent += 1
            if not self._target.acks:
                tally.shown[line.group] += 1
                self._free[line.group].append(line)

    def _next_line(self) -> Line | None:
        """The member who waited longest, of the next group that has one."""
        for _ in range(self._groups):
            self._turn = (self._turn + 1) % self._groups
            if self._free[self._turn]:
                return self._free[self._turn].popleft()
        return None

    def _read(self, line: Line) -> None:
        data = line.sock.recv(262_144)
        if not data:
            raise SystemExit(f"{self._target.name} closed a socket")
        known, data = len(line.tail), line.tail + data
        here = _count(data, self._target.marker, known)
        line.seen += here
        self.tally.got += here
        if self._target.acks:
            self._answers(line, data, known)
        line.tail = data[-TAIL:]

    def _answers(self, line: Line, data: bytes, known: int) -> None:
        if _count(data, MARKS["error"], known):
            raise SystemExit("an error frame came under load; the limits of the run are too low")
        if answered := _count(data, MARKS["ack"], known):
            self._free[line.group].extend([line] * answered)
        if b'"action":' in data:
            self.tally.shown[line.group] += _count(data, MARKS["show"], known)
            self.tally.unshown += _count(data, MARKS["hold"], known) + _count(data, MARKS["refuse"], known)

    def _arrived(self, now: float) -> bool:
        tally, shown = self.tally, sum(self.tally.shown)
        return now - self._last > QUIET or (
            tally.got == shown * tally.size and tally.sent == shown + tally.unshown
        )

    def _close(self, before: Weight, seconds: float, pid: int) -> Tally:
        tally = self.tally
        tally.seconds = seconds
        tally.server, tally.others = cost(before, weigh(pid))
        short = [line for line in self._lines if line.seen != tally.shown[line.group]]
        if short:
            tally.wrong.append(f"{len(short)} listeners did not get every post of their group once")
        if tally.sent != sum(tally.shown) + tally.unshown:
            tally.wrong.append(f"{tally.sent - sum(tally.shown) - tally.unshown} posts were never answered")
        return tally


def _count(data: bytes, mark: bytes, known: int) -> int:
    """Marks in data that do not stand wholly in its first `known` bytes."""
    return data.count(mark, max(0, known - len(mark) + 1))


@dataclass(slots=True)
class Delays:
    """Seconds from the moment a post was due to each arrival, ascending."""

    name: str
    seconds: list[float]
    missing: int  # deliveries that never came

    def at(self, share: float) -> float:
        """The delay in milliseconds that `share` of all deliveries did not exceed."""
        return self.seconds[int(share * (len(self.seconds) - 1))] * 1e3

    def __str__(self) -> str:
        return (
            f"{self.name:16}p50 {self.at(0.5):6.2f} ms   p99 {self.at(0.99):6.2f} ms"
            f"   {len(self.seconds):,} deliveries, {self.missing} missing"
        )


class Paced:
    """Posts on a fixed timetable, whoever is late: a slow server cannot slow the load down."""

    def __init__(self, target: Target, lines: Sequence[Line], texts: Iterator[str], rate: float) -> None:
        groups = 1 + max(line.group for line in lines)
        self._target, self._lines, self._texts, self._rate = target, lines, texts, rate
        self._groups = groups
        members = [[line for line in lines if line.group == group] for group in range(groups)]
        self._order = [line for row in zip(*members, strict=True) for line in row]
        self._arrivals: list[tuple[Key, float]] = []

    def run(self, seconds: float, *, deaf: frozenset[Line] = frozenset()) -> Delays:
        """`deaf` lines (of the only group) neither post nor read; every other listener counts."""
        ep, by_fd = poller([line for line in self._lines if line not in deaf])
        senders = [line for line in self._order if line not in deaf]
        readers = (len(self._lines) - len(deaf)) // self._groups
        posts, sent = int(seconds * self._rate), 0
        began = last = time.monotonic()
        while sent < posts or (self._missing(posts * readers, readers) and time.monotonic() - last < QUIET):
            now = time.monotonic()
            while sent < posts and now >= began + sent / self._rate:
                line = senders[sent % len(senders)]
                line.sock.sendall(self._target.post(line, sent, next(self._texts)))
                sent += 1
            due = began + sent / self._rate - time.monotonic()
            for fd, _ in ep.poll(max(0.0, min(0.1, due)) if sent < posts else 0.1):
                last = time.monotonic()
                self._read(by_fd[fd], last)
        ep.close()
        number = self._target.number
        delays = sorted(at - began - number(key) / self._rate for key, at in self._arrivals)
        return Delays(self._target.name, delays, self._missing(posts * readers, readers))

    def _missing(self, expected: int, readers: int) -> int:
        """Deliveries that have not come yet, not counting those of posts that are shown to nobody."""
        return expected - self._target.unshown * readers - len(self._arrivals)

    def _read(self, line: Line, now: float) -> None:
        for opcode, payload in line.read():
            key = self._target.delivery(line, payload) if opcode == 1 else None
            if key is not None:
                self._arrivals.append((key, now))
