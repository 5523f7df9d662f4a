"""The catalogues, read by the rules of docs/wording.md. A code in the output names a sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from groups.locale import TAGS, Catalogue, catalogues, load, pick
from moderation.rules import GROUPS
from moderation.types import Kind

ROOT = Path(__file__).parents[1]
TEXTS = load(strict=True)
INDONESIAN = ("id", "id@anda")
#: Not sentences: patterns, lists of names.
PATTERNS = ("time.",)
#: Staff alone read these: they may say krisis.
STAFF = ("case.", "queue.")
ABBREVIATIONS = {"HP", "SAPA", "WIB", "WITA", "WIT", "A", "I"}

ADDRESS = "kak kakak bu pak mas mbak bunda sahabat dik gan sis bro"
COUNSEL = "salam assalamualaikum insyaallah alhamdulillah sabar ikhlas bersyukur ujian hikmah dosa semangat"
BLAME = "melanggar pelanggaran ditolak tolak dilarang larangan sensor gagal mencurigakan blokir diblokir"
DEATH = "berhasil bundir"
HASTE = "segera secepatnya"
TRADE = "konten postingan user pengguna klien pasien"
ENGLISH = (
    "violation violates rejected forbidden prohibited banned censored suspicious failed failure invalid "
    "immediately instantly asap guaranteed grateful blessing sin patience sorry oops user users content"
)
FORBIDDEN = {"id": " ".join((ADDRESS, COUNSEL, BLAME, DEATH, HASTE, TRADE)), "en": ENGLISH}
PROMISES = [
    "100 %",
    "100%",
    "anonim sepenuhnya",
    "kerahasiaan terjamin",
    "selalu ada",
    "tidak sendirian",
    "pikirkan keluargamu",
    "completely anonymous",
    "always here",
    "not alone",
    "fully confidential",
]


def sentences(tag: str) -> Iterator[tuple[str, str]]:
    """(code, one form of it) of everything a tag holds itself."""
    for code, forms in TEXTS[tag].sentences.items():
        for form in forms:
            yield code, form


def prose(tag: str) -> Iterator[tuple[str, str]]:
    return ((code, text) for code, text in sentences(tag) if not code.startswith(PATTERNS))


def words(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", re.sub(r"\{\w+\}", "x", text))


def parts(text: str) -> list[str]:
    """Sentences of a text; a point between digits or before a small letter ends none."""
    return [part for part in re.split(r"[.?:;](?:\s+|$)", text) if words(part)]


def broken(tag: str, breaks: object) -> list[str]:
    return [code for code, text in prose(tag) if breaks(code, text)]  # type: ignore[operator]


@pytest.mark.parametrize("tag", TAGS)
def test_no_sentence_is_longer_than_fifteen_words(tag: str) -> None:
    assert broken(tag, lambda code, text: any(len(words(part)) > 15 for part in parts(text))) == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_notice_has_more_than_two_sentences(tag: str) -> None:
    assert broken(tag, lambda code, text: len(re.findall(r"[.?](?:\s|$)", text)) > 2) == []


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_is_shouted(tag: str) -> None:
    emoji = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
    assert broken(tag, lambda code, text: "!" in text or emoji.search(text)) == []
    capitals = re.compile(r"\b[A-Z]{2,}\b")
    assert broken(tag, lambda code, text: set(capitals.findall(text)) - ABBREVIATIONS) == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_word_blames_preaches_or_flatters(tag: str) -> None:
    forbidden = set(FORBIDDEN[TEXTS[tag].lang].split())
    assert broken(tag, lambda code, text: forbidden & {word.lower() for word in words(text)}) == []


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_is_promised_that_nobody_can_keep(tag: str) -> None:
    assert broken(tag, lambda code, text: any(each in text.lower() for each in PROMISES)) == []


@pytest.mark.parametrize("tag", INDONESIAN)
def test_members_never_read_the_word_krisis(tag: str) -> None:
    assert broken(tag, lambda code, text: "krisis" in text.lower() and not code.startswith(STAFF)) == []


FAMILIAR = re.compile(r"\b(kamu|aku|ku\w{3,}|\w+mu|\w+ku)\b", re.I)
#: Ends or begins like kamu and aku, and is another word.
OTHER_WORDS = {
    "kursi",
    "kunci",
    "kurang",
    "kuat",
    "kutip",
    "kumpul",
    "kuliah",
    "bertemu",
    "ditemu",
    "jamu",
    "tamu",
    "ilmu",
    "semu",
    "laku",
    "berlaku",
    "perilaku",
    "suku",
    "buku",
    "siku",
    "saku",
    "baku",
    "kaku",
    "paku",
}
FORMAL = re.compile(r"\b(anda|saya)\b", re.I)


def familiar(text: str) -> set[str]:
    return {found.group().lower() for found in FAMILIAR.finditer(text)} - OTHER_WORDS


def test_id_never_says_anda_or_saya() -> None:
    assert broken("id", lambda code, text: FORMAL.search(text)) == []


def test_id_anda_differs_exactly_where_id_is_familiar() -> None:
    formal = TEXTS["id@anda"]
    assert broken("id@anda", lambda code, text: familiar(text)) == []
    missing = [code for code, text in prose("id") if familiar(text) and code not in formal.sentences]
    assert missing == []
    assert broken("id@anda", lambda code, text: text in TEXTS["id"].sentences[code]) == []


def places(text: str) -> set[str]:
    """The names in braces."""
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_tag_says_the_same_codes_with_the_same_places() -> None:
    assert set(TEXTS["id"].sentences) == set(TEXTS["en"].sentences)
    assert set(TEXTS["id@anda"].sentences) <= set(TEXTS["id"].sentences)
    for tag in ("en", "id@anda"):
        home = TEXTS["id"].sentences
        assert broken(tag, lambda code, text: places(text) != places(home[code][0])) == []  # noqa: B023


def test_every_sentence_about_danger_carries_its_sign_off() -> None:
    grave = ("answer.crisis.", "answer.call.", "crisis.", "reason.crisis.", "help.call", "help.small")
    for tag in TAGS:
        text = (ROOT / "groups/locale" / tag / "LC_MESSAGES/lingkar.po").read_text("utf-8")
        signed = set(re.findall(r'^#\. crisis: \S.*\nmsgid "(.+)"$', text, re.M))
        assert broken(tag, lambda code, text: code.startswith(grave) and code not in signed) == []  # noqa: B023


SINGULAR = {
    "identifiers": "identifier",
    "words": "word",
    "topics": "topic",
    "asks": "ask",
    "breaches": "breach",
    "links": "link",
}


def test_every_moderation_reason_has_a_sentence() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "moderation").rglob("*.py"))
    codes = [f"{SINGULAR[group]}.{name}" for group, names in GROUPS.items() for name in names]
    codes += re.findall(r'Reason\(\s*"([a-z_.]+)"', source)
    codes += [
        "word.own",
        "ask.by_staff",
        "crisis.watch",
        "crisis.urgent",
        "crisis.emergency",
        "memory",
        "unsure",
        "empty",
    ]
    assert [code for code in codes if not TEXTS["id"].has(f"reason.{code}")] == []


def test_every_kind_of_hidden_piece_has_a_label() -> None:
    assert [kind.value for kind in Kind if not TEXTS["id"].has(f"label.{kind.value}")] == []


def test_every_code_that_the_server_names_is_in_the_catalogues() -> None:
    sections = {code.partition(".")[0] for code in TEXTS["id"].sentences}
    named = {code for path in (ROOT / "groups").rglob("*.py") for code in codes_in(path)}
    asked = {code for code in named if code.partition(".")[0] in sections}
    assert sorted(code for code in asked if not TEXTS["id"].has(code)) == []


def codes_in(path: Path) -> Iterator[str]:
    """Strings given to say(), t(), told() or Refused(), and default codes of that form."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) in {"say", "t", "told", "Refused"}:
            for given in node.args[:3]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str) and "." in given.value:
                    yield given.value


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<(script|style).*?</\1>", re.S)
#: Said aloud or shown, though it stands inside a tag.
READ_OUT = re.compile(r'(?:aria-label|placeholder|alt|title)="([^"]*)"')


