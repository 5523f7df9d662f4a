"""Signing in and out in a plain browser: what the device keeps, what staff need, lost keys."""

from __future__ import annotations

import re

import pyotp

from groups.actions import accounts, sign_ins
from groups.model import Role
from tests.conftest import Clock, World
from tests.web.device import Answer, Device

PASSWORD = "embun di atas pagar"


async def member(group: World) -> Device:
    """A new member with a name and password, and a device that is not signed in."""
    account, _ = await accounts.create(group.ctx, "teduh", PASSWORD)
    await group.person("teduh", group["sari"].group, account=account)
    return Device(group)


async def sign_in(device: Device, name: str = "teduh", password: str = PASSWORD, kind: str = "own") -> Answer:
    return await device.post("/sign-in", name=name, password=password, device=kind)


async def home(device: Device, name: str = "teduh", kind: str = "own") -> str:
    """Sign in and follow the way on."""
    answer = await sign_in(device, name, kind=kind)
    assert (answer.status, answer.where) == (303, "/sign-in?in=1")
    return (await device.get(answer.where)).where


async def test_a_member_signs_in_and_stands_in_the_room(group: World) -> None:
    device = await member(group)
    room = await home(device)
    assert room == f"/g/{group['sari'].group}"
    assert (await device.get(room)).status == 200


async def test_a_browser_that_keeps_no_cookie_is_told_so(group: World) -> None:
    answer = await sign_in(await member(group))
    page = await Device(group).get(answer.where)
    assert page.status == 400 and "https" in page.says


async def test_the_device_question_has_no_answer_preselected_and_must_be_answered(group: World) -> None:
    device = await member(group)
    page = await device.get("/sign-in")
    assert page.values("device") == ["shared", "own"] and not page.chosen
    answer = await sign_in(device, kind="")
    assert answer.status == 400 and "perangkat ini dipakai bersama" in answer.says
    assert not device.is_in


async def test_an_own_device_keeps_both_halves_and_only_one_is_out_of_reach_of_scripts(group: World) -> None:
    device = await member(group)
    answer = await sign_in(device)
    lines = sorted(answer.headers.getall("Set-Cookie"))
    assert [line.partition("=")[0] for line in lines] == ["__Host-lingkar", "__Host-lingkar_here"]
    assert ["HttpOnly" in line for line in lines] == [True, False]
    assert all("Max-Age=1209600" in line for line in lines)


async def test_a_shared_device_forgets_with_the_tab(group: World) -> None:
    answer = await sign_in(await member(group), kind="shared")
    assert not any(
        "Max-Age" in line or "expires" in line.lower() for line in answer.headers.getall("Set-Cookie")
    )


async def test_when_the_page_has_deleted_its_half_the_other_opens_nothing(group: World) -> None:
    device = await member(group)
    room = await home(device)
    del device.cookies["__Host-lingkar_here"]
    assert (await device.get(room)).status == 404


async def test_wrong_password_and_unknown_name_read_alike(group: World) -> None:
    device = await member(group)
    wrong, unknown = await sign_in(device, password="bukan sandi itu"), await sign_in(device, name="nobody")
    assert wrong.status == unknown.status == 400
    assert wrong.text.replace('"teduh"', "") == unknown.text.replace('"nobody"', "")
    assert "belum cocok" in wrong.says


async def test_a_new_sign_in_ends_the_one_before_on_this_device(group: World) -> None:
    device = await member(group)
    room = await home(device)
    before = dict(device.cookies)
    await sign_in(device)
    assert device.cookies != before
    assert (await Device(group, before).get(room)).status == 404


async def test_signing_out_ends_it_on_the_server_too(group: World) -> None:
    device = await member(group)
    room = await home(device)
    before = dict(device.cookies)
    assert (await device.post("/sign-out")).where == "/"
    assert not device.is_in
    assert (await Device(group, before).get(room)).status == 404


async def test_all_devices_are_shown_and_signed_out_together(group: World) -> None:
    phone, tablet = await member(group), Device(group)
    await sign_in(phone)
    room = await home(tablet, kind="shared")
    listed = await phone.get("/sign-ins")
    assert listed.says.count("Masuk") >= 2
    assert (await phone.post("/sign-ins/all/end")).where == "/"
    assert not phone.is_in
    assert (await tablet.get(room)).status == 404


