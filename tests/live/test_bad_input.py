"""What is sent by mistake or by malice: a typed answer that names what to do, and nobody else notices."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
from contextlib import suppress

import aiohttp
import pytest

from groups.model import new_id
from moderation import Seat
from tests.conftest import Person, World, until
from tests.live.test_post import rows
from tests.live.test_two_people_talk import shown

LINK = "ayo pindah ke https://chat.whatsapp.com/AbCdEf123456"
HELD = "aku bawa durian"
DURIAN = {"newcomers": {"first": 0}, "words": {"own": [{"terms": ["durian"], "effect": "hold"}]}}


# frames


async def test_a_frame_over_96_kib_ends_the_page_with_1009(group: World) -> None:
    sari, budi = await group["sari"].listen(), await group["budi"].listen()
    await sari.ws.send_str("x" * 97 * 1024)
    with pytest.raises(ConnectionError, match="1009"):
        await sari.next()
    assert (await budi.say("aku masih di sini"))["action"] == "show"


async def test_a_binary_frame_gets_an_error_and_the_connection_stays(group: World) -> None:
    sari = await group["sari"].listen()
    await sari.ws.send_bytes(b'{"t":"post"}')
    assert (await sari.next("error"))["code"] == "bad_frame"
    assert (await sari.say("masih di sini"))["action"] == "show"


@pytest.mark.parametrize("lang", ["id", "en"])
async def test_an_error_speaks_the_readers_language(group: World, lang: str) -> None:
    sari = group["sari"]
    headers = sari.cookies | {"Origin": group.origin, "Accept-Language": lang}
    async with group.http.ws_connect(f"{group.origin}/socket", headers=headers) as ws:
        await ws.send_str('{"t":"dance"}')
        error = await ws.receive_json(timeout=5)
    assert error["text"] == group.ctx.texts[lang].say("error.bad_frame")


# an id that was seen, a version that is old


async def test_a_refused_id_is_refused_again_and_nothing_is_kept(group: World) -> None:
    sari, cid = await group["sari"].listen(), new_id()
    first, second = await sari.say(LINK, id=cid), await sari.say(LINK, id=cid)
    assert first["action"] == second["action"] == "refuse"
    assert first == second and first["reasons"][0]["text"]
    assert await group.ctx.store.list("case", f"open:{sari.who.group}") == []
    assert await group.ctx.store.find(sari.who.room, sari.who.membership, cid) is None


async def test_a_held_id_again_gets_the_first_answer_marked_again(world: World) -> None:
    await world.circle_of("sari", "budi", document=DURIAN)
    sari, cid = await world["sari"].listen(), new_id()
    first, second = await sari.say(HELD, id=cid), await sari.say(HELD, id=cid)
    assert (first.pop("again"), second.pop("again")) == (False, True)
    assert first == second
    assert len(await world.ctx.store.list("case", f"open:{sari.who.group}")) == 1


async def test_what_a_closed_room_refused_in_danger_alerts_once_and_goes_once_the_room_is_open(
    group: World,
) -> None:
    from tests.live.stage import decides

    circle = group.ctx.circles[group["sari"].group]
    sari, laras, cid = (
        await group["sari"].listen(),
        await group["laras"].listen(group["laras"].desk),
        new_id(),
    )
    with decides(level=2):
        circle.data["state"] = "closed"
        for _ in range(2):
            answer = await sari.say("tolong", id=cid)
            assert (answer["code"], answer["help"]) == ("closed", True)
        circle.data["state"] = "open"
        assert (await sari.say("tolong", id=cid))["action"] == "show"
        again = await sari.say("tolong", id=cid)
    assert (again["action"], again["again"]) == ("show", True)
    await laras.event("case")
    assert len(await group.ctx.store.list("case", f"open:{sari.who.group}")) == 1
    assert await group.ctx.store.head(laras.who.desk) == 1


async def test_a_refusal_on_an_old_page_is_not_carried_out_and_the_note_stays(world: World) -> None:
    await world.circle_of("sari", "budi", document=DURIAN)
    case = (await (await world["sari"].listen()).say(HELD))["case"]
    note = "Aku sudah membacanya, terima kasih."
    status, html = await world["laras"].post(f"/case/{case}/refuse", rev="77", note=note)
    assert status == 200
    assert note in html and world.ctx.texts["id"].say("error.changed") in html
    record = await world.ctx.store.get("case", case)
    assert record is not None and record.data["state"] == "waiting"


async def test_what_holds_nothing_back_cannot_be_released(group: World) -> None:
    """A call for help is a case without a message: releasing it would write an empty row."""
    laras = await group["laras"].listen(group["laras"].desk)
    await group["sari"].post(f"/g/{group['sari'].group}/call", id=new_id())
    case = (await laras.event("case"))["data"]["case"]
    record = await group.ctx.store.get("case", case)
    assert record is not None
    status, _ = await group["laras"].post(f"/case/{case}/release", rev=str(record.data.get("turn", 0)))
    assert status == 404
    assert [row.kind for row in await rows(group["sari"])].count("message") == 0


# who does not read, who does not stop, who does not finish


async def test_one_reader_of_twenty_who_stalls_is_cut_and_the_others_get_everything(group: World) -> None:
    tono = await group.person("tono", group["sari"].group)
    pages = [await group[name].listen() for name in ("sari", "budi") for _ in range(9)]
    sari = await group["sari"].listen()
    stalled = await _never_reads(tono)
    text, sent = "berjalan pelan di tepi sawah " * 8, []
    while await _is_heard(group, tono):
        group.clock.forward(seconds=6)
        ack = await sari.say(text)
        assert ack["action"] == "show", ack["reasons"]
        sent.append(ack["seq"])
        assert len(sent) < 500
    for page in pages:
        assert [(await page.event("message"))["seq"] for _ in sent] == sent
    stalled.close()


async def _is_heard(group: World, person: Person) -> bool:
    return any(person.membership in reader.memberships for reader in group.ctx.hub.readers())


async def _never_reads(person: Person) -> socket.socket:
    """A live page whose owner's phone stopped reading; small buffers, so that it shows soon."""
    loop, world = asyncio.get_running_loop(), person.world
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    await loop.sock_connect(sock, ("127.0.0.1", int(world.origin.rpartition(":")[2])))
    await loop.sock_sendall(sock, _upgrade(person, ends=True))
    assert b" 101 " in await loop.sock_recv(sock, 1024)
    heads = await world.ctx.store.heads([person.room])
    await loop.sock_sendall(sock, _masked({"t": "open", "epoch": "", "after": heads}))
    await until(lambda: _is_heard(world, person))
    for reader in world.ctx.hub.readers():
        if person.membership in reader.memberships:
            server_side = reader.transport.get_extra_info("socket")
            server_side.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    return sock


