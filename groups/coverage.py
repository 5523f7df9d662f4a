"""Answered hours: when somebody reads. Computed, never promised (CARE C2).

`hours` of a group: `{"mon": [["08:00", "21:00"]], ..., "dates": {"2026-12-25": []}}` in its zone, `dates` being
exceptions; without any it counts as never covered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AHEAD = 15  # days looked ahead
_DAY_MS = 86_400_000


def windows(hours: dict[str, Any], zone: str, now: int) -> Iterator[tuple[int, int]]:
    """(start, end) in UTC ms of the answered hours that end after now, in order; an end before its start is the next day's."""
    tz = ZoneInfo(zone)
    today = datetime.fromtimestamp(now / 1000, tz).date()
    for ahead in range(-1, _AHEAD):
        day = today + timedelta(days=ahead)
        for opens, closes in hours_on(hours, day):
            start = _ms(day, opens, tz)
            end = _ms(day if closes > opens else day + timedelta(days=1), closes, tz)
            if end > now:
                yield start, end


def hours_on(hours: dict[str, Any], day: date) -> list[list[str]]:
    """The answered hours of a date: its own where it is an exception (none: nobody reads), else its weekday's."""
    dated = hours.get("dates", {})
    found: list[list[str]] = dated.get(day.isoformat(), hours.get(DAYS[day.weekday()], []))
    return found


def _ms(day: date, clock: str, tz: ZoneInfo) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    moment = datetime.combine(day, time(hour % 24, minute), tz)
    if hour == 24:
        moment += timedelta(days=1)
    return int(moment.astimezone(UTC).timestamp() * 1000)


def covered_until(hours: dict[str, Any], zone: str, now: int) -> int | None:
    """When the answered hours of this moment end, or None outside them."""
    return next((end for start, end in windows(hours, zone, now) if start <= now), None)


def next_start(hours: dict[str, Any], zone: str, now: int) -> int | None:
    """When somebody reads next, from outside answered hours; None when nothing is known."""
    return next((start for start, _ in windows(hours, zone, now) if start > now), None)


class Answered:
    """Whether somebody reads now, of one group; the answer is kept until the moment at which it changes."""

    __slots__ = ("_from", "_hours", "_is", "_until", "_zone")

    def __init__(self, hours: dict[str, Any], zone: str) -> None:
        self._hours, self._zone = hours, zone
        self._from, self._until, self._is = 0, 0, False

    def at(self, now: int) -> bool:
        """True within answered hours. Now in UTC ms; any order of moments."""
        if not self._from <= now < self._until:
            end = covered_until(self._hours, self._zone, now)
            start = None if end else next_start(self._hours, self._zone, now)
            self._from, self._until, self._is = now, end or start or now + _DAY_MS, end is not None
        return self._is


def covered_for(hours: dict[str, Any], zone: str, now: int, covered_hours: int) -> int | None:
    """When so many covered hours have passed; None when they do not within the days looked ahead."""
    left = covered_hours * 3_600_000
    for start, end in windows(hours, zone, now):
        begin = max(start, now)
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None


def answered_by(hours: dict[str, Any], zone: str, now: int, covered_hours: int) -> int | None:
    """When a held message is answered at the latest: after so many covered hours, at the latest by the end of the
    next covered period. None when the group has no answered hours: "we do not know yet".
    """
    left = covered_hours * 3_600_000
    for start, end in windows(hours, zone, now):
        begin = max(start, now)
        if end - begin >= left:
            return begin + left
        if start > now:
            return end
        left -= end - begin
    return None