def test_no_template_says_a_sentence_of_its_own() -> None:
    """What is read stands in the catalogues, where these rules reach it; the brand's name is a global."""
    said = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = JINJA.sub(" ", path.read_text("utf-8"))
        shown = re.sub(r"<[^>]*>|&\w+;|\bdata-\w+=|\bis-\w+", " ", text)
        said[path.name] = re.findall(r"[^\W\d]{2,}", " ".join([shown, *READ_OUT.findall(text)]))
    assert {name: found for name, found in said.items() if found} == {}


# the catalogue itself


def test_a_missing_code_falls_back_to_indonesian_and_then_to_itself() -> None:
    lenient = Catalogue("en", {"a": ("one",)}, Catalogue("id", {"b": ("dua",)}))
    assert (lenient.say("a"), lenient.say("b"), lenient.say("c.d")) == ("one", "dua", "c.d")
    assert not lenient.has("b")


def test_a_missing_code_or_value_stops_a_test() -> None:
    with pytest.raises(KeyError):
        TEXTS["en"].say("nothing.of.this.name")
    with pytest.raises(KeyError):
        TEXTS["en"].say("error.too_long")


def test_a_value_is_never_read_as_a_sentence() -> None:
    assert TEXTS["id"].say("room.you", handle="{n} {0.__class__}") == "Kamu, {n} {0.__class__}"