def _upgrade(person: Person, *, ends: bool) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /socket HTTP/1.1",
        "Host: x",
        f"Origin: {person.world.origin}",
        f"Cookie: {person.cookies['Cookie']}",
    ]
    lines += [
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
    ]
    return ("\r\n".join(lines) + ("\r\n\r\n" if ends else "\r\n")).encode()


def _masked(payload: dict[str, object]) -> bytes:
    """A client's text frame of 126 to 65535 bytes; masked with zeros, which is a mask."""
    words = json.dumps(payload).ljust(126).encode()
    return b"\x81\xfe" + len(words).to_bytes(2, "big") + bytes(4) + words


async def test_who_floods_is_held_back_and_the_others_talk_on(group: World) -> None:
    sari, budi = await group["sari"].listen(), await group["budi"].listen()
    for n in range(200):
        await sari.send(t="post", channel=sari.who.room, id=new_id(), text=f"banjir {n}")
    assert (await budi.say("boleh aku cerita?"))["action"] == "show"
    answers = [await sari.next() for _ in range(201)]
    while len([f for f in answers if f["t"] in ("ack", "error")]) < 200:
        answers.append(await sari.next())
    told = [f for f in answers if f["t"] in ("ack", "error")]
    assert [f["action"] for f in told if f["t"] == "ack"] == ["show"] * 5
    assert {f["code"] for f in told if f["t"] == "error"} == {"too_fast"}
    assert all(f["retry_after"] > 0 for f in told if f["t"] == "error")


async def test_a_hundred_upgrades_that_never_end_keep_nobody_out(group: World) -> None:
    port = int(group.origin.rpartition(":")[2])
    halves = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
    for _, writer in halves:
        writer.write(_upgrade(group["sari"], ends=False))
        await writer.drain()
    sari, budi = await group["sari"].listen(), await group["budi"].listen()
    await sari.say("selamat pagi")
    assert shown(await budi.event("message")) == "selamat pagi"
    assert (await group["budi"].get(f"/g/{group['budi'].group}"))[0] == 200
    for _, writer in halves:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_sixty_pages_that_never_say_open_keep_nobody_out(group: World) -> None:
    silent: list[aiohttp.ClientWebSocketResponse] = [(await group["sari"].page()).ws for _ in range(60)]
    sari, budi = await group["sari"].listen(), await group["budi"].listen()
    await sari.say("selamat pagi")
    assert shown(await budi.event("message")) == "selamat pagi"
    assert not any(ws.closed for ws in silent)


async def test_a_supervisor_has_no_way_into_the_room(group: World) -> None:
    person = await group.person("tirta", group["sari"].group, Seat.SUPERVISOR, "Tirta Adiwangsa")
    page = await person.page()
    assert await page.open(person.room) == {"t": "reload", "why": "access"}
