"""The whole way of a message under load: review, durable store, fan-out; beside relays that do none of it.

`python -m benchmarks.way --groups 50 --members 20`. Bar: at least 1.0 times python-socketio's bare relay.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.chat import Chat
from benchmarks.load import Delays, Flood, Paced, Tally, Target
from benchmarks.peers import Plain, SocketIo
from benchmarks.service import Lingkar, Service, await_port, free_port
from benchmarks.wire import Line, many_files

BAR = 1.0
RATE = 100.0  # posts a second over all groups in the open loop
QUIET = 0.1  # of a core; above that a run was disturbed
PEERS: dict[str, type[SocketIo] | type[Plain]] = {"socketio": SocketIo, "aiohttp": Plain}


def options() -> argparse.Namespace:
    """Sizes and times of a run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--groups", type=int, default=50)
    asked.add_argument("--members", type=int, default=20)
    asked.add_argument("--seconds", type=float, default=10.0, help="of each closed and each open loop")
    asked.add_argument(
        "--alone", action="store_true", help="without the peers: no bar, for finding what is slow"
    )
    return asked.parse_args()


def measure(target: Target, lines: list[Line], pid: int, seconds: float) -> tuple[Tally, Delays]:
    """First the timetable, then as fast as it goes."""
    delays = Paced(target, lines, Chat(2).shown(), RATE).run(seconds)
    print(delays, flush=True)
    tally = Flood(target, lines, Chat(3).mixed()).run(seconds, pid)
    print(tally, flush=True)
    for line in lines:
        line.sock.close()
    return tally, delays


def ours(asked: argparse.Namespace) -> tuple[Tally, Delays]:
    """The real server."""
    with Service(asked.groups, asked.members) as service:
        return measure(Lingkar(), service.lines(), service.pid, asked.seconds)


@contextmanager
def relay(name: str) -> Iterator[tuple[int, int]]:
    """A peer in a process of its own: (port, pid)."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.peers", name, str(port)])
    try:
        await_port(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def theirs(name: str, asked: argparse.Namespace) -> tuple[Tally, Delays]:
    """One peer under the same load."""
    with relay(name) as (port, pid):
        target = PEERS[name](port)
        lines = [
            target.line(group, member) for group in range(asked.groups) for member in range(asked.members)
        ]
        return measure(target, lines, pid, asked.seconds)


def main() -> int:
    """Measure, print, compare; 1 when short of the bar or when a delivery went wrong."""
    asked = options()
    many_files()
    print(
        f"{asked.groups} groups of {asked.members}, texts never repeated; delays at {RATE:.0f} posts/s",
        flush=True,
    )
    tally, delays = ours(asked)
    wrong = tally.wrong + ([f"{delays.missing} deliveries missing"] if delays.missing else [])
    for sentence in wrong:
        print(f"wrong: {sentence}")
    figure = (
        f"way: {tally.posts:,.0f} posts/s, delivery p50 {delays.at(0.5):.1f} ms, p99 {delays.at(0.99):.1f} ms"
    )
    if asked.alone:
        print(figure)
        return bool(wrong)
    peers = {name: theirs(name, asked)[0] for name in PEERS}
    ratios = {name: tally.posts / peer.posts for name, peer in peers.items()}
    figure += f", {ratios['aiohttp']:.2f} x bare aiohttp, {ratios['socketio']:.2f} x python-socketio"
    disturbed = max(tally.others, *(peer.others for peer in peers.values()))
    if disturbed > QUIET:
        print(f"others took up to {disturbed:.0%} of a core: run it again on a quiet machine")
    print(f"{figure} (bar {BAR})")
    return bool(wrong) or ratios["socketio"] < BAR


if __name__ == "__main__":
    sys.exit(main())
