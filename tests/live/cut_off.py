"""An action over a real folder, cut off at its N-th writing call: in a process that ends there, or by a failing store.

The process is a fork of this one, made while no loop and no store is open here.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from groups import app
from groups.context import Context
from groups.store import open_store
from tests.conftest import NOON, Clock
from tests.faults import KILLED, FaultyStore

When = Literal["before", "after"]
#: What a person does in a folder; `told` is called in the moment in which they are answered.
Act = Callable[[Context, Callable[[], None]], Awaitable[None]]
MOST = 60  # writing calls of one action
LATER = NOON + 30_000  # what was begun at noon is overdue by then


async def open_faulty(
    folder: Path, now: int, how: Literal["raise", "exit"], when: When
) -> tuple[Context, FaultyStore]:
    """A context over a store that fails when it is told to."""
    faulty: list[FaultyStore] = []

    def opened(*args: Any) -> Any:
        faulty.append(FaultyStore(open_store(*args), 0, how, when))
        return faulty[0]

    app.open_store = opened  # type: ignore[assignment]
    try:
        ctx = await app.open_context(folder, {}, Clock(now))
    finally:
        app.open_store = open_store
    return ctx, faulty[0]


def each_kill(prepared: Path, act: Act, when: When) -> Iterator[tuple[int, Path, bool]]:
    """(N, the folder as the ended process left it, whether it had answered) until the action comes to its end."""
    for number in range(1, MOST):
        folder = copy_of(prepared, f"{when}-{number}")
        killed, answered = kill(folder, act, number, when)
        yield number, folder, answered
        shutil.rmtree(folder)
        if not killed:
            return
    raise AssertionError("it makes too many calls and does not end")


def copy_of(prepared: Path, name: str) -> Path:
    """The prepared folder once more."""
    folder = prepared.with_name(f"{prepared.name}-{name}")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(prepared, folder)
    return folder


def kill(folder: Path, act: Act, number: int, when: When) -> tuple[bool, bool]:
    """(was ended at the call, had answered before)."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        _play_and_exit(folder, act, number, when, write)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        answered = bool(pipe.read())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED), f"the action failed by itself at call {number}"
    return code == KILLED, answered


def _play_and_exit(folder: Path, act: Act, number: int, when: When, pipe: int) -> None:
    try:
        asyncio.run(_play(folder, act, number, when, lambda: _say(pipe)))
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        os._exit(1)
    os._exit(0)


def _say(pipe: int) -> None:
    os.write(pipe, b"!")


async def _play(folder: Path, act: Act, number: int, when: When, told: Callable[[], None]) -> None:
    ctx, faulty = await open_faulty(folder, NOON, "exit", when)
    faulty.fail_in(number)
    await act(ctx, told)
    faulty.fail_in(0)
    await ctx.close()
