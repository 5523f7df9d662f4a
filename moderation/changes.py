"""Two sets of rules beside each other: what differs, and whether it became stricter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from moderation.entries import Entry
from moderation.rules import Rules
from moderation.terms import OwnTerms

Pick = Callable[[Rules], Any]
Stricter = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """A place in the document whose value differs. `stricter` is True only where that is certain."""

    path: str
    stricter: bool


def changes(old: Rules, new: Rules) -> tuple[Change, ...]:
    """Every path that differs, in the document's order; own lists and lists of what may stand each as one."""
    return tuple(_entries(old, new)) + tuple(_values(old, new))


def is_stricter(old: Rules, new: Rules) -> bool:
    """True when nothing became laxer: what a psychologist may put in force at once (CARE C17)."""
    return all(change.stricter for change in changes(old, new))


def _entries(old: Rules, new: Rules) -> Iterator[Change]:
    for path, entry in new.entries.items():
        if entry != old.entries[path]:
            yield Change(path, _entry_is_stricter(old.entries[path], entry))


def _entry_is_stricter(old: Entry, new: Entry) -> bool:
    same_conditions = (old.when, old.unless) == (new.when, new.unless)
    return same_conditions and new.rank >= old.rank and new.alert >= old.alert


def _values(old: Rules, new: Rules) -> Iterator[Change]:
    for path, pick, stricter in _VALUES:
        before, now = pick(old), pick(new)
        if before != now:
            yield Change(path, stricter(before, now))


def _covers(old: tuple[OwnTerms, ...], new: tuple[OwnTerms, ...]) -> bool:
    """Every term of before is still looked for, and no less is done about it."""
    return all(any(_holds(one, term, each) for each in new) for one in old for term in one.terms)


def _holds(old: OwnTerms, term: str, new: OwnTerms) -> bool:
    wide_enough = new.inflections or not old.inflections
    return term in new.terms and wide_enough and _entry_is_stricter(old.entry, new.entry)


def _fewer(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    return set(new) <= set(old)


def _more(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    return set(old) <= set(new)


def _less(old: Any, new: Any) -> bool:
    return bool(new <= old)


def _higher(old: Any, new: Any) -> bool:
    return bool(new >= old)


def _never(old: Any, new: Any) -> bool:
    return False


_VALUES: tuple[tuple[str, Pick, Stricter], ...] = (
    ("names", lambda rules: rules.names, lambda old, new: bool(new == "strict")),
    ("words.own", lambda rules: rules.own, _covers),
    ("words.allow", lambda rules: rules.allowed_words, _fewer),
    ("links.allow", lambda rules: rules.allowed_links, _fewer),
    ("identifiers.allow", lambda rules: rules.allowed_identifiers, _fewer),
    ("length.message", lambda rules: rules.message_length, _less),
    ("length.story", lambda rules: rules.story_length, _less),
    ("language.spoken", lambda rules: rules.spoken, _fewer),
    ("newcomers.first", lambda rules: rules.newcomers_first, _higher),
    ("newcomers.covered_only", lambda rules: rules.newcomers_covered_only, _less),
    ("rate.per_minute", lambda rules: rules.per_minute, _less),
    ("rate.burst", lambda rules: rules.burst, _less),
    ("rate.slow_seconds", lambda rules: rules.slow_seconds, _higher),
    ("quiet.zone", lambda rules: rules.zone, _never),
    ("quiet.hours", lambda rules: rules.quiet, _more),
    ("crisis.watch", lambda rules: rules.crisis.watch, lambda old, new: bool(new == "hold")),
    ("crisis.urgent", lambda rules: rules.crisis.urgent, lambda old, new: bool(new == "hold")),
    ("crisis.watch_alerts", lambda rules: rules.crisis.watch_alerts, _higher),
    ("crisis.carry_minutes", lambda rules: rules.crisis.carry_minutes, _higher),
)