async def test_a_post_from_another_site_changes_nothing(group: World) -> None:
    device = await member(group)
    form = {"name": "teduh", "password": PASSWORD, "device": "own"}
    for origin in ("https://elsewhere.example", "null", group.origin + ".evil.example"):
        headers = {"Origin": origin}
        async with group.http.post(group.origin + "/sign-in", data=form, headers=headers) as answer:
            assert answer.status == 403 and "Set-Cookie" not in answer.headers
    async with group.http.post(group.origin + "/sign-in", data=form) as answer:
        assert answer.status == 403
    assert not device.is_in


# quick exit


async def test_the_way_out_without_scripts_signs_the_device_out(group: World) -> None:
    device = await member(group)
    room = await home(device)
    before = dict(device.cookies)
    page = await device.get("/keluar", **{"Sec-Fetch-Site": "same-origin"})
    assert page.status == 200 and not device.is_in
    assert (await Device(group, before).get(room)).status == 404


async def test_a_picture_on_another_site_signs_nobody_out(group: World) -> None:
    device = await member(group)
    await sign_in(device)
    for site in ("cross-site", "none", "same-site"):
        await device.get("/keluar", **{"Sec-Fetch-Site": site})
        assert device.is_in


async def test_the_neutral_page_does_not_tell_what_this_is(group: World) -> None:
    page = await Device(group).get("/keluar")
    for word in ("lingkar", "psikolog", "kelompok", "bantuan", "anggota"):
        assert word not in page.text.lower()


# one-tap links


async def test_a_one_tap_link_opens_once(group: World) -> None:
    code = await sign_ins.make_link(group.ctx, group["sari"].account)
    device = Device(group)
    assert (await device.get("/link")).status == 200
    assert (await device.post("/link", token=code)).where == f"/g/{group['sari'].group}"
    again = await Device(group).post("/link", token=code)
    assert again.status == 400 and "tautan" in again.says.lower()


async def test_links_lead_staff_to_their_pages(group: World) -> None:
    kelola, _ = await accounts.create(group.ctx, "kelola", PASSWORD, role=Role.ADMIN)
    for account, where in ((group["laras"].account, "/queue"), (kelola, "/admin")):
        device = Device(group)
        answer = await device.post("/link", token=await sign_ins.make_link(group.ctx, account))
        assert answer.where == where
        assert (await device.get(where)).status == 200


# staff


async def admin(world: World) -> Device:
    await accounts.create(world.ctx, "kelola", PASSWORD, role=Role.ADMIN)
    return Device(world)