def test_one_part_and_two_parts_are_said_apart_in_english() -> None:
    english = catalogues["en"]
    assert english.say("room.send_hidden", n=1) == "Send with 1 part hidden"
    assert english.say("room.send_hidden", n=2) == "Send with 2 parts hidden"
    assert catalogues["id"].say("room.send_hidden", n=2) == "Kirim dengan 2 bagian disamarkan"


@pytest.mark.parametrize(
    ("header", "cookie", "tag"),
    [
        ("", None, "id"),
        ("en-US,en;q=0.9,id;q=0.8", None, "en"),
        ("fr;q=1, ms-MY;q=0.4, en;q=0.3", None, "id"),
        ("en", "id@anda", "id@anda"),
        ("en;q=0, id;q=x, ", None, "id"),
        ("de", "no such tag", "id"),
    ],
)
def test_a_reader_gets_the_language_chosen_here_or_in_the_browser(
    header: str, cookie: str | None, tag: str
) -> None:
    assert pick(header, cookie) == tag


MOMENT = 1_755_086_400_000  # 2025-08-13 12:00 UTC


@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("Asia/Jakarta", "19.00 WIB"),
        ("Asia/Pontianak", "19.00 WIB"),
        ("Asia/Makassar", "20.00 WITA"),
        ("Asia/Jayapura", "21.00 WIT"),
        ("Asia/Kolkata", "17.30 UTC+5:30"),
        ("America/St_Johns", "09.30 UTC-2:30"),
        ("UTC", "12.00 UTC+0"),
        ("no such zone", "19.00 UTC+7"),
    ],
)
def test_a_moment_carries_the_word_for_its_zone(zone: str, clock: str) -> None:
    assert TEXTS["id"].clock(MOMENT, zone) == clock


def test_a_day_is_today_yesterday_or_its_date() -> None:
    day, zone = 86_400_000, "Asia/Jakarta"
    said = [TEXTS["id"].day(MOMENT, zone, MOMENT + after * day) for after in (0, 1, 2, 200)]
    assert said == ["Hari ini", "Kemarin", "Rabu, 13 Agustus", "Rabu, 13 Agustus 2025"]
    assert TEXTS["en"].when(MOMENT, zone) == "Wednesday 19:00 WIB"
    assert TEXTS["en"].date(MOMENT, zone) == "13 August 2025"
