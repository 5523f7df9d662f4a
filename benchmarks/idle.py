"""What an idle page costs in memory: (RSS with 2,000 sockets in 100 groups - RSS with none) / 2,000.

`python -m benchmarks.idle`. Bar: 25 KiB. "With none" is read after one page was open and has gone, so
that what the first page loads for all is not counted as the cost of 2,000.
"""

from __future__ import annotations

import argparse
import sys
import time

from benchmarks.service import Service
from benchmarks.weigh import resident
from benchmarks.wire import many_files

BAR = 25.0  # KiB
SETTLE = 1.0  # seconds for the server to come to rest


def main() -> int:
    """1 when a page costs more than the bar."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--groups", type=int, default=100)
    asked.add_argument("--members", type=int, default=20)
    sizes = asked.parse_args()
    many_files()
    with Service(sizes.groups, sizes.members) as service:
        service.line(service.places[0], 0, 0).sock.close()
        time.sleep(SETTLE)
        alone = resident(service.pid)
        lines = service.lines()
        time.sleep(SETTLE)
        full = resident(service.pid)
    each = (full - alone) / len(lines) / 1024
    print(f"{len(lines)} sockets: {alone / 2**20:.1f} MiB before, {full / 2**20:.1f} MiB with them")
    print(f"idle: {each:.1f} KiB a socket (bar {BAR:.0f})")
    return each > BAR


if __name__ == "__main__":
    sys.exit(main())
