"""Nets fail and servers die; nothing that was said is lost, doubled or out of order."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import Circle


def test_three_messages_around_a_lost_net_stand_once_and_in_order(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("satu")
    budi.sees("satu")
    sari.context.set_offline(True)
    expect(sari.page.locator("#banner")).to_be_visible()
    sari.say("dua")
    sari.say("tiga")
    expect(sari.page.locator("#outbox .message-text")).to_have_text(["dua", "tiga"])
    budi.say("aku di sini")
    sari.context.set_offline(False)
    for person in (sari, budi):
        person.sees("satu", "aku di sini", "dua", "tiga")
    expect(sari.page.locator("#outbox .message")).to_have_count(0)
    expect(sari.page.locator("#banner")).to_be_hidden()


def test_on_an_own_phone_unsent_words_outlive_the_tab(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.context.set_offline(True)
    sari.say("belum sampai")
    expect(sari.page.locator("#outbox .message-text")).to_have_text(["belum sampai"])
    sari.write("masih kutulis")
    sari.page.close()
    sari.context.set_offline(False)
    sari.page = sari.context.new_page()
    sari.listen()
    budi.sees("belum sampai")
    expect(sari.page.locator("#isi")).to_have_value("masih kutulis")


def test_a_page_goes_on_by_itself_when_the_server_died_and_came_back(own_circle: Circle) -> None:
    sari, budi = own_circle.person("sari").listen(), own_circle.person("budi").listen()
    sari.say("sebelum")
    budi.sees("sebelum")
    own_circle.service.kill()
    expect(sari.page.locator("#banner")).to_be_visible()
    sari.say("selama")
    own_circle.service.start()
    for person in (sari, budi):
        expect(person.messages).to_have_text(["sebelum", "selama"], timeout=45_000)
    assert sari.page.locator("#isi").input_value() == ""


def test_a_page_goes_on_by_itself_after_an_ordinary_restart(own_circle: Circle) -> None:
    sari, budi = own_circle.person("sari").listen(), own_circle.person("budi").listen()
    own_circle.service.stop()
    expect(budi.page.locator("#banner")).to_be_visible()
    own_circle.service.start()
    sari.say("kita lanjut")
    expect(budi.messages).to_have_text(["kita lanjut"], timeout=45_000)
