"""What is mine: held messages taken back or come back, people folded away, the welcome, the agreement. By plain forms."""

from __future__ import annotations

import re
from pathlib import Path

from groups.actions import mine, rules
from groups.actions.decisions import turn_of
from moderation import Seat
from tests.conftest import Clock, Person, World, start, stop
from tests.live.test_messages import edit, rows, said
from tests.live.test_post import INSULT

DANGER = "aku mau bunuh diri malam ini"


async def held(person: Person, text: str = INSULT) -> str:
    """The case of a message that waits."""
    answer = await (await person.listen()).say(text)
    assert answer["action"] == "hold"
    return str(answer["case"])


async def take(person: Person, case: str) -> tuple[int, str]:
    return await person.post(f"/g/{person.group}/held/{case}/take", then="write")


def in_field(html: str, id: str = "isi") -> str:
    """What stands in a field."""
    found = re.search(rf'<textarea[^>]* id="{id}"[^>]*>\n(.*?)</textarea>', html, re.S)
    assert found
    return found[1]


async def state_of(world: World, case: str) -> str:
    record = await world.ctx.store.get("case", case)
    assert record is not None
    return str(record.data["state"])


# taking back


async def test_sari_takes_back_what_waits_and_has_her_words_in_the_field(group: World) -> None:
    case, page = await held(group["sari"]), await group["sari"].listen()
    desk = await group["laras"].listen(group["laras"].desk)
    status, html = await take(group["sari"], case)
    assert (status, in_field(html)) == (200, INSULT)
    assert (await page.event("changed"))["now"]["data"]["state"] == "taken_back"
    assert (await desk.event("changed"))["now"]["data"]["open"] is False
    assert await group.ctx.store.original(case) is None
    assert [row.kind for row in await rows(group["sari"]) if row.held] == []
    _, queue = await group["laras"].get("/queue")
    assert case not in queue


async def test_nobody_else_takes_it_and_nobody_twice(group: World) -> None:
    case = await held(group["sari"])
    assert (await take(group["budi"], case))[0] == 404
    assert (await take(group["laras"], case))[0] == 404
    assert (await take(group["sari"], case))[0] == 200
    status, html = await take(group["sari"], case)
    assert (status, INSULT in html) == (400, False)


async def test_what_was_decided_meanwhile_is_not_taken_back(group: World) -> None:
    case = await held(group["sari"])
    record = await group.ctx.store.get("case", case)
    assert record is not None
    await group["laras"].post(f"/case/{case}/release", rev=str(turn_of(record)))
    assert (await take(group["sari"], case))[0] == 400
    assert await state_of(group, case) == "released"


async def test_a_decision_on_what_was_taken_back_says_that_it_changed(group: World) -> None:
    case = await held(group["sari"])
    await take(group["sari"], case)
    _, html = await group["laras"].post(f"/case/{case}/release", rev="0")
    assert "Ini sudah berubah" in html
    assert all(row.kind != "message" for row in await rows(group["budi"]))


async def test_a_cry_for_help_stays_with_who_reads_it(group: World) -> None:
    case = await held(group["sari"], DANGER)
    status, html = await take(group["sari"], case)
    assert (status, "tetap dibaca psikolog" in html) == (400, True)
    assert await group.ctx.store.original(case) is not None
    _, room = await group["sari"].get(f"/g/{group['sari'].group}")
    assert f"/held/{case}/take" not in room


async def test_a_held_version_comes_back_with_its_hidden_pieces_in_the_field_of_its_message(
    group: World,
) -> None:
    seq = await said(group["sari"], "teleponku 0812-7733-9911")
    await edit(group["sari"], seq, f"⟦nomor telepon⟧ {INSULT}")
    (waiting,) = [row for row in await rows(group["sari"]) if row.held]
    _, html = await take(group["sari"], waiting.data["case"])
    assert in_field(html, "isi-ubah") == f"⟦nomor telepon⟧ {INSULT}"


async def test_what_the_psychologist_asked_to_change_is_written_again(group: World) -> None:
    case = await held(group["sari"])
    await group["laras"].post(f"/case/{case}/ask", rev="0", note="Bisa ditulis lebih lembut?")
    assert await state_of(group, case) == "asked"
    assert INSULT not in (await group["laras"].post(f"/case/{case}/open"))[1]
    _, room = await group["sari"].get(f"/g/{group['sari'].group}")
    assert "Tulis lagi" in room
    assert in_field((await take(group["sari"], case))[1]) == INSULT
    assert await state_of(group, case) == "taken_back"


