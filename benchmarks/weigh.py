"""What a process costs, from /proc: memory, processor time, and what others on the machine took."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def family(pid: int) -> Iterator[int]:
    """A process and its children, such as the review worker."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


def resident(pid: int) -> int:
    """Bytes of resident memory of one process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


@dataclass(frozen=True, slots=True)
class Weight:
    """Seconds of processor time since boot: of a server, of this program, of the whole machine."""

    at: float
    server: float
    here: float
    machine: float


def weigh(pid: int) -> Weight:
    """A reading; two of them make a `cost`."""
    machine = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    busy = (machine[0] + machine[1] + machine[2] + machine[5] + machine[6]) / TICK
    return Weight(time.monotonic(), sum(_cpu(one) for one in family(pid)), time.process_time(), busy)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cost(before: Weight, after: Weight) -> tuple[float, float]:
    """Processor seconds of the server, and the share of one core that other processes took meanwhile."""
    server, span = after.server - before.server, after.at - before.at
    others = (after.machine - before.machine) - (after.here - before.here) - server
    return server, max(0.0, others) / span
