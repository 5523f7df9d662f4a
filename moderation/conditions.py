"""When a rule applies: the short words an entry may carry under `when` and `unless`."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_PLAIN = ("staff", "member", "covered", "uncovered", "newcomer", "quoted", "labelled")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition taken apart: its name, a label, and a count or two minutes of a day."""

    name: str
    label: str = ""
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions ask about: `minute` from midnight and `day` from Monday are local."""

    staff: bool
    covered: bool
    posts_before: int
    newcomers_first: int
    label: str
    day: int
    minute: int


def parse_condition(written: str) -> Condition | None:
    """A condition, or None when there is no such one."""
    name, _, rest = written.partition(":")
    if not rest:
        return Condition(name) if name in _PLAIN else None
    if name == "newcomer" and rest.isascii() and rest.isdigit() and len(rest) < 7:
        return Condition(name, first=int(rest))
    if name == "labelled":
        return Condition(name, label=rest.strip().lower())
    hours = _HOURS.fullmatch(rest) if name == "hours" else None
    if not hours:
        return None
    return Condition(name, first=int(hours[1]) * 60 + int(hours[2]), last=int(hours[3]) * 60 + int(hours[4]))


def holds(condition: Condition, facts: Facts, quoted: bool) -> bool:
    """True when the condition is met by a finding, which stands in quotation marks or not."""
    match condition.name:
        case "staff":
            return facts.staff
        case "member":
            return not facts.staff
        case "covered":
            return facts.covered
        case "uncovered":
            return not facts.covered
        case "newcomer":
            return facts.posts_before < (condition.first or facts.newcomers_first)
        case "quoted":
            return quoted
        case "labelled":
            return facts.label == condition.label if condition.label else facts.label not in ("", "none")
        case _:
            return _within(condition, facts.minute)


def _within(condition: Condition, minute: int) -> bool:
    if condition.first < condition.last:
        return condition.first <= minute < condition.last
    return minute >= condition.first or minute < condition.last


@lru_cache(maxsize=64)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


def local_time(now: int, zone: str) -> tuple[int, int]:
    """Day from Monday and minute from midnight of a UTC time in ms."""
    there = (_EPOCH + timedelta(milliseconds=now)).astimezone(_zone(zone))
    return there.weekday(), there.hour * 60 + there.minute
