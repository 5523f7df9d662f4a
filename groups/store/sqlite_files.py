"""The folder of the SQLite store: its lock, its three files, their schema.

One process holds the folder, one connection writes each file, all others are read-only: SQLite before 3.51.3
can lose a commit when two connections write or checkpoint at once.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from groups.store.base import Locked, SchemaTooNew, Unavailable

MAIN, KEYS, HELD = "lingkar", "keys", "held"
FILES = (MAIN, KEYS, HELD)
MIGRATIONS = Path(__file__).parent / "migrations"
WAIT = 2.0  # seconds for another connection of this process
#: Only the messages are copied before an upgrade: a copy of keys or originals would outlive their end.
COPIED = (MAIN,)

# A checkpoint every 4,000 pages (16 MB): the pages of the indexes are written over and over until then.
_PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA secure_delete=ON;
PRAGMA foreign_keys=ON;
PRAGMA wal_autocheckpoint=4000;
"""
#: Every channel with its last seq.
HEADS = (
    "SELECT name, max(floor, coalesce((SELECT max(seq) FROM events WHERE channel = channels.id), 0))"
    " FROM channels"
)
_WHY = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the data folder is read-only",
    "SQLITE_IOERR": "the disk reports an error",
    "SQLITE_CORRUPT": "a database file is damaged: restore the last snapshot",
    "SQLITE_NOTADB": "a database file is damaged: restore the last snapshot",
    "SQLITE_CANTOPEN": "a database file cannot be opened",
}


def unavailable(error: sqlite3.Error) -> Unavailable:
    """What a person can do about it, without a word of what was written."""
    name = getattr(error, "sqlite_errorname", "")
    return Unavailable(
        next((why for code, why in _WHY.items() if name.startswith(code)), "the store cannot answer")
    )


class Folder:
    """A data folder that this process holds between `take` and `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._sound = False

    def take(self) -> None:
        """Make the folder, take its lock, check every file. Raises Locked, SchemaTooNew, Unavailable."""
        try:
            self._take_lock()
            for name in FILES:
                self._check(name)
            self._sound = True
        finally:
            if not self._sound:
                self.release()

    def release(self) -> None:
        """Let another process have it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
            self._sound = False

    def file(self, name: str) -> Path:
        """Where one of FILES lies."""
        return self.path / f"{name}.db"

    def writer(self, name: str) -> sqlite3.Connection:
        """The one connection that writes a file. Raises Unavailable."""
        try:
            return self._connect(name)
        except sqlite3.Error as error:
            raise unavailable(error) from None

    def reader(self, name: str) -> sqlite3.Connection:
        """A connection that cannot write. Raises Unavailable."""
        return open_read_only(self.file(name))

    def _take_lock(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            raise Unavailable("the data folder cannot be made or written") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Locked("another process works in this data folder: stop it first") from None

    def _connect(self, name: str) -> sqlite3.Connection:
        db = sqlite3.connect(
            self.file(name),
            timeout=WAIT,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        db.executescript(_PRAGMAS)
        return db

    def _check(self, name: str) -> None:
        """Make the file (owner-only), look it over after an unclean end, bring its schema up to date."""
        try:
            os.close(os.open(self.file(name), os.O_RDWR | os.O_CREAT, 0o600))
            left = Path(f"{self.file(name)}-wal")
            torn = left.exists() and left.stat().st_size > 0
        except OSError:
            raise Unavailable("a database file cannot be opened for writing") from None
        db = self.writer(name)
        try:
            if torn:
                look_over(db, "quick_check")
                db.execute(
                    "PRAGMA wal_checkpoint(TRUNCATE)"
                )  # what was never synced is synced, or refused here
            self._migrate(db, name)
        except sqlite3.Error as error:
            raise unavailable(error) from None
        finally:
            db.close()

    def _migrate(self, db: sqlite3.Connection, name: str) -> None:
        steps = sorted(MIGRATIONS.glob(f"{name}_*.sql"))
        (have,) = db.execute("PRAGMA user_version").fetchone()
        if have > len(steps):
            raise SchemaTooNew(f"{name}.db was written by a newer release: start that release instead")
        if 0 < have < len(steps) and name in COPIED:
            copy_into(db, self.path / f"{name}.db.schema-{have}")
        for number, step in enumerate(steps[have:], start=have + 1):
            sql = step.read_text("utf-8")
            db.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version={number};\nCOMMIT;")


def open_read_only(path: Path) -> sqlite3.Connection:
    """A `mode=ro` connection for any thread. Raises Unavailable."""
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        db = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA user_version").fetchall()  # a first read: from here on the log is not taken away
        return db
    except sqlite3.Error as error:
        raise unavailable(error) from None


def look_over(db: sqlite3.Connection, check: str) -> None:
    """`quick_check` or `integrity_check`. Raises Unavailable when the file is not sound."""
    if db.execute(f"PRAGMA {check}(1)").fetchone() != ("ok",):
        raise Unavailable("a database file is damaged: restore the last snapshot")


def copy_into(db: sqlite3.Connection, path: Path) -> None:
    """A consistent copy without remnants of what was deleted, owner-only, on disk when this returns."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # VACUUM INTO takes an empty file
    db.execute("VACUUM INTO ?", (str(path),))
    sync(path)


def sync(path: Path) -> None:
    """fsync of a file or a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def snapshot(source: Path, path: Path) -> None:
    """Copy, open the copy, compare, then put it in its place: `path` is never half a snapshot."""
    part = path.with_name(f"{path.name}.part")
    db = open_read_only(source)
    try:
        heads = dict(db.execute(HEADS))
        copy_into(db, part)
        _verify(part, heads)
    finally:
        db.close()
    part.replace(path)
    sync(path.parent)


def _verify(path: Path, at_least: Mapping[str, int]) -> None:
    copy = open_read_only(path)
    try:
        look_over(copy, "integrity_check")
        heads = dict(copy.execute(HEADS))
    finally:
        copy.close()
    if any(heads.get(name, 0) < head for name, head in at_least.items()):
        raise Unavailable("the snapshot lacks events that were committed before it")
