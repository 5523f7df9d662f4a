"""Reports: what is reported stays, the reporter hears back, and about staff the supervisor alone reads (CARE C15)."""

from __future__ import annotations

import re

import pytest

from groups.actions.desks import open_cases
from groups.model import new_id
from moderation import Seat
from tests.conftest import Person, World
from tests.live.test_disputes import case_in_queue, decide, told
from tests.live.test_messages import act, rows, said

WORDS = "ini membuatku takut"


async def report(person: Person, seq: int, reason: str = "hurt", **more: str) -> tuple[int, str]:
    given = {"reason": reason, "text": WORDS, "form": new_id()} | more
    return await person.post(f"/g/{person.group}/m/{seq}/report", **given)


@pytest.fixture
async def watched(group: World) -> World:
    """With a supervisor."""
    await group.person("arif", group["sari"].group, Seat.SUPERVISOR, "Arif Budiman")
    return group


async def test_budi_reports_and_hears_back_and_sari_never_learns_who(group: World) -> None:
    seq, page = await said(group["sari"], "kata yang menyakiti"), await group["sari"].listen()
    assert (await report(group["budi"], seq))[0] == 303
    case = await case_in_queue(group)
    _, html = await group["laras"].get(f"/case/{case}")
    assert "Dilaporkan: menyakiti dengan kata-kata." in html
    assert "kata yang menyakiti" in html
    assert WORDS not in html
    assert WORDS in (await group["laras"].post(f"/case/{case}/open"))[1]
    assert (await decide(group, case, "close"))[0] == 303
    assert await told(group["budi"]) == ["told.report_received", "told.report_answered"]
    await said(group["budi"], "halo")
    assert (await page.event("message"))["by"] == group["budi"].membership
    assert await told(group["sari"]) == []


async def test_a_reported_message_can_be_withdrawn_and_stays_in_the_report(group: World) -> None:
    seq = await said(group["sari"], "kata yang menyakiti")
    await report(group["budi"], seq)
    case = await case_in_queue(group)
    await act(group["sari"], seq, "withdraw")
    assert "kata yang menyakiti" in (await group["laras"].get(f"/case/{case}"))[1]
    assert (await decide(group, case, "close"))[0] == 303
    assert "kata yang menyakiti" not in (await group["laras"].get(f"/case/{case}"))[1]


async def test_what_is_reported_can_be_taken_away_from_its_page(group: World) -> None:
    seq = await said(group["sari"], "kata yang menyakiti")
    await report(group["budi"], seq)
    assert (await decide(group, await case_in_queue(group), "remove", note="Ini menyakiti."))[0] == 303
    assert [row.kind for row in await rows(group["budi"]) if row.seq == seq] == ["gone"]
    assert (await told(group["budi"]))[-1] == "told.report_answered"
    assert "notice.removed_yours" in [row.data.get("code") for row in await rows(group["sari"])]


async def test_a_person_is_reported_without_a_message(group: World) -> None:
    budi, sari = group["budi"], group["sari"]
    path = f"/g/{budi.group}/p/{sari.membership}/report"
    assert (await budi.post(path, reason="harm_self", form=new_id()))[0] == 303
    _, html = await group["laras"].get(f"/case/{await case_in_queue(group)}")
    assert "ia mungkin membahayakan diri" in html


async def test_the_same_form_twice_is_one_report_and_one_answer(group: World) -> None:
    seq, form = await said(group["sari"]), new_id()
    for _ in range(2):
        await report(group["budi"], seq, form=form)
    await case_in_queue(group)
    assert await told(group["budi"]) == ["told.report_received"]


async def test_one_says_why_and_reports_neither_oneself_nor_what_is_gone(group: World) -> None:
    budi, seq = group["budi"], await said(group["sari"])
    status, html = await report(budi, seq, reason="")
    assert (status, WORDS in html) == (400, True)
    assert (await report(group["sari"], seq))[0] == 404
    assert (await report(budi, 9999))[0] == 404
    await act(group["sari"], seq, "withdraw")
    assert (await report(budi, seq))[0] == 400
    assert (await report(budi, seq, text="a" * 1001))[0] == 400


async def test_a_cry_for_help_in_a_report_reaches_the_psychologist(group: World) -> None:
    seq = await said(group["sari"])
    await report(group["budi"], seq, text="aku mau bunuh diri malam ini")
    kinds = [view["kind"] for view in await open_cases(group.ctx, group["laras"].group)]
    assert sorted(kinds) == ["crisis", "report"]


# about staff


def bare(html: str) -> str:
    """A page without what is new each time it is made."""
    return re.sub(r'name="form" value="\w+"', "", html)


async def everything(person: Person) -> list[str]:
    """Every page that somebody of the staff can open here."""
    group = person.group
    paths = ("/", "/queue", "/lines", f"/g/{group}", f"/g/{group}/hours", f"/g/{group}/desk/audit")
    return [bare((await person.get(path))[1]) for path in paths]


