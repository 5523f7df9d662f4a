"""Coarse words: every source word has a class, and innocent ones stay untouched."""

from __future__ import annotations

from pathlib import Path

import better_profanity
import pytest

from moderation.normalise import normalise
from moderation.signals import Signals, read_signals
from moderation.signals.words import CLASSES, classified

INNOCENT = """
dong ayo makan, udah jam segini
massa otot berkurang setelah sakit
donor organ itu mulia
ini asli buatan ibu
hasil tes HIV-ku negatif, lega
I was raped when I was nineteen and I am telling someone for the first time
aku gay dan keluargaku belum tau
PMS bikin aku gampang nangis
dokter menyarankan pap smear dan cek vagina
asuransi kesehatanku sudah aktif
asuhan keperawatan itu tugasku
the Scunthorpe relatives are visiting
I'm a class assistant, passing notes is my whole job
anjing peliharaanku sakit dari kemarin
makan babi guling di Bali
monyet2 di hutan nyuri pisang
tahi lalat di pipiku membesar
tai kucing di teras, siapa yang bersihin
mati lampu dari magrib
gila macetnya hari ini
bodo amat sama cucian, aku tidur dulu
aku kurus banget sejak sakit, dibilang penyakitan
lulus cum laude, ibu nangis
Ass. wr. wb. selamat pagi semua
assalamualaikum, izin gabung
besok ujian E. coli di lab mikrobiologi
cocok banget warnanya
masa depan itu apa sih
semen di rumah tetangga numpahin jalan
aku kangen ngobrol sama kalian
buang sampah plastik dulu ya
hore akhirnya libur
dia spik spik doang sih katanya
kumpul yang bener dong kalian
"""
COARSE = """
anjing capek banget hidup
anjjjiiing kerjaan numpuk
anj1ng emang debt collector itu
b4ngs4t nelpon terus
bgst bgt hari ini
a n j i n g banget lah
anj*ng telat lagi
fuuuuck insomnia
f.u.c.k this week
what the sh1t happened
jancuk antri ket subuh
kampret keretanya batal
sialan, ketinggalan bus
goblok banget sistemnya
damn that was long
"""
AIMED = """
goblok lu
dasar tolol
t 0 l 0 l lu @jejak
tolol2 banget sih kalian
lo tuh attention wh0re
you are such an idiot @bluemug
bego amat sih kamu
otak kosong lu
dasar pelakor
you're pathetic
lu sampah
kalian semua munafik
ketololanmu ga ada obatnya, dasar bego
"""
SUFFERED = """
kata ayah 'bangsat kamu, keluar dari rumah ini'
si bos bilang aku tolol di depan orang
he called me a worthless pig when I was eleven
mantanku suka bilang aku goblok
dia selalu ngatain aku bego kalau masak gosong
my mother told me I was stupid every single day
aku goblok banget ya, kenapa aku percaya lagi
aku ngerasa bodoh di kelas
I feel so stupid for trusting him
gue emang bego, ga berguna
kamu nggak bodoh, kamu capek
you're not pathetic, you're grieving
"""


def read(typed: str) -> Signals:
    return read_signals(normalise(typed))


def lines(block: str) -> list[str]:
    return [line for line in block.splitlines() if line]


def test_every_word_of_the_installed_list_has_a_class() -> None:
    source = Path(better_profanity.__file__).parent / "profanity_wordlist.txt"
    installed = {word for word in source.read_text("utf-8").splitlines() if word}
    assert installed == set(classified())
    assert set(classified().values()) == {*CLASSES, "none"}


def test_words_of_body_identity_and_trauma_have_no_class() -> None:
    innocent = "dong massa organ semen gay hiv raped rape pms vagina penis breasts lesbians queer heroin virgin uterus naked"
    assert {classified()[word] for word in innocent.split()} == {"none"}


@pytest.mark.parametrize("typed", lines(INNOCENT))
def test_an_innocent_word_is_no_abuse(typed: str) -> None:
    assert read(typed).abuse == "none"


@pytest.mark.parametrize("typed", lines(COARSE))
def test_a_coarse_word_aimed_at_nobody_is_profanity_in_any_spelling(typed: str) -> None:
    assert read(typed).abuse == "profanity"


@pytest.mark.parametrize("typed", lines(AIMED))
def test_the_same_aimed_at_a_member_is_harassment(typed: str) -> None:
    assert read(typed).abuse == "harassment"


@pytest.mark.parametrize("typed", lines(SUFFERED))
def test_abuse_as_suffered_or_of_oneself_is_no_harassment(typed: str) -> None:
    assert read(typed).abuse != "harassment"