async def set_up(device: Device, clock: Clock) -> pyotp.TOTP:
    """Sign in the first time and set the code app up."""
    assert await home(device, "kelola") == "/second-factor"
    page = await device.get("/second-factor")
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page.text)
    assert found and 'src="data:image/svg+xml' in page.text and 'style="' not in page.text
    app = pyotp.TOTP(found[1])
    answer = await device.post("/second-factor", ticket=page.hidden("ticket"), code=app.at(clock.now // 1000))
    assert answer.where == "/admin"
    return app


async def test_staff_set_a_code_app_up_before_they_see_anything(world: World, clock: Clock) -> None:
    device = await admin(world)
    await sign_in(device, "kelola")
    assert (await device.get("/admin")).status == 404
    assert (await device.get("/sign-ins")).status == 404
    assert (await device.get("/")).where == "/second-factor"
    before = dict(device.cookies)
    await set_up(device, clock)
    assert (await device.get("/admin")).status == 200
    assert (await Device(world, before).get("/admin")).status == 404, "tokens change with the second factor"
    assert (await device.get("/second-factor")).status == 404


async def test_a_wrong_first_code_keeps_the_same_picture(world: World) -> None:
    device = await admin(world)
    await sign_in(device, "kelola")
    page = await device.get("/second-factor")
    again = await device.post("/second-factor", ticket=page.hidden("ticket"), code="000000")
    secrets = [re.findall(r"<code>([A-Z2-7]{32})</code>", each.text) for each in (page, again)]
    assert again.status == 400 and secrets[0] == secrets[1]
    assert (await device.get("/admin")).status == 404


async def test_later_sign_ins_ask_for_a_code_and_give_no_cookie_before(world: World, clock: Clock) -> None:
    app = await set_up(await admin(world), clock)
    clock.forward(minutes=5)
    device = Device(world)
    page = await sign_in(device, "kelola")
    assert page.status == 200 and not device.is_in
    wrong = await device.post("/sign-in", ticket=page.hidden("ticket"), code="000000")
    assert wrong.status == 400 and not device.is_in
    answer = await device.post("/sign-in", ticket=wrong.hidden("ticket"), code=app.at(clock.now // 1000))
    assert (await device.get(answer.where)).where == "/admin" and device.is_in


async def test_the_second_step_ends_after_five_minutes(world: World, clock: Clock) -> None:
    app = await set_up(await admin(world), clock)
    device = Device(world)
    page = await sign_in(device, "kelola")
    clock.forward(minutes=6)
    answer = await device.post("/sign-in", ticket=page.hidden("ticket"), code=app.at(clock.now // 1000))
    assert answer.status == 400 and not device.is_in and answer.values("device")


async def test_a_ticket_of_another_page_is_no_second_step(world: World, clock: Clock) -> None:
    await admin(world)
    device = Device(world)
    await sign_in(device, "kelola")
    page = await device.get("/second-factor")
    answer = await Device(world).post("/sign-in", ticket=page.hidden("ticket"), code="000000")
    assert answer.status == 400 and "terlalu lama" in answer.says


# lost keys


async def test_a_recovery_code_gives_a_new_password_and_the_next_code(world: World) -> None:
    _, code = await accounts.create(world.ctx, "teduh", PASSWORD)
    device = Device(world)
    page = await device.post("/recover", name="teduh", code=code, password="sandi yang baru")
    following = re.search(r"<code>([0-9A-Z-]{31})</code>", page.text)
    assert page.status == 200 and following and following[1] != code
    assert (await sign_in(device, password="sandi yang baru")).status == 303


async def test_what_is_wrong_with_a_new_password_is_said_with_its_number(world: World) -> None:
    page = await Device(world).post("/recover", name="teduh", code="x", password="pendek")
    assert page.status == 400 and "10" in page.says


async def test_codes_cannot_be_tried_without_end(world: World) -> None:
    device = Device(world)
    answers = [
        await device.post("/recover", name="teduh", code="x", password="sandi yang baru") for _ in range(11)
    ]
    assert "Terlalu banyak" in answers[-1].says and "Terlalu banyak" not in answers[-2].says


# lost the way in


async def test_the_way_back_is_asked_for_without_telling_who_is_here(group: World) -> None:
    forms = [
        ("Setelah Kehilangan", "Sari Kecil"),
        ("Setelah Kehilangan", "Tidak Ada"),
        ("Lain", "Sari Kecil"),
    ]
    pages = [await Device(group).post("/lost", group=name, handle=handle) for name, handle in forms]
    assert len({page.text for page in pages}) == 1
    cases = await group.ctx.store.list("case", f"open:{group['sari'].group}")
    assert [(case.data["kind"], case.data["author"]) for case in cases] == [("low", group["sari"].membership)]


async def test_asking_twice_on_a_day_is_one_case(group: World) -> None:
    for _ in range(3):
        await Device(group).post("/lost", group="setelah  kehilangan", handle="SARI KECIL")
    assert len(await group.ctx.store.list("case", f"open:{group['sari'].group}")) == 1


async def test_the_psychologist_invites_again_and_the_old_place_closes_after_a_day(
    group: World, clock: Clock
) -> None:
    from groups.actions import lost

    sari, laras = group["sari"], group["laras"]
    page = await sari.listen()
    await Device(group).post("/lost", group="Setelah Kehilangan", handle="Sari Kecil")
    (case,) = await group.ctx.store.list("case", f"open:{sari.group}")
    status, html = await laras.post(f"/case/{case.id}/readmit", rev="0")
    assert status == 200 and f"{group.origin}/join#" in html
    assert (await laras.post(f"/case/{case.id}/readmit", rev="0"))[0] == 400
    assert (await sari.get(f"/g/{sari.group}"))[0] == 200
    clock.forward(hours=24)
    assert (await sari.get(f"/g/{sari.group}"))[0] == 404
    assert await lost.close_places(group.ctx) == 1
    assert (await page.ws.receive(3)).data == 4003
    assert await lost.close_places(group.ctx) == 0


# the front page


async def test_who_is_signed_in_finds_every_own_group_on_the_front_page(group: World) -> None:
    other = await group.group("Napas Pelan")
    await group.person("sari2", other, handle="Payung Senja", account=group["sari"].account)
    _, html = await group["sari"].get("/")
    for words in ("Setelah Kehilangan", "Sari Kecil", "Napas Pelan", "Payung Senja"):
        assert words in html


async def test_a_chosen_language_stays(world: World) -> None:
    device = Device(world)
    assert (await device.get("/?lang=en")).where == "/"
    assert 'lang="en"' in (await device.get("/sign-in")).text
    assert (await device.get("/?lang=%00")).status == 200
