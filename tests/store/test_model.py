"""Any sequence of acts gives what a few dictionaries would give."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from groups.model import Sealed
from groups.store import open_store
from groups.store.base import Conflict, Entry, Event, Missing, Record

channels = st.sampled_from(["room:a", "room:b"])
authors = st.sampled_from(["m1", "m2"])
cids = st.sampled_from([f"c{n}" for n in range(6)])
bodies = st.none() | st.binary(max_size=4).map(Sealed)
ids = st.sampled_from(["k1", "k2", "k3"])
folders = st.sampled_from(["open", "done"])
ops = st.sampled_from(["o1", "o2"])
times = st.integers(0, 10)
small = st.integers(1, 3)


class StoreIsDictionaries(RuleBasedStateMachine):
    """One SQLite store beside a model: events by channel, records by id, in order of creation."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.heard: list[Event] = []
        self.rows: dict[str, list[Event]] = {"room:a": [], "room:b": []}
        self.heads = {"room:a": 0, "room:b": 0}
        self.records: dict[str, Record] = {}
        self.ops: dict[str, str] = {}
        self.told = 0
        self.open()

    def open(self) -> None:
        self.store = open_store(f"sqlite://{self.folder}", self.heard.append)
        self.run(self.store.open())

    def run(self, act: Any) -> Any:
        return self.runner.run(act)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    def known(self, channel: str, author: str, cid: str) -> int:
        return next((row.seq for row in self.rows[channel] if (row.author, row.cid) == (author, cid)), 0)

    def add(self, channel: str, entry: Entry) -> tuple[int, bool]:
        seq = self.known(channel, entry.author, entry.cid)
        if seq:
            return seq, False
        seq = self.heads[channel] = self.heads[channel] + 1
        row = Event(channel, seq, entry.kind, entry.author, entry.cid, entry.at, 1, entry.body, entry.data)
        self.rows[channel].append(row)
        self.told += 1
        assert self.heard[-1] == row
        return seq, True

    @rule(channel=channels, author=authors, cid=cids, body=bodies, at=times)
    def append(self, channel, author, cid, body, at):
        entry = Entry("message", author, cid, at, body, {"at": at})
        assert self.run(self.store.append(entry, channel)) == self.add(channel, entry)

    @rule(channel=channels, author=authors, cid=cids, body=bodies, pick=times, rev=small)
    def change(self, channel, author, cid, body, pick, rev):
        entry = Entry("edited", author, "", 5, body, {"n": pick})
        known = self.known(channel, author, cid)
        row = next((row for row in self.rows[channel] if row.seq == pick), None)
        act = self.store.change(channel, pick, rev, entry, cid)
        if not known and (row is None or row.rev != rev):
            self.fails(act, Conflict if row else Missing)
            return
        answer = self.run(act)
        if not known:
            place = self.rows[channel].index(row)
            self.rows[channel][place] = replace(row, kind="edited", body=body, data={"n": pick}, rev=rev + 1)
        assert answer == self.add(channel, Entry("changed", author, cid, 5, None, {"target": pick}))

    @rule(id=ids, folder=folders, body=bodies, subject=st.none() | authors, due=st.none() | times)
    def create(self, id, folder, body, subject, due):
        made = self.run(
            self.store.create("case", id, folder, {"n": 1}, body=body, subject=subject, due_at=due)
        )
        assert made == (id not in self.records)
        if made:
            self.records[id] = Record("case", id, folder, 1, {"n": 1}, body, subject, due)
            self.ops[id] = ""

    @rule(id=ids, folder=folders, rev=small, op=ops, due=st.none() | times)
    def put(self, id, folder, rev, op, due):
        wanted = Record("case", id, folder, rev, {"op": op}, None, "m1", due)
        have = self.records.get(id)
        act = self.store.put(wanted, op=op)
        if have is None:
            self.fails(act, Missing)
        elif have.rev == rev:
            self.records[id] = replace(wanted, rev=rev + 1)
            self.ops[id] = op
            assert self.run(act) == self.records[id]
        elif self.ops[id] == op:
            assert self.run(act).rev == have.rev
        else:
            self.fails(act, Conflict)

    @rule(id=ids)
    def drop(self, id):
        assert self.run(self.store.drop("case", id)) == (self.records.pop(id, None) is not None)

    @rule(member=authors, limit=small)
    def forget(self, member, limit):
        mine = sum(row.author == member for rows in self.rows.values() for row in rows)
        while done := self.run(self.store.forget(member, limit)):
            mine -= done
        assert mine == 0
        for channel, rows in self.rows.items():
            self.rows[channel] = [self.blank(row) if row.author == member else row for row in rows]

    def blank(self, row: Event) -> Event:
        data = row.data if row.kind == "changed" else {}
        cid = f"forgotten:{row.seq}"
        return replace(row, author="", cid=cid, at=0, rev=row.rev + 1, body=None, data=data)

    @rule(channel=channels, before_at=times, limit=small)
    def sweep(self, channel, before_at, limit):
        while self.run(self.store.sweep(channel, before_at, limit)):
            pass
        rows = self.rows[channel]
        while rows and rows[0].at < before_at:
            del rows[0]

    @rule()
    def restart(self):
        self.run(self.store.close())
        self.open()

    def fails(self, act: Any, error: type[Exception]) -> None:
        try:
            self.run(act)
        except error:
            return
        raise AssertionError(f"not refused with {error.__name__}")

    @invariant()
    def a_fresh_read_is_the_model(self):
        for channel, rows in self.rows.items():
            assert self.run(self.store.after(channel, 0, 1000)) == rows
            assert self.run(self.store.head(channel)) == self.heads[channel]
            floor = rows[0].seq - 1 if rows else self.heads[channel]
            assert self.run(self.store.floor(channel)) == floor
        for folder in ("open", "done"):
            found = self.run(self.store.list("case", folder))
            assert found == [record for record in self.records.values() if record.folder == folder]
        assert len(self.heard) == self.told


TestStoreIsDictionaries = StoreIsDictionaries.TestCase
TestStoreIsDictionaries.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
