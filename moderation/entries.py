"""One entry of a rules document, and the readers that turn JSON into checked values."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from moderation.conditions import Condition, parse_condition
from moderation.types import Effect, Level

T = TypeVar("T")
MOST_LISTED = 2000
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_LOCAL = (
    "identifiers",
    "words",
    "topics",
    "links",
)  # sections whose findings stand at a place and can be hidden
_ALERTS = {"none": Level.NONE, "watch": Level.WATCH, "urgent": Level.URGENT}
_EFFECTS: dict[str, Effect | None] = {"allow": None} | {effect.value: effect for effect in Effect}
_RANK = {None: 0, Effect.ADVISE: 1, Effect.HIDE: 2, Effect.HOLD: 3, Effect.REFUSE: 4}


class RulesError(Exception):
    """A document that cannot be in force: the path it stands at, a code, and what would do instead."""

    def __init__(self, path: str, code: str, suggestion: str) -> None:
        super().__init__(path, code, suggestion)
        self.path, self.code, self.suggestion = path, code, suggestion

    def __str__(self) -> str:
        return f"{self.path or 'document'}: {self.code}: {self.suggestion}"


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a week, in minutes after midnight; over midnight when `end <= start`. Days count from Monday."""

    days: tuple[int, ...]
    start: int
    end: int

    def holds(self, day: int, minute: int) -> bool:
        """True when the window is open at this minute of this day."""
        if self.start < self.end:
            return day in self.days and self.start <= minute < self.end
        before = (day - 1) % 7
        return (day in self.days and minute >= self.start) or (before in self.days and minute < self.end)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a rule does. `effect` None allows. `when` must all hold, of `unless` none may.

    `otherwise` is the service's entry, for an entry of a group that may not relax it but set conditions.
    """

    effect: Effect | None = None
    alert: Level = Level.NONE
    message: str = ""
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    otherwise: Entry | None = None

    @property
    def rank(self) -> int:
        """How strict: allow 0, advise, hide, hold, refuse 4."""
        return _RANK[self.effect]

    def not_laxer_than(self, base: Entry, path: str, may_be_laxer: bool) -> Entry:
        """This entry, checked against the service's, which stays in force where conditions do not hold."""
        if may_be_laxer:
            return self
        if self.rank < base.rank:
            name = next(name for name, effect in _EFFECTS.items() if effect is base.effect)
            raise RulesError(path, "laxer", f'"{name}" or stricter')
        alert = max(self.alert, base.alert)
        otherwise = base if self.when or self.unless else None
        return replace(self, alert=alert, otherwise=otherwise)


def read_entry(value: object, path: str, own: Sequence[str] = ()) -> Entry:
    """An effect as a word, or a table with `effect` and the rest; `own` are the section's further keys."""
    if isinstance(value, str):
        return Entry(_effect(value, path))
    table = a_table(value, path)
    known_keys(table, ("effect", "alert", "message", "when", "unless", *own), path)
    message = table.get("message", "")
    if not isinstance(message, str) or len(message) > 500:
        raise RulesError(f"{path}.message", "wrong_type", "a sentence of at most 500 characters")
    return Entry(
        _effect(table.get("effect", "allow"), f"{path}.effect" if "effect" in table else path),
        _ALERTS[choose(table.get("alert", "none"), f"{path}.alert", tuple(_ALERTS))],
        message,
        when=_conditions(table.get("when", []), f"{path}.when"),
        unless=_conditions(table.get("unless", []), f"{path}.unless"),
    )


def _effect(value: object, path: str) -> Effect | None:
    effect = _EFFECTS[choose(value, path, tuple(_EFFECTS))]
    if effect is Effect.HIDE and path.split(".")[0] not in _LOCAL:
        raise RulesError(path, "effect_not_possible", '"hold" (there is no single word to hide here)')
    return effect


def _conditions(value: object, path: str) -> tuple[Condition, ...]:
    given = [value] if isinstance(value, str) else a_list(value, path)
    made = []
    for at, one in enumerate(given):
        condition = parse_condition(one) if isinstance(one, str) else None
        if condition is None:
            raise RulesError(
                f"{path}.{at}", "unknown_value", "staff, newcomer:5, quoted, labelled, hours:22:00-05:00, ..."
            )
        made.append(condition)
    return tuple(made)


def read_window(value: object, path: str) -> Window:
    """`{"days": ["mon"], "from": "22:00", "to": "05:00"}`; without `days`, every day."""
    table = a_table(value, path)
    known_keys(table, ("days", "from", "to"), path)
    days = tuple(
        DAYS.index(choose(day, f"{path}.days", DAYS))
        for day in a_list(table.get("days", list(DAYS)), f"{path}.days")
    )
    return Window(days, *(_minute(table.get(key), f"{path}.{key}") for key in ("from", "to")))


def _minute(value: object, path: str) -> int:
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise RulesError(path, "wrong_time", 'a time such as "22:00"')
    return int(found[1]) * 60 + int(found[2])


def a_table(value: object, path: str) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise RulesError(path, "wrong_type", "an object { ... }")
    return value


def a_list(value: object, path: str) -> list[Any]:
    """A JSON array of at most 2,000 values."""
    if not isinstance(value, list):
        raise RulesError(path, "wrong_type", "a list [ ... ]")
    if len(value) > MOST_LISTED:
        raise RulesError(path, "too_many", f"at most {MOST_LISTED}")
    return value


def a_word(value: object, path: str) -> str:
    """A word or phrase, lower case: at least two letters, so that no single letter stops a conversation."""
    if not isinstance(value, str):
        raise RulesError(path, "wrong_type", "a word in quotation marks")
    if sum(char.isalnum() for char in value) < 2:
        raise RulesError(path, "too_short", "a word of at least two letters")
    if len(value) > 200:
        raise RulesError(path, "too_long", "at most 200 characters")
    return " ".join(value.lower().split())


def a_number(value: object, path: str, least: int, most: int) -> int:
    """A whole number within bounds."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise RulesError(path, "wrong_type", "a whole number")
    if not least <= value <= most:
        raise RulesError(path, "out_of_range", f"{least} to {most}")
    return value


def a_zone(value: object, path: str) -> str:
    """A time zone of the IANA database."""
    try:
        return zoneinfo.ZoneInfo(value).key if isinstance(value, str) else choose(value, path, ())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise RulesError(path, "unknown_zone", "Asia/Jakarta, Asia/Makassar or Asia/Jayapura") from None


def choose(value: object, path: str, options: Sequence[T]) -> T:
    """One of the options."""
    for option in options:
        if value == option and type(value) is type(option):
            return option
    raise RulesError(path, "unknown_value", _nearest(value, [as_document(option) for option in options]))


def known_keys(table: dict[str, Any], known: Sequence[str], path: str) -> None:
    """Refuse a key that does not exist, with the nearest one that does."""
    for key in table:
        if key not in known:
            raise RulesError(f"{path}.{key}" if path else str(key), "unknown_key", _nearest(key, known))


def _nearest(value: object, options: Sequence[str]) -> str:
    near = difflib.get_close_matches(value, options, 1) if isinstance(value, str) else []
    return near[0] if near else "one of " + ", ".join(options)


def as_document(value: object) -> str:
    """A value as a document writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def merge(base: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """A group's document over the base: section by section, key by key, lists replaced as a whole."""
    made = dict(base)
    for key, value in given.items():
        old = base.get(key)
        made[key] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return made
