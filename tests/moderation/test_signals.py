"""Danger, asks, breaches, judging: what they are taken for, and what they are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.normalise import normalise
from moderation.signals import Signals, read_signals
from moderation.types import Danger, Level

CORPUS = Path(__file__).parent.parent / "corpus" / "mod_dev.jsonl"


def read(typed: str) -> Signals:
    return read_signals(normalise(typed))


def codes(typed: str) -> set[str]:
    return {hit.code for hit in read(typed).hits}


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("aku pengen bunuh diri", Level.URGENT),
        ("gue pgn bundir aja rasanya", Level.URGENT),
        ("b*nuh d*ri kepikiran terus", Level.URGENT),
        ("I keep thinking about suicide", Level.URGENT),
        ("dorongan nyakitin diri balik lagi", Level.URGENT),
        ("malam ini aku bunuh diri", Level.EMERGENCY),
        ("I'm going to end my life tonight", Level.EMERGENCY),
        ("surat buat ibu udah kutulis, selamat tinggal semuanya", Level.EMERGENCY),
        ("tiap malam berdoa ga usah bangun lagi", Level.WATCH),
        ("everyone would be better off without me", Level.WATCH),
        ("pernah nyoba bunuh diri waktu SMA, sekarang udah baikan", Level.WATCH),
        ("temenku cerita kepikiran bunuh diri", Level.URGENT),
        ("tadi suamiku mukul aku lagi, dia masih ngamuk di luar pintu", Level.URGENT),
    ],
)
def test_danger_is_heard(typed: str, level: Level) -> None:
    assert read(typed).crisis is level


@pytest.mark.parametrize(
    "typed",
    [
        "mati lampu semalaman, nyamuk semua",
        "capek setengah mati abis pindahan",
        "mau mati ketawa baca ceritamu",
        "mati gaya di reuni",
        "bunuh waktu sambil nunggu bus",
        "film itu tokohnya bunuh diri di akhir, berat",
        "ikut pelatihan pencegahan bunuh diri minggu depan",
        "aku ga kepikiran bunuh diri kok, cuma capek",
        "sepupuku meninggal karena bunuh diri tahun lalu",
        "you're all killing it this week",
        "dead tired after the night shift",
        "goodbye to my old job, hello sleep",
        "hp mati, charger ketinggalan",
        "selamat tinggal kantor toxic",
        "aku potong semua kontak sama mantan",
    ],
)
def test_what_only_sounds_like_danger_is_none(typed: str) -> None:
    assert read(typed).crisis is Level.NONE


@pytest.mark.parametrize(
    ("typed", "danger"),
    [
        ("aku pengen bunuh diri", Danger.OWN),
        ("temenku cerita kepikiran bunuh diri", Danger.SOMEBODY),
        ("tadi suamiku mukul aku lagi, dia masih ngamuk di luar pintu", Danger.OTHER_NOW),
        ("anak tetangga tiap malam dipukuli bapaknya", Danger.CHILD),
        ("hari ini masak sayur", Danger.NONE),
    ],
)
def test_who_is_in_danger_is_told(typed: str, danger: Danger) -> None:
    assert read(typed).danger is danger


@pytest.mark.parametrize(
    ("typed", "ask"),
    [
        ("minta nomor wa kamu dong", "contact_request"),
        ("lanjut di telegram aja yuk, lebih enak", "contact_request"),
        ("DM me anytime", "contact_request"),
        ("kopdar yuk sabtu ini", "meet_request"),
        ("let's meet up for coffee, who's in?", "meet_request"),
        ("stop aja obatnya, kamu udah sembuh", "medical_advice"),
        ("dosisnya dinaikin aja kak", "medical_advice"),
        ("klik link ini kak gratis https://contoh.example.com/a", "link_spam"),
        ("open reseller kak, bisa cod", "solicitation"),
        ("pinjaman cepat tanpa jaminan, chat aku", "solicitation"),
        ("dokterku nurunin dosisnya minggu lalu", "none"),
        ("jangan berhenti minum obat sendiri ya, tanya dokter dulu", "none"),
        ("hp hilang, kontak wa ikut hilang", "none"),
        ("aku ketemu ibu setelah lima tahun", "none"),
        ("untung ga jadi ketipu investasi", "none"),
        ("di sini ga boleh minta nomor pribadi ya", "none"),
    ],
)
def test_what_is_asked_of_others_is_told(typed: str, ask: str) -> None:
    assert read(typed).ask == ask


@pytest.mark.parametrize(
    ("typed", "breach"),
    [
        ("udah aku screenshot ceritanya @senja", "screenshot"),
        ("tadi aku rekam sesi kita", "screenshot"),
        ("aku ceritain kisah @senja ke temen kantor", "share_outside"),
        ("nama asli kamu siapa @senja", "unmask"),
        ("I know exactly who you are @bluemug", "unmask"),
        ("boleh nggak aku screenshot tulisanku sendiri", "none"),
        ("jangan screenshot obrolan di sini ya", "none"),
        ("siapa tadi yang nanya soal susah tidur", "none"),
        ("aku cerita ke suamiku soal diagnosisku", "none"),
    ],
)
def test_what_leaves_the_group_is_told(typed: str, breach: str) -> None:
    assert read(typed).breach == breach


@pytest.mark.parametrize(
    "typed",
    [
        "kamu kurang bersyukur",
        "coba diruqyah kak",
        "gitu aja kok nangis",
        "makanya perbanyak dzikir",
        "masih banyak yang lebih susah dari kamu",
        "just think positive",
        "depresi itu cuma alasan orang malas",
    ],
)
def test_judging_is_noticed(typed: str) -> None:
    assert "judging" in codes(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "aku merasa kurang bersyukur",
        "habis sholat rasanya tenang",
        "doain aku ya",
        "mertua bilang aku kurang iman",
        "kamu nggak berlebihan, wajar nangis",
        "alhamdulillah hari ini bisa tidur",
    ],
)
def test_ones_own_faith_and_what_one_had_to_hear_is_not(typed: str) -> None:
    assert "judging" not in codes(typed)


def test_a_method_word_is_marked_only_beside_danger() -> None:
    assert "topic.method" in codes("aku kepikiran bunuh diri, liat gunting terus")
    assert "topic.method" not in codes("gunting kuku hilang lagi")


def test_hits_are_places_of_the_text_as_typed() -> None:
    typed = "halo\u200b semua, minta n\u0301omor wa kamu dong"
    places = {typed[hit.start : hit.end] for hit in read(typed).hits if hit.code == "ask.contact"}
    assert any("n\u0301omor wa kamu" in place for place in places)


def test_the_corpus_for_development_keeps_its_level() -> None:
    """A floor under what stands; how well it works on unseen messages is measured elsewhere."""
    rows = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]
    read_rows = [(row, read(row["text"])) for row in rows]
    acute = [
        signals.crisis >= Level.URGENT
        for row, signals in read_rows
        if row["crisis"] in ("urgent", "emergency")
    ]
    calm = [signals.crisis >= Level.URGENT for row, signals in read_rows if row["crisis"] == "none"]
    assert sum(acute) >= 0.95 * len(acute)
    assert sum(calm) <= 0.02 * len(calm)
    for field in ("abuse", "ask", "breach"):
        right = [getattr(signals, field) == row[field] for row, signals in read_rows]
        assert sum(right) >= 0.97 * len(right), field


@pytest.mark.parametrize(
    "typed",
    [
        "0 0 0 " * 1700,
        "a.a.a@" * 1700,
        "mau mati " * 1100,
        "x" * 10_000,
        "a b c " * 1700,
        '"a" ' * 2500,
        "a*" * 5000,
        "\x00\ud800",
    ],
)
def test_a_hostile_text_is_only_a_text(typed: str) -> None:
    assert isinstance(read(typed), Signals)


@given(st.text(max_size=300))
def test_no_text_is_too_strange(typed: str) -> None:
    for hit in read(typed).hits:
        assert 0 <= hit.start < hit.end <= len(typed)
