"""The clock work: what must happen by itself. One leader by lease; late is harmless, twice is impossible.

Every job is repeat-safe and looks only at what is due; APScheduler keeps its table in memory. Before each run wall and
steady time are compared: when they parted by more than an hour, nothing is destroyed until an operator looked.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from groups import erasing, errands, keeping
from groups.actions import invitations, lost, sign_ins, unanswered
from groups.context import Context
from groups.keeping import Clockface
from groups.model import new_id

log = logging.getLogger("lingkar")
LEASE_MS = 15_000
Job = Callable[[Context], Awaitable[int]]

#: name -> (seconds between runs, what runs)
JOBS: dict[str, tuple[int, Job]] = {
    "errands": (5, errands.finish_overdue),
    "sign_ins": (30, sign_ins.end_overdue),
    "invitations": (600, invitations.end_overdue),
    "time": (3600, keeping.note_time),
    "late_holds": (600, erasing.late_holds),
    "retention": (3600, keeping.retain),
    "closed_cases": (3600, erasing.end_cases),
    "erasures": (3600, erasing.erase_left),
    "sealed_words": (3600, erasing.end_sealed),
    "back_up": (600, keeping.back_up_nightly),
    "places": (5, lost.close_places),
    "first_messages": (60, unanswered.bring_overdue),
}


class Clockwork:
    """The scheduler of one process. Only the process that holds the lease runs jobs."""

    def __init__(self, ctx: Context) -> None:
        self._ctx, self._me, self._face = ctx, new_id(), Clockface(ctx.clock())
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin; the first run of each job is one interval from now, errands were finished at open."""
        for name, (seconds, job) in JOBS.items():
            self._scheduler.add_job(
                self.run,
                "interval",
                (name, seconds, job),
                seconds=seconds,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """No further run begins."""
        self._scheduler.shutdown(wait=False)

    async def run(self, name: str, seconds: int, job: Job) -> None:
        """One run of a job, if this process leads and nobody ran this slot."""
        ctx = self._ctx
        try:
            now = ctx.clock()
            if not self._face.agrees(now):
                await keeping.doubt_clock(ctx)
                self._face = Clockface(now)
            leads = await ctx.store.lease("clockwork", self._me, LEASE_MS, now)
            if leads and await ctx.store.claim_run(name, now // (seconds * 1000)):
                done = await job(ctx)
                if done:
                    log.info("job.done name=%s count=%d", name, done)
        except Exception as error:  # a job that fails runs again at its next slot
            log.error("job.failed name=%s type=%s", name, type(error).__name__)
