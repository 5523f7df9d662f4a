"""Joining in a plain browser: three screens, each true, nothing kept of who turns back."""

from __future__ import annotations

import re

import pytest

from groups.actions import accounts, invitations
from groups.actions.invitations import Offer
from groups.model import Role, SignIn
from groups.web.promises import hours_of
from moderation import Seat
from tests.conftest import Clock, World
from tests.web.device import Answer, Device

ADMIN = SignIn("", "", Role.ADMIN, staff=True, shared=False, second=True)
PASSWORD = "embun di atas pagar"
AGREEMENT = {
    "promises": [{"text": "Yang kubaca di sini tidak kubawa keluar.", "note": "Juga tanpa tangkapan layar."}]
    + [{"text": f"Janji nomor {number}.", "note": ""} for number in (2, 3)],
    "staff": ["Aku membaca pada jam yang tertulis."],
    "signed": "Ditandatangani psikolog Laras.",
}


async def code(world: World, group: str, places: int = 1) -> str:
    return await invitations.create(world.ctx, ADMIN, Offer(group), places=places)


async def walk(device: Device, code: str, *, to: str = "mirror", handle: str = "Hujan Tipis") -> Answer:
    """Go through the screens up to one; the page of that one."""
    page = await device.post("/join", step="code", code=code)
    fills: dict[str, dict[str, str | list[str]]] = {
        "group": {"age": "yes"},
        "handle": {"own": handle},
        "agreement": {"promise": ["1", "2", "3"]},
    }
    for step, fill in fills.items():
        if step == to:
            break
        page = await device.post("/join", step=step, ticket=page.hidden("ticket"), **fill)
        assert page.status == 200, page.says
    return page


async def enter(device: Device, page: Answer, name: str = "teduh", kind: str = "own") -> Answer:
    return await device.post(
        "/join", step="mirror", ticket=page.hidden("ticket"), name=name, password=PASSWORD, device=kind
    )


async def test_from_the_code_to_the_room_with_a_recovery_code_shown_once(group: World) -> None:
    made = group["sari"].group
    group.ctx.circles[made].data["agreement"] = AGREEMENT
    device = Device(group)
    page = await enter(device, await walk(device, await code(group, made)))
    found = re.search(r"<code>([0-9A-Z-]{31})</code>", page.text)
    assert page.status == 200 and found and f'href="/g/{made}"' in page.text
    room = await device.get(f"/g/{made}")
    assert room.status == 200 and "Hujan Tipis" in room.text
    assert found[1] not in room.text
    assert await accounts.recover(group.ctx, "teduh", found[1], "sandi yang baru", "")


async def test_before_joining_one_reads_what_it_is_and_nobodys_name(group: World) -> None:
    page = await Device(group).post("/join", step="code", code=await code(group, group["sari"].group))
    for words in (
        "Setelah Kehilangan",
        "duka",
        "2 anggota",
        "Laras Widyasari",
        "SIPP",
        "Setiap hari 00.00–24.00 WIB",
    ):
        assert words in page.says, words
    assert "Mungkin kenal seseorang di sini?" in page.says
    assert "Sari" not in page.text and "Budi" not in page.text


async def test_used_ended_and_unknown_invitations_read_alike(group: World, clock: Clock) -> None:
    made = group["sari"].group
    used, ended = await code(group, made), await code(group, made)
    device = Device(group)
    await enter(device, await walk(device, used))
    pages = [await Device(group).post("/join", step="code", code=used)]
    clock.forward(days=8)
    pages += [await Device(group).post("/join", step="code", code=each) for each in (ended, "guessed", "")]
    assert len({(page.status, page.text) for page in pages}) == 1
    assert pages[0].status == 400


async def test_codes_cannot_be_guessed_without_end(group: World) -> None:
    device = Device(group)
    pages = [await device.post("/join", step="code", code=f"guess{number}") for number in range(11)]
    assert "Terlalu banyak" in pages[-1].says


