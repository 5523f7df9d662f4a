"""What one review costs, in microseconds of processor time, by length of the text; no text twice.

`python -m benchmarks.review`. Bar: mean 200 us over the corpora, and p99 under 1 ms for 50 words.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.chat import Chat
from moderation import BASE, Body, Context, RawText, review

CORPORA = Path(__file__).resolve().parent.parent / "tests" / "corpus"
MEAN_BAR, P99_BAR = 200.0, 1000.0
TAG = re.compile(r"</?[A-Z_]+>")
WARM = 200  # reviews before the clock counts: lists are read at the first one


def corpus() -> Iterator[str]:
    """Every message of the hand-written corpora, without its marks."""
    for path in sorted(CORPORA.glob("*.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            said = json.loads(row)
            for message in said.get("messages", [said]):
                yield TAG.sub("", message["text"])


def context(earlier: tuple[str, ...] = ()) -> Context:
    """A talk under way: the window over earlier messages is part of the cost."""
    recent = tuple((n % 2 == 0, Body((text,))) for n, text in enumerate(earlier))
    return Context(recent=recent, clock=time.perf_counter)


def times(texts: Iterable[str], around: Context) -> list[float]:
    """Microseconds of each review."""
    taken = []
    for text in texts:
        raw = RawText(text)
        began = time.thread_time_ns()
        review(raw, BASE, around)
        taken.append((time.thread_time_ns() - began) / 1e3)
    return taken


def line(name: str, taken: list[float]) -> str:
    """One row of the table."""
    ordered = sorted(taken)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(0.99 * (len(ordered) - 1))]
    return f"{name:24}{len(taken):6}{statistics.fmean(taken):10.0f}{p50:8.0f}{p99:8.0f}"


def main() -> int:
    """1 when a bar is missed."""
    chat = Chat(4)
    around = context(tuple(chat.plain() for _ in range(8)))
    times((chat.plain() for _ in range(WARM)), around)
    print(f"{'texts':24}{'n':>6}{'mean us':>10}{'p50':>8}{'p99':>8}")
    written = times(corpus(), around)
    print(line("tests/corpus", written))
    by_length = {count: times([chat.words(count) for _ in range(2000)], around) for count in (5, 10, 20, 50)}
    by_length |= {count: times([chat.words(count) for _ in range(100)], around) for count in (200, 600)}
    for count, taken in by_length.items():
        print(line(f"chat of {count} words", taken))
    mean, p99 = statistics.fmean(written), sorted(by_length[50])[int(0.99 * 1999)]
    print(
        f"review: mean {mean:.0f} us (bar {MEAN_BAR:.0f}), p99 of 50 words {p99:.0f} us (bar {P99_BAR:.0f})"
    )
    return mean > MEAN_BAR or p99 > P99_BAR


if __name__ == "__main__":
    sys.exit(main())
