"""Leaving quietly, with one's words or without (CARE C21). By plain forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp

from groups import erasing
from groups.actions import leaving
from groups.actions.desks import open_cases
from groups.store.base import Record
from tests.conftest import Clock, Person, World, start, stop
from tests.live.test_messages import act, row, rows, said
from tests.live.test_mine import DANGER, held
from tests.live.test_reports import report


async def leave(person: Person, words: str = "go") -> tuple[int, str]:
    return await person.post(f"/g/{person.group}/leave", words=words)


async def test_with_her_words_sari_is_gone_from_every_open_page_and_nobody_is_told(group: World) -> None:
    sari, budi = group["sari"], group["budi"]
    first, second = await said(sari, "cerita satu"), await said(sari, "cerita dua")
    other = await said(budi, "halo")
    await act(sari, other, "react", on="with")
    page, own = await budi.listen(), await sari.listen()
    status, html = await leave(sari)
    assert (status, "sudah hilang" in html, "kasus terbuka" in html) == (200, True, True)
    heard = [(await page.event("changed"))["now"] for _ in range(4)]
    kinds = {now["seq"]: now["kind"] for now in heard if now}  # her joining was before Budi's beginning
    assert kinds == {first: "gone", second: "gone", other: "message"}
    assert all("Sari" not in str(now) for now in heard)
    assert "reactions" not in (await row(budi, other)).data
    _, room = await budi.get(f"/g/{budi.group}")
    assert "cerita satu" not in room
    assert "Sari Kecil" not in room
    while (message := await own.ws.receive(5)).type is aiohttp.WSMsgType.TEXT:
        pass
    assert message.data == 4003
    assert (await sari.get(f"/g/{sari.group}"))[0] == 404


async def test_the_key_of_her_words_is_gone_from_the_files(group: World) -> None:
    sari = group["sari"]
    await leave(sari)
    assert await group.ctx.store.key(f"membership:{sari.membership}") is None


async def test_without_her_words_they_stay_and_the_roster_differs_the_next_day(
    group: World, clock: Clock
) -> None:
    sari, budi = group["sari"], group["budi"]
    seq = await said(sari, "cerita satu")
    head = await group.ctx.store.head(sari.room)
    assert (await leave(sari, "stay"))[0] == 200
    assert await group.ctx.store.head(sari.room) == head
    assert (await row(budi, seq)).handle == "Sari Kecil"
    assert "dan 1 anggota lain" in (await budi.get(f"/g/{budi.group}"))[1]
    clock.forward(days=1)
    assert "dan 0 anggota lain" in (await budi.get(f"/g/{budi.group}"))[1]


async def test_what_waits_goes_with_her_and_a_cry_for_help_does_not(group: World, clock: Clock) -> None:
    sari = group["sari"]
    waiting, crisis = await held(sari), await held(sari, DANGER)
    await leave(sari)
    store = group.ctx.store
    assert (await store.original(waiting), await store.original(crisis) is None) == (None, False)
    status, html = await group["laras"].post(f"/case/{crisis}/open")
    assert (status, DANGER in html) == (200, True)
    assert (await group["laras"].post(f"/case/{crisis}/release", rev="0"))[0] == 404
    clock.forward(days=31)
    await erasing.end_sealed(group.ctx)
    assert await store.original(crisis) is None
    assert all(view["author"] != sari.membership for view in await open_cases(group.ctx, sari.group))


async def test_after_a_signal_she_is_asked_once_and_the_psychologist_is_told(
    group: World, clock: Clock
) -> None:
    sari = group["sari"]
    await held(sari, DANGER)
    _, html = await sari.get(f"/g/{sari.group}/leave")
    assert "Ada yang ingin kamu sampaikan dulu?" in html
    assert "Keluar sekarang" in html
    await leave(sari, "stay")
    told = [view for view in await open_cases(group.ctx, sari.group) if view["reasons"] == ["left"]]
    assert [view["author"] for view in told] == [sari.membership]
    budi = group["budi"]
    assert "Ada yang ingin kamu sampaikan dulu?" not in (await budi.get(f"/g/{budi.group}/leave"))[1]
    await leave(budi, "stay")
    assert len([view for view in await open_cases(group.ctx, sari.group) if view["reasons"] == ["left"]]) == 1


async def test_a_report_keeps_what_was_reported_until_it_is_closed(group: World, clock: Clock) -> None:
    sari, budi = group["sari"], group["budi"]
    await report(budi, await said(sari, "kata yang menyakiti"))
    (view,) = await open_cases(group.ctx, sari.group)
    await leave(sari)
    path = f"/case/{view['case']}"
    assert "kata yang menyakiti" in (await group["laras"].get(path))[1]
    clock.forward(days=31)
    await erasing.end_sealed(group.ctx)
    assert "kata yang menyakiti" not in (await group["laras"].get(path))[1]
    assert "told.report_ended" in [each.data.get("code") for each in await rows(budi)]


async def test_staff_do_not_leave_by_this_door_and_one_says_what_becomes_of_the_words(group: World) -> None:
    assert (await leave(group["laras"]))[0] == 404
    assert (await leave(group["sari"], ""))[0] == 400
    assert (await group["sari"].get(f"/g/{group['sari'].group}"))[0] == 200


async def test_leaving_that_was_cut_off_is_finished_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)
    group = await world.circle_of("sari", "budi")
    sari, budi = world["sari"], world["budi"]
    await said(sari, "cerita satu")
    data: dict[str, Any] = {"kind": "leave", "group": group, "member": sari.membership}
    data |= {"words": True, "watched": False}
    await world.ctx.store.create("errand", "e1", "errands", data, due_at=clock() + 10_000)
    await leaving._end_place(world.ctx, group, sari.membership)
    await stop(world)
    again = await start(tmp_path / "data", clock)
    budi.world = again
    assert "cerita satu" not in (await budi.get(f"/g/{group}"))[1]
    assert await again.ctx.store.get("errand", "e1") is None
    await leaving.finish(again.ctx, Record("errand", "e1", "errands", 1, data))
    assert await again.ctx.store.key(f"membership:{sari.membership}") is None
    await stop(again)


async def test_a_newcomer_may_come_in_after_somebody_left(group: World) -> None:
    tono = await group.person("tono", group["budi"].group)
    await leave(tono)
    umi = await group.person("umi", group["budi"].group)
    assert (await umi.get(f"/g/{umi.group}"))[0] == 200
    _, html = await group["budi"].get(f"/g/{umi.group}")
    assert html.index('">Seseorang bergabung.</p>') < html.index('">Umi Kecil bergabung')
