"""What a person gets who posts, over real sockets: the invariants I1-I8 of actions/post.py, each by name."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from groups.actions import sign_ins
from groups.model import new_id
from moderation import Action, Body, Decision
from tests.conftest import Clock, Page, Person, World, start, stop
from tests.live.test_two_people_talk import shown

INSULT = "kamu tolol banget sih, dasar bodoh"
CANARY = "0812-7733-9911"


async def rows(person: Person) -> list[Any]:
    from groups.web.rows import room_rows

    return await room_rows(person.world.ctx, await person.who())


def body_text(body: Body) -> str:
    return "".join(p if isinstance(p, str) else f"[{p.kind.value}{p.letter}]" for p in body.pieces)


async def test_i2_what_is_stored_is_published_and_rendered(group: World) -> None:
    budi, sari = await group["budi"].listen(), await group["sari"].listen()
    ack = await sari.say(f"ini nomorku {CANARY} ya")
    event = await budi.event("message")
    stored = await group.ctx.store.event(group["sari"].room, ack["seq"])
    assert shown(ack) == shown(event) == body_text(await group.ctx.body_loaded(stored))
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "ini nomorku" in html
    assert CANARY not in html


async def test_i3_the_ack_comes_before_the_event_and_events_in_order(group: World) -> None:
    sari, budi = await group["sari"].listen(), await group["budi"].listen()
    for number in range(5):
        assert (await sari.say(f"cerita bagian {number} hari ini"))["action"] == "show"
    seqs = [(await budi.event("message"))["seq"] for _ in range(5)]
    assert seqs == sorted(seqs)
    await sari.event("message")
    order = [f["t"] for f in sari.heard if f["t"] in ("ack", "event")]
    assert order[0] == "ack"


async def test_i4_heard_live_is_shown_on_reload(group: World) -> None:
    sari, budi = await group["sari"].listen(), await group["budi"].listen()
    await sari.say("selamat pagi semuanya")
    await sari.say(f"hubungi aku di {CANARY}")
    await sari.say(INSULT)
    live = [await budi.event("message") for _ in range(2)]
    held = await sari.event("held")
    again = [row for row in await rows(group["budi"]) if row.kind == "message"]
    assert [(e["seq"], shown(e)) for e in live] == [(r.seq, body_text(r.body)) for r in again]
    own = [row for row in await rows(group["sari"]) if row.kind == "held"]
    assert [(held["seq"], shown(held), held["data"])] == [
        (r.seq, body_text(r.body), dict(r.data)) for r in own
    ]


async def test_i5_who_is_elsewhere_gets_nothing(group: World) -> None:
    await group.circle_of("tono", name="Lain")
    page = await group["tono"].page()
    assert await page.open(group["sari"].room) == {"t": "reload", "why": "access"}
    status, html = await group["tono"].get(f"/g/{group['sari'].group}")
    missing, same = await group["tono"].get("/g/" + "0" * 32)
    assert (status, html) == (missing, same) == (404, html)


async def test_i6_when_moderation_cannot_tell_nobody_sees_and_the_psychologist_is_told(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation import pipeline

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a detector is broken")

    monkeypatch.setattr(pipeline, "normalise", broken)
    laras = await group["laras"].listen(group["laras"].desk)
    budi, sari = await group["budi"].listen(), await group["sari"].listen()
    ack = await sari.say(f"tolong {CANARY}")
    assert (ack["action"], ack["body"]) == ("hold", [])
    assert (await laras.event("case"))["data"]["reasons"] == ["unsure"]
    assert (await budi.open(after={budi.who.room: 0, budi.who.me: 0}))["t"] == "ready"
    assert all(CANARY not in raw for raw in budi.raw + laras.raw)
    assert not [row for row in await rows(group["budi"]) if row.kind == "message"]


async def test_i7_the_same_id_twice_is_one_message(group: World) -> None:
    sari, budi, cid = await group["sari"].listen(), await group["budi"].listen(), new_id()
    first = await sari.say("sekali saja", id=cid)
    second = await sari.say("sekali saja", id=cid)
    assert (first["again"], second["again"]) == (False, True)
    assert (first["seq"], first["at"]) == (second["seq"], second["at"])
    await sari.say("yang lain")
    assert [shown(await budi.event("message")) for _ in range(2)] == ["sekali saja", "yang lain"]


async def test_i7_a_held_id_twice_is_one_case_also_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    world, cid = await start(tmp_path / "data", clock), new_id()
    await world.circle_of("sari", "budi")
    first = await (await world["sari"].listen()).say(INSULT, id=cid)
    people = world.people
    await stop(world)
    world = await start(tmp_path / "data", clock)
    sari = people["sari"]
    sari.world = world
    second = await (await sari.listen()).say(INSULT, id=cid)
    assert first["action"] == second["action"] == "hold"
    assert (first["case"], second["again"]) == (second["case"], True)
    assert len(await world.ctx.store.list("case", f"open:{sari.group}")) == 1
    await stop(world)


async def test_i8_a_number_posted_once_is_in_no_byte_that_others_or_files_get(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    budi, laras = await world["budi"].listen(), await world["laras"].listen(world["laras"].desk)
    sari = await world["sari"].listen()
    await sari.say(f"wa aku {CANARY}")
    await sari.say(f"tolol kamu, ini nomorku {CANARY}")
    await sari.send(t="preview", channel=sari.who.room, n=1, text=f"nanti {CANARY}")
    await sari.next("preview")
    await sari.send(t="post", channel=sari.who.room, id="nonsense", text=CANARY)
    await sari.next("error")
    await laras.event("case")
    await budi.event("message")
    pages = [(await world[name].get(path))[1] for name, path in _paths(world)]
    files = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())
    await stop(world)
    files += b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir() if path.is_file())
    out = capfd.readouterr()
    for digits in (CANARY, CANARY.replace("-", "")):
        heard = [raw for page in (budi, laras) for raw in page.raw]
        assert all(digits not in text for text in [*heard, *pages, caplog.text, out.out, out.err])
        assert digits.encode() not in files


def _paths(world: World) -> list[tuple[str, str]]:
    room = f"/g/{world['sari'].group}"
    return [("budi", room), ("sari", room), ("laras", room), ("laras", "/queue")]


async def test_an_insult_waits_and_is_seen_once_released(group: World) -> None:
    laras, budi = await group["laras"].listen(group["laras"].desk), await group["budi"].listen()
    sari = await group["sari"].listen()
    ack = await sari.say(INSULT)
    assert ack["action"] == "hold"
    assert ack["text"]
    case = (await laras.event("case"))["data"]["case"]
    assert case == ack["case"]
    _, closed = await group["laras"].get(f"/case/{case}")
    status, opened = await group["laras"].post(f"/case/{case}/open")
    assert status == 200
    assert INSULT not in closed.split('class="original"')[-1]
    assert "tolol" in opened
    audit = await group.ctx.store.after(f"audit:{group['laras'].group}", 0, 100)
    assert "original.opened" in [event.kind for event in audit]
    record = await group.ctx.store.get("case", case)
    assert record is not None
    assert (await group["laras"].post(f"/case/{case}/release", rev="0"))[0] == 303
    assert "sih" in shown(await budi.event("message"))
    assert await group.ctx.store.original(case) is None
    held = [row for row in await rows(group["sari"]) if row.kind == "held"]
    assert held == []


async def test_a_decision_on_an_old_version_is_not_carried_out(group: World) -> None:
    case = (await (await group["sari"].listen()).say(INSULT))["case"]
    status, html = await group["laras"].post(f"/case/{case}/release", rev="7")
    assert status == 200
    assert group.ctx.texts["id"].say("error.changed") in html
    record = await group.ctx.store.get("case", case)
    assert record is not None and record.data["state"] == "waiting"


async def test_a_refused_message_tells_its_author_in_the_psychologists_words(group: World) -> None:
    sari = await group["sari"].listen()
    case = (await sari.say(INSULT))["case"]
    record = await group.ctx.store.get("case", case)
    assert record is not None
    note = "Aku membaca kemarahanmu. Kamu bisa menuliskannya tanpa menyebut orangnya."
    assert (await group["laras"].post(f"/case/{case}/refuse", rev="0", note=note))[0] == 303
    assert shown(await sari.event("note")) == note
    (held,) = [row for row in await rows(group["sari"]) if row.kind == "held"]
    assert held.data["state"] == "refused"


async def test_a_muted_member_in_danger_reaches_the_desk_and_the_room_sees_nothing(group: World) -> None:
    person = group.ctx.circles[group["sari"].group].people[group["sari"].membership]
    person.muted_until = group.clock() + 3_600_000
    laras, sari = await group["laras"].listen(group["laras"].desk), await group["sari"].listen()
    answer = await sari.say("aku mau bunuh diri malam ini, sudah siap semuanya")
    assert answer["action"] == "hold" or answer["code"] == "muted"
    case = await laras.event("case")
    assert (case["data"]["kind"], case["data"]["level"] >= 2) == ("crisis", True)
    assert await group.ctx.store.original(case["data"]["case"]) is not None


@pytest.mark.parametrize("state", ["closed", "fast"])
async def test_a_gate_refuses_and_says_why(group: World, state: str) -> None:
    sari = await group["sari"].listen()
    if state == "closed":
        group.ctx.circles[group["sari"].group].data["state"] = "closed"
        assert (await sari.say("halo"))["code"] == "closed"
        return
    codes = [(await sari.say(f"pesan pendek {n}")).get("code") for n in range(6)]
    assert codes[:5] == [None] * 5
    assert codes[5] == "too_fast"
    assert sari.heard[-1]["retry_after"] > 0


async def test_somebody_who_joined_since_is_named_before_the_message_goes(group: World) -> None:
    sari = await group["sari"].listen()
    seen = group.ctx.circles[group["sari"].group].roster_seq
    await group.person("tono", group["sari"].group)
    first = await sari.say("rahasia kecil", roster=seen)
    assert first["code"] == "roster_changed"
    assert (await sari.say("rahasia kecil", roster=first["roster"]))["action"] == "show"


FRAMES = [
    ("{", "bad_frame"),
    ("[" * 50_000, "bad_frame"),
    ('{"t":"post"}', "bad_frame"),
    ('{"t":"dance"}', "bad_frame"),
    ('{"t":"open","epoch":"","after":{},"more":1}', "bad_frame"),
    ('{"t":"preview","channel":"room:x","n":' + "9" * 6000 + ',"text":"a"}', "bad_frame"),
    ('{"t":"open","epoch":"","after":{"room:x":' + "1" * 400 + "}}", "bad_frame"),
]


@pytest.mark.parametrize(("frame", "code"), FRAMES, ids=[f"{i}" for i in range(len(FRAMES))])
async def test_a_bad_frame_gets_an_error_and_the_connection_stays(
    group: World, frame: str, code: str
) -> None:
    sari = await group["sari"].listen()
    await sari.ws.send_str(frame)
    error = await sari.next("error")
    assert error["code"] == code
    assert error["text"]
    assert (await sari.say("masih di sini"))["action"] == "show"


TEXTS = [
    ("", "empty"),
    ("   \n", "empty"),
    ("\u200b\u200d\u2060", "empty"),
    ("a\0b", "bad_text"),
    ("x" * 20_001, "too_long"),
    ("kata " * 900, "too_long"),
]


@pytest.mark.parametrize(("text", "code"), TEXTS, ids=["empty", "space", "zero-width", "nul", "huge", "long"])
async def test_a_text_that_cannot_be_posted_is_refused_by_name(group: World, text: str, code: str) -> None:
    sari = await group["sari"].listen()
    answer = await sari.say(text)
    codes = [answer.get("code"), *(each["code"] for each in answer.get("reasons", ()))]
    assert code in codes
    assert answer.get("text") or answer["reasons"][0]["text"]


async def test_a_lone_surrogate_is_refused(group: World) -> None:
    sari = await group["sari"].listen()
    frame = {"t": "post", "channel": sari.who.room, "id": new_id(), "text": "@"}
    await sari.ws.send_str(json.dumps(frame).replace("@", "\\ud800"))
    assert (await sari.next("error"))["code"] in ("bad_frame", "bad_text")


async def test_a_post_before_open_and_to_another_channel_is_answered(group: World) -> None:
    page = await group["sari"].page()
    assert (await page.say("halo"))["code"] == "not_open"
    sari = await group["sari"].listen()
    assert (await sari.say("halo", channel="room:" + "0" * 32))["code"] == "not_found"
    assert (await sari.say("halo", channel=sari.who.me))["code"] == "not_found"


async def test_a_page_that_comes_back_gets_exactly_what_it_missed(group: World) -> None:
    budi, sari = await group["budi"].listen(), await group["sari"].listen()
    last = await group.ctx.store.head(budi.who.room)
    await budi.ws.close()
    for n in range(3):
        await sari.say(f"yang terlewat {n}")
    back = await group["budi"].page()
    assert (await back.open(after={back.who.room: last, back.who.me: 0}))["t"] == "ready"
    assert [shown(await back.event("message")) for _ in range(3)] == [f"yang terlewat {n}" for n in range(3)]
    await sari.say("dan sekarang")
    assert shown(await back.event("message")) == "dan sekarang"


async def test_another_epoch_loads_the_page_anew(group: World) -> None:
    page = await group["sari"].page()
    assert await page.open(epoch="other") == {"t": "reload", "why": "epoch"}


async def test_a_newcomer_sees_nothing_older(group: World) -> None:
    await (await group["sari"].listen()).say("sebelum kamu datang")
    tono = await group.person("tono", group["sari"].group)
    page = await tono.page()
    await page.open(after={tono.room: 0, tono.me: 0})
    await (await group["sari"].listen()).say("sesudahnya")
    assert shown(await page.event("message")) == "sesudahnya"
    _, html = await tono.get(f"/g/{tono.group}")
    assert "sebelum kamu datang" not in html


async def test_a_place_that_ends_closes_its_pages(group: World) -> None:
    from groups.actions.seats import remove

    budi = await group["budi"].listen()
    await remove(group.ctx, await group["budi"].who())
    with pytest.raises(ConnectionError, match="4003"):
        await budi.next(within=1)


async def test_signing_out_closes_its_pages(group: World) -> None:
    budi = await group["budi"].listen()
    await sign_ins.end_all(group.ctx, group["budi"].account)
    with pytest.raises(ConnectionError, match="4001"):
        await budi.next(within=1)


async def test_a_plain_form_posts_once_however_often_it_is_sent(group: World) -> None:
    budi = await group["budi"].listen()
    path = f"/g/{group['sari'].group}/post"
    for _ in range(2):
        status, _ = await group["sari"].post(path, text="tanpa skrip", form="abc")
        assert status == 303
    await group["sari"].post(path, text="lalu ini", form="abd")
    assert [shown(await budi.event("message")) for _ in range(2)] == ["tanpa skrip", "lalu ini"]


async def test_a_refused_form_gives_the_words_back(group: World) -> None:
    text = "ayo pindah ke https://chat.whatsapp.com/AbCdEf123456"
    status, html = await group["sari"].post(f"/g/{group['sari'].group}/post", text=text, form="x")
    assert status == 200
    assert "chat.whatsapp.com/AbCdEf123456" in html


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", ""])
async def test_a_page_from_elsewhere_can_do_nothing(group: World, origin: str) -> None:
    sari = group["sari"]
    headers = sari.cookies | ({"Origin": origin} if origin else {})
    async with group.http.post(
        f"{group.origin}/g/{sari.group}/post", data={"text": "x"}, headers=headers
    ) as answer:
        assert answer.status == 403
    async with group.http.get(f"{group.origin}/socket", headers=headers | _upgrade()) as answer:
        assert answer.status == 403


def _upgrade() -> dict[str, str]:
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    return {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": key,
        "Sec-WebSocket-Version": "13",
    }


async def test_one_tap_without_words_opens_an_emergency(group: World) -> None:
    laras = await group["laras"].listen(group["laras"].desk)
    status, html = await group["sari"].post(f"/g/{group['sari'].group}/call", id=new_id())
    assert status == 200
    case = await laras.event("case")
    assert (case["data"]["kind"], case["data"]["level"]) == ("crisis", 3)
    assert "sudah diberi tahu" not in html.lower()


async def test_rules_published_while_the_room_is_open_are_obeyed_at_once(group: World) -> None:
    from groups.actions.rules import set_rules

    sari = await group["sari"].listen()
    assert (await sari.say("lihat contoh.example/halaman ya"))["action"] in ("show", "hold")
    document = {"newcomers": {"first": 0}, "words": {"own": [{"terms": ["durian"], "effect": "hold"}]}}
    await set_rules(group.ctx, group["sari"].group, document, by="admin")
    assert (await sari.say("aku bawa durian"))["action"] == "hold"


async def test_damaged_rules_hold_everything(group: World) -> None:
    group.ctx.circles[group["sari"].group].rules = None
    budi, sari = await group["budi"].listen(), await group["sari"].listen()
    assert (await sari.say("selamat siang"))["action"] == "hold"
    assert not [f for f in budi.heard if f.get("kind") == "message"]


async def test_a_half_number_that_another_message_completes_is_hidden_in_both(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from groups.actions import judge

    budi, sari = await group["budi"].listen(), await group["sari"].listen()
    await sari.say("pertama")
    first = await budi.event("message")

    async def completes(*_: object, **__: object) -> judge.Judged:
        decision = Decision(Action.SHOW, Body(("kedua",)), 1, earlier=((0, Body(("ditutup",))),))
        return judge.Judged(decision, (first["seq"],))

    monkeypatch.setattr("groups.actions.post.judge", completes)
    await sari.say("kedua")
    changed = await budi.event("changed")
    assert (changed["data"]["target"], shown(changed["now"])) == (first["seq"], "ditutup")


async def test_a_long_text_is_reviewed_in_the_worker(group: World) -> None:
    sari = await group["sari"].listen()
    text = "Hari ini aku berjalan pelan di tepi sawah sambil mengingat masa kecil. " * 30
    ack = await sari.say(text + f"Nomorku {CANARY}.")
    assert ack["action"] == "show"
    assert CANARY not in json.dumps(ack)


async def test_a_store_that_cannot_write_leaves_the_text_with_its_author(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from groups.store.base import Unavailable

    async def full(*_: object, **__: object) -> None:
        raise Unavailable("disk full")

    laras = await group["laras"].listen(group["laras"].desk)
    sari = await group["sari"].listen()
    monkeypatch.setattr(group.ctx.store, "append", full)
    assert (await sari.say("halo"))["code"] == "unavailable"
    assert (await laras.next("trouble"))["what"] == "store"
    assert (await group["sari"].get(f"/g/{group['sari'].group}"))[0] == 200


async def test_twenty_pages_hear_the_same_order(group: World) -> None:
    pages = [await group[name].listen() for name in ("sari", "budi") for _ in range(10)]
    await asyncio.gather(*(page.say(f"dari halaman {n}") for n, page in enumerate(pages[:3])))
    heard = [await _first_messages(page, 3) for page in pages]
    assert all(seqs == heard[0] for seqs in heard)


async def _first_messages(page: Page, count: int) -> list[int]:
    while len(seqs := [frame["seq"] for frame in page.heard if frame.get("kind") == "message"]) < count:
        await page.next()
    return seqs