async def test_what_waits_in_the_private_line_comes_back_into_its_field(group: World) -> None:
    sari = group["sari"]
    await sari.post(f"/g/{sari.group}/line/post", text=INSULT, form="1" * 32)
    (case,) = await group.ctx.store.about(sari.membership, kind="case")
    assert case.data["state"] == "waiting"
    _, html = await take(sari, case.id)
    assert in_field(html) == INSULT
    assert f'action="/g/{sari.group}/line/post"' in html


# undecided


async def test_undecided_it_becomes_its_authors_own_draft_and_nobody_elses(
    group: World, clock: Clock
) -> None:
    case = await held(group["sari"])
    assert await mine.expire_holds(group.ctx) == 0
    clock.forward(days=3)
    assert await mine.expire_holds(group.ctx) == 1
    assert await mine.expire_holds(group.ctx) == 0
    assert await state_of(group, case) == "draft"
    laras = group["laras"]
    assert case not in (await laras.get("/queue"))[1]
    assert INSULT not in (await laras.post(f"/case/{case}/open"))[1]
    _, room = await group["sari"].get(f"/g/{group['sari'].group}")
    assert "kembali menjadi drafmu" in room
    assert in_field((await take(group["sari"], case))[1]) == INSULT
    assert await group.ctx.store.original(case) is None


async def test_a_draft_that_nobody_takes_ends_with_the_groups_retention(group: World, clock: Clock) -> None:
    case = await held(group["sari"])
    clock.forward(days=3)
    await mine.expire_holds(group.ctx)
    clock.forward(days=90)
    assert await mine.expire_holds(group.ctx) == 1
    assert await group.ctx.store.original(case) is None


async def test_a_cry_for_help_never_becomes_a_draft(group: World, clock: Clock) -> None:
    case = await held(group["sari"], DANGER)
    clock.forward(days=30)
    assert await mine.expire_holds(group.ctx) == 0
    assert await state_of(group, case) == "waiting"


# ignoring


async def test_budi_folds_away_what_sari_writes_and_she_cannot_tell(group: World) -> None:
    sari, budi = group["sari"], group["budi"]
    seq = await said(sari, "cerita panjang")
    before, page = await sari.get(f"/g/{sari.group}"), await sari.listen()
    assert (await budi.post(f"/g/{budi.group}/p/{sari.membership}/ignore", on="1"))[0] == 303
    (row,) = [row for row in await rows(budi) if row.seq == seq]
    assert row.ignored
    assert "is-ignored" in (await budi.get(f"/g/{budi.group}"))[1]
    await said(budi, "halo")
    assert (await page.event("message"))["by"] == budi.membership
    _, after = await sari.get(f"/g/{sari.group}")
    assert "is-ignored" not in after
    assert before[0] == 200
    await budi.post(f"/g/{budi.group}/m/{seq}/ignore", off="1")
    assert not any(row.ignored for row in await rows(budi))


async def test_folding_away_outlives_a_restart_and_staff_is_never_folded_away(
    tmp_path: Path, clock: Clock
) -> None:
    world = await start(tmp_path / "data", clock)
    group = await world.circle_of("sari", "budi")
    sari, budi, laras = world["sari"], world["budi"], world["laras"]
    await said(sari)
    assert (await budi.post(f"/g/{group}/p/{laras.membership}/ignore", on="1"))[0] == 404
    assert (await laras.post(f"/g/{group}/p/{sari.membership}/ignore", on="1"))[0] == 404
    await budi.post(f"/g/{group}/p/{sari.membership}/ignore", on="1")
    await stop(world)
    again = await start(tmp_path / "data", clock)
    again.people = {"budi": budi}
    budi.world = again
    assert any(row.ignored for row in await rows(budi))
    await stop(again)


# recognised


async def test_recognising_somebody_is_read_by_the_psychologist_alone(group: World) -> None:
    sari, budi, laras = group["sari"], group["budi"], group["laras"]
    seq = await said(sari)
    page = await sari.listen()
    status, html = await budi.post(f"/g/{budi.group}/m/{seq}/recognised", kind="know")
    assert (status, "Hanya psikolog yang membacanya" in html) == (200, True)
    _, line = await laras.get(f"/g/{laras.group}/line/{budi.membership}")
    assert "Aku mengenali seseorang di sini: Sari Kecil." in line
    assert budi.membership in (await laras.get("/queue"))[1]
    await said(budi, "halo")
    assert (await page.event("message"))["by"] == budi.membership
    assert all(frame["t"] != "event" or frame["kind"] == "message" for frame in page.heard)


