"""Long texts are reviewed in one worker process: two seconds, then it is killed and the message held.

The pipe to it is part of `moderation.review`'s exit: words go in, a decision comes out, nothing is kept.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import replace

from moderation import BASE, Context, Decision, RawText, Rules, review, unsure
from moderation.types import Piece, unwrap

START_SECONDS = 30  # a new worker reads its models first


def _review_there(pieces: tuple[Piece, ...], rules: Rules, context: Context) -> Decision:
    return review(RawText(*pieces), rules, replace(context, clock=time.thread_time))


def _ready() -> bool:
    """One review: what is read at first use was read when the clock starts."""
    review(RawText("halo"), BASE, Context())
    return True


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
            return review(raw, rules, context)
        loop, ready = asyncio.get_running_loop(), replace(context, clock=_still)
        try:
            pool = await self._started()
            work = loop.run_in_executor(pool, _review_there, unwrap(raw), rules, ready)
            return await asyncio.wait_for(work, self._seconds)
        except (TimeoutError, BrokenExecutor, OSError):
            self._kill()
            return unsure(rules)

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
