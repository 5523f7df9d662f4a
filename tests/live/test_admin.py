"""The admin's pages: what they can do with them, and that no number in them tells on a member (CARE C12)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from groups import audit
from groups.actions import groups
from groups.commands import LICENCE
from groups.model import NotFound
from moderation import Seat
from tests.conftest import Clock, Person, World, start, stop
from tests.live.desk import comes_back, hold
from tests.live.stage_admin import admin_of, send, wrote

SIGNPOSTS = [
    ("number.0", "119 ekstensi 8"),
    ("name.0", "Kesehatan jiwa"),
    ("hours.0", "24 jam"),
    ("checked.0", "yes"),
    ("number.1", "112"),
    ("name.1", "Gawat darurat"),
    ("checked.1", "yes"),
]


@pytest.fixture
async def admin(group: World) -> Person:
    return await admin_of(group, group["laras"].group)


# nothing about a member (C12)


MANY = [f"anggota{number}" for number in range(11)]


async def _life(folder: Path, *texts: str) -> World:
    """Eleven members who wrote, and one who writes these texts beside it; two of them wait and one is released."""
    world = await start(folder, Clock())
    await world.circle_of(*MANY, "sari")
    for name in (*MANY, "sari"):
        await wrote(world, name, "halo semua", "aku mendengarkan")
    await wrote(world, "sari", *texts)
    return world


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[World, World]]:
    """The same evening twice: in the second, Sari said four things more and one of them waited."""
    quiet = await _life(tmp_path / "a")
    loud = await _life(
        tmp_path / "b",
        "wa aku 0812-3456-7890",
        "surel sari@contoh.id",
        "aku capek banget, berharap besok tidak bangun lagi",
    )
    case = await hold(loud, "sari")
    laras = await comes_back(loud["laras"])
    await laras.post(f"/case/{case}/open")
    for world in (quiet, loud):
        world.clock.now = 1_760_450_000_000  # both look on it at the same moment
    yield quiet, loud
    for world in (quiet, loud):
        await stop(world)


async def _everything(world: World) -> dict[str, str]:
    """Every page and export of an admin, ids put aside; the past is tried too."""
    group = world["laras"].group
    admin = await admin_of(world, group)
    base = f"/admin/g/{group}"
    paths = ["/admin", "/admin/new", "/admin/move", base]
    paths += [
        f"{base}/{page}" for page in ("people", "signposts", "rules", "rules.json", "agreement", "audit")
    ]
    found = {}
    past = await admin.post(f"{base}/rules/past", edition="0")
    for path in paths:
        status, found[path] = await admin.get(path)
        assert status == 200, path
    return {_nameless(path): _nameless(text) for path, text in (found | {"past": past[1]}).items()}


def _nameless(text: str) -> str:
    """Random ids differ between any two databases."""
    return re.sub(r"\b[0-9a-f]{32}\b", "ID", text)


async def test_two_lives_that_differ_in_one_members_messages_look_the_same_to_an_admin(
    two: tuple[World, World],
) -> None:
    """Below the thresholds, byte for byte: pages, export, bands and log."""
    quiet, loud = two
    assert await loud.ctx.store.head(f"audit:{loud['laras'].group}") > await quiet.ctx.store.head(
        f"audit:{quiet['laras'].group}"
    )
    assert await _everything(quiet) == await _everything(loud)


async def test_no_admin_page_shows_a_handle_an_hour_or_a_word(two: tuple[World, World]) -> None:
    loud = two[1]
    pages = await _everything(loud)
    shown = re.sub(r"<form.*?</form>|<script.*?</script>", "", " ".join(pages.values()), flags=re.S)
    for handle in (person.handle for name, person in loud.people.items() if name != "laras"):
        assert handle not in shown
    assert not re.search(r"\b\d\d\.\d\d WI", shown)
    assert "mendengarkan" not in shown and "0812" not in shown


async def test_the_log_shows_acts_about_the_group_alone(group: World, admin: Person) -> None:
    case = await hold(group)
    await group["laras"].post(f"/case/{case}/open")
    page = (await admin.get(f"/admin/g/{admin.group}/audit"))[1]
    assert "Kelompok dibuat" in page and "Ruang dibuka" in page
    assert len(re.findall("<tr>", page)) - 1 == len(await audit.governing(group.ctx, admin.group))
    assert case not in page and group["laras"].membership not in page


# seats


def licence(**more: str) -> list[tuple[str, str]]:
    return list((LICENCE | {"seat": "supervisor"} | more).items())


async def test_a_seat_of_the_staff_is_offered_under_its_licence(group: World, admin: Person) -> None:
    status, page = await send(admin, f"/admin/g/{admin.group}/people", licence(name="Ratna Dewi"))
    assert status == 200
    code = re.search(r"/join#(\w+)", page)
    assert code
    (offered,) = await group.ctx.store.list("invitation", f"invitations:{admin.group}")
    assert offered.data["seat"] == "supervisor" and offered.data["licence"]["name"] == "Ratna Dewi"


async def test_a_stand_in_is_offered_a_time_that_begins_and_ends(group: World, admin: Person) -> None:
    path = f"/admin/g/{admin.group}/people"
    asked = [*licence(seat="stand_in"), ("from", "2025-11-01"), ("to", "2025-11-07")]
    assert (await send(admin, path, asked))[0] == 200
    (offered,) = await group.ctx.store.list("invitation", f"invitations:{admin.group}")
    days = (offered.data["ends_at"] - offered.data["starts_at"]) / 86_400_000
    assert days == 7
    for dates in ([], [("from", "2025-11-07"), ("to", "2025-11-01")], [("from", "x"), ("to", "y")]):
        status, told = await send(admin, path, licence(seat="stand_in") + dates)
        assert status == 400 and "Tanggal mulai" in told and LICENCE["number"] in told


@pytest.mark.parametrize("missing", ["name", "kind", "number", "valid_until", "checked_by"])
async def test_a_licence_without_a_part_is_not_offered(group: World, admin: Person, missing: str) -> None:
    status, told = await send(admin, f"/admin/g/{admin.group}/people", licence(**{missing: ""}))
    assert status == 400 and "Data izin belum lengkap" in told
    assert await group.ctx.store.list("invitation", f"invitations:{admin.group}") == []


async def test_a_seat_that_ends_closes_its_pages_and_is_in_the_log(group: World, admin: Person) -> None:
    damar = await group.person("damar", admin.group, Seat.STAND_IN)
    page = await damar.listen(damar.room)
    path = f"/admin/g/{admin.group}/people"
    assert (await admin.post(f"{path}/end", membership=damar.membership))[0] == 303
    with pytest.raises(ConnectionError, match="4003"):
        await page.event("never")
    with pytest.raises(NotFound):
        await damar.who()
    assert "Kursi petugas diakhiri" in (await admin.get(f"/admin/g/{admin.group}/audit"))[1]


@pytest.mark.parametrize("name", ["laras", "sari"])
async def test_neither_a_psychologist_nor_a_member_is_taken_out_by_form(
    group: World, admin: Person, name: str
) -> None:
    path = f"/admin/g/{admin.group}/people/end"
    assert (await admin.post(path, membership=group[name].membership))[0] == 404
    assert await group[name].who()


# signposts and retention


async def test_signposts_are_kept_with_the_day_on_which_they_were_checked(
    group: World, admin: Person
) -> None:
    path = f"/admin/g/{admin.group}/signposts"
    assert "usulan" in (await admin.get(path))[1]
    assert (await send(admin, path, SIGNPOSTS))[0] == 303
    kept = (await group.ctx.circle(admin.group)).data["signposts"]
    assert [(one["tel"], one["checked_on"]) for one in kept] == [
        ("119,8", "2025-10-14"),
        ("112", "2025-10-14"),
    ]
    room = (await group["sari"].get(f"/g/{admin.group}"))[1]
    assert 'href="tel:119,8"' in room and "Kesehatan jiwa" in room


async def test_one_signpost_is_too_few_and_what_was_typed_stays(group: World, admin: Person) -> None:
    status, page = await send(admin, f"/admin/g/{admin.group}/signposts", SIGNPOSTS[:3])
    assert status == 400 and "paling sedikit 2" in page and "Kesehatan jiwa" in page
    wrong = [*SIGNPOSTS[:4], ("number.1", "tanya satpam"), ("name.1", "Pos")]
    assert (await send(admin, f"/admin/g/{admin.group}/signposts", wrong))[0] == 400


async def test_after_sixty_days_a_signpost_asks_to_be_checked_again(group: World, admin: Person) -> None:
    await send(admin, f"/admin/g/{admin.group}/signposts", SIGNPOSTS)
    assert "lama belum dicek" not in (await admin.get(f"/admin/g/{admin.group}"))[1]
    group.clock.forward(days=61)
    admin = await comes_back(admin)
    assert "lama belum dicek" in (await admin.get(f"/admin/g/{admin.group}"))[1]


async def test_how_long_messages_stay_is_told_to_the_room(group: World, admin: Person) -> None:
    sari = await group["sari"].listen()
    assert (await admin.post(f"/admin/g/{admin.group}/retention", days="45"))[0] == 303
    told = await sari.event("notice")
    assert told["data"] == {"code": "notice.retention", "values": {"days": 45}}
    for days in ("29", "366", "lama"):
        assert (await admin.post(f"/admin/g/{admin.group}/retention", days=days))[0] == 400
    assert (await group.ctx.circle(admin.group)).data["retention_days"] == 45


async def test_the_list_of_groups_says_what_waits_for_the_admin(group: World, admin: Person) -> None:
    laras, base = group["laras"], f"/g/{admin.group}/desk"
    form = {"rule": "own.new", "edition": "0", "terms": "durian", "effect": "hold", "inflections": "yes"}
    await laras.post(f"{base}/rules/change", **form)
    assert "menunggu persetujuan" not in (await admin.get("/admin"))[1]
    await laras.post(f"{base}/rules/agree", edition="1", why="Sering mengganggu")
    assert "Draf aturan menunggu persetujuan pengelola" in (await admin.get("/admin"))[1]
    await laras.post(f"{base}/rules/drop", edition="1")
    await laras.post(f"{base}/rules/change", **form)
    assert (await laras.post(f"{base}/rules/at-once", edition="1", why="Mendesak malam ini"))[0] == 303
    assert "Aturan mendesak menunggu" in (await admin.get("/admin"))[1]
    assert (await admin.post(f"/admin/g/{admin.group}/rules/confirm", version="2"))[0] == 303
    assert "menunggu persetujuan" not in (await admin.get("/admin"))[1]


async def test_what_is_missing_stands_on_the_groups_page(group: World, admin: Person) -> None:
    made = await groups.create_group(group.ctx, "Napas Baru", "cemas")
    page = (await admin.get(f"/admin/g/{made}"))[1]
    for need in (
        "Psikolog",
        "Pengganti yang menerima",
        "Penyelia",
        "Dua layanan rujukan",
        "Jam jawab",
        "Anggota",
    ):
        assert need in page
