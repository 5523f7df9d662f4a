"""The store's contract: events, records, keys, originals, leases. Every back-end passes the contract suite.

What holds for every method marked *one*: it is one row or document, wholly there or wholly not after a crash.
A method that returned is durable. Nothing but the errors below escapes, and no error carries a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from groups.model import Sealed

Data: TypeAlias = Mapping[str, Any]


class StoreError(Exception):
    """The store could not do what was asked. Subclasses say why; no text of a person is ever in one."""


class Conflict(StoreError):
    """Somebody else changed it first: read again and decide again."""


class Missing(StoreError):
    """There is no such event or record."""


class Unavailable(StoreError):
    """The store cannot be reached or written just now (disk full, read-only, closed): retry later."""


class Locked(Unavailable):
    """Another process works in this folder: only one may."""


class SchemaTooNew(StoreError):
    """A newer release wrote this folder: start that release instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is appended to a channel. `author` is a membership id or 'system'; `cid` makes it once."""

    kind: str
    author: str
    cid: str
    at: int  # UTC ms
    body: Sealed | None = None
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A row of a channel's log: for a message always its present state; `rev` counts its changes from 1."""

    channel: str
    seq: int
    kind: str
    author: str
    cid: str
    at: int
    rev: int
    body: Sealed | None
    data: Data


@dataclass(frozen=True, slots=True)
class Record:
    """A compare-and-set document. Words stand only in `body`. `folder` moves with its state."""

    kind: str
    id: str
    folder: str
    rev: int
    data: Data
    body: Sealed | None = None
    subject: str | None = None  # whom it is about: for history, export, erasure
    due_at: int | None = None  # UTC ms


#: Told in the turn in which a commit returned, before the event goes to `OnCommit`: seq, and False for a
#: known cid.
Told: TypeAlias = Callable[[int, bool], None]
#: Committed events, per channel in order of seq, in the turn in which the commit returned. Must not raise
#: or block.
OnCommit: TypeAlias = Callable[[Event], None]
# Names for what a class with a method `list` cannot spell.
Events: TypeAlias = list[Event]
Records: TypeAlias = list[Record]


class Store(Protocol):
    """Durable memory. All methods may raise Unavailable."""

    on_commit: OnCommit

    async def open(self) -> None:
        """Check and migrate the schema. Raises SchemaTooNew, Unavailable (Locked: another process has it)."""

    async def close(self) -> None:
        """Finish what was asked and let go."""

    async def ping(self) -> None:
        """One durable write: raises Unavailable when the store cannot write."""

    # events

    async def append(self, entry: Entry, channel: str, told: Told | None = None) -> tuple[int, bool]:
        """*one*. Next seq of the channel, gap-free from 1. A known (channel, author, cid): its seq, False."""

    async def change(
        self, channel: str, seq: int, rev: int, entry: Entry, cid: str, told: Told | None = None
    ) -> tuple[int, bool]:
        """Replace the present state (kind, body, data) of one row whose rev is `rev`, and append a wordless
        event of kind 'changed' with data {'target': seq} at the end of the log, author and at from `entry`,
        cid `cid`.

        Returns the seq of the appended event. The author, cid and at of the changed row stay.
        Raises Conflict when rev is not the row's, Missing when there is no such row; a known cid answers
        (seq, False).
        on_commit is called once, with the appended event.
        """

    async def head(self, channel: str) -> int:
        """The last seq, 0 for an empty channel."""

    async def heads(self, channels: Sequence[str]) -> dict[str, int]:
        """head() of each."""

    async def floor(self, channel: str) -> int:
        """The seq before the first that is kept (0 until retention took some)."""

    async def event(self, channel: str, seq: int) -> Event:
        """One row. Raises Missing."""

    async def find(self, channel: str, author: str, cid: str) -> Event | None:
        """The event that this author gave this cid, or None."""

    async def after(self, channel: str, seq: int, limit: int) -> Events:
        """Events with a greater seq, oldest first."""

    async def before(self, channel: str, seq: int, limit: int) -> Events:
        """The `limit` events just below seq, oldest first."""

    # records

    async def create(
        self,
        kind: str,
        id: str,
        folder: str,
        data: Data,
        *,
        body: Sealed | None = None,
        subject: str | None = None,
        due_at: int | None = None,
    ) -> bool:
        """*one*; a claim: False when it is there already (and then nothing changes). rev starts at 1."""

    async def get(self, kind: str, id: str) -> Record | None:
        """The record, or None."""

    async def put(self, record: Record, *, op: str) -> Record:
        """*one*; compare-and-set on record.rev (the rev that was read). Returns it with the new rev.

        The same `op` again is success; another's change is Conflict; a dropped record is Missing.
        """

    async def drop(self, kind: str, id: str) -> bool:
        """*one*; False when it was not there."""

    async def list(
        self, kind: str, folder: str, *, after: str = "", limit: int = 200, newest_first: bool = False
    ) -> Records:
        """Records of a folder in order of (creation time, id); `after` is the id of the last one seen.

        That one may have moved to another folder since; Missing when it was dropped.
        """

    async def about(self, subject: str, *, kind: str | None = None) -> Records:
        """Every record about this subject."""

    async def due(self, kind: str, now: int, limit: int = 200) -> Records:
        """Records of a kind with due_at <= now, the longest due first."""

    async def mark(self, kind: str, id: str, value: int) -> int:
        """*one*; keeps the maximum of all values given; returns it."""

    # keys and originals: databases of their own

    async def key_put(self, owner: str, wrapped: bytes) -> bool:
        """A wrapped key, kept apart. False when the owner has one already."""

    async def key(self, owner: str) -> bytes | None:
        """The wrapped key, or None when there is none (any more)."""

    async def keys(self) -> dict[str, bytes]:
        """Every wrapped key, for rotation."""

    async def key_replace(self, wrapped: Mapping[str, bytes]) -> None:
        """Replace wrapped forms, all or none (rotation of the root key)."""

    async def key_destroy(self, owner: str) -> None:
        """Returns when the bytes are gone from the files."""

    async def original_put(self, case: str, sealed: Sealed) -> None:
        """Keep the sealed original of a case in a file that is never copied. The first one given stays."""

    async def original(self, case: str) -> Sealed | None:
        """The sealed original, or None."""

    async def original_drop(self, case: str) -> None:
        """Returns when the bytes are gone from the file."""

    # erasure, retention, leases

    async def forget(self, member: str, limit: int = 500) -> int:
        """Rows of this author lose body, author and time. Resumable: call until 0 left to do."""

    async def sweep(self, channel: str, before_at: int, limit: int = 500) -> int:
        """Raise the floor over rows older than before_at and delete them. Resumable: call until 0."""

    async def lease(self, name: str, holder: str, ttl: int, now: int) -> bool:
        """Take or renew a lease for ttl ms: True when this holder has it."""

    async def claim_run(self, name: str, slot: int) -> bool:
        """True for the first that asks for this slot of a job."""

    async def snapshot(self, path: str) -> None:
        """A consistent, verified copy of events and records (no keys, no originals) at `path`."""
