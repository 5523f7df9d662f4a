"""Run a scenario in a process of its own and end that process at its N-th writing call, for every N.

A scenario is an `async def`, named 'package.module:function', that takes the store and its folder.
"""

from __future__ import annotations

import asyncio
import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from groups.store import open_store
from tests.faults import KILLED, FaultyStore

ROOT = Path(__file__).resolve().parents[2]
MOST = 200  # calls of one scenario


def each_kill(scenario: str, folder: Path, when: str) -> Iterator[tuple[int, Path]]:
    """(N, the folder as the ended process left it) for N = 1, 2, ... until the scenario runs to its end.

    `folder` is what the scenario starts from: it is copied for each N, and need not exist.
    """
    for number in range(1, MOST):
        copy = folder.with_name(f"{folder.name}-{when}-{number}")
        if folder.exists():
            shutil.copytree(folder, copy)
        killed = run(scenario, copy, number, when)
        yield number, copy
        if not killed:
            return
    raise AssertionError(f"{scenario} makes {MOST} calls and does not end")


def run(scenario: str, folder: Path, number: int, when: str) -> bool:
    """True when the process was ended at the call, False when it came to its end before."""
    command = [sys.executable, "-m", "tests.store.kill", scenario, str(folder), str(number), when]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode not in (0, KILLED):
        raise AssertionError(f"{scenario} failed by itself: {done.stderr}")
    return done.returncode == KILLED


async def _play(scenario: str, folder: Path, number: int, when: str) -> None:
    module, _, name = scenario.partition(":")
    store = open_store(f"sqlite://{folder}", lambda event: None)
    await store.open()
    faulty = FaultyStore(store, number, "exit", "after" if when == "after" else "before")
    await getattr(importlib.import_module(module), name)(faulty, folder)
    await store.close()


if __name__ == "__main__":
    asyncio.run(_play(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
