"""One reader of twenty stops reading: the others get everything, and no later than before.

`python -m benchmarks.stalled`. Bar: p99 within 1.5 times that of the same load with all reading. Calm and
stalled rounds alternate, so that a busy minute of the machine falls on both; the better of two counts.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from benchmarks.chat import Chat
from benchmarks.load import Delays, Paced
from benchmarks.service import Lingkar, Service
from benchmarks.wire import Line, many_files

BAR = 1.5
RATE = 100.0  # posts a second in the one group
RAIN = (
    "\N{CLOUD WITH RAIN}\N{SEEDLING}\N{CANDLE}" * 270
)  # 3 kB in 810 code points: soon more than the kernel takes


def texts(seed: int) -> Iterator[str]:
    """Large messages that are cheap to review, none twice."""
    chat = Chat(seed)
    while True:
        yield f"{chat.plain()} {RAIN}"


def was_cut(line: Line) -> bool:
    """True when the server gave this reader up: after what the kernel kept comes an end."""
    line.sock.settimeout(1)
    try:
        while line.sock.recv(1 << 20):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def trial(seconds: float, seed: int, *, stalled: bool) -> Delays:
    """One load on a fresh server; the last member's page never reads when `stalled`."""
    with Service(1, 20) as service:
        last = len(service.places) - 1
        lines = [service.line(place, 0, n, small=n == last) for n, place in enumerate(service.places)]
        deaf = frozenset(lines[-1:]) if stalled else frozenset()
        delays = Paced(Lingkar(), lines, texts(seed), RATE).run(seconds, deaf=deaf)
        how = ("one stalled, cut" if was_cut(lines[-1]) else "one stalled") if stalled else "all reading"
        for line in lines:
            line.sock.close()
    print(f"{how:18}{delays}", flush=True)
    return delays


def main() -> int:
    """1 when the others waited longer than the bar, or missed something."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=15.0, help="of each of the four rounds")
    seconds = asked.parse_args().seconds
    many_files()
    rounds = [(stalled, trial(seconds, n, stalled=stalled)) for n, stalled in enumerate((False, True) * 2)]
    calm = min(delays.at(0.99) for stalled, delays in rounds if not stalled)
    held_up = min(delays.at(0.99) for stalled, delays in rounds if stalled)
    missing = sum(delays.missing for _, delays in rounds)
    ratio = held_up / calm
    print(
        f"stalled: p99 {held_up:.1f} ms against {calm:.1f} ms, {ratio:.2f} x (bar {BAR}), {missing} missing"
    )
    return ratio > BAR or missing > 0


if __name__ == "__main__":
    sys.exit(main())
