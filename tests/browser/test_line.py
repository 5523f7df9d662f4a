"""Two people in a line, before real browsers: the same page for both, live, and nothing that saves is stopped."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Circle, Person
from tests.browser.test_queue import DANGER, at_queue


def in_line(person: Person) -> Person:
    """A member's private line, live."""
    person.page.goto(f"{person.service.url}/g/{person.group}/line")
    expect(person.page.locator("main.room")).to_have_attribute("data-state", "live")
    return person


def test_two_people_talk_live_and_a_reload_shows_the_same(circle: Circle) -> None:
    sari, laras = in_line(circle.person("sari")), at_queue(circle.person("laras"))
    sari.say("halo, boleh bicara berdua? nomorku 0812-3456-7890")
    sari.sees("halo, boleh bicara berdua? nomorku [nomor telepon]")
    laras.page.locator("#q-list-line a").click()
    expect(laras.page.locator("main.room")).to_have_attribute("data-state", "live")
    laras.say("Aku di sini, Sari.")
    sari.sees("halo, boleh bicara berdua? nomorku [nomor telepon]", "Aku di sini, Sari.")
    for person in (sari, laras):
        live = person.log_html()
        person.page.reload()
        assert person.log_html() == live
    at_queue(laras)
    expect(laras.page.locator("#q-empty")).to_be_visible()


def test_the_room_leads_to_the_line_and_back(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sari.page.locator("button[popovertarget=pintu]").click()
    sari.page.locator("#pintu a[href$='/line']").click()
    expect(sari.page.locator("h1")).to_have_text("Ruang pribadi")
    sari.page.locator(".place-head a").click()
    expect(sari.page.locator("main.room")).to_have_attribute("data-room", f"room:{circle.group}")


def test_words_written_without_a_net_go_once_when_it_is_back(circle: Circle) -> None:
    sari = in_line(circle.person("sari"))
    sari.context.set_offline(True)
    sari.page.evaluate("dispatchEvent(new Event('offline'))")
    sari.say("ditulis tanpa jaringan")
    expect(sari.page.locator("#banner")).to_be_visible()
    expect(sari.page.locator("#outbox")).to_contain_text("ditulis tanpa jaringan")
    sari.context.set_offline(False)
    sari.page.evaluate("dispatchEvent(new Event('online'))")
    sari.sees("ditulis tanpa jaringan")
    expect(sari.page.locator("#outbox .message")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_member_in_danger_writes_whole_words_with_and_without_a_script(
    circle: Circle, script: bool
) -> None:
    sari = circle.person("sari", java_script_enabled=script).enter()
    if script:
        expect(sari.page.locator("main.room")).to_have_attribute("data-state", "live")
    sari.say(DANGER)
    sari.page.locator("#log a[href*='/case/']").first.click()
    expect(sari.page.locator("h1")).to_have_text("Bicara dengan psikolog")
    sari.say("aku di Jalan Melati 17, nomorku 0812-3456-7890")
    expect(sari.page.locator("#log .message-text")).to_have_text(
        "aku di Jalan Melati 17, nomorku 0812-3456-7890"
    )


def test_a_call_leads_to_the_line(circle: Circle) -> None:
    sari = circle.person("sari", java_script_enabled=False).enter()
    sari.page.locator("details.help summary").click()
    sari.page.locator("form.call-now button").click()
    sari.page.locator("main a[href*='/case/']").click()
    sari.say("tolong")
    expect(sari.page.locator("#log .message-text")).to_have_text("tolong")


def test_the_line_is_read_aloud_in_order(circle: Circle) -> None:
    sari = in_line(circle.person("sari"))
    sari.say("halo")
    sari.sees("halo")
    tree = sari.page.locator("main").aria_snapshot()
    order = ["Ruang pribadi", "Psikolog Laras Widyasari", "halo", "Pesanmu", "Kirim"]
    places = [tree.index(words) for words in order]
    assert places == sorted(places)


def test_a_closed_line_takes_its_words_off_the_open_page(circle: Circle) -> None:
    sari, laras = circle.person("sari").listen(), at_queue(circle.person("laras"))
    sari.say(DANGER)
    sari.page.locator("#log a[href*='/case/']").first.click()
    expect(sari.page.locator("main.room")).to_have_attribute("data-state", "live")
    sari.say("kata yang ikut berakhir")
    sari.sees("kata yang ikut berakhir")
    laras.page.locator("#q-list-crisis button").click()
    expect(laras.page.locator("#saluran")).to_contain_text("kata yang ikut berakhir")
    laras.page.locator("#v-close").check()
    laras.page.locator(".of-close button").click()
    expect(laras.page.locator("#q-empty")).to_be_visible()
    expect(sari.page.locator("#log")).not_to_contain_text("kata yang ikut")
