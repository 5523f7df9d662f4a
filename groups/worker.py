"""Long texts are reviewed in one worker process: two seconds, then it is killed and the message held.

The pipe to it is part of `moderation.review`'s exit: words go in, a decision comes out, nothing is kept.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import time
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import replace
from typing import Any

from moderation import BASE, Body, Context, Decision, RawText, Rules, review, unsure
from moderation.types import Piece, unwrap

START_SECONDS = 30  # a new worker reads its models first


def _review_there(pieces: tuple[Piece, ...], rules: Rules, context: Context) -> Decision:
    return review(RawText(*pieces), rules, replace(context, clock=time.thread_time))


def _paths_there(bodies: Sequence[Body], rules: Rules, context: Context) -> list[frozenset[str]]:
    context = replace(context, clock=time.thread_time)
    return [_paths(body, review(RawText(*body.pieces), rules, context), rules) for body in bodies]


def _paths(body: Body, decision: Decision, rules: Rules) -> frozenset[str]:
    """The rules that apply to shown words; what is hidden in them counts for the rule of its kind."""
    hidden = {f"identifiers.{piece.kind.value}" for piece in body.hidden}
    in_force = {path for path in hidden if (entry := rules.entry(path)) and entry.effect}
    return frozenset(in_force | {reason.rule for reason in decision.reasons if reason.rule})


def _ready() -> bool:
    """One review: what is read at first use was read when the clock starts."""
    review(RawText("halo"), BASE, Context())
    return True


def _uncollected(raw: RawText, rules: Rules, context: Context) -> Decision:
    """A review that the collector does not interrupt: walking the heap (30 ms) would put it over its budget."""
    gc.disable()
    try:
        return review(raw, rules, context)
    finally:
        gc.enable()


def _still() -> float:
    return 0.0


class Reviewer:
    """Chooses where a text is reviewed: in the loop up to `inline` code points, else in the worker."""

    def __init__(self, inline: int, seconds: float) -> None:
        self._inline, self._seconds = inline, seconds
        self._pool: ProcessPoolExecutor | None = None
        self._starting = asyncio.Lock()

    async def review(self, raw: RawText, rules: Rules, context: Context) -> Decision:
        """Never raises: what the worker cannot do in its time is held."""
        if len(raw) <= self._inline:
            return _uncollected(raw, rules, context)
        try:
            found: Decision = await self._there(_review_there, unwrap(raw), rules, context)
        except (TimeoutError, BrokenExecutor, OSError):
            return unsure(rules)
        return found

    async def paths(
        self, bodies: Sequence[Body], rules: Rules, context: Context
    ) -> list[frozenset[str]] | None:
        """Which rules apply to each of these shown bodies, and no word of them. None when it took too long."""
        try:
            found: list[frozenset[str]] = await self._there(_paths_there, bodies, rules, context)
        except (TimeoutError, BrokenExecutor, OSError):
            return None
        return found

    async def _there(self, work: Callable[..., Any], given: Any, rules: Rules, context: Context) -> Any:
        """Done in the worker within its time, else the worker is killed and the error raised on."""
        ready = replace(context, clock=_still)
        try:
            pool = await self._started()
            asked = asyncio.get_running_loop().run_in_executor(pool, work, given, rules, ready)
            return await asyncio.wait_for(asked, self._seconds)
        except (TimeoutError, BrokenExecutor, OSError):
            self._kill()
            raise

    async def _started(self) -> ProcessPoolExecutor:
        """The worker, once it has read its models: starting is not part of a review's time."""
        async with self._starting:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
                first = asyncio.get_running_loop().run_in_executor(self._pool, _ready)
                await asyncio.wait_for(first, START_SECONDS)
            return self._pool

    def _kill(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.kill()
            pool.shutdown(wait=False, cancel_futures=True)

    async def close(self) -> None:
        """End the worker."""
        self._kill()