async def test_who_is_not_of_age_finds_numbers_and_leaves_no_trace(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group), to="group")
    young = await device.post("/join", step="group", ticket=page.hidden("ticket"), age="no")
    assert young.status == 200 and "usiamu" in young.says and "129" in young.text
    assert not device.cookies and "ticket" not in young.text


async def test_the_question_about_age_must_be_answered(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group), to="group")
    again = await device.post("/join", step="group", ticket=page.hidden("ticket"))
    assert again.status == 400 and "usia" in again.says and not again.chosen


async def test_six_names_are_offered_and_six_others_when_asked(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group), to="handle")
    first = page.values("handle")
    more = await device.post("/join", step="handle", ticket=page.hidden("ticket"), more="1")
    assert len(first) == len(more.values("handle")) == 6 and first != more.values("handle")


async def test_a_name_that_points_to_somebody_is_explained_and_stays_in_its_field(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group), to="handle")
    for typed, says in (
        ("0812 3456 7890 a", "menunjuk"),
        ("Psikolog Laras", "petugas"),
        ("Sari  Kecil", "mirip"),
    ):
        again = await device.post("/join", step="handle", ticket=page.hidden("ticket"), own=typed)
        assert again.status == 400 and says in again.says
        assert f'value="{typed}"' in again.text


async def test_a_sentence_that_is_not_ticked_is_not_agreed_to(group: World) -> None:
    made = group["sari"].group
    group.ctx.circles[made].data["agreement"] = AGREEMENT
    device = Device(group)
    page = await walk(device, await code(group, made), to="agreement")
    for words in (
        "tidak kubawa keluar",
        "Juga tanpa tangkapan layar",
        "Aku membaca pada jam",
        "Ditandatangani",
    ):
        assert words in page.says
    assert not page.chosen
    again = await device.post("/join", step="agreement", ticket=page.hidden("ticket"), promise=["1", "3"])
    assert again.status == 400 and "belum" in again.says


async def test_the_mirror_shows_what_others_see_and_what_cannot_be_promised(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group))
    for words in ("Hujan Tipis", "Ini bukan layanan darurat.", "00.00–24.00 WIB", "90 hari", "bisa menebak"):
        assert words in page.says, words
    for never in ("100 %", "anonim sepenuhnya", "terjamin", "segera", "…"):
        assert never not in page.says


async def test_a_shared_device_question_stands_before_the_account(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group))
    again = await enter(device, page, kind="")
    assert again.status == 400 and not device.is_in
    answer = await enter(device, again, kind="shared")
    assert answer.status == 200 and not any("Max-Age" in line for line in answer.headers.getall("Set-Cookie"))


async def test_what_is_wrong_with_a_password_is_said_and_the_way_goes_on(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group))
    form = {"step": "mirror", "name": "teduh", "device": "own"}
    short = await device.post("/join", ticket=page.hidden("ticket"), password="pendek", **form)
    assert short.status == 400 and "10" in short.says
    assert (
        await device.post("/join", ticket=short.hidden("ticket"), password=PASSWORD, **form)
    ).status == 200


async def test_who_is_signed_in_joins_a_second_group_with_one_tap(group: World) -> None:
    other = await group.group("Napas Pelan")
    sari = group["sari"]
    device = Device(group, {"__Host-lingkar": sari.token, "__Host-lingkar_here": sari.half})
    page = await walk(device, await code(group, other))
    assert "password" not in page.text
    answer = await device.post("/join", step="mirror", ticket=page.hidden("ticket"))
    assert answer.where == f"/g/{other}"
    _, html = await sari.get(f"/g/{other}")
    assert "Hujan Tipis" in html and "Sari Kecil" not in html


async def test_the_last_form_sent_twice_joins_once(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group))
    first, second = await enter(device, page), await enter(Device(group), page)
    assert re.findall(r"<code>(.+)</code>", first.text) == re.findall(r"<code>(.+)</code>", second.text)
    assert len(group.ctx.circles[group["sari"].group].members()) == 3


