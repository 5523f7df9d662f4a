"""What is done to a message that stands, before real browsers."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.people import Circle, Person


def message(person: Person, text: str) -> Locator:
    """The row with these words."""
    return person.page.locator("#log .message").filter(has_text=text).first


def menu(person: Person, text: str) -> Locator:
    """Open what one can do to the message with these words."""
    message(person, text).locator("a.more").click()
    sheet = person.page.locator("#pilihan")
    expect(sheet).to_be_visible()
    return sheet


def same_after_reload(*people: Person) -> None:
    for person in people:
        live = person.log_html()
        person.listen()
        assert person.log_html() == live


def test_budi_answers_and_stays_with_sari(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("malam ini berat")
    menu(budi, "malam ini berat").get_by_role("button", name="Menemani").click()
    expect(message(sari, "malam ini berat").locator(".reactions")).to_have_text("Tester 1: menemani.")
    expect(message(budi, "malam ini berat").locator(".reactions")).to_have_text("Kamu: menemani.")
    menu(budi, "malam ini berat").get_by_text("Balas").click()
    expect(budi.page.locator("#membalas")).to_contain_text("Tester 0: malam ini berat")
    budi.say("aku di sini")
    quote = message(sari, "aku di sini").locator(".reply")
    expect(quote).to_have_text("membalas Tester 0: malam ini berat")
    expect(budi.page.locator("#membalas")).to_be_hidden()
    same_after_reload(sari, budi)


def test_a_reaction_is_taken_back_by_the_same_tap(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("malam ini berat")
    for pressed in ("false", "true"):
        button = menu(budi, "malam ini berat").get_by_role("button", name="Aku dengar")
        expect(button).to_have_attribute("aria-pressed", pressed)
        button.click()
        expect(message(budi, "malam ini berat").locator(".reactions")).to_have_count(int(pressed == "false"))
    expect(message(sari, "malam ini berat").locator(".reactions")).to_have_count(0)


def test_an_edit_keeps_the_hidden_piece_and_what_was_being_written(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("ditelepon dari 0812-3456-7890 terus")
    budi.sees("ditelepon dari [nomor telepon] terus")
    sari.write("belum selesai kutulis")
    menu(sari, "ditelepon dari").get_by_text("Ubah").click()
    expect(sari.page.locator("#isi")).to_have_value("ditelepon dari ⟦nomor telepon⟧ terus")
    expect(sari.page.locator("#kirim")).to_have_text("Simpan perubahan")
    sari.say("ditelepon dari ⟦nomor telepon⟧ lagi, juga surel a.b@example.com")
    budi.sees("ditelepon dari [nomor telepon] lagi, juga surel [surel]")
    expect(message(budi, "lagi").locator(".edited")).to_have_text("diubah")
    expect(sari.page.locator("#isi")).to_have_value("belum selesai kutulis")
    same_after_reload(sari, budi)


def test_an_edit_of_what_changed_meanwhile_says_so_and_keeps_the_text(circle: Circle) -> None:
    sari, second = circle.person("sari").listen(), circle.person("sari").listen()
    sari.say("versi satu")
    menu(second, "versi satu").get_by_text("Ubah").click()
    menu(sari, "versi satu").get_by_text("Ubah").click()
    sari.say("versi dua")
    second.sees("versi dua")
    second.say("versi tiga")
    expect(second.page.locator("#refusal")).to_contain_text("sudah berubah")
    expect(second.page.locator("#isi")).to_have_value("versi tiga")
    second.page.locator("#kirim").click()
    sari.sees("versi tiga")


def test_an_edit_of_a_withdrawn_message_stays_as_a_new_text(circle: Circle) -> None:
    sari, second = circle.person("sari").listen(), circle.person("sari").listen()
    sari.say("versi satu")
    menu(second, "versi satu").get_by_text("Ubah").click()
    sheet = menu(sari, "versi satu")
    sheet.get_by_text("Tarik pesan").click()
    sheet.get_by_role("button", name="Tarik sekarang").click()
    expect(second.page.locator("#log .is-gone")).to_have_count(1)
    second.say("versi dua")
    expect(second.page.locator("#refusal")).to_contain_text("sudah ditarik")
    expect(second.page.locator("#isi")).to_have_value("versi dua")
    expect(second.page.locator("#kirim")).to_have_text("Kirim")


def test_a_withdrawn_message_leaves_every_page_and_every_quote(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("jangan dibaca lagi")
    menu(budi, "jangan dibaca").get_by_text("Balas").click()
    budi.say("aku dengar")
    expect(message(sari, "aku dengar")).to_be_visible()
    sheet = menu(sari, "jangan dibaca")
    sheet.get_by_text("Tarik pesan").click()
    sheet.get_by_role("button", name="Tarik sekarang").click()
    expect(budi.page.locator("#log .is-gone")).to_contain_text("Pesan ini ditarik.")
    expect(message(budi, "aku dengar").locator(".reply")).to_have_text("Membalas pesan yang sudah tidak ada")
    assert "jangan dibaca lagi" not in budi.page.content() + sari.page.content()
    same_after_reload(sari, budi)


def test_a_label_is_chosen_and_read_before_the_message(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.page.get_by_text("Beri label isi").click()
    sari.page.get_by_label("Label isi", exact=True).select_option("loss")
    sari.say("empat puluh hari")
    expect(message(budi, "empat puluh hari").locator(".about")).to_have_text("Tentang: kehilangan")
    sari.page.get_by_text("Beri label isi").click()
    sari.page.get_by_label("Atau dengan kata sendiri").fill("kucing tua")
    sari.say("dia tidur di kursi Ibu")
    expect(message(budi, "dia tidur").locator(".about")).to_have_text("Tentang: kucing tua")
    same_after_reload(sari, budi)


def test_older_pages_come_without_leaving_the_room(circle: Circle) -> None:
    sari, budi = circle.person("sari"), circle.person("budi")
    circle.without_pace()
    for number in range(70):
        poster = (sari, budi)[number // 3 % 2]
        poster.send(f"/g/{circle.group}/post", text=f"cerita nomor {number}", form=str(number))
    sari.listen()
    expect(sari.messages).to_have_count(50)
    sari.page.locator("#older a").click()
    expect(sari.messages).to_have_count(70)
    expect(sari.page.locator("#older")).to_have_count(0)
    expect(sari.page.locator("#log .day")).to_have_count(1)
    expect(sari.messages).to_have_text([f"cerita nomor {number}" for number in range(70)])
    budi.listen()
    budi.say("yang baru")
    expect(sari.messages).to_have_count(71)


def test_at_midnight_today_becomes_yesterday_on_the_open_page(circle: Circle) -> None:
    sari, budi = circle.person("sari"), circle.person("budi").listen()
    sari.page.clock.install()
    sari.listen()
    budi.say("malam ini berat")
    expect(sari.messages).to_have_count(1)
    expect(sari.page.locator("#log .day")).to_have_text("Hari ini")
    sari.page.clock.fast_forward("24:00:00")
    expect(sari.page.locator("#log .day")).to_have_text("Kemarin")


def test_without_javascript_every_act_has_its_page(circle: Circle) -> None:
    sari = circle.person("sari", java_script_enabled=False).enter()
    budi = circle.person("budi", java_script_enabled=False)
    sari.say("malam ini berat")
    budi.enter()
    message(budi, "malam ini berat").locator("a.more").click()
    budi.page.get_by_role("button", name="Menemani").click()
    expect(message(budi, "malam ini berat").locator(".reactions")).to_have_text("Kamu: menemani.")
    message(budi, "malam ini berat").locator("a.more").click()
    budi.page.get_by_text("Balas").click()
    budi.say("aku di sini")
    expect(message(budi, "aku di sini").locator(".reply")).to_contain_text("malam ini berat")
    sari.enter()
    message(sari, "malam ini berat").locator("a.more").click()
    sari.page.get_by_label("Pesanmu").fill("malam ini lebih ringan")
    sari.page.get_by_role("button", name="Simpan perubahan").click()
    sari.sees("malam ini lebih ringan", "aku di sini")
    message(sari, "malam ini lebih ringan").locator("a.more").click()
    sari.page.get_by_text("Tarik pesan").click()
    sari.page.get_by_role("button", name="Tarik sekarang").click()
    expect(sari.page.locator("#log .is-gone")).to_contain_text("Pesan ini ditarik.")


def test_the_menu_is_reached_and_left_by_keyboard(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("malam ini berat")
    door = message(budi, "malam ini berat").locator("a.more")
    door.focus()
    budi.page.keyboard.press("Enter")
    expect(budi.page.get_by_role("button", name="Menemani")).to_be_focused()
    budi.page.keyboard.press("Escape")
    expect(door).to_be_focused()
    assert "Pilihan untuk pesan Tester 0" in budi.hears_aloud()
