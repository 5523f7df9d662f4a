"""Moments as a person says them. Pure: the zone and the words are given, `now` too."""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: The names Indonesians use for their three zones.
_WORDS = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class Names(NamedTuple):
    """Weekdays from Monday, months from January."""

    weekdays: list[str]
    months: list[str]


@functools.lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Asia/Jakarta")


def local(ms: int, zone: str) -> datetime:
    """The moment in its zone; an unknown zone reads as Asia/Jakarta."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(_zone(zone))


def zone_word(ms: int, zone: str) -> str:
    """`WIB`, `WITA`, `WIT`, else `UTC+8` or `UTC+5:30`."""
    if zone in _WORDS:
        return _WORDS[zone]
    offset = local(ms, zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    return f"UTC{minutes // 60:+}" if minutes % 60 == 0 else f"UTC{_signed(minutes)}"


def _signed(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}:{rest:02}"


def hour(ms: int, zone: str, pattern: str) -> str:
    """`pattern` is what stands between, as in `HH.MM`."""
    at = local(ms, zone)
    return pattern.replace("HH", f"{at.hour:02}").replace("MM", f"{at.minute:02}")


def iso(ms: int) -> str:
    """For `<time datetime>`: the same characters as a browser's `toISOString`."""
    whole = datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{ms % 1000:03}Z"


def year(ms: int, zone: str) -> int:
    """The year in the zone."""
    return local(ms, zone).year


def local_date(ms: int, zone: str) -> date:
    """The date in the zone."""
    return local(ms, zone).date()


def days_between(ms: int, now: int, zone: str) -> int:
    """0 for the same date in the zone, 1 for the day before, ..."""
    return (local_date(now, zone) - local_date(ms, zone)).days


def fill(ms: int, zone: str, pattern: str, names: Names) -> str:
    """Fill WEEKDAY, DAY, MONTH, YEAR of a pattern."""
    at = local(ms, zone)
    weekday, month = names.weekdays[at.weekday()], names.months[at.month - 1]
    words = {"WEEKDAY": weekday, "DAY": str(at.day), "MONTH": month, "YEAR": str(at.year)}
    for name, word in words.items():
        pattern = pattern.replace(name, word)
    return pattern