async def test_a_ticket_leads_to_its_own_screen_only(group: World) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group), to="handle")
    for step in ("group", "agreement", "mirror"):
        answer = await device.post("/join", step=step, ticket=page.hidden("ticket"), age="yes", promise="1")
        assert answer.status == 400


async def test_an_hour_later_one_starts_again(group: World, clock: Clock) -> None:
    device = Device(group)
    page = await walk(device, await code(group, group["sari"].group))
    clock.forward(minutes=61)
    answer = await enter(device, page)
    assert answer.status == 400 and "terlalu lama" in answer.says and answer.text.count("<form") >= 1


# invitations


async def test_a_psychologist_makes_an_invitation_whose_code_no_log_gets(group: World) -> None:
    laras = group["laras"]
    assert (await laras.get(f"/g/{laras.group}/invite"))[0] == 200
    status, html = await laras.post(f"/g/{laras.group}/invite", places="2")
    found = re.search(r'value="(http[^"]+/join#([A-Z2-7]{26}))"', html)
    assert status == 200 and found and "?" not in found[1]
    assert (await Device(group).post("/join", step="code", code=found[2])).status == 200


@pytest.mark.parametrize("places", ["0", "31", "x", "-1", "9999999999", ""])
async def test_a_wrong_number_of_places_is_explained(group: World, places: str) -> None:
    laras = group["laras"]
    status, html = await laras.post(f"/g/{laras.group}/invite", places=places)
    assert status == 400 and "30" in html and "/join#" not in html


async def test_the_admin_sees_groups_and_invitations_and_no_member(group: World) -> None:
    kelola, _ = await accounts.create(group.ctx, "kelola", PASSWORD, role=Role.ADMIN)
    from groups.actions import sign_ins

    device = Device(group)
    await device.post("/link", token=await sign_ins.make_link(group.ctx, kelola))
    made = group["sari"].group
    page = await device.get("/admin")
    assert "Setelah Kehilangan" in page.says and "Laras Widyasari" in page.says
    one = await device.post(f"/admin/g/{made}", places="2")
    assert one.status == 200 and "/join#" in one.text
    before = (await device.get(f"/admin/g/{made}")).text
    newcomer = Device(group)
    found = re.search(r"/join#([A-Z2-7]{26})", one.text)
    assert found
    await enter(newcomer, await walk(newcomer, found[1]))
    for text in (page.text, one.text, before):
        assert "Sari" not in text and "Budi" not in text
    assert (await device.get(f"/admin/g/{made}")).text == before, (
        "that one of two places was taken is not told"
    )


# what is promised


async def test_the_page_of_what_cannot_be_promised_stands_for_everybody(world: World) -> None:
    page = await Device(world).get("/promise")
    assert page.status == 200 and "Ini bukan layanan darurat." in page.says and "…" not in page.says


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({}, ""),
        (
            {day: [["08:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
            "Senin–Jumat 08.00–16.00 WITA",
        ),
        (
            {"mon": [["08:00", "12:00"], ["13:00", "16:00"]], "sat": [["09:00", "12:00"]]},
            "Senin 08.00–12.00, 13.00–16.00, Sabtu 09.00–12.00 WITA",
        ),
    ],
)
async def test_answered_hours_are_said_with_their_zone(
    world: World, hours: dict[str, object], says: str
) -> None:
    circle = await world.ctx.circle(await world.group(hours=hours, zone="Asia/Makassar"))
    assert hours_of(world.ctx.texts["id"], circle, world.clock.now) == says


async def test_a_supporter_who_joined_sets_a_second_factor_before_the_room_opens(group: World) -> None:
    made = group["sari"].group
    invitation = await invitations.create(group.ctx, ADMIN, Offer(made, Seat.SUPPORTER))
    device = Device(group)
    page = await enter(device, await walk(device, invitation), "pendamping7")
    assert 'href="/second-factor"' in page.text
    assert (await device.get(f"/g/{made}")).status == 404
    assert (await device.get("/second-factor")).status == 200
