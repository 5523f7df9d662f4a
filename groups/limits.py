"""Token buckets: how fast somebody may act. Kept in memory; a restart fills them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

KEPT = 20_000


class Buckets:
    """One bucket a key: `burst` acts at once, then `per_minute`. Time is given in, in seconds."""

    def __init__(self, per_minute: float, burst: int) -> None:
        self._rate = per_minute / 60
        self._burst = float(burst)
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable, now: float) -> float:
        """0.0 when the act may be done (and it is counted), else the seconds to wait."""
        left, then = self._left.get(key, (self._burst, now))
        left = min(self._burst, left + max(0.0, now - then) * self._rate)
        self._left[key] = (left - 1, now) if left >= 1 else (left, now)
        self._left.move_to_end(key)
        if len(self._left) > KEPT:
            self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self._rate
