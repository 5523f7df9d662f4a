"""The pages as text: whole in every language, escaped, and usable before any script."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from groups.locale import TAGS, catalogues
from groups.web.phrases import segments
from groups.web.render import build, page_text, static, static_dir, templates_dir
from groups.web.rows import SHOWN
from moderation import Kind, Span
from moderation.types import Hidden
from tests.web.sample_pages import NOW, PAGES, ROOM, ROWS, body, row

ROOM_MOST = 60_000  # bytes: the page as it is, files packed, from an empty cache


@pytest.fixture(autouse=True)
def strict() -> Iterator[None]:
    """A missing sentence or value stops the test."""
    for catalogue in catalogues.values():
        catalogue.strict = True
    yield
    for catalogue in catalogues.values():
        catalogue.strict = False


def page(name: str, tag: str = "id") -> str:
    template, context = PAGES[name]
    return page_text(template, tag, now=NOW, **context)


every_page = pytest.mark.parametrize("name", PAGES)


class Reader(HTMLParser):
    """Checks that elements close; collects ids, what refers to them, fields and attributes."""

    VOID = frozenset(["meta", "link", "input", "br", "hr", "img", "circle", "path", "rect", "use"])

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.fields: list[dict[str, str | None]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        if "template" not in self.open:
            self._collect(tag, given)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def _collect(self, tag: str, given: dict[str, str | None]) -> None:
        if given.get("id"):
            self.ids.append(given["id"] or "")
        for name in ("for", "aria-labelledby", "aria-describedby", "popovertarget"):
            self.refers += (given.get(name) or "").split()
        if tag in ("input", "textarea") and given.get("type") not in ("hidden", "radio", "checkbox"):
            self.fields.append(given)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("tag", TAGS)
@every_page
def test_every_page_is_whole_in_every_language(name: str, tag: str) -> None:
    reader = read(page(name, tag))
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.refers) <= set(reader.ids)


@every_page
def test_no_page_needs_inline_script_or_style_or_another_origin(name: str) -> None:
    text = page(name)
    reader = read(text)
    assert not [key for key, _ in reader.attributes if key == "style" or key.startswith("on")]
    assert all(
        'src="' in each or 'type="application/json"' in each for each in re.findall(r"<script[^>]*>", text)
    )
    assert "<style" not in text
    links = re.findall(r'(?:src|href|action)="(https?:[^"]*|//[^"]*)"', text)
    assert links == []


@every_page
def test_every_page_but_the_neutral_one_has_help_exit_and_one_main(name: str) -> None:
    text = page(name)
    assert text.count("<main") == 1
    assert re.findall(r"<title>(.*)</title>", text) == (["Catatan"] if name == "neutral" else ["Lingkar"])
    assert text.count("<h1") == 1
    if name == "neutral":
        assert "lingkar" not in text.lower() and "psikolog" not in text.lower()
    else:
        assert '<details class="help">' in text and 'data-act="exit"' in text
        assert 'href="tel:119,8"' in text


@every_page
def test_every_field_has_a_label(name: str) -> None:
    text = page(name)
    for field in read(text).fields:
        assert f'<label for="{field["id"]}"' in text or f'<label class="heard" for="{field["id"]}"' in text
        assert "placeholder" not in field


def test_every_template_is_among_the_samples() -> None:
    files = {path.name for path in templates_dir().glob("*.html")} - {"base.html"}
    assert files == {template for template, _ in PAGES.values()}


def test_every_code_in_a_template_is_in_the_catalogues() -> None:
    for path in templates_dir().rglob("*.html"):
        codes = re.findall(r"""\bt\(["']([a-z_0-9.]+)["']""", path.read_text("utf-8"))
        whole = [code for code in codes if not code.endswith((".", "_"))]
        assert [code for code in whole if not catalogues["en"].has(code)] == [], path.name


def test_the_page_carries_the_words_its_scripts_say() -> None:
    words = json.loads(re.findall(r'id="words">(.*?)</script>', page("room", "en"))[0])
    for script in ("room", "composer", "message", "log", "clock", "help"):
        source = (static_dir() / "js" / f"{script}.js").read_text("utf-8")
        codes = re.findall(r"""\bsay\(["']([a-z_.]+)["']""", source)
        assert [code for code in codes if code not in words] == [], script
    assert words["room.send_hidden"] == ["Send with {n} part hidden", "Send with {n} parts hidden"]


# words


def test_words_enter_escaped_and_lines_stay() -> None:
    text = page("room")
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;\ndua baris" in text
    assert "Setelah &lt;Kehilangan&gt;" in text and "<Kehilangan>" not in text
    assert "\n&lt;/textarea&gt;&lt;script&gt;</textarea>" in page("room, refused")
    assert 'value="&#34;&gt;&lt;script&gt;"' in page("signing in, wrong")
    assert "&lt;<mark" not in page("case, opened") and "&lt;kasar&gt;" in re.sub(
        "</?mark[^>]*>", "", page("case, opened")
    )


def test_a_hidden_piece_is_read_as_its_label_in_brackets() -> None:
    assert '<span class="piece" data-k="phone">[nomor telepon A]</span>' in page("room")
    assert '<span class="piece" data-k="phone">[phone number B]</span>' in page("room", "en")
    assert '<span class="piece" data-k="school">[sekolah]</span>' in page("room")


def test_only_the_author_reads_what_was_hidden_and_why() -> None:
    mine, others = element("m-7"), element("m-2")
    assert "Sistem menyamarkan sekolah. Tidak ada yang perlu kamu perbaiki." in mine
    assert "only-you" not in others


def test_a_message_of_the_psychologist_says_so_in_words() -> None:
    assert '<span class="tag">Psikolog</span>' in element("m-6")
    assert "is-psychologist" in element("m-6") and "is-psychologist" not in element("m-5")


def test_what_waits_says_until_when_and_why() -> None:
    held = element(f"h-{1:032x}")
    assert "Menunggu dibaca psikolog, paling lambat Senin 08.53 WIB" in held
    assert "Ada obat atau takaran yang disebut." in held and "[cara]" in held
    sealed = element(f"h-{2:032x}")
    assert "Sistem belum bisa memeriksa pesan ini" in sealed and "message-text" not in sealed


def test_where_nobody_reads_the_numbers_come_before_the_sentence() -> None:
    for id in (f"h-{4:032x}", f"a-{8:032x}"):
        assert element(id).index('class="tels"') < element(id).index(
            "Belum ada yang membaca sebelum Senin 08.53 WIB"
        )
    assert "tels" not in element(f"h-{3:032x}")
    assert "Psikolog Laras Widyasari membuka pesanmu pukul 07.53 WIB." in element(f"h-{3:032x}")
    night = page("room at night")
    assert night.index('class="tels"') < night.index('class="call-now"')
    assert page("room").index('class="call-now"') < page("room").index('class="tels"')


def test_a_case_in_the_queue_is_never_lost_for_its_kind() -> None:
    text = page("queue")
    assert len(re.findall('class="case-row', text)) == 4
    assert "Terlambat, sejak Senin 06.53 WIB" in text and text.index("Krisis") < text.index("Menunggu dibaca")


def test_the_original_stands_in_no_page_before_it_is_opened() -> None:
    assert "kasar" not in page("case") and 'action="/case/' + "1" * 32 + '/open"' in page("case")
    assert "/open" not in page("case, opened")
    assert "/release" not in page("case, decided") and "/readmit" in page("case, lost")


def element(id: str) -> str:
    """One row of the room page, as it stands."""
    return re.findall(rf'<article class="[^"]*" id="{id}".*?</article>', page("room"), re.S)[0]


def test_rows_have_no_white_space_between_their_parts() -> None:
    text = page("room")
    log = text[text.index('<div id="log"') : text.index('<form class="composer"')]
    assert re.findall(r"</\w+>\s+<\w", log) == []


def test_a_template_for_scripts_has_every_part_of_a_row() -> None:
    made = html.unescape(re.findall(r'<template id="t-message">(.*?)</template>', page("room"), re.S)[0])
    parts = ("handle", "tag", "wished", "about", "message-text", "reader", "only-you", "what")
    assert [part for part in parts if not re.search(rf'class="[^"]*\b{part}\b', made)] == []


def test_what_is_marked_in_an_original_is_cut_once() -> None:
    spans = [
        Span(6, 8, Kind.PERSON, 1.0, "y"),
        Span(5, 9, Kind.WORD, 1.0, "x"),
        Span(11, 13, Kind.PHONE, 1.0, "z"),
    ]
    assert segments("abcdefghijklm", spans) == [("abcde", 0), ("fghi", 1), ("jk", 0), ("lm", 3)]


def test_two_kinds_are_told_in_one_sentence() -> None:
    words = body(
        "a ", Hidden(Kind.PERSON), Hidden(Kind.NATIONAL_ID), Hidden(Kind.STUDENT_ID), Hidden(Kind.EMAIL)
    )
    mine = row("message", 1, 0, words, mine=True)
    text = page_text("room.html", now=NOW, **ROOM | {"messages": [mine]})
    assert "Sistem menyamarkan nama, nomor identitas dan surel." in text


# files


def test_a_static_address_changes_with_the_bytes() -> None:
    address = static("css/base.css")
    assert re.fullmatch(r"/static/css/base\.css\?v=[0-9a-f]{12}", address)
    assert address != static("css/layout.css").replace("layout", "base")
    assert build() == build()


def test_every_file_that_a_page_asks_for_is_there() -> None:
    asked = {path for name in PAGES for path in re.findall(r'"/static/([^"?]+)', page(name))}
    assert [path for path in sorted(asked) if not (static_dir() / path).is_file()] == []


def test_every_drawing_is_in_the_sprite() -> None:
    sprite = (static_dir() / "icons.svg").read_text("utf-8")
    used = {
        drawing for name in PAGES for drawing in re.findall(r"icons\.svg[^#\"]*#([a-z0-9-]+)", page(name))
    }
    assert [drawing for drawing in sorted(used) if f'id="{drawing}"' not in sprite] == []


def test_a_room_page_without_messages_stays_under_sixty_thousand_bytes() -> None:
    text = page_text("room.html", now=NOW, **ROOM | {"messages": []})
    files = {static_dir() / path for path in re.findall(r'"/static/([^"?]+)', text)}
    files = {path for path in files if path.suffix != ".png"} | set(modules(static_dir() / "js" / "room.js"))
    files |= set(modules(static_dir() / "js" / "page.js"))
    sent = len(text.encode()) + sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert sent < ROOM_MOST


def modules(script: Path) -> Iterator[Path]:
    """A module and all that it imports."""
    yield script
    for name in re.findall(r'from "\./([a-z]+\.js)"', script.read_text("utf-8")):
        yield from modules(script.parent / name)


def test_the_samples_show_every_kind_of_row() -> None:
    assert {each.kind for each in ROWS} == SHOWN
