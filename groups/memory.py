"""What this process remembers of each group: who is there, the rules in force, the last words shown.

Read from the store once, then kept true by the channel's own events; never asked from disk during a post.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from groups.coverage import Answered, covered_until, next_start
from groups.locale import times
from moderation import BASE, Body, CrisisState, Rules, Seat, skeleton

RECENT_MS = 90_000
RECENT_KEPT = 8


@dataclass(slots=True)
class Person:
    """One membership as the group sees it."""

    id: str
    handle: str
    seat: Seat
    from_seq: int
    state: str = "active"
    muted_until: int = 0
    posts: int = 0
    licence: dict[str, Any] | None = None
    starts_at: int = 0  # a seat holds from then on
    ends_at: int | None = None
    crisis: CrisisState = field(default_factory=CrisisState)
    ignored: frozenset[str] = frozenset()  # whom this person does not want to read: nobody else's business
    left_at: int = 0

    def is_seated(self, now: int) -> bool:
        """True while the place holds: active, and between its start and its end."""
        ends = self.ends_at
        return self.state == "active" and self.starts_at <= now and (ends is None or now < ends)

    @property
    def name(self) -> str:
        """Staff by the name on their licence, members by their handle."""
        return str(self.licence["name"]) if self.licence else self.handle


@dataclass(slots=True)
class Shown:
    """A message of the last minutes, for the window over several messages."""

    seq: int
    at: int
    author: str
    body: Body


@dataclass(slots=True)
class Desk:
    """The open cases of a group as its staff's queue shows them (`cases.desk_view`), read once, then kept true.

    `stale` are rows of the desk's channel that changed and are read anew before the next look.
    """

    cases: dict[str, dict[str, Any]] = field(default_factory=dict)
    stale: set[int] = field(default_factory=set)

    def take(self, view: dict[str, Any]) -> None:
        """A case's newest view: one that is closed leaves."""
        if view.get("open", True):
            self.cases[view["case"]] = view
        else:
            self.cases.pop(view["case"], None)


@dataclass(slots=True)
class Circle:
    """A group in memory. `rules` is None when the stored version cannot be read: then everything is held."""

    id: str
    name: str
    data: dict[str, Any]
    rules: Rules | None = BASE
    people: dict[str, Person] = field(default_factory=dict)
    recent: deque[Shown] = field(default_factory=lambda: deque(maxlen=RECENT_KEPT))
    roster_seq: int = 0
    handles: frozenset[str] = frozenset()
    desk: Desk | None = None  # until somebody looks at the queue
    _answered: Answered | None = None

    def is_covered(self, now: int) -> bool:
        """True within answered hours."""
        if self._answered is None:
            self._answered = Answered(self.data.get("hours", {}), self.zone)
        return self._answered.at(now)

    def update(self, changes: dict[str, Any]) -> None:
        """Take over changed fields of the group's record."""
        self.data.update(changes)
        self._answered = None

    @property
    def is_open(self) -> bool:
        """True when the room takes messages."""
        return self.data.get("state") == "open"

    @property
    def zone(self) -> str:
        """The group's time zone."""
        return str(self.data["zone"])

    @property
    def psychologist_name(self) -> str:
        """The assigned psychologist's name, '' while the seat is empty."""
        return next((one.name for one in self.active() if one.seat is Seat.PSYCHOLOGIST), "")

    def reader(self, now: int) -> Person | None:
        """Who reads first: of those seated now the first on the group's ladder, else psychologist, then stand-in."""
        order = {one: place for place, one in enumerate(self.data.get("ladder", ()))}
        seats = {Seat.PSYCHOLOGIST: 0, Seat.STAND_IN: 1}
        here = [one for one in self.people.values() if one.seat in seats and one.is_seated(now)]
        return min(here, key=lambda one: (order.get(one.id, len(order)), seats[one.seat]), default=None)

    def reads_until(self, now: int) -> int | None:
        """Until when somebody reads; None while nobody does, or the seats of those who would are empty."""
        return covered_until(self._hours, self.zone, now) if self.reader(now) else None

    def reads_from(self, now: int) -> int | None:
        """When somebody reads next, from outside answered hours; None where nothing is known."""
        return next_start(self._hours, self.zone, now) if self.reader(now) else None

    @property
    def _hours(self) -> dict[str, Any]:
        hours: dict[str, Any] = self.data.get("hours", {})
        return hours

    def active(self) -> list[Person]:
        """Who is in the group now, members and staff, in order of joining."""
        return [person for person in self.people.values() if person.state == "active"]

    def in_room(self) -> list[Person]:
        """Who may read the room: all but the supervisor, who is outside it."""
        return [person for person in self.active() if person.seat is not Seat.SUPERVISOR]

    def members(self) -> list[Person]:
        """The members alone."""
        return [person for person in self.active() if person.seat is Seat.MEMBER]

    def listed(self, now: int) -> list[Person]:
        """The members as the room may know them: who left today is not there from tomorrow on (CARE C11)."""
        today = times.local_date(now, self.zone)
        return [
            one
            for one in self.people.values()
            if one.seat is Seat.MEMBER and one.handle and _is_listed(one, today, self.zone)
        ]

    def staff(self) -> list[Person]:
        """Psychologist, stand-in, supporters, supervisor."""
        return [person for person in self.active() if person.seat.is_staff]

    def welcome(self, person: Person) -> None:
        """Add or replace a person."""
        self.people[person.id] = person
        self.handles = frozenset(skeleton(one.handle) for one in self.people.values() if one.handle)

    def remember(self, channel: str, seq: int, kind: str, at: int, author: str, body: Body | None) -> None:
        """What was committed in the room."""
        if channel != f"room:{self.id}":
            return
        if kind == "message" and body is not None:
            self.recent.append(Shown(seq, at, author, body))
        elif kind == "joined":
            self.roster_seq = seq

    def forget(self, channel: str, seq: int) -> None:
        """A shown message has changed: it counts for the window no more."""
        for one in [one for one in self.recent if one.seq == seq and channel == f"room:{self.id}"]:
            self.recent.remove(one)

    def lately(self, now: int, own: str) -> tuple[tuple[int, tuple[bool, Body]], ...]:
        """(seq, (own?, body)) of what was shown in the last 90 s, oldest first."""
        return tuple(
            (one.seq, (one.author == own, one.body)) for one in self.recent if now - one.at <= RECENT_MS
        )


def _is_listed(person: Person, today: date, zone: str) -> bool:
    left_today = person.state == "left" and times.local_date(person.left_at, zone) == today
    return person.state == "active" or left_today