async def test_a_report_about_the_psychologist_changes_no_byte_that_she_gets(watched: World) -> None:
    laras, budi = watched["laras"], watched["budi"]
    seq, page = await said(laras, "begini saja"), await laras.listen(laras.room, laras.me, laras.desk)
    before = await everything(laras)
    heads = await watched.ctx.store.heads([laras.room, laras.me, laras.desk, f"audit:{laras.group}"])
    assert (await report(budi, seq))[0] == 303
    assert await everything(laras) == before
    assert await watched.ctx.store.heads(list(heads)) == heads
    await said(budi, "halo")
    assert [frame["kind"] for frame in [await page.event("message")]] == ["message"]
    assert [frame["kind"] for frame in page.heard if frame["t"] == "event"] == ["message"]
    assert await told(budi) == ["told.report_received_apart"]


async def test_the_supervisor_reads_it_and_the_reporter_hears_back(watched: World) -> None:
    laras, budi, arif = watched["laras"], watched["budi"], watched["arif"]
    desk = await arif.listen(f"oversight:{arif.group}")
    await report(budi, await said(laras, "begini saja"))
    assert (await desk.event("case"))["data"]["kind"] == "report"
    _, listed = await arif.get("/oversight")
    (case,) = set(re.findall(r"/oversight/(\w+)", listed))
    _, html = await arif.get(f"/oversight/{case}")
    assert "begini saja" in html
    assert "Psikolog Laras Widyasari" in html
    assert WORDS in (await arif.post(f"/oversight/{case}/open"))[1]
    assert (await arif.post(f"/oversight/{case}/close"))[0] == 303
    assert (await arif.post(f"/oversight/{case}/close"))[0] == 400
    assert await told(budi) == ["told.report_received_apart", "told.report_answered"]
    assert await watched.ctx.store.original(case) is None
    assert (await arif.get("/oversight"))[1].count(case) == 0


@pytest.mark.parametrize("name", ["laras", "budi", "sari"])
async def test_nobody_but_the_supervisor_gets_to_a_report_about_staff(watched: World, name: str) -> None:
    await report(watched["budi"], await said(watched["laras"]))
    (case,) = set(re.findall(r"/oversight/(\w+)", (await watched["arif"].get("/oversight"))[1]))
    for path in ("/oversight", f"/oversight/{case}", f"/case/{case}", f"/case/{case}/line"):
        assert (await watched[name].get(path))[0] == 404
    for act_on in ("open", "close", "remove", "claim"):
        assert (await watched[name].post(f"/case/{case}/{act_on}", rev="0"))[0] == 404
        assert (await watched[name].post(f"/oversight/{case}/{act_on}"))[0] in (404, 405)


async def test_about_the_staff_in_general_too_whoever_wrote_the_message(watched: World) -> None:
    await report(watched["budi"], await said(watched["sari"]), reason="staff")
    assert await open_cases(watched.ctx, watched["laras"].group) == []
    assert "/oversight/" in (await watched["arif"].get("/oversight"))[1]


async def test_what_the_psychologist_did_elsewhere_is_reported_from_who_can_read_this(watched: World) -> None:
    budi, laras = watched["budi"], watched["laras"]
    path = f"/g/{budi.group}/p/{laras.membership}/report"
    assert f'href="{path}"' in (await budi.get(f"/g/{budi.group}"))[1]
    assert (await budi.post(path, reason="sell", text=WORDS, form=new_id()))[0] == 303
    assert await open_cases(watched.ctx, laras.group) == []
    assert "menjual atau mengajak pindah" in (await watched["arif"].get("/oversight"))[1]


async def test_without_a_supervisor_the_page_names_the_way_outside(group: World) -> None:
    budi, seq = group["budi"], await said(group["laras"])
    _, html = await budi.get(f"/g/{budi.group}/m/{seq}/report")
    assert "belum punya penyelia" in html
    assert "penerbit izin" in html
    status, html = await report(budi, seq)
    assert (status, WORDS in html) == (400, True)


async def test_what_was_typed_for_one_person_is_in_no_file_and_no_log_in_the_clear(
    watched: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The canary: reports, disputes and what waits, over all files of the folder."""
    canary, budi = "kanariwirasakti", watched["budi"]
    await report(budi, await said(watched["sari"]), text=f"{canary} satu")
    await report(budi, await said(watched["laras"]), text=f"{canary} dua")
    seq = await said(watched["sari"], "pohon itu namanya Melati Rahmawati sejak dulu")
    form = {"text": canary, "piece": "1", "rev": "1"}
    assert (await watched["sari"].post(f"/g/{budi.group}/m/{seq}/dispute", **form))[0] == 303
    for path in (path for path in watched.folder.rglob("*") if path.is_file()):
        assert canary.encode() not in path.read_bytes(), path.name
    assert canary not in caplog.text
