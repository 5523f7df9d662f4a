"""What the writer thread does to lingkar.db: each act runs inside a transaction and says what came of it.

An act that raises a StoreError has written nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from groups.model import Sealed, encode
from groups.store.base import Conflict, Entry, Event, Missing, Record

#: Channel name -> (its number, its last seq). The writer thread's own; cleared whenever something failed.
Heads: TypeAlias = dict[str, tuple[int, int]]
#: What the caller gets, and the event that was committed with it.
Done: TypeAlias = tuple[Any, Event | None]

RUN = 128  # entries of one INSERT
SLOTS_KEPT = 1000  # of each job; older ones count as taken
_OLDEST_RUN = "(SELECT slot FROM runs WHERE name = :name ORDER BY slot DESC LIMIT 1 OFFSET :kept)"
_ROW = "(?,?,?,?,?,?,?,?)"
_FORGET_RUNS = f"DELETE FROM runs WHERE name = :name AND slot < {_OLDEST_RUN}"  # noqa: S608 - constants
_INSERT = "INSERT INTO events (channel, seq, kind, author, cid, at, body, data) VALUES"
_KNOWN = "SELECT seq FROM events WHERE author = ? AND channel = ? AND cid = ?"
_HEAD = (
    "SELECT id, max(floor, coalesce((SELECT max(seq) FROM events WHERE channel = channels.id), 0))"
    " FROM channels WHERE name = ?"
)


def append_run(db: sqlite3.Connection, heads: Heads, run: Sequence[tuple[str, Entry]]) -> list[Done]:
    """Append up to RUN entries with one statement: sqlite3 gives up the GIL once instead of once a row.

    Raises sqlite3.IntegrityError, with nothing written, when one of them is known already.
    """
    tips: Heads = {}
    values: list[Any] = []
    events: list[Event] = []
    for channel, entry in run:
        number, head = tips.get(channel) or _place(db, heads, channel)
        tips[channel] = (number, head + 1)
        values += _values(number, head + 1, entry)
        events.append(_event(channel, head + 1, entry))
    db.execute(_insert(len(run)), values)
    heads.update(tips)
    return [((event.seq, True), event) for event in events]


def append(db: sqlite3.Connection, heads: Heads, channel: str, entry: Entry) -> Done:
    """Append one entry that may be known: then (its seq, False)."""
    number, _ = _place(db, heads, channel)
    known = db.execute(_KNOWN, (entry.author, number, entry.cid)).fetchone()
    return ((known[0], False), None) if known else append_run(db, heads, [(channel, entry)])[0]


def change(
    db: sqlite3.Connection, heads: Heads, channel: str, seq: int, rev: int, entry: Entry, cid: str
) -> Done:
    """Replace a row's present state and append the wordless event that says so."""
    number, _ = _place(db, heads, channel)
    known = db.execute(_KNOWN, (entry.author, number, cid)).fetchone()
    if known:
        return (known[0], False), None
    changed = db.execute(
        "UPDATE events SET kind = ?, body = ?, data = ?, rev = rev + 1"
        " WHERE channel = ? AND seq = ? AND rev = ?",
        (entry.kind, _blob(entry.body), encode(entry.data), number, seq, rev),
    )
    if not changed.rowcount:
        found = db.execute("SELECT 1 FROM events WHERE channel = ? AND seq = ?", (number, seq)).fetchone()
        raise _lost(found)
    notice = Entry("changed", entry.author, cid, entry.at, None, {"target": seq})
    return append_run(db, heads, [(channel, notice)])[0]


def create(db: sqlite3.Connection, heads: Heads, record: Record) -> Done:
    """Claim a record."""
    made = db.execute(
        "INSERT OR IGNORE INTO records (kind, name, folder, subject, due_at, body, data)"
        " VALUES (?,?,?,?,?,?,?)",
        (record.kind, record.id, *_state(record)),
    )
    return made.rowcount == 1, None


def put(db: sqlite3.Connection, heads: Heads, record: Record, op: str) -> Done:
    """Compare-and-set; gives the new rev."""
    key = (record.kind, record.id)
    done = db.execute(
        "UPDATE records SET folder = ?, subject = ?, due_at = ?, body = ?, data = ?, op = ?, rev = rev + 1"
        " WHERE kind = ? AND name = ? AND rev = ?",
        (*_state(record), op, *key, record.rev),
    )
    if done.rowcount:
        return record.rev + 1, None
    found = db.execute("SELECT rev, op FROM records WHERE kind = ? AND name = ?", key).fetchone()
    if not found or found[1] != op:
        raise _lost(found)
    return found[0], None


