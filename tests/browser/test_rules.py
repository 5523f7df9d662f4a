"""Rules before real browsers: changed, tried and agreed at the desk, obeyed in an open room."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.desk import admin_of
from tests.browser.people import Circle, Person

WHY = "Sering mengganggu cerita"


def at_desk(circle: Circle, name: str, path: str = "rules") -> Page:
    """Somebody's rules page: the admin's or the psychologist's."""
    person = admin_of(circle) if name == "admin" else circle.person(name)
    base = f"/admin/g/{circle.group}" if name == "admin" else f"/g/{circle.group}/desk"
    person.page.goto(f"{circle.service.url}{base}/{path}")
    return person.page


def propose(page: Page) -> None:
    page.locator("#why").fill(WHY)
    page.locator("#draf .button-main").click()
    expect(page.locator("#draf")).to_contain_text("Menunggu persetujuan")


def add_word(page: Page, word: str) -> None:
    page.get_by_role("link", name="Tambah kata kelompok ini").click()
    page.locator("#terms").fill(word)
    page.locator("main .button-main").click()
    expect(page.locator("#draf")).to_contain_text(f"“{word}”")


def test_a_word_that_two_agreed_to_is_obeyed_by_the_next_message_of_an_open_room(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    admin, laras = at_desk(circle, "admin"), at_desk(circle, "laras")
    add_word(admin, "durian")
    propose(admin)
    sari.say("aku bawa durian")
    budi.sees("aku bawa durian")
    laras.reload()
    expect(laras.locator("#draf")).to_contain_text(WHY)
    laras.get_by_role("button", name="Setujui dan berlakukan").click()
    expect(laras.locator("#versi")).to_contain_text("Disetujui psikolog dan pengelola")
    expect(budi.page.locator("#log .notice").last).to_contain_text("2")
    sari.say("durian lagi")
    expect(sari.page.locator(".message.is-held")).to_contain_text("durian lagi")
    budi.sees("aku bawa durian")


def test_a_sentence_is_tried_in_its_place_and_nothing_on_the_page_moves(circle: Circle) -> None:
    page = at_desk(circle, "admin")
    add_word(page, "durian")
    page.locator("#text").fill("Bawa durian, WA 0812-3456-7890")
    page.get_by_role("button", name="Coba kalimat ini").click()
    expect(page.locator("#verdict")).to_contain_text("ditahan")
    expect(page.locator("#verdict .found")).to_have_text(re.compile("0812-3456-7890"))
    expect(page.locator("#text")).to_have_value("Bawa durian, WA 0812-3456-7890")
    assert page.url.endswith("/rules#r-own")
    page.get_by_role("button", name="Coba pada 30 hari terakhir").click()
    expect(page.locator("#bands [role=alert]")).to_contain_text("10 penulis")


def test_without_a_script_a_rule_is_changed_tried_and_agreed(circle: Circle) -> None:
    admin = admin_of(circle, java_script_enabled=False)
    page = admin.page
    page.goto(f"{circle.service.url}/admin/g/{circle.group}/rules/edit?rule=contact")
    page.locator("input[name='effect.identifiers.phone'][value=hold]").check()
    page.locator("main .button-main").click()
    page.locator("#text").fill("WA 0812-3456-7890")
    page.get_by_role("button", name="Coba kalimat ini").click()
    expect(page.locator("#verdict")).to_contain_text("menunggu dibaca psikolog")
    propose(page)


def test_only_the_differences_can_be_shown_without_a_script(circle: Circle) -> None:
    page = at_desk(circle, "admin", "rules/edit?rule=asking")
    page.locator("input[name='effect.asks.meet'][value=refuse]").check()
    page.locator("main .button-main").click()
    expect(page.locator(".rule", has_text="Umpatan")).to_be_visible()
    page.get_by_label("Hanya tampilkan perbedaan").check()
    expect(page.locator(".rule", has_text="Umpatan")).to_be_hidden()
    expect(page.locator(".rule", has_text="Ajakan bertemu")).to_be_visible()


def test_the_psychologist_goes_first_in_an_emergency_and_back_with_one_click(circle: Circle) -> None:
    page = at_desk(circle, "laras")
    add_word(page, "durian")
    page.locator("#why").fill(WHY)
    page.get_by_role("button", name="Berlakukan sekarang").click()
    expect(page.locator("#versi")).to_contain_text("menunggu pengelola")
    admin = at_desk(circle, "admin")
    admin.get_by_role("button", name="Setujui versi ini").click()
    expect(admin.locator("#versi")).not_to_contain_text("menunggu pengelola")
    admin.get_by_role("button", name="Kembali ke versi 1").click()
    expect(admin.locator("#draf")).to_contain_text("Menunggu persetujuan psikolog")


def test_a_screen_reader_hears_each_rule_with_its_door(circle: Circle) -> None:
    heard = at_desk(circle, "admin").locator("#aturan").aria_snapshot()
    assert "Nomor telepon, surel, akun dan tautan: samarkan, lalu beri tahu penulis." in heard.replace(
        '"', ""
    )
    assert 'link "Ubah Nomor telepon, surel, akun dan tautan"' in heard


def test_members_are_asked_again_when_the_agreement_changes(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    admin = at_desk(circle, "admin", "agreement")
    admin.locator("#text-0").fill("Yang kubaca di sini tidak kubawa keluar.")
    admin.locator("form[action$='/change'] button").click()
    propose(admin)
    laras = at_desk(circle, "laras", "agreement")
    laras.get_by_role("button", name="Setujui dan berlakukan").click()
    expect(sari.page.locator("#sepakat")).to_contain_text("Baca lagi")
    sari.page.locator("#sepakat a").click()
    sari.page.locator("input[name=promise]").check()
    sari.page.locator("main .button-main").click()
    _agreed(sari)


def _agreed(sari: Person) -> None:
    sari.listen()
    expect(sari.page.locator("#sepakat")).to_be_empty()
