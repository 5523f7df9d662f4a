"""Words stay words: nothing that a person types becomes markup or script, in any field, live or after a reload."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.people import Circle

HOSTILE = (
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    '"><svg onload="window.hit = 1">',
    "{{ 7 * 7 }} ${7 * 7} {t}",
    "</template></textarea></script><b onclick=alert(1)>tebal</b>",
    "javascript:alert(1) &lt;i&gt; \u202e balik \u202c <!-- -->",
)


def is_whole(page: Page) -> None:
    """No script of somebody's words ran, and no element of theirs stands anywhere."""
    assert page.evaluate("() => window.hit === undefined")
    expect(
        page.locator("#log img, #log b, #log script, #log svg[onload], #outbox img, #hint img")
    ).to_have_count(0)


def test_hostile_words_are_shown_as_typed_live_and_after_a_reload(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    for shown, words in enumerate(HOSTILE, 1):
        sari.say(f"katanya {words}")
        expect(sari.page.locator("#log .message")).to_have_count(shown)
    for person in (sari, budi):
        is_whole(person.page)
        live = person.log_html()
        person.listen()
        assert person.log_html() == live
        is_whole(person.page)
    assert "<script>window.hit" in budi.page.locator("#log").inner_text()


def test_hostile_words_in_preview_and_unsent_list_stay_words(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    words = f"{HOSTILE[1]} dan 0812-3456-7890"
    sari.write(words)
    expect(sari.page.locator("#hint .becomes")).to_contain_text("onerror")
    sari.context.set_offline(True)
    sari.page.locator("#kirim").click()
    expect(sari.page.locator("#outbox .message-text")).to_have_text([words])
    is_whole(sari.page)


def test_hostile_words_stay_words_in_queue_case_and_refusal(circle: Circle) -> None:
    sari, laras = circle.person("sari").listen(), circle.person("laras")
    sari.say(f"kamu tolol {HOSTILE[1]} {HOSTILE[2]}")
    expect(sari.page.locator("#log .is-held")).to_have_count(1)
    laras.page.goto(f"{circle.service.url}/queue")
    laras.page.locator("#cases a").first.click()
    laras.page.locator("form[action$='/open'] button").click()
    expect(laras.page.locator("#asli")).to_contain_text(HOSTILE[1])
    assert laras.page.evaluate("() => window.hit === undefined")
    expect(laras.page.locator("#asli img, .outcome img")).to_have_count(0)


def test_hostile_words_come_back_as_typed_from_a_plain_form(circle: Circle) -> None:
    sari = circle.person("sari", java_script_enabled=False).enter()
    long = HOSTILE[4] + " kata" * 900
    sari.say(long)
    expect(sari.page.locator("#isi")).to_have_value(long)
    expect(sari.page.locator("#refusal")).to_be_visible()


def test_hostile_names_of_groups_sign_in_and_address_stay_words(circle: Circle) -> None:
    group = circle.service.ask("add_group", name=HOSTILE[1], theme=HOSTILE[2], open_at=2)["group"]
    code = circle.service.ask("invite", group=group)["code"]
    sari = circle.person("sari")
    sari.page.goto(f"{circle.service.url}/join#{code}")
    expect(sari.page.locator("h1")).to_have_text(HOSTILE[1])
    assert "#" not in sari.page.url
    sari.page.goto(f"{circle.service.url}/g/{group}?before={HOSTILE[0]}")
    sari.page.goto(f"{circle.service.url}/sign-in")
    sari.page.locator("#name").fill(HOSTILE[2])
    sari.page.locator("#password").fill(HOSTILE[2])
    sari.page.locator("input[value=shared]").check()
    sari.page.locator("form.flow .button-main").click()
    expect(sari.page.locator("#name")).to_have_value(HOSTILE[2])
    assert sari.page.evaluate("() => window.hit === undefined")
