"""A group is made by form or moved from a messenger; its room opens when people in need can rely on it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from groups import access, commands
from groups.actions import drafts, groups, invitations, joining, setup, versions
from groups.actions.joining import Comer
from groups.commands import ALWAYS, LICENCE
from groups.model import Refused
from moderation import Seat
from tests.conftest import Person, World
from tests.live.stage_admin import admin_of, send
from tests.test_wording import familiar

SIGNPOST = {
    "number": "112",
    "tel": "112",
    "name": "Darurat",
    "hours": "",
    "note": "",
    "checked_on": "2025-10-01",
}
FORM = [
    ("name", "Napas Baru"),
    ("theme", "cemas"),
    ("zone", "Asia/Makassar"),
    ("opens", "08:00"),
    ("closes", "20:00"),
    ("days", "mon"),
    ("days", "sat"),
    ("open_at", "2"),
    ("retention", "60"),
]
OLD_RULES = """1. Dilarang menyebar screenshot ke grup lain
2) Jangan kirim link sembarangan
- Mohon saling menghargai
* Grup tenang jam 22.00 - 05.00
Hubungi admin di 0812-3456-7890"""


@pytest.fixture
async def admin(world: World) -> Person:
    return await admin_of(world)


async def only_group(world: World) -> dict[str, Any]:
    ((id, data),) = await groups.list_groups(world.ctx)
    return {"id": id} | data


# register


async def test_a_group_that_is_made_for_anda_promises_in_saya(admin: Person) -> None:
    await send(admin, "/admin/new", [*FORM, ("register", "id@anda")])
    made = await only_group(admin.world)
    assert made["register"] == "id@anda"
    said = [each["text"] for each in made["agreement"]["promises"]] + made["agreement"]["staff"]
    assert [each for each in said if familiar(each)] == []


def test_old_rules_become_promises_in_the_group_s_register() -> None:
    found = [one.promise for one in setup.proposals(OLD_RULES, "id@anda")]
    assert found[0] == "Saya tidak menyebar screenshot ke grup lain."
    assert [each for each in found if familiar(each)] == []


# opening


async def seat(world: World, group: str, *names: str) -> None:
    for name in names:
        kind = {"laras": Seat.PSYCHOLOGIST, "damar": Seat.STAND_IN, "ratna": Seat.SUPERVISOR}.get(name)
        await world.person(name, group, kind or Seat.MEMBER)
        await groups.open_if_ready(world.ctx, group)


async def test_a_room_opens_only_with_everything_that_is_relied_on(world: World) -> None:
    """Psychologist, stand-in, supervisor, two signposts, hours, members: whichever comes last opens it."""
    made = await groups.create_group(world.ctx, "Napas Baru", "cemas", open_at=2)
    circle = await world.ctx.circle(made)
    assert groups.missing(world.ctx, circle) == list(groups.NEEDS)
    await seat(world, made, "laras", "damar", "ratna", "sari", "budi")
    assert groups.missing(world.ctx, circle) == ["signposts", "hours"] and not circle.is_open
    with pytest.raises(Refused, match=r"not_ready\.signposts"):
        await groups.set_open(world.ctx, made, True)
    circle.update({"hours": ALWAYS, "signposts": [SIGNPOST, SIGNPOST]})
    assert await groups.open_if_ready(world.ctx, made)


async def test_the_signposts_were_the_last_thing_missing(world: World, admin: Person) -> None:
    made = await groups.create_group(world.ctx, "Napas Baru", "cemas", open_at=2, hours=ALWAYS)
    await seat(world, made, "laras", "damar", "ratna", "sari", "budi")
    sari = await world["sari"].listen()
    two = [("number.0", "112"), ("name.0", "Darurat"), ("number.1", "129"), ("name.1", "SAPA")]
    await send(admin, f"/admin/g/{made}/signposts", two)
    await sari.event("opened")
    assert "Ruang sedang buka" in (await admin.get(f"/admin/g/{made}"))[1]


async def test_a_service_of_one_person_opens_without_stand_in_and_supervisor_and_says_so(
    world: World, admin: Person
) -> None:
    await commands.run(world.ctx, "solo", {})
    await send(admin, "/admin/new", FORM)
    made = (await only_group(world))["id"]
    circle = await world.ctx.circle(made)
    assert groups.missing(world.ctx, circle) == ["psychologist", "signposts", "members"]
    assert "satu orang dengan dua akun" in (await admin.get(f"/admin/g/{made}"))[1]


# by form


async def test_a_group_is_made_by_form(world: World, admin: Person) -> None:
    status, _ = await send(admin, "/admin/new", FORM)
    made = await only_group(world)
    assert status == 303
    assert (made["name"], made["theme"], made["zone"], made["state"]) == (
        "Napas Baru",
        "cemas",
        "Asia/Makassar",
        "closed",
    )
    assert made["hours"] == {"mon": [["08:00", "20:00"]], "sat": [["08:00", "20:00"]]}
    assert (made["open_at"], made["retention_days"]) == (2, 60)
    assert made["agreement"]["promises"] == setup.default_agreement()["promises"]


async def test_a_form_sent_twice_makes_one_group(world: World, admin: Person) -> None:
    page = (await admin.get("/admin/new"))[1]
    id = re.search(r'name="group" value="(\w{32})"', page)
    assert id
    for _ in range(2):
        assert (await send(admin, "/admin/new", [*FORM, ("group", id[1])]))[0] == 303
    assert (await only_group(world))["id"] == id[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", " "),
        ("theme", ""),
        ("zone", "Mars"),
        ("name", "Grup 0812-3456-7890"),
        ("opens", "kapan saja"),
    ],
)
async def test_a_form_that_cannot_be_keeps_what_was_typed(
    world: World, admin: Person, name: str, value: str
) -> None:
    typed = [(key, value if key == name else kept) for key, kept in FORM]
    status, page = await send(admin, "/admin/new", typed)
    assert status == 400 and 'role="alert"' in page and ("cemas" in page or name == "theme")
    assert await groups.list_groups(world.ctx) == []


# from a messenger


def test_each_old_rule_becomes_a_promise_a_rule_or_nothing() -> None:
    found = setup.proposals(OLD_RULES)
    assert [(one.becomes, one.promise) for one in found[:3]] == [
        ("promise", "Aku tidak menyebar screenshot ke grup lain."),
        ("rule", "Aku tidak kirim link sembarangan."),
        ("promise", "Aku saling menghargai."),
    ]
    assert found[1].patch == {"links": {"other": "refuse"}}
    assert found[3].patch == {"quiet": {"hours": [{"from": "22:00", "to": "05:00"}]}}


async def choose(admin: Person, page: str, *leave_out: int) -> tuple[int, str]:
    """Send the second page as it stands, but for lines that are left out."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields += [("places", "12")]
    fields += re.findall(r'name="(becomes\.\d)" value="(\w+)" checked', page)
    fields += re.findall(r'name="(promise\.\d)" value="([^"]*)"', page)
    dropped = {f"becomes.{number}" for number in leave_out}
    fields = [(name, "nothing" if name in dropped else value) for name, value in fields]
    return await send(admin, "/admin/move", fields)


