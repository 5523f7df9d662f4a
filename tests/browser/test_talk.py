"""Two people talk in a group, and their psychologist reads what waits."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.people import Circle, Person

INSULT = "kamu memang tolol dan tidak berguna"


def open_case(laras: Person) -> None:
    """From the queue, which fills by itself, to the words as typed."""
    laras.page.locator("#cases a").first.click()
    laras.page.locator("form[action$='/open'] button").click()


def test_budi_reads_and_hears_the_message_without_the_number(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("aku ditelepon terus dari 0812-3456-7890, capek")
    budi.sees("aku ditelepon terus dari [nomor telepon], capek")
    assert "[nomor telepon]" in budi.hears_aloud()
    assert "3456" not in budi.page.content()
    sari.sees("aku ditelepon terus dari [nomor telepon], capek")
    expect(sari.page.locator(".only-you")).to_contain_text("nomor telepon")
    expect(budi.page.locator(".only-you")).to_have_count(0)


def test_typed_brackets_are_not_a_hidden_piece(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("katanya [nomor telepon] itu disamarkan")
    budi.sees("katanya [nomor telepon] itu disamarkan")
    expect(budi.page.locator("#log .piece")).to_have_count(0)


def test_an_insult_waits_and_is_read_and_released_by_the_psychologist(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    laras = circle.person("laras")
    laras.page.goto(f"{circle.service.url}/queue")
    expect(laras.page.locator("main")).to_have_attribute("data-state", "live")
    sari.say(INSULT)
    expect(sari.page.locator("#log .is-held")).to_contain_text("Menunggu dibaca psikolog")
    open_case(laras)
    expect(laras.page.locator("#asli")).to_contain_text(INSULT)
    expect(budi.messages).to_have_count(0)
    laras.page.locator("form[action$='/release'] button").click()
    budi.sees(INSULT)
    sari.sees(INSULT)
    expect(sari.page.locator("#log .is-held")).to_have_count(0)


def test_an_insult_that_is_refused_never_reaches_budi(circle: Circle) -> None:
    sari, budi, laras = circle.person("sari").listen(), circle.person("budi").listen(), circle.person("laras")
    sari.say(INSULT)
    expect(sari.page.locator("#log .is-held")).to_have_count(1)
    laras.page.goto(f"{circle.service.url}/queue")
    open_case(laras)
    laras.page.locator("#v-refuse").check()
    laras.page.locator("form[action$='/refuse'] button").click()
    expect(sari.page.locator("#log .is-held")).to_contain_text("tidak tampil di ruang")
    sari.say("maaf, aku capek")
    budi.sees("maaf, aku capek")


def test_what_is_heard_live_is_what_a_reload_shows(circle: Circle) -> None:
    people = [circle.person(name).listen() for name in ("sari", "budi", "laras")]
    sari, budi, laras = people
    sari.page.locator("input[name=wish][value=listen]").check()
    sari.say(
        "Ibu <b>meninggal</b> & aku di rumah\n\nada telepon dari 0812-3456-7890 dan surat dari sari.b@example.com"
    )
    expect(laras.messages).to_have_count(1)
    sari.say("maaf panjang")
    sari.say(INSULT)
    expect(sari.page.locator("#log .is-held")).to_have_count(1)
    budi.say("aku dengar, Sari")
    laras.say("Terima kasih sudah bercerita.")
    for person, count in ((sari, 5), (budi, 4), (laras, 4)):
        expect(person.messages).to_have_count(count)
        live = person.log_html()
        person.listen()
        assert person.log_html() == live


def test_the_button_says_what_will_be_hidden(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sari.write("ada telepon dari 0812-3456-7890 dan surat dari sari.b@example.com")
    expect(sari.page.locator("#kirim")).to_have_text("Kirim dengan 2 bagian disamarkan")
    expect(sari.page.locator("#hint .becomes")).to_have_text(
        "ada telepon dari [nomor telepon] dan surat dari [surel]"
    )
    sari.page.locator("#kirim").click()
    sari.sees("ada telepon dari [nomor telepon] dan surat dari [surel]")
    expect(sari.page.locator("#kirim")).to_have_text("Kirim")


def test_no_preview_is_asked_for_when_it_is_switched_off(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sent: list[str] = []
    sari.page.on("websocket", lambda ws: ws.on("framesent", lambda frame: sent.append(str(frame))))
    sari.listen()
    sari.page.locator("#pratinjau").click()
    sari.write("ada telepon dari 0812-3456-7890")
    sari.page.locator("#kirim").click()
    sari.sees("ada telepon dari [nomor telepon]")
    assert not any('"preview"' in frame for frame in sent)


def test_a_refused_text_comes_back_into_the_composer(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    long = "kata " * 900
    sari.say(long)
    expect(sari.page.locator("#refusal")).to_be_visible()
    expect(sari.page.locator("#isi")).to_have_value(long)
    expect(budi.messages).to_have_count(0)
    sari.say("pendek saja")
    budi.sees("pendek saja")
    expect(sari.page.locator("#refusal")).to_be_hidden()


def test_without_javascript_the_form_posts_and_the_page_shows(circle: Circle) -> None:
    budi = circle.person("budi").listen()
    sari = circle.person("sari", java_script_enabled=False).enter()
    sari.say("tanpa skrip, ditelepon dari 0812-3456-7890")
    sari.sees("tanpa skrip, ditelepon dari [nomor telepon]")
    budi.sees("tanpa skrip, ditelepon dari [nomor telepon]")
    sari.page.reload()
    budi.say("masuk")
    budi.sees("tanpa skrip, ditelepon dari [nomor telepon]", "masuk")
