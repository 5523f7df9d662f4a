"""What is mine in a room, before real browsers: taking back, disputing, reporting, folding away, leaving."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.people import Circle, Person, Service
from tests.browser.test_messages import menu, message, same_after_reload

INSULT = "kamu memang tolol dan tidak berguna"
FLOWER = "pohon itu namanya Melati Rahmawati sejak dulu"


def choose(person: Person, name: str) -> None:
    person.page.get_by_role("button", name=name).click()


def test_what_waits_comes_back_into_the_field_without_leaving_the_room(circle: Circle) -> None:
    sari = circle.person("sari").listen()
    sari.say(INSULT)
    held = sari.page.locator("#log .is-held")
    expect(held).to_contain_text("Menunggu dibaca psikolog")
    sari.write("belum selesai")
    held.get_by_role("button", name="Ubah").click()
    expect(sari.page.locator("#isi")).to_have_value(f"{INSULT}\n\nbelum selesai")
    expect(sari.page.locator("#isi")).to_be_focused()
    expect(held).to_have_count(0)
    expect(sari.page.locator("#hint")).to_contain_text("isinya kembali ke kolom")
    same_after_reload(sari)


def test_without_a_script_what_waits_comes_back_too(circle: Circle) -> None:
    sari = circle.person("sari", java_script_enabled=False).enter()
    sari.say(INSULT)
    sari.page.locator("#log .is-held").get_by_role("button", name="Tarik pesan").click()
    expect(sari.page.locator("#isi")).to_have_value(INSULT)
    expect(sari.page.locator("#log .is-held")).to_have_count(0)


def test_a_piece_wrongly_hidden_is_typed_again_and_put_back_on_every_open_page(circle: Circle) -> None:
    sari, budi, laras = (circle.person(name) for name in ("sari", "budi", "laras"))
    sari.listen()
    budi.listen()
    sari.say(FLOWER)
    expect(message(budi, "pohon itu")).to_contain_text("[nama]")
    message(sari, "pohon itu").get_by_role("link", name="Salah samar?").click()
    sari.page.get_by_label("Ketik lagi bagian").fill("Melati Rahmawati")
    choose(sari, "Minta dipulihkan")
    expect(sari.page.locator("main.room")).to_have_attribute("data-state", "live")
    laras.page.goto(f"{circle.service.url}/queue")
    laras.page.locator(".case-door").filter(has_text="keliru disamarkan").click()
    laras.page.locator("form[action$='/open'] button").click()
    expect(laras.page.locator("#asli")).to_contain_text("Melati Rahmawati")
    laras.page.locator("form.of-restore button").click()
    expect(message(budi, "pohon itu").locator(".message-text")).to_have_text(FLOWER)
    expect(sari.page.locator("#log")).to_contain_text("Kamu benar, ini keliru.")
    same_after_reload(sari, budi)


def test_budi_reports_from_the_sheet_and_reads_what_becomes_of_it(circle: Circle) -> None:
    sari, budi, laras = (circle.person(name) for name in ("sari", "budi", "laras"))
    sari.listen()
    budi.listen()
    sari.say("kalimat yang menyakiti")
    menu(budi, "kalimat yang menyakiti").get_by_role("link", name="Laporkan").click()
    budi.page.get_by_label("Menyakiti dengan kata-kata").check()
    choose(budi, "Laporkan")
    expect(budi.page.locator("#log")).to_contain_text("Laporanmu sampai di psikolog")
    expect(budi.page.locator("main.room")).to_have_attribute("data-state", "live")
    laras.page.goto(f"{circle.service.url}/queue")
    laras.page.locator(".case-door").filter(has_text="Dilaporkan").click()
    laras.page.locator("input[value=close]").check()
    laras.page.locator("form.of-close button").click()
    expect(budi.page.locator("#log")).to_contain_text("sudah membaca laporanmu")
    same_after_reload(sari, budi)


def test_budi_folds_somebody_away_from_the_sheet_and_back(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("cerita yang panjang")
    row = message(budi, "cerita yang panjang")
    menu(budi, "cerita yang panjang").get_by_role("button", name="Abaikan orang ini").click()
    expect(row.locator(".message-text")).to_be_hidden()
    expect(row.locator(".folded")).to_be_visible()
    sari.say("dan satu lagi")
    expect(budi.page.locator("#log .is-ignored")).to_have_count(2)
    expect(sari.page.locator("#log .is-ignored")).to_have_count(0)
    same_after_reload(sari, budi)
    row.locator("a.more").click()
    budi.page.locator("#pilihan").get_by_role("button", name="Baca lagi orang ini").click()
    expect(row.locator(".message-text")).to_be_visible()
    same_after_reload(budi)


def test_two_taps_say_that_somebody_is_recognised(circle: Circle) -> None:
    sari, budi = circle.person("sari").listen(), circle.person("budi").listen()
    sari.say("halo semua")
    sheet = menu(budi, "halo semua")
    sheet.get_by_role("button", name="Aku mengenali seseorang").click()
    expect(sheet.locator(".told")).to_contain_text("Hanya psikolog yang membacanya")


def test_the_welcome_and_the_theme_reach_open_pages(circle: Circle) -> None:
    sari, laras = circle.person("sari").listen(), circle.person("laras")
    laras.page.goto(f"{circle.service.url}/g/{circle.group}/welcome")
    laras.page.get_by_label("Kalimat sambutan").fill("Kamu bisa menulis satu kalimat.")
    laras.page.get_by_label("Tema hari ini").fill("Kursi yang kosong")
    choose(laras, "Simpan sambutan")
    expect(sari.page.locator("#sambutan")).to_contain_text("Kamu bisa menulis satu kalimat.")
    expect(sari.page.locator("#tema")).to_contain_text("Kursi yang kosong")
    same_after_reload(sari)


def test_who_leaves_with_their_words_is_gone_from_the_others_open_page(own_circle: Circle) -> None:
    sari, budi = own_circle.person("sari").listen(), own_circle.person("budi").listen()
    sari.say("cerita satu")
    budi.say("aku membalas")
    expect(message(budi, "cerita satu")).to_be_visible()
    sari.page.goto(f"{own_circle.service.url}/g/{own_circle.group}/leave")
    sari.page.get_by_label("Hapus semua tulisanku").check()
    choose(sari, "Keluar dari kelompok")
    expect(sari.page.get_by_role("status")).to_contain_text("Kamu keluar dari")
    expect(budi.page.locator("#log")).not_to_contain_text("cerita satu")
    expect(budi.page.locator("#log .is-gone")).to_have_count(1)
    same_after_reload(budi)


SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_no_page_is_wider_than_the_screen(
    circle: Circle, browser: Browser, service: Service, tmp_path: Path
) -> None:
    sari, budi, laras = (circle.person(name) for name in ("sari", "budi", "laras"))
    sari.listen()
    sari.say(FLOWER)
    expect(message(sari, "pohon itu")).to_contain_text("[nama]")
    seq = message(sari, "pohon itu").get_attribute("data-seq")
    group = f"{service.url}/g/{circle.group}"
    pages = [(sari, f"{group}/{path}") for path in (f"m/{seq}/dispute", "agreement", "rules", "leave")]
    pages += [(budi, f"{group}/m/{seq}/report"), (budi, f"{group}/p/{sari.membership}")]
    pages += [(laras, f"{group}/welcome")]
    for person, url in pages:
        for name, size in SIZES.items():
            person.page.set_viewport_size(size)  # type: ignore[arg-type]
            person.page.goto(url)
            assert not overflows(person.page), (name, url)
