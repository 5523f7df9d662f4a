"""Ways in: a code that no server sees in an address, a place taken in three screens, a phone that is shared."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import Circle, Person

PASSWORD = "kata sandi yang panjang sekali"


def go_on(page: Page) -> None:
    """The main act of a screen."""
    page.locator("main .button-main").click()


def join(person: Person, code: str, name: str, device: str) -> None:
    """From an invitation to the room."""
    page = person.page
    page.goto(f"{person.service.url}/join#{code}")
    page.locator("input[name=age][value=yes]").check()
    assert "#" not in page.url
    go_on(page)
    page.locator(".handles input").first.check()
    go_on(page)
    for promise in page.locator("input[name=promise]").all():
        promise.check()
    go_on(page)
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator(f"input[name=device][value={device}]").check()
    go_on(page)
    expect(page.locator("main code")).to_be_visible()
    person.enter()
    expect(page.locator("main.room")).to_have_attribute("data-state", "live")


def test_a_stranger_joins_by_invitation_and_the_group_hears_it(circle: Circle) -> None:
    budi = circle.person("budi").listen()
    code = circle.service.ask("invite", group=budi.group)["code"]
    asked: list[str] = []
    rina = circle.stranger()
    rina.page.on("request", lambda request: asked.append(request.url))
    join(rina, code, "rinahujan", "own")
    assert not any(code in url for url in asked)
    expect(budi.page.locator("#log .notice").last).to_contain_text("bergabung")
    expect(budi.page.locator("#pembaca")).to_contain_text("2 anggota lain")
    rina.say("halo semua")
    budi.sees("halo semua")
    budi.say("selamat datang")
    rina.sees("halo semua", "selamat datang")


def test_a_newcomer_sees_nothing_older(circle: Circle) -> None:
    budi = circle.person("budi").listen()
    budi.say("ini sebelum ada yang baru")
    budi.sees("ini sebelum ada yang baru")
    code = circle.service.ask("invite", group=budi.group)["code"]
    rina = circle.stranger()
    join(rina, code, "rinaembun", "own")
    expect(rina.messages).to_have_count(0)
    assert "sebelum ada" not in rina.page.content()


def test_on_a_shared_phone_no_word_is_kept_and_the_banner_says_so(circle: Circle) -> None:
    code = circle.service.ask("invite", group=circle.group)["code"]
    rina = circle.stranger()
    join(rina, code, "rinakabut", "shared")
    rina.context.set_offline(True)
    rina.say("belum terkirim")
    rina.write("masih kutulis")
    expect(rina.page.locator("#banner .unsent-note")).to_contain_text("hilang saat tab ditutup")
    assert rina.page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    rina.context.set_offline(False)
    rina.sees("belum terkirim")
    expect(rina.page.locator("#isi")).to_have_value("masih kutulis")


def test_signing_out_on_a_shared_phone_empties_its_other_tabs(circle: Circle) -> None:
    rina = circle.stranger()
    join(rina, circle.service.ask("invite", group=circle.group)["code"], "rinasenja", "shared")
    other = rina.context.new_page()
    other.goto(f"{circle.service.url}/g/{circle.group}")
    other.locator("button[popovertarget=pintu]").click()
    other.locator("form[action='/sign-out'] button").click()
    rina.page.wait_for_url("**/keluar")
    expect(rina.page.locator("#log")).to_have_count(0)


def test_one_more_tap_sends_when_somebody_joined_meanwhile(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.context.set_offline(True)
    sari.say("ini untuk kalian berdua")
    expect(sari.page.locator("#outbox .message")).to_have_count(1)
    rina = circle.stranger()
    join(rina, circle.service.ask("invite", group=circle.group)["code"], "rinaawan", "own")
    sari.context.set_offline(False)
    expect(sari.page.locator("#refusal")).to_contain_text("anggota baru")
    expect(sari.page.locator("#isi")).to_have_value("ini untuk kalian berdua")
    expect(budi.messages).to_have_count(0)
    sari.page.locator("#kirim").click()
    budi.sees("ini untuk kalian berdua")


def test_a_one_tap_link_signs_in_once_and_leaves_the_address_bar(circle: Circle) -> None:
    code = circle.service.ask("link", account=circle.account("sari"))["code"]
    sari = circle.stranger()
    sari.page.goto(f"{circle.service.url}/link#{code}")
    sari.page.wait_for_url(f"**/g/{circle.group}")
    expect(sari.page.locator("main.room")).to_have_attribute("data-state", "live")
    other = circle.stranger()
    other.page.goto(f"{circle.service.url}/link#{code}")
    expect(other.page.locator("main [role=alert]")).to_be_visible()
    assert code not in other.page.url
