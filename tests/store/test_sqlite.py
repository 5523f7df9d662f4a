"""What is SQLite's own: the folder, the files, the disk."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from groups.model import Sealed
from groups.store import open_store, sqlite_files
from groups.store.base import Conflict, Event, Locked, SchemaTooNew, Unavailable
from groups.store.sqlite import SqliteStore
from groups.store.sqlite_files import Folder
from tests.store.contract import ROOM, Contract, fill, said
from tests.store.kill import ROOT, each_kill


class TestSqlite(Contract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite://{tmp_path / 'data'}"


async def opened(folder: Path) -> SqliteStore:
    store = SqliteStore(folder, lambda event: None)
    await store.open()
    return store


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


@pytest.fixture
async def store(tmp_path: Path):
    store = await opened(tmp_path / "data")
    yield store
    await store.close()


# the folder


def test_an_unknown_kind_of_store_is_named_with_what_is_known():
    for url in ("mysql://x/y", "sqlite://", "data", "sqlite://host/path"):
        with pytest.raises(ValueError, match="sqlite:///path/to/folder"):
            open_store(url, lambda event: None)


async def test_a_second_process_is_told_why_it_cannot_start(store, tmp_path: Path):
    again = (
        "import asyncio, sys\n"
        "from groups.store import open_store\n"
        "asyncio.run(open_store(f'sqlite://{sys.argv[1]}', print).open())\n"
    )
    command = [sys.executable, "-c", again, str(tmp_path / "data")]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Locked: another process works in this data folder" in done.stderr
    await store.ping()


async def test_a_refused_start_leaves_the_folder_free(tmp_path: Path):
    store = await opened(tmp_path)
    with pytest.raises(Locked):
        await opened(tmp_path)
    await store.close()
    await (await opened(tmp_path)).close()


async def test_the_files_are_for_their_owner_alone(store, tmp_path: Path):
    await fill(store, 1)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert set(modes.values()) == {0o600}, modes


async def test_a_folder_that_cannot_be_written_is_named_as_such():
    with pytest.raises(Unavailable, match="cannot be made or written"):
        await opened(Path("/proc/lingkar"))


@pytest.mark.parametrize("name", ["lingkar", "keys", "held"])
async def test_a_damaged_file_is_refused_in_words(tmp_path: Path, name: str):
    await (await opened(tmp_path)).close()
    (tmp_path / f"{name}.db").write_bytes(b"not a database " * 500)
    with pytest.raises(Unavailable, match="damaged"):
        await opened(tmp_path)


async def test_a_newer_folder_is_refused(tmp_path: Path):
    await (await opened(tmp_path)).close()
    with sqlite3.connect(tmp_path / "lingkar.db") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(SchemaTooNew):
        await opened(tmp_path)


async def test_an_upgrade_keeps_a_copy_of_the_messages_and_none_of_keys(tmp_path: Path, monkeypatch):
    store = await opened(tmp_path / "data")
    await fill(store, 3)
    await store.close()
    shutil.copytree(sqlite_files.MIGRATIONS, tmp_path / "next")
    for name in ("lingkar", "keys"):
        (tmp_path / "next" / f"{name}_0002.sql").write_text("CREATE TABLE added (id INTEGER PRIMARY KEY);")
    monkeypatch.setattr(sqlite_files, "MIGRATIONS", tmp_path / "next")
    store = await opened(tmp_path / "data")
    assert await store.head(ROOM) == 3
    await store.close()
    assert [path.name for path in (tmp_path / "data").glob("*.schema-*")] == ["lingkar.db.schema-1"]
    with sqlite3.connect(tmp_path / "data" / "lingkar.db.schema-1") as copy:
        assert copy.execute("SELECT count(*) FROM events").fetchone() == (3,)
    copy.close()


async def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path, monkeypatch):
    await (await opened(tmp_path / "data")).close()
    shutil.copytree(sqlite_files.MIGRATIONS, tmp_path / "next")
    (tmp_path / "next" / "lingkar_0002.sql").write_text("CREATE TABLE added (id INTEGER); SELECT nonsense;")
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_files, "MIGRATIONS", tmp_path / "next")
        with pytest.raises(Unavailable):
            await opened(tmp_path / "data")
    store = await opened(tmp_path / "data")
    assert store._rows("lingkar", "SELECT name FROM sqlite_master WHERE name = 'added'") == []
    await store.close()


# the bytes


async def test_a_destroyed_key_is_in_no_byte(store, tmp_path: Path):
    for n in range(30):
        await store.key_put(f"membership:{n}", f"wrapped-{n:04}-key".encode())
    await store.key_destroy("membership:7")
    await store.key_replace({"membership:8": b"wrapped anew"})
    found = re.findall(rb"wrapped-(\d{4})-key", all_bytes(tmp_path / "data"))
    assert {int(number) for number in found} == set(range(30)) - {7, 8}


async def test_a_dropped_original_is_in_no_byte(store, tmp_path: Path):
    for n, size in enumerate((10, 30_000)):
        await store.original_put(f"k{n}", Sealed(f"original-{n}-".encode() + b"x" * size))
        assert f"original-{n}-".encode() in all_bytes(tmp_path / "data")
        await store.original_drop(f"k{n}")
    assert b"original-" not in all_bytes(tmp_path / "data")


async def test_forgotten_and_swept_rows_are_in_no_byte(store, tmp_path: Path):
    for n in range(40):
        await store.append(said(f"client-{n:03}", author=f"m{n % 2}", body=b"body-%03d-" % n * 20), ROOM)
    while await store.forget("m1"):
        pass
    left = set(re.findall(rb"body-(\d{3})-", all_bytes(tmp_path / "data")))
    assert left == {b"%03d" % n for n in range(0, 40, 2)}
    while await store.sweep(ROOM, 10**12):
        pass
    assert not re.search(rb"body-|client-", all_bytes(tmp_path / "data"))


async def test_a_reader_of_the_file_delays_an_erasure_and_is_told_of(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(sqlite_files, "WAIT", 0.01)
    store = await opened(tmp_path)
    await store.original_put("k1", Sealed(b"original"))
    reader = sqlite_files.open_read_only(tmp_path / "held.db")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM originals").fetchall()
    with pytest.raises(Unavailable, match="still in the file"):
        await store.original_drop("k1")
    reader.close()
    await store.original_drop("k1")
    assert b"original" not in (tmp_path / "held.db-wal").read_bytes()
    await store.close()


async def test_a_snapshot_that_fails_leaves_the_last_one(store, tmp_path: Path, monkeypatch):
    path = tmp_path / "snapshot.db"
    await fill(store, 2)
    await store.snapshot(str(path))
    before = path.read_bytes()
    monkeypatch.setattr(
        "groups.store.sqlite_files.look_over", lambda db, check: (_ for _ in ()).throw(Unavailable("no"))
    )
    with pytest.raises(Unavailable):
        await store.snapshot(str(path))
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# the disk


async def test_a_torn_log_gives_an_exact_prefix_or_a_refusal(store, tmp_path: Path):
    await fill(store, 12)
    events = await store.after(ROOM, 0, 100)
    log = (tmp_path / "data" / "lingkar.db-wal").read_bytes()
    kept = set()
    for n, position in enumerate(range(0, len(log), len(log) // 40)):
        torn = bytearray(log)
        torn[position] ^= 0x40
        for half, damaged in enumerate((bytes(torn), log[:position])):
            copy = tmp_path / f"torn-{n}-{half}"
            copy.mkdir()
            shutil.copy(tmp_path / "data" / "lingkar.db", copy)
            (copy / "lingkar.db-wal").write_bytes(damaged)
            kept.add(await _prefix_of(events, copy))
    assert len(kept) > 6


async def _prefix_of(events: list[Event], folder: Path) -> int | None:
    try:
        store = await opened(folder)
    except Unavailable:
        return None
    found = await store.after(ROOM, 0, 100)
    await store.close()
    assert found == events[: len(found)]
    return len(found)


TROUBLE = {
    "query_only": ("ON", "OFF", "the data folder is read-only"),
    "max_page_count": ("1", "1000000", "the disk is full"),
}


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_a_disk_in_trouble_acknowledges_nothing_and_recovers_alone(store, trouble: str, caplog):
    heard: list[Event] = []
    store.on_commit = heard.append
    await fill(store, 2)
    db = store._writer._open["lingkar"]
    begins, ends, sentence = TROUBLE[trouble]
    db.execute(f"PRAGMA {trouble}={begins}")
    caplog.set_level(logging.DEBUG)
    secret = said("c9", body=b"secret" * 2000)
    tries = [store.append(secret, ROOM) for _ in range(3)] + [store.append(said("c8"), "room:new")]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert {(type(answer), str(answer)) for answer in answers} == {(Unavailable, sentence)}
    assert [event.seq for event in await store.after(ROOM, 0, 10)] == [1, 2]
    db.execute(f"PRAGMA {trouble}={ends}")
    assert await store.append(secret, ROOM) == (3, True)
    assert await store.append(said("c8"), "room:new") == (1, True)
    assert [event.cid for event in heard] == ["c1", "c2", "c9", "c8"]
    assert "secret" not in caplog.text
    assert "store.write_failed file=lingkar error=SQLITE_" in caplog.text


class Failing:
    """A connection whose N-th statement of the whole store fails."""

    def __init__(self, db: sqlite3.Connection, left: list[int]) -> None:
        self._db, self._left = db, left

    def execute(self, *args):
        self._left[0] -= 1
        if self._left[0] == 0:
            raise sqlite3.OperationalError("disk I/O error")
        return self._db.execute(*args)

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def close(self) -> None:
        self._db.close()


class FailingFolder(Folder):
    """Starts to count with `arm`."""

    left: list[int]

    def writer(self, name: str):
        return Failing(super().writer(name), self.left) if hasattr(self, "left") else super().writer(name)


@pytest.mark.parametrize("number", range(1, 25))
async def test_whichever_statement_fails_the_act_is_wholly_there_or_wholly_not(tmp_path: Path, number: int):
    heard: list[Event] = []
    store = SqliteStore(tmp_path, heard.append)
    store._folder = FailingFolder(tmp_path)
    await store.open()
    store._folder.left = [number]
    for act in _acts(store):
        try:
            await act()
        except Unavailable:
            await act()
    rows = await store.after(ROOM, 0, 10)
    assert [(row.kind, row.rev, row.cid) for row in rows] == [
        ("message", 2, "c1"),
        ("message", 1, "c2"),
        ("changed", 1, "e1"),
    ]
    assert [event.seq for event in heard] == [1, 2, 3]
    assert (await store.get("case", "k1")).rev == 1
    await store.close()


def _acts(store):
    return (
        lambda: store.append(said("c1"), ROOM),
        lambda: store.append(said("c2"), ROOM),
        lambda: store.change(ROOM, 1, 1, said("", body=None), "e1"),
        lambda: store.create("case", "k1", "open:g1", {}),
        lambda: store.original_put("k1", Sealed(b"original")),
    )


async def test_an_act_that_is_at_fault_itself_takes_nobody_with_it(store):
    broken = said("c1", body=b"x")
    object.__setattr__(broken, "at", 2**70)
    tries = [
        store.append(broken, ROOM),
        store.append(said("c2"), ROOM),
        store.change(ROOM, 1, 7, said(""), "e1"),
    ]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(answer) for answer in answers] == [OverflowError, tuple, Conflict]
    assert await store.head(ROOM) == 1


async def test_a_listener_with_a_defect_loses_nobody_else_an_event(store, caplog):
    heard: list[int] = []

    def listen(event: Event) -> None:
        heard.append(event.seq)
        raise ValueError("a word that must not be logged")

    store.on_commit = listen
    answers = await asyncio.gather(*(store.append(said(f"c{n}"), ROOM, listen) for n in range(3)))
    assert [seq for seq, _ in answers] == heard == [1, 2, 3]
    assert "store.bug error=ValueError at=listen:" in caplog.text
    assert "word" not in caplog.text


# processes that end


async def short_life(store, folder: Path) -> None:
    """A scenario for `each_kill`: writes down what was acknowledged."""
    acked = (folder / "acked").open("a", buffering=1)
    for name, act in zip(("c1", "c2", "e1", "k1", "o1"), _acts(store), strict=True):
        await act()
        acked.write(f"{name}\n")
    acked.close()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_after_a_kill_at_any_call_what_was_acknowledged_is_there_once(tmp_path: Path, when: str):
    count = 0
    for number, folder in each_kill("tests.store.test_sqlite:short_life", tmp_path / "life", when):
        count = number
        acked = (folder / "acked").read_text().split() if (folder / "acked").exists() else []
        store = await opened(folder)
        found = [row.cid for row in await store.after(ROOM, 0, 10)]
        assert set(acked) & {"c1", "c2", "e1"} <= set(found)
        assert len(found) - len(set(acked) & {"c1", "c2", "e1"}) in (0, 1)
        changed = [row.rev for row in await store.after(ROOM, 0, 1)] == [2]
        assert changed == ("e1" in found)
        assert await store.head(ROOM) == len(found)
        await store.close()
    assert count == 6


STRACE = shutil.which("strace")
ACKS = """
import asyncio, os, sys
from groups.store import open_store
from groups.store.base import Entry, Unavailable
async def main():
    store = open_store(f"sqlite://{sys.argv[1]}", lambda event: None)
    await store.open()
    for number in range(10):
        try:
            seq, _ = await store.append(Entry("message", "m1", f"c{number}", 1), "room:g1")
            os.write(1, b"ack %d\\n" % seq)
        except Unavailable as error:
            os.write(1, f"no: {error}\\n".encode())
    os._exit(0)