async def test_a_supporter_does_not_read_who_recognised_whom(group: World) -> None:
    sekar = await group.person("sekar", group["sari"].group, Seat.SUPPORTER, "Sekar Arum")
    await group["budi"].post(f"/g/{sekar.group}/p/{group['sari'].membership}/recognised", kind="known")
    assert "dikenali" not in (await sekar.get("/queue"))[1]
    assert (await sekar.get(f"/g/{sekar.group}/line/{group['budi'].membership}"))[0] == 404


# welcome, rules, agreement


async def test_the_welcome_stands_above_the_room_reviewed_and_for_everybody(group: World) -> None:
    sari, laras = group["sari"], group["laras"]
    page = await sari.listen()
    form = {"welcome": "Selamat datang. Teleponku 0812-7733-9911.", "theme": "Benda yang belum dipindahkan"}
    assert (await laras.post(f"/g/{laras.group}/welcome", **form))[0] == 303
    assert (await page.event("notice"))["data"]["code"] == "notice.welcome"
    _, html = await sari.get(f"/g/{sari.group}")
    pinned = html[html.index('id="sambutan"') :]
    assert "Selamat datang. Teleponku <span" in pinned
    assert "0812" not in html
    assert "Benda yang belum dipindahkan" in html
    assert (await sari.post(f"/g/{sari.group}/welcome", **form))[0] == 404


async def test_a_welcome_too_long_stays_in_the_form(group: World) -> None:
    laras = group["laras"]
    status, html = await laras.post(f"/g/{laras.group}/welcome", welcome="a" * 1001, theme="")
    assert (status, "a" * 1001 in html) == (400, True)


async def test_the_rules_in_force_are_there_to_be_read_as_sentences(group: World) -> None:
    sari = group["sari"]
    document = {"newcomers": {"first": 0}, "words": {"own": [{"terms": ["durian"], "effect": "hold"}]}}
    await rules.set_rules(group.ctx, sari.group, document, by="admin")
    status, html = await sari.get(f"/g/{sari.group}/rules")
    assert (status, "durian" in html) == (200, True)


async def test_one_agrees_again_when_the_agreement_has_changed(world: World) -> None:
    promise = {"text": "Yang kubaca di sini tidak kubawa keluar.", "note": "", "rule": ""}
    group = await world.circle_of("sari", agreement={"promises": [promise], "staff": []})
    sari = world["sari"]
    _, html = await sari.get(f"/g/{group}/agreement")
    assert "Kamu belum menyetujui" in html
    seen = re.findall(r'name="seen" value="(\w+)"', html)[0]
    assert (await sari.post(f"/g/{group}/agreement", seen=seen))[0] == 400
    assert (await sari.post(f"/g/{group}/agreement", seen="other", promise="1"))[0] == 400
    assert (await sari.post(f"/g/{group}/agreement", seen=seen, promise="1"))[0] == 303
    assert "Kamu menyetujuinya pada 14 Oktober 2025" in (await sari.get(f"/g/{group}/agreement"))[1]
    changed = {"promises": [promise | {"text": "Aku tidak mencari tahu siapa yang lain."}], "staff": []}
    world.ctx.circles[group].update({"agreement": changed})
    assert "Kamu belum menyetujui" in (await sari.get(f"/g/{group}/agreement"))[1]


async def test_who_can_read_is_told_truly(group: World) -> None:
    sari = group["sari"]
    await group.person("sekar", sari.group, Seat.SUPPORTER, "Sekar Arum")
    await group.person("arif", sari.group, Seat.SUPERVISOR, "Arif Budiman")
    _, html = await sari.get(f"/g/{sari.group}")
    sheet = html[html.index('id="siapa"') : html.index('id="pilihan"')]
    assert "Saat berat, mereka bisa masuk lebih dulu." in sheet
    assert "Penyelia tidak membaca ruang ini" in sheet
    assert "Budi Kecil" in sheet
    assert "90 hari" in sheet


async def test_a_person_that_is_not_here_has_no_page(group: World) -> None:
    sari = group["sari"]
    assert (await sari.get(f"/g/{sari.group}/p/{group['budi'].membership}"))[0] == 200
    assert (await sari.get(f"/g/{sari.group}/p/{'0' * 32}"))[0] == 404
