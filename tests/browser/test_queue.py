"""The queue and the case in a real browser: by keyboard alone, by touch alone, and live on every page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Circle, Person

HELD = "aku bawa durian"
DANGER = "aku mau bunuh diri malam ini, sudah siap semuanya"


def post(person: Person, text: str, nonce: str) -> None:
    """The composer's plain form, without looking at the page."""
    url = f"{person.service.url}/g/{person.group}/post"
    headers = {"Origin": person.service.url}
    reply = person.context.request.post(url, form={"text": text, "form": nonce}, headers=headers)
    assert reply.ok, reply.status


def durian_waits(circle: Circle) -> None:
    """A rule of the group, so that what waits here does not depend on what moderation knows of words."""
    own = [{"terms": ["durian"], "effect": "hold"}]
    document = {"newcomers": {"first": 0}, "words": {"own": own}}
    circle.service.ask("set_rules", group=circle.group, document=document)


def hold_many(circle: Circle, count: int) -> None:
    """So many messages of two members that wait."""
    durian_waits(circle)
    people = [circle.person("sari"), circle.person("budi")]
    for number in range(count):
        post(people[number % 2], f"{HELD} {number}", f"n{number}")


def at_queue(person: Person) -> Person:
    """The queue, live."""
    person.page.goto(f"{person.service.url}/queue")
    expect(person.page.locator("main")).to_have_attribute("data-state", "live")
    return person


def rows(person: Person) -> int:
    return person.page.locator("#cases .case-row").count()


def test_twenty_held_messages_are_cleared_by_keyboard_alone(circle: Circle) -> None:
    hold_many(circle, 20)
    laras = at_queue(circle.person("laras"))
    expect(laras.page.locator("#cases .case-row")).to_have_count(20)
    for left in range(19, -1, -1):
        laras.page.keyboard.press("j")
        laras.page.keyboard.press("o")
        laras.page.wait_for_url(re.compile("/case/"))
        expect(laras.page.locator("#tombol")).to_be_visible()
        laras.page.keyboard.press("r")
        laras.page.keyboard.press("Enter")
        laras.page.wait_for_url(re.compile("/queue"))
        expect(laras.page.locator("#cases .case-row")).to_have_count(left)
    expect(laras.page.locator("#q-empty")).to_be_visible()
    assert len(circle.person("budi").listen().messages.all()) == 20


def test_twenty_held_messages_are_cleared_by_touch_alone_in_three_taps_each(circle: Circle) -> None:
    hold_many(circle, 20)
    laras = at_queue(circle.person("laras", has_touch=True, is_mobile=True))
    for left in range(19, -1, -1):
        taps = 0
        for target in ("#cases .case-door >> nth=0", "label:has(#v-refuse)", ".of-refuse button"):
            laras.page.locator(target).tap()
            taps += 1
        assert taps <= 3
        laras.page.wait_for_url(re.compile("/queue"))
        expect(laras.page.locator("#cases .case-row")).to_have_count(left)
    expect(circle.person("budi").listen().messages).to_have_count(10)  # his own, each told why


def test_every_target_of_queue_and_case_is_large_enough_for_a_thumb(circle: Circle) -> None:
    hold_many(circle, 1)
    laras = at_queue(circle.person("laras"))
    small = """() => [...document.querySelectorAll("main a, main button, main label.choice")]
      .filter((each) => each.offsetParent && !each.closest("p:not(.row), .label, small"))
      .map((each) => [each.textContent.trim().slice(0, 30), each.getBoundingClientRect().height])
      .filter(([, height]) => height < 44)"""
    assert laras.page.evaluate(small) == []
    laras.page.locator("#cases a").click()
    assert laras.page.evaluate(small) == []
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert laras.page.evaluate(wide)


def test_what_will_be_read_stands_there_before_it_is_done(circle: Circle) -> None:
    hold_many(circle, 1)
    laras = at_queue(circle.person("laras"))
    laras.page.locator("#cases a").click()
    for act in ("ask", "refuse", "release"):
        laras.page.locator(f"#v-{act}").check()
        expect(laras.page.locator(".verdict:visible")).to_have_count(1)
        expect(laras.page.locator(f".of-{act} .outcome")).to_be_visible()
        expect(laras.page.locator(f".of-{act} button")).to_be_visible()


def test_a_decision_is_taken_back_by_key_and_by_button(timed_circle: Circle) -> None:
    hold_many(timed_circle, 2)
    laras = at_queue(timed_circle.person("laras"))
    for back in ("key", "button"):
        laras.page.locator("#cases a").first.click()
        laras.page.locator(".of-release button").click()
        expect(laras.page.locator("form.undo")).to_contain_text("Loloskan tersamar")
        expect(laras.page.locator("form.undo .countdown")).to_contain_text(re.compile(r"[1-9] detik lagi"))
        expect(laras.page.locator("#cases .case-row")).to_have_count(1)
        if back == "key":
            laras.page.keyboard.press("u")
        else:
            laras.page.locator("form.undo button").click()
        laras.page.wait_for_url(re.compile("/case/"))
        expect(laras.page.locator("form.undo")).to_have_count(0)
        at_queue(laras)
        expect(laras.page.locator("#cases .case-row")).to_have_count(2)


