"""The default store: three SQLite files in a folder that one process holds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from groups.model import Sealed, decode
from groups.store import sqlite_acts as acts
from groups.store import sqlite_keys as keeping
from groups.store.base import (
    Data,
    Entry,
    Event,
    Events,
    Missing,
    OnCommit,
    Record,
    Records,
    Told,
    Unavailable,
)
from groups.store.sqlite_files import FILES, HEADS, HELD, KEYS, MAIN, Folder, snapshot, unavailable
from groups.store.sqlite_writer import Writer

_EVENT = (
    "SELECT channels.name, seq, kind, author, cid, at, rev, body, data"
    " FROM events JOIN channels ON channels.id = events.channel WHERE channels.name = ?"
)
_RECORD = "SELECT kind, name, folder, rev, data, body, subject, due_at FROM records"


Rows: TypeAlias = list[Any]


class SqliteStore:
    """`groups.store.base.Store` on SQLite. Reads run in the loop, on connections that cannot write."""

    def __init__(self, path: Path, on_commit: OnCommit) -> None:
        self.on_commit = on_commit
        self._folder = Folder(path)
        self._readers: dict[str, sqlite3.Connection] = {}
        self._writer: Writer | None = None
        self._remnants = False  # deleted rows may still stand in the write-ahead log

    async def open(self) -> None:
        """Also raises Locked, with the sentence to show, while another process holds the folder."""
        await asyncio.to_thread(self._folder.take)
        try:
            self._readers = {name: self._folder.reader(name) for name in FILES}
        except Unavailable:
            self._folder.release()
            raise
        self._writer = Writer(self._folder, lambda: self.on_commit)
        self._writer.start()

    async def close(self) -> None:
        """Twice is once."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        await asyncio.to_thread(writer.stop)
        for reader in self._readers.values():
            reader.close()
        self._readers = {}
        await asyncio.to_thread(writer.let_go)
        self._folder.release()

    async def ping(self) -> None:
        await self._ask(MAIN, acts.ping)

    # events

    async def append(self, entry: Entry, channel: str, told: Told | None = None) -> tuple[int, bool]:
        answer: tuple[int, bool] = await self._ask(MAIN, acts.append, channel, entry, told=told)
        return answer

    async def change(
        self, channel: str, seq: int, rev: int, entry: Entry, cid: str, told: Told | None = None
    ) -> tuple[int, bool]:
        answer: tuple[int, bool] = await self._ask(
            MAIN, acts.change, channel, seq, rev, entry, cid, told=told
        )
        return answer

    async def head(self, channel: str) -> int:
        return (await self.heads([channel]))[channel]

    async def heads(self, channels: Sequence[str]) -> dict[str, int]:
        found = dict.fromkeys(channels, 0)
        for channel in found:
            for name, head in self._rows(MAIN, f"{HEADS} WHERE name = ?", channel):
                found[name] = head
        return found

    async def floor(self, channel: str) -> int:
        rows = self._rows(MAIN, "SELECT floor FROM channels WHERE name = ?", channel)
        return int(rows[0][0]) if rows else 0

    async def event(self, channel: str, seq: int) -> Event:
        rows = self._rows(MAIN, f"{_EVENT} AND seq = ?", channel, seq)
        if not rows:
            raise Missing("no such event")
        return _event(rows[0])

    async def find(self, channel: str, author: str, cid: str) -> Event | None:
        rows = self._rows(MAIN, f"{_EVENT} AND author = ? AND cid = ?", channel, author, cid)
        return _event(rows[0]) if rows else None

    async def after(self, channel: str, seq: int, limit: int) -> Events:
        rows = self._rows(MAIN, f"{_EVENT} AND seq > ? ORDER BY seq LIMIT ?", channel, seq, limit)
        return [_event(row) for row in rows]

    async def before(self, channel: str, seq: int, limit: int) -> Events:
        rows = self._rows(MAIN, f"{_EVENT} AND seq < ? ORDER BY seq DESC LIMIT ?", channel, seq, limit)
        return [_event(row) for row in reversed(rows)]

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
        record = Record(kind, id, folder, 1, data, body, subject, due_at)
        return bool(await self._ask(MAIN, acts.create, record))

    async def get(self, kind: str, id: str) -> Record | None:
        rows = self._rows(MAIN, f"{_RECORD} WHERE kind = ? AND name = ?", kind, id)
        return _record(rows[0]) if rows else None

    async def put(self, record: Record, *, op: str) -> Record:
        rev = await self._ask(MAIN, acts.put, record, op)
        return replace(record, rev=rev)

    async def drop(self, kind: str, id: str) -> bool:
        return bool(await self._ask(MAIN, acts.drop, kind, id))

    async def list(
        self, kind: str, folder: str, *, after: str = "", limit: int = 200, newest_first: bool = False
    ) -> Records:
        way, order = ("<", "DESC") if newest_first else (">", "ASC")
        since, given = ("", ()) if not after else (f" AND id {way} ?", (self._number(kind, after),))
        where = f"{_RECORD} WHERE kind = ? AND folder = ?{since} ORDER BY id {order} LIMIT ?"
        return [_record(row) for row in self._rows(MAIN, where, kind, folder, *given, limit)]

    async def about(self, subject: str, *, kind: str | None = None) -> Records:
        where = f"{_RECORD} WHERE subject = ? AND kind = coalesce(?, kind) ORDER BY id"
        return [_record(row) for row in self._rows(MAIN, where, subject, kind)]

    async def due(self, kind: str, now: int, limit: int = 200) -> Records:
        where = f"{_RECORD} WHERE kind = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?"
        return [_record(row) for row in self._rows(MAIN, where, kind, now, limit)]

    async def mark(self, kind: str, id: str, value: int) -> int:
        rows = self._rows(MAIN, "SELECT value FROM marks WHERE kind = ? AND name = ?", kind, id)
        kept = int(rows[0][0]) if rows else 0
        if kept >= value:  # nothing to write: asking with 0 is a read
            return kept
        return int(await self._ask(MAIN, acts.mark, kind, id, value))

    # keys and originals

    async def key_put(self, owner: str, wrapped: bytes) -> bool:
        return bool(await self._ask(KEYS, keeping.key_put, owner, wrapped))

    async def key(self, owner: str) -> bytes | None:
        rows = self._rows(KEYS, "SELECT wrapped FROM keys WHERE owner = ?", owner)
        return bytes(rows[0][0]) if rows else None

    async def keys(self) -> dict[str, bytes]:
        return dict(self._rows(KEYS, "SELECT owner, wrapped FROM keys ORDER BY owner"))

    async def key_replace(self, wrapped: Mapping[str, bytes]) -> None:
        await self._ask(KEYS, keeping.key_replace, wrapped, erase=True)

    async def key_destroy(self, owner: str) -> None:
        await self._ask(KEYS, keeping.key_destroy, owner, erase=True)

    async def original_put(self, case: str, sealed: Sealed) -> None:
        await self._ask(HELD, keeping.original_put, case, bytes(sealed))

    async def original(self, case: str) -> Sealed | None:
        rows = self._rows(HELD, 'SELECT body FROM originals WHERE "case" = ?', case)
        return Sealed(rows[0][0]) if rows else None

    async def original_drop(self, case: str) -> None:
        await self._ask(HELD, keeping.original_drop, case, erase=True)

    # erasure, retention, leases

    async def forget(self, member: str, limit: int = 500) -> int:
        """With the last call (0) the bytes are out of the files too."""
        return await self._take_out(acts.forget, member, limit)

    async def sweep(self, channel: str, before_at: int, limit: int = 500) -> int:
        """With the last call (0) the bytes are out of the files too."""
        return await self._take_out(acts.sweep, channel, before_at, limit)

    async def lease(self, name: str, holder: str, ttl: int, now: int) -> bool:
        return bool(await self._ask(MAIN, acts.lease, name, holder, now + ttl, now))

    async def claim_run(self, name: str, slot: int) -> bool:
        return bool(await self._ask(MAIN, acts.claim_run, name, slot))

    async def snapshot(self, path: str) -> None:
        """Raises Unavailable when the copy does not verify; what stood at `path` stays then."""
        self._reader(MAIN)
        try:
            await asyncio.to_thread(snapshot, self._folder.file(MAIN), Path(path))
        except sqlite3.Error as error:
            raise unavailable(error) from None
        except OSError:
            raise Unavailable("the snapshot cannot be written there") from None

    async def _take_out(self, act: Callable[..., Any], *args: Any) -> int:
        done = int(await self._ask(MAIN, act, *args))
        if done:
            self._remnants = True
        elif self._remnants:
            await self._ask(MAIN, keeping.nothing, erase=True)
            self._remnants = False
        return done

    def _ask(self, file: str, act: Callable[..., Any], *args: Any, **how: Any) -> asyncio.Future[Any]:
        if self._writer is None:
            raise Unavailable("the store is closed")
        return self._writer.ask(file, act, *args, **how)

    def _number(self, kind: str, id: str) -> int:
        rows = self._rows(MAIN, "SELECT id FROM records WHERE kind = ? AND name = ?", kind, id)
        if not rows:
            raise Missing("the record to go on from is gone")
        return int(rows[0][0])

    def _reader(self, file: str) -> sqlite3.Connection:
        if file not in self._readers:
            raise Unavailable("the store is closed")
        return self._readers[file]

    def _rows(self, file: str, sql: str, *args: Any) -> Rows:
        try:
            return self._reader(file).execute(sql, args).fetchall()
        except sqlite3.Error as error:
            raise unavailable(error) from None


def _event(row: tuple[Any, ...]) -> Event:
    channel, seq, kind, author, cid, at, rev, body, data = row
    return Event(channel, seq, kind, author, cid, at, rev, _sealed(body), decode(data))


def _record(row: tuple[Any, ...]) -> Record:
    kind, id, folder, rev, data, body, subject, due_at = row
    return Record(kind, id, folder, rev, decode(data), _sealed(body), subject, due_at)


def _sealed(body: bytes | None) -> Sealed | None:
    return None if body is None else Sealed(body)
