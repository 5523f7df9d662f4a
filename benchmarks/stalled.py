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
from benchmarks.wire import many_files

BAR = 1.5
RATE = 300.0
WORDS = 140  # about 850 characters: enough to fill what the kernel takes for a reader who sleeps
FAST = {"LINGKAR_RATE_PER_MINUTE": "60000", "LINGKAR_RATE_BURST": "1000", "LINGKAR_FLOOD_PER_SECOND": "1000"}


def texts(seed: int) -> Iterator[str]:
    """Long messages, none twice."""
    chat = Chat(seed)
    while True:
        yield chat.words(WORDS)


def trial(seconds: float, seed: int, *, stalled: bool) -> Delays:
    """One load on a fresh server; the last member's page never reads when `stalled`."""
    with Service(1, 20, settings=FAST) as service:
        last = len(service.places) - 1
        lines = [service.line(place, 0, n, small=n == last) for n, place in enumerate(service.places)]
        deaf = frozenset(lines[-1:]) if stalled else frozenset()
        delays = Paced(Lingkar(), lines, texts(seed), RATE).run(seconds, deaf=deaf)
        for line in lines:
            line.sock.close()
    print(f"{'one stalled ' if stalled else 'all reading '}{delays}", flush=True)
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