def test_what_was_decided_is_carried_out_by_itself_and_every_page_sees_it(timed_circle: Circle) -> None:
    durian_waits(timed_circle)
    budi = timed_circle.person("budi").listen()
    sari = timed_circle.person("sari").listen()
    laras = at_queue(timed_circle.person("laras"))
    sari.say(HELD)
    laras.page.locator("#cases a").click()
    laras.page.locator(".of-release button").click()
    expect(laras.page.locator("form.undo")).to_have_count(1)
    expect(budi.messages).to_have_count(0)
    budi.sees(HELD)
    expect(laras.page.locator("form.undo")).to_have_count(0)
    expect(laras.page.locator("#q-empty")).to_be_visible()


def test_without_a_script_it_is_decided_taken_back_and_looked_at_again(timed_circle: Circle) -> None:
    hold_many(timed_circle, 1)
    laras = timed_circle.person("laras", java_script_enabled=False)
    laras.page.goto(f"{laras.service.url}/queue")
    laras.page.locator("#cases a").click()
    laras.page.locator(".of-refuse button").wait_for(state="attached")
    laras.page.locator("#v-refuse").check()
    laras.page.locator(".of-refuse button").click()
    expect(laras.page.locator("form.undo")).to_contain_text("detik lagi")
    laras.page.locator("#u-lihat a").click()
    laras.page.locator("form.undo button").click()
    expect(laras.page.locator("h1")).to_contain_text("Menunggu dibaca")
    expect(laras.page.locator("#k-pegang")).to_contain_text("Kamu memegang ini.")


def test_an_open_queue_keeps_its_place_while_others_work_in_it(circle: Circle) -> None:
    hold_many(circle, 3)
    one, other = at_queue(circle.person("laras")), at_queue(circle.person("laras"))
    one.page.keyboard.press("j")
    one.page.keyboard.press("j")
    place = "document.activeElement.closest('li').id"
    focused = one.page.evaluate(place)
    other.page.locator("#cases a").first.click()
    other.page.locator(".of-release button").click()
    expect(one.page.locator("#cases .case-row")).to_have_count(2)
    assert one.page.evaluate(place) == focused


def test_keys_sleep_while_one_writes_and_can_be_turned_off(circle: Circle) -> None:
    hold_many(circle, 1)
    laras = at_queue(circle.person("laras"))
    laras.page.locator("#cases a").click()
    laras.page.locator("#v-ask").check()
    laras.page.locator("#note-ask").fill("")
    laras.page.locator("#note-ask").press_sequentially("terus terang")
    expect(laras.page.locator("#v-ask")).to_be_checked()
    laras.page.locator("#tombol button").click()
    laras.page.keyboard.press("t")
    expect(laras.page.locator("#v-ask")).to_be_checked()
    laras.page.reload()
    laras.page.keyboard.press("t")
    expect(laras.page.locator("#v-release")).to_be_checked()


def test_a_case_page_hears_that_somebody_else_decided(circle: Circle) -> None:
    hold_many(circle, 1)
    one, other = at_queue(circle.person("laras")), at_queue(circle.person("laras"))
    for each in (one, other):
        each.page.locator("#cases a").click()
    expect(one.page.locator("main")).to_have_attribute("data-state", "live")
    other.page.locator(".of-release button").click()
    expect(one.page.locator("#keadaan")).to_contain_text("Diloloskan.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_screen_reader_gets_the_case_in_the_order_in_which_it_is_decided(
    circle: Circle, scheme: str
) -> None:
    hold_many(circle, 1)
    laras = at_queue(circle.person("laras", color_scheme=scheme))
    laras.page.locator("#cases a").click()
    tree = laras.page.locator("main").aria_snapshot()
    order = [
        "Menunggu dibaca, dari",
        "Yang ditemukan sistem",
        "Seperti yang akan dibaca kelompok",
        "Keputusan",
    ]
    places = [tree.index(words) for words in order]
    assert places == sorted(places)
    assert "radio" in tree and "Loloskan tersamar" in tree


def test_a_message_that_stands_is_taken_away_and_live_is_what_a_reload_shows(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("kalimat yang berat bagi yang lain")
    budi.sees("kalimat yang berat bagi yang lain")
    laras = circle.person("laras").listen()
    laras.page.locator("#log .message").last.locator("a.more").click()
    laras.page.locator("#pilihan form[action$='/case'] button").click()
    laras.page.locator("#v-remove").check()
    laras.page.locator(".of-remove button").click()
    for person in (sari, budi):
        expect(person.page.locator("#log .is-gone")).to_contain_text(
            "Psikolog menghapus pesan ini dari ruang."
        )
    expect(sari.page.locator("#log .is-note")).to_contain_text("Kita bisa membicarakannya berdua.")
    for person in (sari, budi):
        live = person.log_html()
        person.listen()
        assert person.log_html() == live


def test_a_crisis_is_read_and_answered_in_two_taps_and_the_member_reads_who_is_there(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    laras = at_queue(circle.person("laras", has_touch=True, is_mobile=True))
    sari.say(DANGER)
    laras.page.locator("#q-list-crisis button").tap()
    expect(laras.page.locator("#asli")).to_contain_text(DANGER)
    laras.page.locator("#jawaban").fill("Aku di sini, Sari.")
    laras.page.locator("#saluran button").tap()
    laras.page.wait_for_url(re.compile("/line"))
    expect(laras.page.locator("#log")).to_contain_text("Aku di sini, Sari.")
    expect(sari.page.locator("#log .is-held .answer")).to_contain_text("membuka pesanmu")
    sari.page.locator("#log a[href*='/case/']").click()
    expect(sari.page.locator("#siapa")).to_contain_text("Psikolog Laras Widyasari di sini sejak")
    expect(sari.page.locator("#log")).to_contain_text("Aku di sini, Sari.")
