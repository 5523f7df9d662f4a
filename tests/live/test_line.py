"""A room for two: the private line with the psychologist, and a crisis's own, in which nothing that saves is stopped."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from groups.model import new_id
from groups.web.lines import line_rows
from moderation import Seat
from tests.conftest import Clock, Page, Person, World, start, stop, until
from tests.live.desk import DANGER, acts, comes_back, decide, heard, hold, ids, queue, record, sections
from tests.live.test_post import body_text
from tests.live.test_two_people_talk import shown

NUMBER = "0812-7733-9911"


def line_of(person: Person) -> str:
    return f"line:{person.membership}"


async def writes(page: Page, channel: str, text: str, **more: object) -> dict[str, object]:
    page.who.world.clock.forward(seconds=20)
    return await page.say(text, channel=channel, **more)


# the private line


async def test_two_people_talk_and_nobody_else_hears(group: World) -> None:
    line = line_of(group["sari"])
    sari, laras = await group["sari"].listen(line, group["sari"].me), await group["laras"].listen(line)
    assert (await writes(sari, line, "halo, aku mau bicara berdua"))["action"] == "show"
    assert shown(await laras.event("message")) == "halo, aku mau bicara berdua"
    assert (await writes(laras, line, "Aku di sini."))["action"] == "show"
    assert [shown(await sari.event("message")) for _ in range(2)][-1] == "Aku di sini."
    budi = await group["budi"].page()
    assert await budi.open(line) == {"t": "reload", "why": "access"}
    assert (await group["budi"].get(f"/g/{group['sari'].group}/line/{group['sari'].membership}"))[0] == 404


async def test_the_line_goes_through_moderation_like_every_text(group: World) -> None:
    line = line_of(group["sari"])
    sari = await group["sari"].listen(line)
    ack = await writes(sari, line, f"ini nomorku {NUMBER} ya")
    assert shown(ack) == "ini nomorku [phone] ya"
    stored = await group.ctx.store.event(line, int(str(ack["seq"])))
    assert body_text(await group.ctx.body_loaded(stored)) == "ini nomorku [phone] ya"


async def test_live_is_reload_in_a_line(group: World) -> None:
    line = line_of(group["sari"])
    sari, laras = await group["sari"].listen(line), await group["laras"].listen(line)
    for number in range(3):
        await writes(sari, line, f"bagian {number}")
    live = [await laras.event("message") for _ in range(3)]
    from groups import access
    from groups.model import Channel

    who = await access.enter(group.ctx, await group["laras"].who(), Channel.parse(line))
    again = [row for row in await line_rows(group.ctx, who, Channel.parse(line)) if row.kind == "message"]
    assert [(event["seq"], shown(event)) for event in live] == [
        (row.seq, body_text(row.body)) for row in again
    ]


async def test_a_supporter_a_supervisor_and_an_admin_never_open_it(group: World) -> None:
    await group.person("sekar", group["laras"].group, Seat.SUPPORTER, "Sekar")
    await group.person("wulan", group["laras"].group, Seat.SUPERVISOR, "Wulan")
    for name in ("sekar", "wulan"):
        page = await group[name].page()
        assert await page.open(line_of(group["sari"])) == {"t": "reload", "why": "access"}
        assert (await group[name].get(f"/g/{group['sari'].group}/line/{group['sari'].membership}"))[0] == 404
        assert (await group[name].get("/lines"))[0] == 404


async def test_a_stand_in_reads_from_the_seat_on(group: World) -> None:
    line = line_of(group["sari"])
    await writes(await group["sari"].listen(line), line, "sebelum ada pengganti")
    group.clock.forward(minutes=1)
    await group.person("damar", group["laras"].group, Seat.STAND_IN, "Damar Setiawan")
    await writes(await group["sari"].listen(line), line, "sesudah ada pengganti")
    _, html = await group["damar"].get(f"/g/{group['sari'].group}/line/{group['sari'].membership}")
    assert ("sebelum ada" in html, "sesudah ada" in html) == (False, True)


async def test_the_line_is_open_to_the_muted_and_while_the_room_is_closed(group: World) -> None:
    circle = group.ctx.circles[group["sari"].group]
    circle.data["state"] = "closed"
    circle.people[group["sari"].membership].muted_until = group.clock() + 3_600_000
    line = line_of(group["sari"])
    sari = await group["sari"].listen(line)
    assert (await writes(sari, line, "aku dibisukan dan ingin bicara"))["action"] == "show"


async def test_a_message_in_the_line_is_in_the_queue_until_it_is_answered(group: World) -> None:
    line = line_of(group["sari"])
    sari, laras = await group["sari"].listen(line), await group["laras"].listen(line)
    for text in ("halo", "masih di sini"):
        await writes(sari, line, text)
    html = await queue(group["laras"])
    assert (sections(html), len(ids(html))) == (["line"], 1)
    assert f'href="/g/{group["sari"].group}/line/{group["sari"].membership}"' in html
    _, listed = await group["laras"].get("/lines")
    assert "Menunggu jawaban sejak" in listed
    await writes(laras, line, "Aku di sini.")
    await comes_back(group["laras"])
    await until(lambda: _is_empty(group))


async def _is_empty(world: World) -> bool:
    return sections(await queue(world["laras"])) == []


async def test_a_plain_form_writes_once_and_gives_back_what_is_refused(group: World) -> None:
    path = f"/g/{group['sari'].group}/line/post"
    for _ in range(2):
        assert (await group["sari"].post(path, text="tanpa skrip", form="abc"))[0] == 303
    assert await group.ctx.store.head(line_of(group["sari"])) == 1
    _, html = await group["sari"].get(f"/g/{group['sari'].group}/line")
    assert html.count("tanpa skrip") == 1
    status, html = await group["sari"].post(path, text="", form="abd")
    assert (status, group.ctx.texts["id"].say("reason.empty") in html) == (200, True)


async def test_what_waits_of_a_line_stands_in_the_line_and_not_in_the_room(group: World) -> None:
    line = line_of(group["sari"])
    sari = await group["sari"].listen(line)
    assert (await writes(sari, line, "kamu tolol banget sih, dasar bodoh"))["action"] == "hold"
    _, room = await group["sari"].get(f"/g/{group['sari'].group}")
    _, talk = await group["sari"].get(f"/g/{group['sari'].group}/line")
    assert ("tolol" in room, "Menunggu dibaca psikolog" in talk) == (False, True)


# a crisis's own line (CARE C3, C4)


async def crisis(world: World, text: str = DANGER) -> tuple[str, str]:
    case = await hold(world, "sari", text)
    return case, f"case:{case}"


async def test_the_members_words_arrive_whole(group: World) -> None:
    _, line = await crisis(group)
    sari, laras = await group["sari"].listen(line), await group["laras"].listen(line)
    text = f"aku di Jalan Melati 17, nomorku {NUMBER}, aku mau minum semua obatnya"
    ack = await writes(sari, line, text)
    assert (ack["action"], shown(ack)) == ("show", text)
    assert shown(await laras.event("message")) == text


async def test_nothing_that_staff_write_is_held_or_hidden(group: World) -> None:
    case, line = await crisis(group)
    sari, laras = await group["sari"].listen(line), await group["laras"].listen(line)
    text = f"Telepon aku di {NUMBER}. Di mana pisaunya sekarang, bodoh amat dengan yang lain."
    ack = await writes(laras, line, text)
    assert (ack["action"], shown(ack)) == ("show", text)
    assert shown(await sari.event("message")) == text
    assert (await record(group, case)).data["holder"]["name"] == "Laras Widyasari"


async def test_who_is_in_it_is_said_by_role_and_time(group: World) -> None:
    case, line = await crisis(group)
    sari = await group["sari"].listen(line, group["sari"].me)
    path = f"/g/{group['sari'].group}/case/{case}"
    _, html = await group["sari"].get(path)
    assert "Psikolog Laras Widyasari diberi tahu pukul" in html and "belum membukanya" in html
    await group["laras"].post(f"/case/{case}/claim", seen="")
    entered = await sari.event("entered")
    assert (entered["handle"], entered["seat"]) == ("Laras Widyasari", "psychologist")
    _, html = await group["sari"].get(path)
    assert "Psikolog Laras Widyasari di sini sejak 12.00 WIB" in html
    assert "Psikolog Laras Widyasari masuk pukul 12.00 WIB." in html


async def test_where_nobody_reads_it_is_never_said_that_somebody_was_told(
    tmp_path: Path, clock: Clock
) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi", hours={"wed": [["08:00", "21:00"]]})  # it is Tuesday
    case, _ = await crisis(world)
    _, html = await world["sari"].get(f"/g/{world['sari'].group}/case/{case}")
    assert "Belum ada yang membaca sebelum Rabu 08.00 WIB" in html
    assert "diberi tahu" not in html
    await stop(world)


async def test_a_supporter_holds_it_sees_nothing_older_and_leaves_when_a_psychologist_takes_over(
    group: World,
) -> None:
    await group.person("sekar", group["laras"].group, Seat.SUPPORTER, "Sekar")
    case, line = await crisis(group)
    sari = await group["sari"].listen(line)
    await writes(sari, line, "kata sebelum pendamping masuk")
    assert (await group["sekar"].post(f"/case/{case}/claim", seen=""))[0] == 303
    sekar = await group["sekar"].listen(line)
    await writes(sari, line, "kata sesudah pendamping masuk")
    assert shown(await sekar.event("message")) == "kata sesudah pendamping masuk"
    status, html = await group["sekar"].get(f"/case/{case}/line")
    assert (status, "sebelum pendamping" in html, "sesudah pendamping" in html) == (200, False, True)
    assert (await writes(sekar, line, "Aku di sini, Sari."))["action"] == "show"
    assert (await group["laras"].post(f"/case/{case}/claim", seen=group["sekar"].membership))[0] == 303
    with pytest.raises(ConnectionError, match="4003"):
        while True:
            await sekar.next(within=2)
    assert (await group["sekar"].get(f"/case/{case}/line"))[0] == 404
    status, _ = await group["sekar"].post(f"/case/{case}/line/post", text="masih di sini", form="a")
    assert status == 404


async def test_a_supporter_does_not_take_it_from_anybody(group: World) -> None:
    await group.person("sekar", group["laras"].group, Seat.SUPPORTER, "Sekar")
    case, _ = await crisis(group)
    await group["laras"].post(f"/case/{case}/claim", seen="")
    status, _ = await group["sekar"].post(f"/case/{case}/claim", seen=group["laras"].membership)
    assert status == 400
    assert (await record(group, case)).data["holder"]["id"] == group["laras"].membership


async def test_another_psychologist_takes_it_over_before_answering(group: World) -> None:
    await group.person("damar", group["laras"].group, Seat.STAND_IN, "Damar Setiawan")
    case, line = await crisis(group)
    await group["laras"].post(f"/case/{case}/claim", seen="")
    damar = await group["damar"].listen(line)
    assert (await writes(damar, line, "Aku juga di sini."))["code"] == "held_by"
    await group["damar"].post(f"/case/{case}/claim", seen=group["laras"].membership)
    assert (await writes(damar, line, "Aku di sini."))["action"] == "show"


async def test_a_crisis_is_read_and_answered_in_two_taps(group: World) -> None:
    case, line = await crisis(group, DANGER + " di Jalan Melati 17")
    sari = await group["sari"].listen(line)
    assert f'<form method="post" action="/case/{case}/open">' in await queue(group["laras"])
    status, html = await group["laras"].post(f"/case/{case}/open")
    assert status == 200 and f'action="/case/{case}/line/post"' in html
    nonce = html.partition('name="form" value="')[2][:32]
    status, _ = await group["laras"].post(f"/case/{case}/line/post", text="Aku di sini.", form=nonce)
    assert status == 303
    assert shown(await sari.event("message")) == "Aku di sini."


async def test_the_queue_says_who_wrote_last(group: World) -> None:
    _, line = await crisis(group)
    sari = await group["sari"].listen(line)
    laras = await group["laras"].listen(group["laras"].desk)
    await writes(sari, line, "aku masih di sini")
    assert (await laras.event("changed"))["now"]["data"]["wrote"]["by"] == "member"
    assert "Anggota menulis Selasa 12.00 WIB" in await queue(group["laras"])


async def test_a_crisis_inside_the_line_is_no_other_case(group: World) -> None:
    case, line = await crisis(group)
    sari = await group["sari"].listen(line)
    assert (await writes(sari, line, DANGER))["action"] == "show"
    assert ids(await queue(group["laras"])) == [case]


async def test_it_closes_into_the_case(group: World) -> None:
    case, line = await crisis(group)
    sari, laras = await group["sari"].listen(line), await group["laras"].listen(line)
    await writes(sari, line, "kata yang ikut berakhir")
    await writes(laras, line, "Sampai di sini dulu.")
    assert (await decide(group["laras"], case, "refuse"))[0] == 303
    assert (await decide(group["laras"], case, "close"))[0] == 303
    assert (await writes(sari, line, "halo"))["code"] == "not_found"
    assert (await group["sari"].get(f"/g/{group['sari'].group}/case/{case}"))[0] == 404
    row = (await group.ctx.store.after(line, 0, 10))[0]
    assert await group.ctx.body_loaded(row) is None


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("a detector is broken")


async def test_when_the_review_fails_the_members_words_go_all_the_same(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation import pipeline

    _, line = await crisis(group)
    sari, laras = await group["sari"].listen(line), await group["laras"].listen(line)
    monkeypatch.setattr(pipeline, "normalise", broken)
    assert (await writes(sari, line, f"tolong {NUMBER}"))["action"] == "show"
    assert shown(await laras.event("message")) == f"tolong {NUMBER}"


async def test_when_the_review_fails_staff_are_asked_once_and_it_is_noted(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation import pipeline

    _, line = await crisis(group)
    sari, laras = await group["sari"].listen(line), await group["laras"].listen(line)
    monkeypatch.setattr(pipeline, "normalise", broken)
    asked = await writes(laras, line, "Aku menelepon ambulans.")
    assert (asked["code"], "tanpa pemeriksaan" in str(asked["text"])) == ("unchecked", True)
    assert (await writes(laras, line, "Aku menelepon ambulans.", unchecked=True))["action"] == "show"
    assert shown(await sari.event("message")) == "Aku menelepon ambulans."
    assert (await acts(group, group["laras"].group)).count("line.unchecked") == 1


async def test_the_plain_form_asks_too_and_keeps_the_words(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation import pipeline

    case, line = await crisis(group)
    monkeypatch.setattr(pipeline, "normalise", broken)
    path = f"/case/{case}/line/post"
    status, html = await group["laras"].post(path, text="Aku menelepon ambulans.", form="a")
    assert status == 200 and "Aku menelepon ambulans.</textarea>" in html
    assert '<button class="button" id="tanpa" name="unchecked" value="yes">' in html
    status, _ = await group["laras"].post(path, text="Aku menelepon ambulans.", form="a", unchecked="yes")
    assert status == 303
    rows = await group.ctx.store.after(line, 0, 10)
    assert [row.kind for row in rows] == ["entered", "message"]


async def test_a_call_without_words_has_a_line_too(group: World) -> None:
    status, html = await group["sari"].post(f"/g/{group['sari'].group}/call", id=new_id())
    (answer,) = await heard(group, group["sari"], "answer")
    path = f"/g/{group['sari'].group}/case/{answer.data['line']}"
    assert status == 200 and path in html
    assert (await group["sari"].get(path))[0] == 200
    assert (await group["sari"].post(path + "/post", text="aku di sini", form="a"))[0] == 303


async def test_one_removed_lately_calls_and_talks_in_the_line(group: World) -> None:
    from groups.actions.seats import remove

    await remove(group.ctx, await group["sari"].who())
    await group["sari"].post(f"/g/{group['sari'].group}/call", id=new_id())
    (case,) = ids(await queue(group["laras"]))
    path = f"/g/{group['sari'].group}/case/{case}"
    assert (await group["sari"].post(path + "/post", text="aku masih perlu bicara", form="a"))[0] == 303
    _, html = await group["sari"].get(path)
    assert "aku masih perlu bicara" in html
    assert (await group["sari"].get(f"/g/{group['sari'].group}/line"))[0] == 404


async def test_another_member_never_finds_it(group: World) -> None:
    case, line = await crisis(group)
    budi = await group["budi"].page()
    assert await budi.open(line) == {"t": "reload", "why": "access"}
    missing = await group["budi"].get(f"/g/{group['budi'].group}/case/{'0' * 32}")
    assert await group["budi"].get(f"/g/{group['budi'].group}/case/{case}") == missing


async def test_the_same_id_twice_is_one_message_also_there(group: World) -> None:
    _, line = await crisis(group)
    sari, cid = await group["sari"].listen(line), new_id()
    first, second = await writes(sari, line, "sekali", id=cid), await writes(sari, line, "sekali", id=cid)
    assert (first["seq"], second["again"]) == (second["seq"], True)


async def test_no_word_of_a_line_is_in_a_log_or_in_the_clear_on_disk(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    _, line = await crisis(world)
    sari = await world["sari"].listen(line)
    await writes(sari, line, f"aku di {NUMBER} menunggu")
    await stop(world)
    assert NUMBER not in caplog.text
    for file in (tmp_path / "data").rglob("*"):
        if file.is_file():
            assert NUMBER.encode() not in file.read_bytes(), file.name


async def test_budi_hears_nothing_of_a_crisis(group: World) -> None:
    budi = await group["budi"].listen()
    _, line = await crisis(group)
    await writes(await group["sari"].listen(line), line, "kata untuk psikolog saja")
    await (await group["laras"].listen()).say("halo semua")
    await budi.event("message")
    assert all("psikolog saja" not in raw and "case" not in json.loads(raw).get("c", "") for raw in budi.raw)
