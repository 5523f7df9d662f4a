"""Made-up Indonesian chat for load: no text twice, some with identifiers, a few that a group would hold.

Nobody is behind it: phrases are put together by chance from a seed, so that a run can be repeated.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

WHEN = (
    "tadi malam",
    "sejak kemarin sore",
    "beberapa hari ini",
    "pagi tadi",
    "waktu lagi nyuci piring",
    "pas pulang kerja",
    "habis makan siang",
    "minggu lalu",
    "sebelum tidur",
    "di jalan pulang",
    "waktu hujan deras",
    "tiap akhir bulan",
    "selesai rapat",
    "begitu bangun",
    "lagi antre di warung",
    "sambil nunggu angkot",
)
WHO = (
    "aku",
    "jujur aku",
    "ternyata aku",
    "entah kenapa aku",
    "lagi lagi aku",
    "kayaknya aku",
    "akhirnya aku",
    "diam diam aku",
    "sempat aku",
    "untungnya aku",
    "pelan pelan aku",
    "anehnya aku",
)
FELT = (
    "keinget obrolan lama di dapur",
    "pengen diem aja di kamar",
    "ketawa sendiri lihat foto kucing",
    "ga tau harus mulai dari mana",
    "bisa tarik napas agak lega",
    "nangis sebentar terus lanjut masak",
    "ngerasa sepi padahal rumah rame",
    "nulis di buku catatan sampai dua halaman",
    "berani bilang nggak ke atasan",
    "nunda balas pesan seharian",
    "denger lagu yang dulu sering diputar",
    "cemas lihat tagihan numpuk",
    "tidur lebih awal dari biasanya",
    "kangen suasana rumah nenek",
    "coba jalan kaki keliling komplek",
    "marah tapi ga tau ke siapa",
    "bikin teh terus duduk di teras",
    "mikir panjang soal pekerjaan",
    "capek pura pura kuat",
    "nyaman dengerin suara hujan",
)
BUT = (
    "tapi habis itu agak mendingan",
    "walau besoknya balik lagi",
    "dan itu ternyata boleh",
    "cuma belum cerita ke siapa siapa",
    "tapi rasanya masih campur aduk",
    "terus aku simpan dulu",
    "dan anehnya jadi tenang",
    "meski kepala masih berisik",
    "sampai lupa belum makan",
    "terus pelan pelan reda",
    "dan aku nggak maksa diri",
    "walaupun cuma sebentar",
    "tapi badan rasanya berat",
    "dan rumah tetap berantakan",
)
SO = (
    "ada yang pernah ngalamin juga",
    "makasih udah mau baca",
    "kalian biasanya gimana",
    "cuma mau cerita aja",
    "nggak butuh saran dulu",
    "semoga malam ini bisa istirahat",
    "boleh dong bagi pengalaman",
    "maaf kalau kepanjangan",
    "senang ada tempat begini",
    "nanti aku lanjut lagi",
    "buat kalian yang lagi berat juga, peluk jauh",
    "aku baca semua cerita kalian kok",
    "hari ini segini dulu",
    "pelan pelan ya kita",
)
NAMING = (
    "nomor lamaku {phone} udah nggak aktif, jadi sepi",
    "tadi ada yang nelpon dari {phone} terus ditutup",
    "email lamaku {email} kena retas, capek banget",
    "masih hafal nomor almarhum {phone} sampai sekarang",
    "kartu lamaku {phone} hangus, semua kontak ilang",
)
HELD = ("kamu goblok", "lu emang tolol", "dasar kamu bego", "kamu anjing", "lo bangsat")

NAMED_SHARE, HELD_SHARE = 0.05, 0.01


class Chat:
    """A source of texts that never repeats itself. `sorts` counts what it gave: plain, named, held."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._given: set[str] = set()
        self.sorts = {"plain": 0, "named": 0, "held": 0}

    def mixed(self) -> Iterator[str]:
        """5 % hold an identifier, 1 % an insult that a group holds."""
        while True:
            yield self._once("held", self._held) if self._random.random() < HELD_SHARE else self._shown()

    def shown(self) -> Iterator[str]:
        """Texts that every listener gets, 5 % of them with a piece hidden."""
        while True:
            yield self._shown()

    def _shown(self) -> str:
        return self._once("named", self._named) if self._random.random() < NAMED_SHARE else self.plain()

    def plain(self) -> str:
        """One text with nothing to hide."""
        return self._once("plain", self._plain)

    def words(self, count: int) -> str:
        """A text with nothing to hide, of exactly so many words."""
        words: list[str] = []
        while len(words) < count:
            words += self._plain().split()
        return " ".join(words[:count])

    def _once(self, sort: str, make: Callable[[], str]) -> str:
        while (text := make()) in self._given:
            pass
        self._given.add(text)
        self.sorts[sort] += 1
        return text

    def _plain(self) -> str:
        pick = self._random.choice
        first = f"{pick(WHEN)} {pick(WHO)} {pick(FELT)}, {pick(BUT)}"
        second = f"{pick(WHO)} {pick(FELT)}, {pick(SO)}" if self._random.random() < 0.6 else pick(SO)
        return f"{first}. {second}"

    def _named(self) -> str:
        digits = "".join(self._random.choices("0123456789", k=8))
        filled = self._random.choice(NAMING).format(
            phone=f"08{self._random.choice('12357')}{self._random.randrange(1, 9)}-{digits[:4]}-{digits[4:]}",
            email=f"warung.senja{digits[:5]}@gmail.com",
        )
        return f"{filled}. {self._plain()}"

    def _held(self) -> str:
        return f"{self._random.choice(HELD)}, {self._plain()}"