async def test_a_group_moves_from_a_messenger_in_two_forms(world: World, admin: Person) -> None:
    """What comes out is one neutral message with a link for all, and a picture of the link."""
    pasted = [*FORM, ("step", "paste"), ("pasted", OLD_RULES)]
    status, page = await send(admin, "/admin/move", pasted)
    assert status == 200 and await groups.list_groups(world.ctx) == []
    status, page = await choose(admin, page, 4)
    made = await only_group(world)
    assert status == 200 and "data:image/svg" in page
    message = re.search(r"Kita pindah ke sini: (\S+/join#(\w+))</p>\s*<p>Untuk 12 orang", page)
    assert message
    for telling in ("psikolog", "kelompok", "dukungan"):
        assert telling not in page[message.start() : message.end()].lower()
    promises = [one["text"] for one in made["agreement"]["promises"]]
    assert promises == ["Aku tidak menyebar screenshot ke grup lain.", "Aku saling menghargai."]
    draft = await drafts.read(world.ctx, made["id"], "rules")
    assert draft is not None and draft.agreed == ("admin",)
    assert draft.document == {
        "links": {"other": "refuse"},
        "quiet": {"hours": [{"from": "22:00", "to": "05:00"}], "zone": "Asia/Makassar"},
    }
    assert (await invitations.read(world.ctx, invitations.id_of(message[2]))).data["places"] == 12


async def test_a_line_with_a_number_is_refused_and_the_choice_stays(world: World, admin: Person) -> None:
    _, page = await send(admin, "/admin/move", [*FORM, ("step", "paste"), ("pasted", OLD_RULES)])
    status, again = await choose(admin, page)
    assert status == 400 and "nama, nomor, atau alamat" in again and "Aku saling menghargai." in again
    assert await groups.list_groups(world.ctx) == []


async def test_the_psychologist_signs_the_agreement_on_taking_the_seat_and_agrees_to_the_rules(
    world: World, admin: Person
) -> None:
    _, page = await send(admin, "/admin/move", [*FORM, ("step", "paste"), ("pasted", OLD_RULES)])
    await choose(admin, page, 4)
    made = (await only_group(world))["id"]
    people = f"/admin/g/{made}/people"
    _, told = await send(admin, people, [*LICENCE.items(), ("seat", "psychologist")])
    code = re.search(r"/join#(\w+)", told)
    assert code
    here = await joining.confirm_age(world.ctx, await joining.begin(world.ctx, code[1]))
    here = await joining.agree(world.ctx, here, ["1", "2"])
    who = Comer(None, "larasw", "embun di atas pagar", "1", "id")
    entered = await joining.enter(world.ctx, here, who)
    laras = await access.member_of(world.ctx, entered.account, made)
    assert await drafts.agree(world.ctx, laras, made, "rules", 1)
    assert (await versions.of_group(world.ctx, made, "rules"))[0].number == 1
