"""The real server in a process of its own, over a fresh data folder, with limits set for the run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from benchmarks.load import Key
from benchmarks.wire import Line, frame, open_line

LINGKAR = str(Path(sys.executable).with_name("lingkar"))
#: Every post passes every limiter; these let a run go at full speed. A member's pace is a rule of the group.
RULES = {"newcomers": {"first": 0}, "rate": {"per_minute": 600, "burst": 60}}
LIMITS = {
    "LINGKAR_FLOOD_PER_SECOND": "60",
    "LINGKAR_ADDRESS_PER_MINUTE": "1000000",
    "LINGKAR_OPEN_AT": "2",
    "LINGKAR_HEARTBEAT": "3600",  # the raw load side answers no pings
}


@dataclass(frozen=True, slots=True)
class Place:
    """A signed-in member, as `lingkar seed` gives it."""

    group: str
    membership: str
    cookie: str

    @property
    def channels(self) -> tuple[str, str]:
        """What this member's room page listens to."""
        return f"room:{self.group}", f"me:{self.membership}"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, process: subprocess.Popen[bytes], seconds: float = 30.0) -> None:
    """Wait until something listens; ends the program when the process ended instead."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode} instead of listening")
        time.sleep(0.02)
    raise SystemExit("the server did not listen in time")


@dataclass(slots=True)
class Service:
    """`with Service(groups=50, members=20) as service:` seeds a folder and serves it."""

    groups: int
    members: int
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="lingkar-bench-")))
    places: list[Place] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Service:
        try:
            self.places = self._seed()
            self.start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(signal.SIGTERM)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        """Of the serving process."""
        assert self.process is not None
        return self.process.pid

    @property
    def origin(self) -> str:
        """Where a browser would be."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve until `stop`; returns when the health page answers."""
        self.process = subprocess.Popen(
            [LINGKAR, "serve", "--folder", str(self.folder)],
            env=self._environ(),
            stdout=subprocess.DEVNULL,
        )
        await_port(self.port, self.process)
        self._healthy()

    def stop(self, how: signal.Signals) -> None:
        """End the process, gently or not, and wait until it is gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)

    def headers(self, place: Place) -> dict[str, str]:
        """What a member's page sends with the upgrade."""
        return {"Cookie": place.cookie, "Origin": self.origin, "Sec-WebSocket-Protocol": "lingkar.1"}

    def line(self, place: Place, group: int, member: int, *, small: bool = False) -> Line:
        """A member's page: upgraded, opened, live."""
        line = open_line(self.port, "/socket", self.headers(place), group, member, small=small)
        line.name = place.channels[0]
        after = dict.fromkeys(place.channels, 0)
        line.sock.sendall(frame(json.dumps({"t": "open", "epoch": "", "after": after}).encode()))
        line.await_text(b'"t":"ready"')
        return line

    def lines(self) -> list[Line]:
        """Every seeded member's page, group by group."""
        number = {group: n for n, group in enumerate(dict.fromkeys(place.group for place in self.places))}
        return [self.line(place, number[place.group], n) for n, place in enumerate(self.places)]

    def _environ(self) -> dict[str, str]:
        own = {"LINGKAR_PORT": str(self.port), "LINGKAR_HOST": "127.0.0.1"}
        return os.environ | LIMITS | own | self.settings

    def _seed(self) -> list[Place]:
        command = [LINGKAR, "seed", "--folder", str(self.folder)]
        command += ["--groups", str(self.groups), "--members", str(self.members)]
        with tempfile.NamedTemporaryFile("w", suffix=".json") as rules:
            json.dump(RULES, rules)
            rules.flush()
            command += ["--rules", rules.name]
            done = subprocess.run(command, env=self._environ(), stdout=subprocess.PIPE, check=True, text=True)
        rows = [json.loads(row) for row in done.stdout.splitlines() if row.startswith("{")]
        return [
            Place(row["group"], row["membership"], row["cookie_header"])
            for row in rows
            if row["seat"] == "member"
        ]

    def _healthy(self) -> None:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{self.origin}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        raise SystemExit("the server is not healthy")


class Lingkar:
    """The service as a target. A delivery names its seq; which post that was, the ack tells."""

    name, marker, acks = "Lingkar", b'"kind":"message"', True

    def __init__(self) -> None:
        self._numbers: dict[Key, int] = {}
        self.unshown = 0

    def post(self, line: Line, n: int, text: str) -> bytes:
        """The frame of post number n; its client id holds n."""
        said = {"t": "post", "channel": line.name, "id": f"{n:012x}{os.urandom(10).hex()}", "text": text}
        return frame(json.dumps(said).encode())

    def delivery(self, line: Line, payload: bytes) -> Key | None:
        """(channel, seq) of a message; an ack is noted."""
        said = json.loads(payload)
        if said["t"] == "error":
            raise SystemExit(f"an error frame came under load: {said['code']}")
        if said["t"] == "ack" and said["action"] == "show":
            self._numbers[line.name, said["seq"]] = int(said["id"][:12], 16)
        self.unshown += said["t"] == "ack" and said["action"] != "show"
        return (said["c"], said["seq"]) if said["t"] == "event" and said["kind"] == "message" else None

    def number(self, key: Key) -> int:
        """The n of the post that got this seq."""
        return self._numbers[key]