def drop(db: sqlite3.Connection, heads: Heads, kind: str, id: str) -> Done:
    """Delete a record."""
    return db.execute("DELETE FROM records WHERE kind = ? AND name = ?", (kind, id)).rowcount == 1, None


def mark(db: sqlite3.Connection, heads: Heads, kind: str, id: str, value: int) -> Done:
    """Raise a mark."""
    (kept,) = db.execute(
        "INSERT INTO marks (kind, name, value) VALUES (?,?,?)"
        " ON CONFLICT (kind, name) DO UPDATE SET value = max(value, excluded.value) RETURNING value",
        (kind, id, value),
    ).fetchall()[0]
    return kept, None


def forget(db: sqlite3.Connection, heads: Heads, member: str, limit: int) -> Done:
    """Blank rows of an author: what remains is the number, the kind, and which row a notice speaks of."""
    done = db.execute(
        "UPDATE events SET author = '', cid = 'forgotten:' || seq, at = 0, rev = rev + 1, body = NULL,"
        " data = CASE kind WHEN 'changed' THEN data ELSE CAST('{}' AS BLOB) END"
        " WHERE id IN (SELECT id FROM events WHERE author = ? AND author <> '' LIMIT ?)",
        (member, limit),
    )
    return done.rowcount, None


def sweep(db: sqlite3.Connection, heads: Heads, channel: str, before_at: int, limit: int) -> Done:
    """Delete from the bottom up to the first row that is young enough."""
    number, _ = _place(db, heads, channel)
    rows = db.execute(
        "SELECT seq, at FROM events WHERE channel = ? ORDER BY seq LIMIT ?", (number, limit)
    ).fetchall()
    old = 0
    while old < len(rows) and rows[old][1] < before_at:
        old += 1
    if old:
        floor = rows[old - 1][0]
        db.execute("UPDATE channels SET floor = ? WHERE id = ?", (floor, number))
        db.execute("DELETE FROM events WHERE channel = ? AND seq <= ?", (number, floor))
    return old, None


def lease(db: sqlite3.Connection, heads: Heads, name: str, holder: str, until: int, now: int) -> Done:
    """Take a lease that is free, over, or one's own."""
    done = db.execute(
        "INSERT INTO leases (name, holder, until) VALUES (?,?,?) ON CONFLICT (name) DO UPDATE"
        " SET holder = excluded.holder, until = excluded.until WHERE holder = excluded.holder OR until <= ?",
        (name, holder, until, now),
    )
    return done.rowcount == 1, None


def claim_run(db: sqlite3.Connection, heads: Heads, name: str, slot: int) -> Done:
    """Claim a slot; what fell out of the SLOTS_KEPT newest stays claimed."""
    given = {"name": name, "slot": slot, "kept": SLOTS_KEPT - 1}
    done = db.execute(
        "INSERT OR IGNORE INTO runs (name, slot) SELECT :name, :slot"
        f" WHERE :slot > coalesce({_OLDEST_RUN}, :slot - 1)",
        given,
    )
    db.execute(_FORGET_RUNS, given)
    return done.rowcount == 1, None


def ping(db: sqlite3.Connection, heads: Heads) -> Done:
    """Write something."""
    db.execute("UPDATE pings SET count = count + 1")
    return None, None


def _place(db: sqlite3.Connection, heads: Heads, channel: str) -> tuple[int, int]:
    known = heads.get(channel)
    if known is None:
        found = db.execute(_HEAD, (channel,)).fetchone()
        known = heads[channel] = found or (_new_channel(db, channel), 0)
    return known


def _new_channel(db: sqlite3.Connection, channel: str) -> int:
    number = db.execute("INSERT INTO channels (name) VALUES (?)", (channel,)).lastrowid
    assert number is not None
    return number


@lru_cache(maxsize=RUN)
def _insert(rows: int) -> str:
    return f"{_INSERT} {','.join([_ROW] * rows)}"


def _values(number: int, seq: int, entry: Entry) -> tuple[Any, ...]:
    body = _blob(entry.body)
    return number, seq, entry.kind, entry.author, entry.cid, entry.at, body, encode(entry.data)


def _event(channel: str, seq: int, entry: Entry) -> Event:
    return Event(channel, seq, entry.kind, entry.author, entry.cid, entry.at, 1, entry.body, entry.data)


def _state(record: Record) -> tuple[Any, ...]:
    return record.folder, record.subject, record.due_at, _blob(record.body), encode(record.data)


def _blob(body: Sealed | None) -> bytes | None:
    return None if body is None else bytes(body)


def _lost(found: object) -> Conflict | Missing:
    return Conflict("somebody else changed it first") if found else Missing("it is not there")
