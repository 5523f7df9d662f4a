"""The phone is not theirs: leaving works without a network, and help stays true without one (C1, C9)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import Circle, Person

SECRET = "kata yang hanya untuk kelompok"


def with_neutral_page(person: Person) -> None:
    """Wait until the service worker holds the neutral page."""
    person.page.wait_for_function(
        "async () => (await navigator.serviceWorker.ready).active && Boolean(await caches.match('/keluar'))"
    )
    person.page.reload()
    person.page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def is_neutral(person: Person) -> None:
    """Nothing on the screen tells what was open."""
    expect(person.page.locator("h1")).to_be_visible()
    expect(person.page.locator(".strip, #log, #words")).to_have_count(0)
    seen = person.page.content()
    assert SECRET not in seen
    assert "Lingkar" not in seen


def test_quick_exit_leaves_nothing_with_the_net_off(circle: Circle) -> None:
    sari = circle.person("sari")
    sari.page.goto(f"{circle.service.url}/")
    sari.listen().say(SECRET)
    sari.sees(SECRET)
    with_neutral_page(sari)
    sari.write("draf yang belum jadi")
    sari.context.set_offline(True)
    sari.page.locator("[data-act=exit]").click()
    sari.page.wait_for_url("**/keluar")
    is_neutral(sari)
    assert sari.page.evaluate("() => document.cookie") == ""
    assert sari.page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert sari.page.evaluate("async () => (await caches.keys()).length") == 1
    sari.page.go_back()
    is_neutral(sari)


def test_after_quick_exit_the_room_is_shut_with_the_net_on(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sari.say(SECRET)
    sari.sees(SECRET)
    sari.page.locator("[data-act=exit]").click()
    sari.page.wait_for_url("**/keluar")
    is_neutral(sari)
    sari.page.goto(f"{circle.service.url}/g/{sari.group}")
    assert SECRET not in sari.page.content()
    expect(sari.page.locator("#log")).to_have_count(0)


def test_every_tab_of_the_phone_leaves_together(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    other = sari.context.new_page()
    other.goto(f"{circle.service.url}/g/{sari.group}")
    expect(other.locator("main.room")).to_have_attribute("data-state", "live")
    sari.page.locator("[data-act=exit]").click()
    other.wait_for_url("**/keluar")
    expect(other.locator("#log")).to_have_count(0)


def test_after_quick_exit_nothing_unsent_goes_out(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.context.set_offline(True)
    sari.say("jangan sampai terkirim")
    expect(sari.page.locator("#outbox .message")).to_have_count(1)
    sari.page.locator("[data-act=exit]").click()
    sari.page.wait_for_url("**/keluar")
    sari.context.set_offline(False)
    budi.say("masih di sini")
    budi.sees("masih di sini")


def test_a_call_without_a_net_says_that_it_did_not_go_out(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sari.context.set_offline(True)
    sari.page.locator("details.help summary").click()
    sari.page.locator("form.call-now button").click()
    answer = sari.page.locator("details.help [role=alert]")
    expect(answer).to_contain_text("Panggilan ini belum terkirim")
    expect(sari.page.locator("details.help .tels a").first).to_be_visible()
    sari.context.set_offline(False)
    sari.page.locator("form.call-now button").click()
    expect(sari.page.locator("details.help .call-answer")).to_contain_text("Panggilanmu")


def test_a_call_reaches_the_queue_of_the_psychologist(circle: Circle) -> None:
    sari, laras = circle.person("sari").listen(), circle.person("laras")
    laras.page.goto(f"{circle.service.url}/queue")
    expect(laras.page.locator("main")).to_have_attribute("data-state", "live")
    sari.page.locator("details.help summary").click()
    sari.page.locator("form.call-now button").click()
    expect(laras.page.locator("#cases .case-row")).to_have_count(1)


def test_escape_and_a_tap_beside_close_the_help(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sheet = sari.page.locator("details.help")
    sari.page.locator("details.help summary").click()
    expect(sheet).to_have_attribute("open", "")
    sari.page.keyboard.press("Escape")
    expect(sheet).not_to_have_attribute("open", "")
    expect(sari.page.locator("details.help summary")).to_be_focused()


def test_signed_out_everywhere_takes_the_words_off_an_open_page(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sari.say(SECRET)
    sari.sees(SECRET)
    sari.write("yang kutulis tetap ada")
    other = sari.context.new_page()
    other.goto(f"{circle.service.url}/sign-ins")
    other.locator("form[action='/sign-ins/all/end'] button").click()
    expect(sari.page.locator("#banner .says")).to_contain_text("Kamu sudah keluar")
    expect(sari.messages).to_have_count(0)
    expect(sari.page.locator("#isi")).to_have_value("yang kutulis tetap ada")
