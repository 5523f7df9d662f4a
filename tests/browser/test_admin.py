"""Making a group before real browsers: by moving one from a messenger, up to its first members."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import admin_of
from tests.browser.people import Circle

OLD_RULES = "1. Dilarang menyebar screenshot\n2. No jualan\n3. Mohon saling menghargai"
PAGES = (
    "",
    "/people?seat=stand_in",
    "/signposts",
    "/rules",
    "/rules/edit?rule=quiet",
    "/agreement",
    "/audit",
)


def filled(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").first.fill(value)


def go_on(page: Page) -> None:
    page.locator("main .button-main").click()


def moved(page: Page, url: str) -> str:
    """A group moved from a messenger; the members' link."""
    page.goto(f"{url}/admin/move")
    filled(page, name="Napas Baru", theme="cemas", pasted=OLD_RULES)
    go_on(page)
    expect(page.get_by_label("Menjadi aturan yang dijaga sistem")).to_be_checked()
    go_on(page)
    return str(page.locator("#tautan").input_value())


@pytest.mark.parametrize("scripts", [True, False])
def test_a_group_moves_from_a_messenger_and_its_link_lets_people_in(circle: Circle, scripts: bool) -> None:
    """With scripts and without."""
    admin = admin_of(circle, **({} if scripts else {"java_script_enabled": False}))
    link = moved(admin.page, circle.service.url)
    expect(admin.page.locator(".qr img")).to_be_visible()
    expect(admin.page.locator(".to-send")).to_contain_text(link)
    rina = circle.stranger()
    rina.page.goto(link)
    expect(rina.page.locator("h1")).to_have_text("Napas Baru")
    rina.page.locator("input[name=age][value=yes]").check()
    go_on(rina.page)
    rina.page.locator(".handles input").first.check()
    go_on(rina.page)
    expect(rina.page.locator(".promises li")).to_have_text(
        ["Aku tidak menyebar screenshot.", "Aku saling menghargai."]
    )


def test_what_the_room_waits_for_is_filled_in_one_after_the_other(circle: Circle) -> None:
    page = admin_of(circle).page
    moved(page, circle.service.url)
    go_on(page)
    expect(page.locator(".waits-for li")).to_have_count(5)
    page.get_by_role("link", name="Isi layanan rujukan").click()
    for box in page.get_by_label("Nomor ini dicek hari ini").all():
        box.check()
    go_on(page)
    page.locator(".tabs a", has_text="Napas Baru").click()
    expect(page.locator(".waits-for")).not_to_contain_text("Dua layanan rujukan")
    page.get_by_role("link", name="Undang pengganti").click()
    filled(page, name="Damar Prakoso", title="M.Psi.", number="0000-01", issuer="HIMPSI", checked_by="Ratna")
    for name, day in (("valid_until", "2099-06-30"), ("checked_on", "2026-11-01"), ("from", "2026-12-01")):
        page.locator(f"#{name}").fill(day)
    page.locator("#to").fill("2026-12-14")
    page.get_by_label("SIPP", exact=True).check()
    go_on(page)
    invitation = page.locator("#tautan").input_value()
    damar = circle.stranger()
    damar.page.goto(invitation)
    damar.page.locator("input[name=age][value=yes]").check()
    go_on(damar.page)
    expect(damar.page.locator(".promises li").last).to_have_text(
        re.compile("menerima menjadi pengganti, dari 1 Desember 2026 sampai 14 Desember 2026")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_admin_page_is_wider_than_a_phone_or_has_a_small_target(circle: Circle, scheme: str) -> None:
    admin = admin_of(circle, color_scheme=scheme)
    admin.page.set_viewport_size({"width": 320, "height": 640})
    faults = []
    for path in (
        "/admin",
        "/admin/new",
        "/admin/move",
        *(f"/admin/g/{circle.group}{each}" for each in PAGES),
    ):
        admin.page.goto(circle.service.url + path)
        faults += [(path, fault) for fault in admin.page.evaluate(LOOK)]
    assert faults == []


#: Wider than the screen; a control that a finger misses (a link within a sentence is none).
LOOK = """() => {
  const out = [];
  if (document.documentElement.scrollWidth > innerWidth) out.push("wide");
  for (const one of document.querySelectorAll("main :is(button, input:not([type=hidden]), textarea, .edit, .button-quiet)")) {
    const held = one.closest("label")?.getBoundingClientRect() ?? one.getBoundingClientRect();
    if (held.height > 0 && (held.height < 44 || held.width < 44)) out.push(`${one.outerHTML.slice(0, 80)} ${held.height}`);
  }
  return out;
}"""
