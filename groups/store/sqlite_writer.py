"""The thread that owns the writing connections and commits all that waits as one transaction (group commit).

1. A future is resolved, and an event told, only after the COMMIT that holds it returned.
2. What one commit holds is delivered in one turn of the loop, commits in their order: per channel by seq.
3. An act that fails takes only itself out of the commit; a disk that fails takes all, and nothing is told.
4. After a failing disk the next act tries again on the same connection: what a failed sync left in the log is
   then written over. (Opened anew, SQLite would take it for committed, and no later sync would reach it.)
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeAlias

from groups.store.base import OnCommit, StoreError, Told, Unavailable
from groups.store.sqlite_acts import RUN, Heads, append, append_run
from groups.store.sqlite_files import FILES, MAIN, Folder, unavailable

log = logging.getLogger(__name__)

AT_ONCE = 1024  # acts of one commit
#: What an act raises when what it was given, not the disk, is at fault.
_ITS_OWN = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError)
_ITS_FAULT = (*_ITS_OWN, TypeError, ValueError, OverflowError)


class Ask(NamedTuple):
    """An act on one file, and who waits for it. `erase`: ends when deleted bytes are out of the file."""

    file: str
    act: Callable[..., Any]
    args: tuple[Any, ...]
    future: asyncio.Future[Any]
    told: Told | None = None
    erase: bool = False


#: An ask, what its caller gets (an exception is raised there), and the event to tell.
Outcome: TypeAlias = tuple[Ask, Any, Any]


class Writer:
    """Runs from `start` to `stop`; `ask` may be called from the loop only."""

    def __init__(self, folder: Folder, on_commit: Callable[[], OnCommit]) -> None:
        self._folder = folder
        self._on_commit = on_commit
        self._waiting: SimpleQueue[Ask | None] = SimpleQueue()
        self._open: dict[str, sqlite3.Connection] = {}
        self._heads: Heads = {}
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def ask(
        self, file: str, act: Callable[..., Any], *args: Any, told: Told | None = None, erase: bool = False
    ) -> asyncio.Future[Any]:
        """Queue an act; the future ends when it is durable, or Unavailable. Cancelling undoes nothing."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self._waiting.put(Ask(file, act, args, future, told, erase))
        return future

    def stop(self) -> None:
        """Do what was asked before this call, then end the thread. Blocks: not to be called in the loop."""
        self._waiting.put(None)
        self._thread.join()

    def let_go(self) -> None:
        """Close the connections, after `stop` and every reader: the last to go empties the log."""
        while self._open:
            self._open.popitem()[1].close()

    # in the thread

    def _work(self) -> None:
        asks: list[Ask | None] = []
        while None not in asks:
            asks = self._next()
            todo = [ask for ask in asks if ask is not None]
            if _guarded(self._turn, todo):
                self._report([(ask, Unavailable("the store failed at this act"), None) for ask in todo])

    def _next(self) -> list[Ask | None]:
        asks = [self._waiting.get()]
        try:
            while len(asks) < AT_ONCE:
                asks.append(self._waiting.get_nowait())
        except Empty:
            pass
        return asks

    def _turn(self, asks: Sequence[Ask]) -> None:
        for file in FILES:
            batch = [ask for ask in asks if ask.file == file]
            if batch:
                self._report(self._commit(file, batch))

    def _commit(self, file: str, asks: Sequence[Ask]) -> list[Outcome]:
        try:
            outcomes = self._transaction(self._db(file), asks)
            return self._erase(file, outcomes) if any(ask.erase for ask in asks) else outcomes
        except (sqlite3.Error, Unavailable) as error:
            self._undo(file)
            why = unavailable(error) if isinstance(error, sqlite3.Error) else error
            name = getattr(error, "sqlite_errorname", type(error).__name__)
            log.error("store.write_failed file=%s error=%s", file, name)
            return [(ask, why, None) for ask in asks]

    def _transaction(self, db: sqlite3.Connection, asks: Sequence[Ask]) -> list[Outcome]:
        db.execute("BEGIN IMMEDIATE")
        entries = [ask for ask in asks if ask.act is append]
        outcomes: list[Outcome] = []
        for start in range(0, len(entries), RUN):
            outcomes += self._append(db, entries[start : start + RUN])
        outcomes += [self._one(db, ask) for ask in asks if ask.act is not append]
        db.execute("COMMIT")
        return outcomes

    def _append(self, db: sqlite3.Connection, asks: Sequence[Ask]) -> list[Outcome]:
        try:
            done = append_run(db, self._heads, [ask.args for ask in asks])
        except _ITS_FAULT:  # a known cid among them, mostly: nothing was written, so each on its own
            return [self._one(db, ask) for ask in asks]
        return [(ask, result, event) for ask, (result, event) in zip(asks, done, strict=True)]

    def _one(self, db: sqlite3.Connection, ask: Ask) -> Outcome:
        db.execute("SAVEPOINT one")
        try:
            result, event = ask.act(db, self._heads, *ask.args)
        except (StoreError, *_ITS_FAULT) as error:
            db.execute("ROLLBACK TO one")
            self._heads.clear()
            result, event = error, None
        db.execute("RELEASE one")
        return ask, result, event

    def _erase(self, file: str, outcomes: list[Outcome]) -> list[Outcome]:
        if _truncate(self._db(file)):
            return outcomes
        why = Unavailable("what was deleted is still in the file: ask again")
        return [(ask, why if ask.erase else result, event) for ask, result, event in outcomes]

    def _db(self, file: str) -> sqlite3.Connection:
        if file not in self._open:
            self._open[file] = self._folder.writer(file)
        return self._open[file]

    def _undo(self, file: str) -> None:
        if file == MAIN:
            self._heads.clear()
        db = self._open.get(file)
        try:
            if db is not None and db.in_transaction:
                db.execute("ROLLBACK")
        except sqlite3.Error:
            self._open.pop(file).close()

    def _report(self, outcomes: list[Outcome]) -> None:
        with suppress(RuntimeError):  # the loop ended without closing the store
            self._loop.call_soon_threadsafe(self._deliver, outcomes)

    # in the loop

    def _deliver(self, outcomes: list[Outcome]) -> None:
        on_commit = self._on_commit()
        for ask, result, event in outcomes:
            if ask.told is not None and not isinstance(result, Exception):
                _guarded(ask.told, *result)
            if event is not None:
                _guarded(on_commit, event)
            if not ask.future.done():
                _resolve(ask.future, result)


def _resolve(future: asyncio.Future[Any], result: Any) -> None:
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)


def _truncate(db: sqlite3.Connection) -> bool:
    """Empty the write-ahead log into the file: deleted bytes are in neither then. Waits for readers."""
    return any(not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] for _ in range(3))


def _guarded(act: Callable[..., Any], *args: Any) -> bool:
    """Call it; True when it raised. The store's one catch-all: a bug must not lose others' events."""
    try:
        act(*args)
    except Exception as error:
        log.error("store.bug error=%s at=%s", type(error).__name__, _place_of(error))
        return True
    return False


def _place_of(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
