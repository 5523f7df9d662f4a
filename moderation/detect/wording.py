"""How a word is written and how common it is: what several recognisers ask."""

from __future__ import annotations

from functools import cache

from moderation.data import lines_of, words_of
from moderation.normalise import Text, Word

COMMON = words_of("common")
#: Small words that never are part of a name of a place, a street or an institution.
STOP = frozenset(
    """
    aku gue gw gua saya sy ku kamu lo lu km dia ia kami kita kalian mereka yg yang di ke dari dr dan atau tapi tp tpi kalo kalau klo
    karena krn soalnya buat untuk utk dgn dengan sama ma pas waktu saat lagi lg udah udh dah sudah sdh belum blm blom gak ga nggak
    ngga enggak tidak tdk bukan bkn jangan jgn ya yah iya sih deh dong kok kan lah loh lho nih tuh itu ini tu ni ada mau bisa bs harus
    cuma cm aja doang juga jg terus trus trs lalu abis habis banget bgt sekali bener beneran padahal malah makanya jadi jd sampe sampai
    kayak kyk kaya seperti gitu gini begitu begini apa siapa mana kapan kenapa gimana berapa oke ok udahlah kak min bang mas mbak bu pak
    the a an i im you he she it we they my your his her our their is are was were be been am of to in on at for from with and or but so
    because when then that this there here just not no yes do did does have has had will would can could should if as by about up out
    again really very too also only me him them us mine tonight today tomorrow yesterday pagi siang sore malem malam besok kemarin kmrn
    tadi nanti ntar sekarang skrg dulu hari minggu bulan tahun jam menit tempat rumah deket dekat depan belakang samping sebelah kiri
    kanan arah lewat masuk keluar pulang pergi jalan kaki orang anak temen teman ibu bapak ayah mama papa kakak adik adek suami istri
    lalu setelah sebelum sejak kata katanya bilang kasih kena masih pernah sering selalu kadang mungkin semua semuanya tiap setiap
    mari karna krna karena krn setiap saling seluruh terlalu juga selamat halo hai hi oh eh wah nah hmm amin aamiin quran alquran fatihah
    thank thanks makasih please tolong dia nya si para oleh pada namun maka agar supaya meski walau biar dimana kemana darimana
    """.split()  # noqa: SIM905
)


@cache
def phrases_of(name: str) -> frozenset[str]:
    """A list whose entries may have several words, parted by single blanks."""
    return frozenset(" ".join(entry.split()) for entry in lines_of(name))


def is_capital(text: Text, word: Word) -> bool:
    """Does it begin with a capital letter?"""
    return text.plain[word.start].isupper()


def begins_sentence(text: Text, word: Word) -> bool:
    """Is it the first word of the text or of a sentence, where a capital says little?"""
    before = text.plain[: word.start].rstrip(" \"'(*_>-\t")[-1:]
    return before in ("", ".", "!", "?", "\n", ":", "…")


def gap_before(text: Text, at: int) -> str:
    """What stands between the word before and this one."""
    words = text.words
    return text.plain[words[at - 1].end : words[at].start] if at else text.plain[: words[at].start]
