"""Log lines: the name of an event and ids or figures, `key=value`. Never words, handles, addresses (I8).

What other packages log may hold anything, so of it only who spoke and how loud is kept.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import TextIO

OWN = ("lingkar", "groups")


class Terse(logging.Formatter):
    """`2026-11-24T07:00:00Z warning job.failed name=retention type=Conflict`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever was given: an exception adds its type, never its text."""
        own = record.name.partition(".")[0] in OWN
        says = record.getMessage() if own else f"foreign.line logger={record.name}"
        kind = record.exc_info[0] if record.exc_info else None
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        told = f" type={kind.__name__}" if kind else ""
        return f"{moment} {record.levelname.lower()} {says}{told}".replace("\n", " ")


def set_up(verbose: bool, stream: TextIO | None = None) -> None:
    """Log to a stream (stderr): warnings, and with -v what is done."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Terse())
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("aiohttp", "apscheduler", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