asyncio.run(main())
"""


def traced(folder: Path, *options: str) -> tuple[str, list[str]]:
    """(the trace, the lines the program wrote) of ten appends."""
    trace = folder.with_suffix(".trace")
    command = [str(STRACE), "-f", "-y", "-o", str(trace), *options, sys.executable, "-c", ACKS, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    if "ptrace" in done.stderr.lower():
        pytest.skip("strace may not trace here")
    return trace.read_text(), done.stdout.splitlines()


needs_strace = pytest.mark.skipif(STRACE is None, reason="strace is not on this machine")


@needs_strace
def test_every_acknowledgement_follows_its_sync(tmp_path: Path):
    trace, lines = traced(tmp_path / "data", "-e", "trace=fdatasync,fsync,write")
    assert lines == [f"ack {seq}" for seq in range(1, 11)]
    synced = 0
    for line in trace.splitlines():
        if (
            re.search(r"f(data)?sync\(\d+<[^>]*lingkar\.db-wal>|<\.\.\. f(data)?sync resumed>", line)
            and "= 0" in line
        ):
            synced += 1
        if '"ack ' in line:
            assert synced > 0, "acknowledged before it was on disk"
            synced = 0


@needs_strace
def test_a_sync_that_fails_is_not_acknowledged_and_the_next_act_goes_on(tmp_path: Path):
    _, lines = traced(
        tmp_path / "data", "-e", "trace=fdatasync", "-P", str(tmp_path / "data/lingkar.db-wal"),
        "-e", "inject=fdatasync:error=EIO:when=8..9",
    )  # fmt: skip
    failed = [line for line in lines if line.startswith("no")]
    assert set(failed) == {"no: the disk reports an error"}
    assert [line for line in lines if line.startswith("ack")] == [
        f"ack {seq}" for seq in range(1, 11 - len(failed))
    ]
    assert asyncio.run(_head(tmp_path / "data")) == 10 - len(failed)


async def _head(folder: Path) -> int:
    store = await opened(folder)
    try:
        return await store.head(ROOM)
    finally:
        await store.close()


def test_the_schema_says_what_its_numbers_mean():
    main = (sqlite_files.MIGRATIONS / "lingkar_0001.sql").read_text()
    assert "milliseconds" in main
    assert "WITHOUT ROWID" not in re.sub("--.*", "", main)
    assert json.dumps(sorted(path.name for path in sqlite_files.MIGRATIONS.iterdir())) == json.dumps(
        ["held_0001.sql", "keys_0001.sql", "lingkar_0001.sql"]
    )
