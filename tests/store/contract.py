"""What every back-end keeps. A back-end's test module subclasses `Contract` and gives a `url` fixture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from groups.model import Sealed
from groups.store import open_store
from groups.store.base import Conflict, Entry, Event, Missing, Record, Store, Unavailable

ROOM, LINE = "room:g1", "line:m1"


def said(cid: str, *, author: str = "m1", at: int = 1000, body: bytes | None = b"sealed") -> Entry:
    return Entry("message", author, cid, at, None if body is None else Sealed(body), {"reply": None})


async def fill(store: Store, count: int, channel: str = ROOM) -> None:
    for number in range(1, count + 1):
        await store.append(said(f"c{number}", at=number * 1000), channel)


async def claimed(store: Store, id: str, folder: str = "open:g1", **more: object) -> Record:
    assert await store.create("case", id, folder, {"level": 2}, **more)  # type: ignore[arg-type]
    record = await store.get("case", id)
    assert record is not None
    return record


class Contract:
    @pytest.fixture
    def heard(self) -> list[Event]:
        return []

    @pytest.fixture
    async def store(self, url: str, heard: list[Event]) -> AsyncIterator[Store]:
        store = open_store(url, heard.append)
        await store.open()
        yield store
        await store.close()

    async def again(self, store: Store, url: str, heard: list[Event]) -> Store:
        """The same store after a restart."""
        await store.close()
        store = open_store(url, heard.append)
        await store.open()
        return store

    # events

    async def test_a_channel_counts_from_one_without_gaps_beside_other_channels(self, store):
        assert [
            await store.append(said(f"c{n}"), channel) for n, channel in enumerate([ROOM, LINE, ROOM])
        ] == [
            (1, True),
            (1, True),
            (2, True),
        ]
        assert await store.heads([ROOM, LINE, "room:none"]) == {ROOM: 2, LINE: 1, "room:none": 0}
        assert (await store.head(ROOM), await store.floor(ROOM)) == (2, 0)

    async def test_what_was_appended_comes_back_as_it_was(self, store):
        entry = Entry("message", "m1", "c1", 1234, Sealed(b"\x00\xff"), {"reply": 3, "hidden": ["phone"]})
        await store.append(entry, ROOM)
        expected = Event(ROOM, 1, "message", "m1", "c1", 1234, 1, entry.body, entry.data)
        assert await store.event(ROOM, 1) == expected
        assert await store.find(ROOM, "m1", "c1") == expected
        assert isinstance((await store.event(ROOM, 1)).body, Sealed)

    async def test_no_body_stays_no_body(self, store):
        await store.append(said("c1", body=None), ROOM)
        assert (await store.event(ROOM, 1)).body is None

    async def test_the_same_client_id_is_one_event_also_after_a_restart(self, store, url, heard):
        assert await store.append(said("c1"), ROOM) == (1, True)
        assert await store.append(said("c1"), ROOM) == (1, False)
        store = await self.again(store, url, heard)
        assert await store.append(said("c1"), ROOM) == (1, False)
        assert await store.append(said("c2"), ROOM) == (2, True)
        assert [event.seq for event in heard] == [1, 2]
        await store.close()

    async def test_a_client_id_belongs_to_its_author_and_channel(self, store):
        assert await store.append(said("c1"), ROOM) == (1, True)
        assert await store.append(said("c1", author="m2"), ROOM) == (2, True)
        assert await store.append(said("c1"), LINE) == (1, True)
        assert await store.find(ROOM, "m3", "c1") is None

    async def test_the_same_client_id_sent_twice_at_once_is_one_event(self, store, heard):
        answers = await asyncio.gather(*(store.append(said("c1"), ROOM) for _ in range(5)))
        assert sorted(answers) == [(1, False)] * 4 + [(1, True)]
        assert len(heard) == 1

    async def test_many_at_once_are_heard_in_order_and_without_gaps(self, store, heard):
        async def talk(author: str) -> None:
            for number in range(20):
                await store.append(said(f"c{number}", author=author), ROOM)

        await asyncio.gather(*(talk(f"m{number}") for number in range(20)))
        assert [event.seq for event in heard] == list(range(1, 401))
        assert await store.after(ROOM, 0, 1000) == heard

    async def test_the_author_is_told_before_the_others_hear_in_one_turn(self, store, heard):
        order: list[str] = []
        store.on_commit = lambda event: order.append(f"heard {event.seq}")
        posts = [
            asyncio.ensure_future(
                store.append(said(f"c{n}"), ROOM, lambda seq, new: order.append(f"told {seq} {new}"))
            )
            for n in (1, 2, 2)
        ]
        await asyncio.gather(*posts)
        assert order == ["told 1 True", "heard 1", "told 2 True", "heard 2", "told 2 False"]

    async def test_a_page_is_what_lies_after_or_before_oldest_first(self, store):
        await fill(store, 5)
        assert [event.seq for event in await store.after(ROOM, 2, 2)] == [3, 4]
        assert [event.seq for event in await store.before(ROOM, 4, 2)] == [2, 3]
        assert await store.after(ROOM, 5, 10) == []
        assert await store.before(ROOM, 1, 10) == []

    async def test_an_event_that_is_not_there_is_missing(self, store):
        with pytest.raises(Missing):
            await store.event(ROOM, 1)

    # changes

    async def test_a_change_replaces_the_row_and_says_so_without_words(self, store, heard):
        await fill(store, 2)
        edit = Entry("message", "m1", "ignored", 9000, Sealed(b"new"), {"edited": True})
        assert await store.change(ROOM, 1, 1, edit, "e1") == (3, True)
        row, notice = await store.event(ROOM, 1), await store.event(ROOM, 3)
        assert (row.rev, row.body, row.data, row.at, row.cid) == (2, b"new", {"edited": True}, 1000, "c1")
        assert (notice.kind, notice.body, notice.data, notice.at) == ("changed", None, {"target": 1}, 9000)
        assert heard[-1] == notice
        assert len(heard) == 3

    async def test_a_change_of_an_old_state_is_a_conflict_and_changes_nothing(self, store, heard):
        await fill(store, 1)
        await store.change(ROOM, 1, 1, said("", body=None), "e1")
        with pytest.raises(Conflict):
            await store.change(ROOM, 1, 1, said("", body=b"late"), "e2")
        assert await store.head(ROOM) == 2
        assert (await store.event(ROOM, 1)).body is None
        assert len(heard) == 2

    async def test_the_same_change_again_is_told_its_first_answer(self, store, heard):
        await fill(store, 1)
        told: list[tuple[int, bool]] = []
        for _ in range(2):
            await store.change(ROOM, 1, 1, said("", body=None), "e1", lambda *answer: told.append(answer))
        assert told == [(2, True), (2, False)]
        assert len(heard) == 2

    async def test_of_two_changes_at_once_one_wins(self, store):
        await fill(store, 1)
        tries = [store.change(ROOM, 1, 1, said("", author=f"m{n}"), f"e{n}") for n in range(4)]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        assert [type(answer) for answer in answers].count(Conflict) == 3
        assert await store.head(ROOM) == 2

    async def test_a_change_of_nothing_is_missing(self, store):
        with pytest.raises(Missing):
            await store.change(ROOM, 7, 1, said(""), "e1")
        assert await store.head(ROOM) == 0

    # records

    async def test_a_claim_is_given_once(self, store):
        answers = await asyncio.gather(*(store.create("case", "k1", "open:g1", {"by": n}) for n in range(5)))
        assert sorted(answers) == [False] * 4 + [True]
        assert await store.create("report", "k1", "open:g1", {})

    async def test_a_record_comes_back_as_it_was(self, store, url, heard):
        body = Sealed(b"sealed")
        await store.create("case", "k1", "open:g1", {"a": [1]}, body=body, subject="m1", due_at=500)
        store = await self.again(store, url, heard)
        assert await store.get("case", "k1") == Record(
            "case", "k1", "open:g1", 1, {"a": [1]}, body=body, subject="m1", due_at=500
        )
        assert await store.get("case", "k2") is None
        await store.close()

    async def test_a_record_is_changed_from_what_was_read_only(self, store):
        first = await claimed(store, "k1")
        second = await store.put(replace(first, folder="done:g1", data={"by": "m2"}), op="o1")
        assert second == replace(first, folder="done:g1", data={"by": "m2"}, rev=2)
        assert await store.get("case", "k1") == second
        with pytest.raises(Conflict):
            await store.put(replace(first, data={"by": "m3"}), op="o2")
        assert await store.get("case", "k1") == second

    async def test_a_put_whose_answer_was_lost_succeeds_when_asked_again(self, store):
        first = await claimed(store, "k1")
        wanted = replace(first, data={"level": 3})
        assert await store.put(wanted, op="o1") == await store.put(wanted, op="o1")
        assert (await store.get("case", "k1")).rev == 2

    async def test_a_dropped_record_is_missing_and_can_be_claimed_again(self, store):
        record = await claimed(store, "k1")
        assert (await store.drop("case", "k1"), await store.drop("case", "k1")) == (True, False)
        with pytest.raises(Missing):
            await store.put(record, op="o1")
        assert (await claimed(store, "k1")).rev == 1

    async def test_a_folder_lists_its_own_in_order_of_creation(self, store):
        for id in ("b", "a", "d", "c"):
            await claimed(store, id)
        record = await claimed(store, "e", "done:g1")
        assert [r.id for r in await store.list("case", "open:g1")] == ["b", "a", "d", "c"]
        assert [r.id for r in await store.list("case", "open:g1", after="a", limit=1)] == ["d"]
        assert [r.id for r in await store.list("case", "open:g1", newest_first=True)] == ["c", "d", "a", "b"]
        assert [r.id for r in await store.list("case", "open:g1", after="d", newest_first=True)] == ["a", "b"]
        assert await store.list("case", "done:g1") == [record]
        assert await store.list("report", "open:g1") == []

    async def test_a_list_goes_on_from_one_that_moved_and_says_when_it_is_gone(self, store):
        first = await claimed(store, "a")
        await claimed(store, "b")
        await store.put(replace(first, folder="done:g1"), op="o1")
        assert [r.id for r in await store.list("case", "open:g1", after="a")] == ["b"]
        await store.drop("case", "a")
        with pytest.raises(Missing):
            await store.list("case", "open:g1", after="a")

    async def test_everything_about_a_person_is_found(self, store):
        await claimed(store, "k1", subject="m1")
        await claimed(store, "k2", subject="m2")
        await store.create("booking", "b1", "g1", {}, subject="m1")
        assert [(r.kind, r.id) for r in await store.about("m1")] == [("case", "k1"), ("booking", "b1")]
        assert [r.id for r in await store.about("m1", kind="booking")] == ["b1"]

    async def test_what_is_due_comes_longest_due_first(self, store):
        for id, due_at in (("a", 300), ("b", 100), ("c", None), ("d", 301), ("e", 200)):
            await claimed(store, id, due_at=due_at)
        assert [r.id for r in await store.due("case", 300)] == ["b", "e", "a"]
        assert [r.id for r in await store.due("case", 300, 1)] == ["b"]
        record = await store.get("case", "b")
        await store.put(replace(record, due_at=None), op="o1")
        assert [r.id for r in await store.due("case", 300)] == ["e", "a"]

    async def test_a_mark_only_grows(self, store, url, heard):
        assert [await store.mark("seen", "m1", value) for value in (5, 3, 8)] == [5, 5, 8]
        store = await self.again(store, url, heard)
        assert await store.mark("seen", "m1", 0) == 8
        assert await store.mark("seen", "m2", 0) == 0
        await store.close()

    # keys and originals

    async def test_an_owner_has_one_key_until_it_is_destroyed(self, store, url, heard):
        assert await store.key_put("membership:m1", b"first")
        assert not await store.key_put("membership:m1", b"second")
        store = await self.again(store, url, heard)
        assert await store.key("membership:m1") == b"first"
        await store.key_destroy("membership:m1")
        await store.key_destroy("membership:m1")
        assert await store.key("membership:m1") is None
        await store.close()

    async def test_keys_are_replaced_together_and_a_destroyed_one_stays_gone(self, store):
        for owner in ("a", "b", "c"):
            await store.key_put(owner, b"old")
        await store.key_destroy("c")
        await store.key_replace({"a": b"new a", "b": b"new b", "c": b"new c"})
        assert await store.keys() == {"a": b"new a", "b": b"new b"}

    async def test_the_first_original_of_a_case_stays_until_dropped(self, store):
        await store.original_put("k1", Sealed(b"first"))
        await store.original_put("k1", Sealed(b"second"))
        assert await store.original("k1") == Sealed(b"first")
        await store.original_drop("k1")
        assert await store.original("k1") is None

    # erasure, retention, leases

    async def test_a_forgotten_person_leaves_numbers_and_nothing_else(self, store):
        await fill(store, 3)
        await store.append(said("c9", author="m2"), ROOM)
        await store.change(ROOM, 4, 1, said("", author="m1"), "e1")
        assert [await store.forget("m1", 3), await store.forget("m1", 3), await store.forget("m1", 3)] == [
            3,
            1,
            0,
        ]
        rows = await store.after(ROOM, 0, 10)
        assert [(row.seq, row.author, row.at, row.body) for row in rows if row.seq != 4] == [
            (seq, "", 0, None) for seq in (1, 2, 3, 5)
        ]
        assert [row.data for row in rows if row.author == ""] == [{}, {}, {}, {"target": 4}]
        assert rows[3].author == "m2"
        assert await store.find(ROOM, "m1", "c1") is None
        assert await store.forget("") == 0

    async def test_what_is_too_old_goes_from_the_bottom_and_numbers_go_on(self, store, url, heard):
        await fill(store, 5)
        assert [await store.sweep(ROOM, 4000, 2) for _ in range(3)] == [2, 1, 0]
        assert (await store.floor(ROOM), await store.head(ROOM)) == (3, 5)
        assert [event.seq for event in await store.after(ROOM, 0, 10)] == [4, 5]
        assert await store.sweep(ROOM, 10**9) == 2
        store = await self.again(store, url, heard)
        assert (await store.floor(ROOM), await store.head(ROOM)) == (5, 5)
        assert await store.append(said("new"), ROOM) == (6, True)
        await store.close()

    async def test_a_young_row_keeps_what_stands_above_it(self, store):
        await store.append(said("c1", at=9000), ROOM)
        await store.append(said("c2", at=1000), ROOM)
        assert await store.sweep(ROOM, 5000) == 0
        assert await store.sweep("room:none", 5000) == 0

    async def test_a_lease_has_one_holder_until_its_time_is_over(self, store):
        assert await store.lease("clock", "a", 100, 1000)
        assert not await store.lease("clock", "b", 100, 1099)
        assert await store.lease("clock", "a", 100, 1050)
        assert not await store.lease("clock", "b", 100, 1149)
        assert await store.lease("clock", "b", 100, 1150)
        assert not await store.lease("clock", "a", 100, 1151)

    async def test_a_slot_of_a_job_runs_once_however_long_ago(self, store, url, heard):
        answers = await asyncio.gather(*(store.claim_run("sweep", 0) for _ in range(3)))
        assert sorted(answers) == [False, False, True]
        for slot in range(1, 1101):
            assert await store.claim_run("sweep", slot)
        store = await self.again(store, url, heard)
        assert not any([await store.claim_run("sweep", slot) for slot in (0, 50, 500, 1100)])
        assert await store.claim_run("escalate", 0)
        await store.close()

    # beginning and end

    async def test_a_ping_is_a_write_and_a_closed_store_says_so(self, store):
        await store.ping()
        await store.close()
        await store.close()
        for attempt in (store.ping(), store.append(said("c1"), ROOM), store.head(ROOM), store.key("a")):
            with pytest.raises(Unavailable):
                await attempt

    async def test_what_was_asked_before_the_end_is_done(self, store, url, heard):
        posts = [asyncio.ensure_future(store.append(said(f"c{n}"), ROOM)) for n in range(50)]
        await asyncio.sleep(0)
        store = await self.again(store, url, heard)
        assert await store.head(ROOM) == 50
        assert [post.result()[0] for post in posts] == list(range(1, 51))
        await store.close()

    async def test_a_snapshot_holds_events_and_records_only(self, store, heard, tmp_path: Path):
        await fill(store, 3)
        await claimed(store, "k1")
        await store.key_put("a", b"wrapped-key-bytes")
        await store.original_put("k1", Sealed(b"original-bytes"))
        (tmp_path / "copy").mkdir()
        await store.snapshot(str(tmp_path / "copy" / "lingkar.db"))
        copy = open_store(f"sqlite://{tmp_path / 'copy'}", heard.append)
        await copy.open()
        assert await copy.after(ROOM, 0, 10) == await store.after(ROOM, 0, 10)
        assert await copy.get("case", "k1") == await store.get("case", "k1")
        assert (await copy.keys(), await copy.original("k1")) == ({}, None)
        await copy.close()
