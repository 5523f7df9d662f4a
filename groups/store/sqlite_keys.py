"""What the writer thread does to keys.db and held.db: after destroying and dropping it empties the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from groups.store.sqlite_acts import Done, Heads


def key_put(db: sqlite3.Connection, heads: Heads, owner: str, wrapped: bytes) -> Done:
    """Keep a wrapped key, unless there is one."""
    done = db.execute("INSERT OR IGNORE INTO keys (owner, wrapped) VALUES (?,?)", (owner, wrapped))
    return done.rowcount == 1, None


def key_replace(db: sqlite3.Connection, heads: Heads, wrapped: Mapping[str, bytes]) -> Done:
    """Replace wrapped forms; one that was destroyed meanwhile does not come back."""
    rows = [(new, owner) for owner, new in wrapped.items()]
    db.executemany("UPDATE keys SET wrapped = ? WHERE owner = ?", rows)
    return None, None


def key_destroy(db: sqlite3.Connection, heads: Heads, owner: str) -> Done:
    """Delete a key."""
    db.execute("DELETE FROM keys WHERE owner = ?", (owner,))
    return None, None


def original_put(db: sqlite3.Connection, heads: Heads, case: str, sealed: bytes) -> Done:
    """Keep an original, unless there is one."""
    db.execute('INSERT OR IGNORE INTO originals ("case", body) VALUES (?,?)', (case, sealed))
    return None, None


def original_drop(db: sqlite3.Connection, heads: Heads, case: str) -> Done:
    """Delete an original."""
    db.execute('DELETE FROM originals WHERE "case" = ?', (case,))
    return None, None


def nothing(db: sqlite3.Connection, heads: Heads) -> Done:
    """For an ask that only empties the log."""
    return None, None
