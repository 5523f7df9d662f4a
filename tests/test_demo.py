"""`lingkar demo`: a working evening of fictional people, each act of it done through the same doors as everybody's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from groups import access, demo
from groups.actions import drafts, groups
from groups.actions.sign_ins import use_link
from groups.app import CannotStart, make_folder, open_context
from groups.context import Context
from groups.store.base import Record


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Context]:
    await demo.prepare(tmp_path / "demo")
    ctx = await open_context(tmp_path / "demo", {})
    yield ctx
    await ctx.close()


async def waiting(ctx: Context) -> list[Record]:
    """The open cases of every group."""
    return [
        case for id, _ in await groups.list_groups(ctx) for case in await ctx.store.list("case", f"open:{id}")
    ]


async def test_a_crisis_is_answered_in_its_line_a_message_waits_and_a_report_too(evening: Context) -> None:
    found = {case.data["kind"]: case for case in await waiting(evening)}
    assert {"held", "crisis", "report", "line"} <= set(found)
    crisis = found["crisis"]
    assert crisis.data["state"] == "opened"
    assert crisis.data["holder"]["name"] == "Laras Widyasari"
    said = await evening.store.after(f"case:{crisis.id}", 0, 10)
    assert [event.kind for event in said].count("message") == 3


async def test_nothing_of_the_staff_s_own_words_waits(evening: Context) -> None:
    """A sentence of the psychologist that is held would say that the rules do not know whom they serve."""
    for case in await waiting(evening):
        circle = await evening.circle(case.data["group"])
        assert not circle.people[case.data["author"]].seat.is_staff


async def test_rules_wait_for_the_psychologist_s_tap(evening: Context) -> None:
    read = [await drafts.read(evening, id, "rules") for id, _ in await groups.list_groups(evening)]
    assert [draft.agreed for draft in read if draft] == [("admin",)]


async def test_the_rooms_are_open_and_the_cast_can_come_in(tmp_path: Path) -> None:
    links = await demo.prepare(tmp_path / "demo")
    again = await demo.prepare(tmp_path / "demo")
    assert [who for who, _ in links] == [who for who, _ in again]
    ctx = await open_context(tmp_path / "demo", {})
    try:
        assert {data["state"] for _, data in await groups.list_groups(ctx)} == {"open"}
        member = next(code for who, code in again if who.startswith("Member"))
        assert len(await access.memberships_of(ctx, await use_link(ctx, member))) == 1
    finally:
        await ctx.close()


@pytest.mark.parametrize(
    ("now", "begins"),
    [("2026-11-24 22:30", "2026-11-24 18:30"), ("2026-11-24 22:29", "2026-11-23 18:30")],
)
def test_the_evening_is_the_last_one_that_is_over(now: str, begins: str) -> None:
    jakarta = ZoneInfo("Asia/Jakarta")
    moment = datetime.fromisoformat(now).replace(tzinfo=jakarta)
    began = datetime.fromtimestamp(demo.evening_before(int(moment.timestamp() * 1000)) / 1000, UTC)
    assert began.astimezone(jakarta).strftime("%Y-%m-%d %H:%M") == begins


async def test_a_folder_that_is_no_demo_is_neither_filled_nor_removed(tmp_path: Path) -> None:
    make_folder(tmp_path / "data")
    with pytest.raises(CannotStart, match="no demo folder"):
        await demo.prepare(tmp_path / "data")
    with pytest.raises(CannotStart, match="nothing was removed"):
        demo.remove(tmp_path / "data")
    assert (tmp_path / "data" / "root.key").exists()
