"""Institutions: the type word (SMA, PT, RSUD, masjid, University) with the name beside it."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.data import words_of
from moderation.detect.wording import COMMON, STOP, gap_before, is_capital, phrases_of
from moderation.normalise import Text
from moderation.types import Kind, Span

_TYPES = {
    Kind.SCHOOL: "sd sdn sdit sdk smp smpn smpit sma sman smak smk smkn smkk mts mtsn mtss man madrasah paud slb slbn tk tkit ponpes pesantren "
    "universitas univ univrsitas institut politeknik poltek poltekkes stikes stikom stie stmik stia stain iain uin akademi akbid akper "
    "fakultas fak jurusan prodi sekolah kampus unv",
    Kind.WORK: "pt cv ud firma koperasi bank hotel restoran cafe kafe toko warung bengkel butik salon agensi studio",
    Kind.CLINIC: "rs rsu rsud rsj rsjd rsia rsup rsi klinik puskesmas pkm apotek apotik posyandu panti yayasan ypi rehab",
    Kind.WORSHIP: "masjid mesjid musala mushola musholla langgar gereja gki gbi hkbp gpib gkj gmim gbkp gmit paroki kapel pura vihara wihara "
    "klenteng kelenteng katedral majelis",
}
TYPES: dict[str, Kind] = {word: kind for kind, row in _TYPES.items() for word in row.split()}
_UPPER_ONLY = frozenset("man tk pt cv ud rs fak".split())
_NEEDS_CAPITAL = frozenset(
    "bank hotel restoran cafe kafe toko warung bengkel butik salon agensi studio kampus sekolah jurusan prodi panti majelis langgar pura yayasan akademi "
    "koperasi firma rehab man tk klinik apotek apotik gereja masjid mesjid".split()
)
_TWO_WORDS = {
    ("rumah", "sakit"): Kind.CLINIC, ("pondok", "pesantren"): Kind.SCHOOL, ("sekolah", "tinggi"): Kind.SCHOOL, ("sekolah", "dasar"): Kind.SCHOOL,
    ("panti", "asuhan"): Kind.CLINIC, ("panti", "rehabilitasi"): Kind.CLINIC, ("panti", "jompo"): Kind.CLINIC, ("panti", "werdha"): Kind.CLINIC,
    ("sekolah", "menengah"): Kind.SCHOOL, ("majelis", "taklim"): Kind.WORSHIP, ("yayasan", "pendidikan"): Kind.SCHOOL,
}  # fmt: skip
_GENERIC = frozenset(
    "negeri swasta islam kristen katolik terpadu inpres umum daerah jiwa ibu dan anak internasional international nasional pusat sakit dasar menengah pertama "
    "tinggi ilmu gigi hewan kecantikan besar raya kecil agung jami jamik the an kota kabupaten al terdekat kesehatan mental kita kami saya aku".split()
)
_TOWARDS = frozenset(
    "negeri swasta islam kristen katolik terpadu inpres umum daerah muhammadiyah aisyiyah maarif bhakti bakti bina harapan tunas mulia sejahtera abadi jaya "
    "makmur sentosa karya cipta indah bangsa nusantara persada perkasa utama sinar mekar sari husada medika sehat kasih bunda jiwa insan cendekia taruna "
    "kencana pelita pertiwi budi luhur pancasila kartika santo santa st don yohanes paulus maria petrus theresia darul nurul al an ar as miftahul hidayah "
    "ikhlas falah jami jamik agung raya hilir hulu permata kesuma farmasi kedokteran teknik hukum ekonomi psikologi sastra ilmu komunikasi "
    "pendidikan keperawatan kebidanan informatika akuntansi manajemen".split()
)
_MAJORS = frozenset(
    "sastra teknik ilmu psikologi farmasi kedokteran hukum ekonomi akuntansi manajemen komunikasi keperawatan kebidanan informatika inggris indonesia jepang "
    "sipil mesin elektro industri kimia fisika matematika biologi pendidikan arsitektur desain seni statistika sosiologi antropologi hubungan internasional "
    "fisip feb fk fh ft fmipa fkm fib fkg fkip fasilkom fapsi fikom fapet faperta fkh fpik fe fik fti fbs fkep stei sbm kesehatan masyarakat bisnis "
    "fakultas jurusan prodi gizi sejarah filsafat administrasi negara publik".split()
)
_CAMPUSES = frozenset(
    "unpad ugm itb undip unair its unhas usu unand unsri unila unud unram undana uncen unpatti unsrat untad uho untan ulm unmul unja unib unri unej unibraw ub "
    "uny uns unnes unesa upi unj unsoed untirta untidar uii umy uad umm ums uksw ukdw ukrida untar binus trisakti usakti atmajaya unika unpar telkom telu gunadarma "
    "mercubuana unpam uhamka umj ubaya petra ciputra uph umn unsyiah unimed uinsu uinjkt upn upnvj upnvy unisba unikom widyatama uniku stan ipdn akpol".split()
)
_KNOWN_BANKS = frozenset("bca bni bri mandiri btn bsi cimb niaga permata danamon jago jenius indonesia dunia sampah syariah darah mega mana gue aku dki jateng jatim bjb soal account".split())
_SUFFIXES = {
    "university": Kind.SCHOOL, "college": Kind.SCHOOL, "school": Kind.SCHOOL, "academy": Kind.SCHOOL, "polytechnic": Kind.SCHOOL, "nursery": Kind.SCHOOL,
    "hospital": Kind.CLINIC, "clinic": Kind.CLINIC, "surgery": Kind.CLINIC, "hospice": Kind.CLINIC, "dental": Kind.CLINIC, "pharmacy": Kind.CLINIC,
    "infirmary": Kind.CLINIC, "church": Kind.WORSHIP, "mosque": Kind.WORSHIP, "temple": Kind.WORSHIP, "synagogue": Kind.WORSHIP, "chapel": Kind.WORSHIP,
    "cathedral": Kind.WORSHIP, "parish": Kind.WORSHIP, "accounting": Kind.WORK, "group": Kind.WORK, "ltd": Kind.WORK, "limited": Kind.WORK, "inc": Kind.WORK,
    "llc": Kind.WORK, "llp": Kind.WORK, "corp": Kind.WORK, "plc": Kind.WORK, "solicitors": Kind.WORK, "consulting": Kind.WORK, "associates": Kind.WORK,
    "partners": Kind.WORK, "logistics": Kind.WORK, "solutions": Kind.WORK, "studios": Kind.WORK, "foundation": Kind.WORK, "bakery": Kind.WORK, "holdings": Kind.WORK,
    "centre": Kind.CLINIC, "center": Kind.CLINIC, "practice": Kind.CLINIC, "primary": Kind.SCHOOL, "elementary": Kind.SCHOOL, "high": Kind.SCHOOL,
    "counselling": Kind.CLINIC, "counseling": Kind.CLINIC, "law": Kind.WORK, "motors": Kind.WORK, "cafe": Kind.WORK, "hotel": Kind.WORK, "care": Kind.CLINIC,
}  # fmt: skip
_SUFFIX_TAILS = frozenset("school group ltd limited centre center clinic hospital church of home college bank surgery practice".split())
_LEAD_INS = frozenset(
    "the my our his her their a an at in from to of for with near is was i and but so when after since this that old new local like best next another every "
    "public private junior senior middle mental health support friends peer focus".split()
)
_FRAMES = (
    ("kerja", "di"), ("bekerja", "di"), ("keja", "di"), ("magang", "di"), ("intern", "di"), ("ngantor", "di"), ("resign", "dari"), ("keluar", "dari"), ("dipecat", "dari"), ("internship", "di"), ("staff", "di"), ("staf", "di"),
    ("karyawan", "di"), ("karyawan",), ("interview", "di"), ("diterima", "di"), ("keterima", "di"), ("dipindah", "ke"), ("kantor", "di"), ("kerja", "at"), ("work", "at"), ("working", "at"), ("worked", "at"), ("works", "at"), ("job", "at"), ("boss", "at"), ("manager", "at"), ("intern", "at"), ("interned", "at"), ("fired", "from"), ("employed", "at"),
    ("work", "for"), ("resigned", "from"), ("quit",),
)  # fmt: skip
_STUDY = (
    ("kuliah", "di"), ("sekolah", "di"), ("mondok", "di"), ("nyantri", "di"), ("ngajar", "di"), ("mengajar", "di"), ("guru", "di"), ("dosen", "di"), ("alumni",), ("mahasiswa",), ("mahasiswi",), ("kampus",), ("lulusan",), ("study", "at"), ("studying", "at"), ("student", "at"), ("studied", "at"), ("teach", "at"), ("teacher", "at"), ("graduated", "from"), ("anak",), ("s1",),
)  # fmt: skip
_MOST = 6
_HEADS = frozenset(TYPES) | frozenset(first for first, _ in _TWO_WORDS) | frozenset(_SUFFIXES) | _CAMPUSES
_FRAME_ENDS = frozenset(frame[-1] for frame in _FRAMES)
_OPENERS = _HEADS | frozenset(frame[0] for frame in _FRAMES)


def find_institutions(text: Text) -> Iterator[Span]:
    """Type word first (Indonesian), type word last (English), then a capitalised employer behind `kerja di`."""
    if _OPENERS.isdisjoint(text.vocabulary):
        return
    shouted = text.shouted
    words = text.words
    covered = -1
    for at, word in enumerate(words):
        if at <= covered or not (word.low in _HEADS or (at and words[at - 1].low in _FRAME_ENDS)):
            continue
        found = _typed(text, at, shouted) or _suffixed(text, at, shouted) or _campus(text, at)
        if found is None and not shouted:
            found = _employer(text, at)
        if found:
            first, last, kind, score = found
            covered = last
            yield text.span(words[first].start, words[last].end, kind, score, "institution")


_Found = tuple[int, int, Kind, float]


def _typed(text: Text, at: int, shouted: bool) -> _Found | None:
    words = text.words
    low = words[at].low
    kind, head = TYPES.get(low), at
    if at + 1 < len(words) and (low, words[at + 1].low) in _TWO_WORDS:
        kind, head = _TWO_WORDS[low, words[at + 1].low], at + 1
    if kind is None or (low in _UPPER_ONLY and not text.plain[words[at].start : words[at].end].isupper() and low != "pt"):
        return None
    last, named = _name_after(text, head, low, shouted)
    if not named or (low == "bank" and words[head + 1].low in _KNOWN_BANKS):
        return None
    last = _second_institution(text, last, shouted)
    return _first_word(text, at, shouted), last, kind, 0.85


def _name_after(text: Text, head: int, low: str, shouted: bool) -> tuple[int, bool]:
    """The last word of the name behind a type word, and whether anything there names it."""
    words, last, named = text.words, head, False
    for at in range(head + 1, min(head + 1 + _MOST, len(words))):
        if not _may_follow(gap_before(text, at)):
            break
        weight = _weight(text, at, head, low, shouted)
        if weight is None:
            break
        named = named or weight
        last = at
    while last > head and words[last].low in ("dan", "of", "the", "and"):
        last -= 1
    return last, named and last > head


def _may_follow(gap: str) -> bool:
    return len(gap) <= 3 and gap.strip() in ("", "-", "&", "'") and "\n" not in gap or gap == "."


def _weight(text: Text, at: int, head: int, low: str, shouted: bool) -> bool | None:
    """True: the word names; False: it may stand inside; None: the name ends before it."""
    word, words = text.words[at], text.words
    if word.low.isdigit():
        following = words[at + 1].low if at + 1 < len(words) else ""
        return None if len(word.low) > 3 or following in _COUNTED or TYPES.get(low) is not Kind.SCHOOL else True
    if word.low in ("dan", "of", "and", "the", "de") and at > head + 1 and at + 1 < len(words):
        return False if is_capital(text, words[at + 1]) else None
    if not shouted and is_capital(text, word) and word.low not in STOP and len(word.low) > 1:
        return word.low not in _GENERIC
    if word.low in STOP or low in _NEEDS_CAPITAL and word.low not in ("al", "nurul", "darul"):
        return None
    if word.low in _GENERIC:
        return False
    if word.low[-1].isdecimal() and not word.low.isdigit():
        return None
    if word.low in _TOWARDS or word.low in words_of("places") or word.low in words_of("names_wordy"):
        return True
    return True if word.low not in COMMON and len(word.low) > 3 and not word.low.endswith("nya") else None


_COUNTED = frozenset("tahun taun thn kelas bulan hari kali orang jam minggu semester tingkat juta ribu rb jt sks anak".split())


def _second_institution(text: Text, last: int, shouted: bool) -> int:
    """`Fakultas Farmasi Universitas X`, `Y University, School of Nursing`: one institution."""
    words = text.words
    nxt = last + 1
    if nxt < len(words) and words[nxt].low in TYPES and gap_before(text, nxt) in (" ", ", ") and TYPES[words[nxt].low] is Kind.SCHOOL:
        end, named = _name_after(text, nxt, words[nxt].low, shouted)
        if named:
            return end
    if nxt < len(words) and words[nxt].low in _CAMPUSES and gap_before(text, nxt) in (" ", ", "):
        return nxt
    return last


def _first_word(text: Text, at: int, shouted: bool) -> int:
    """A faculty or major written before the type word belongs to it: `Sastra Inggris Universitas ...`."""
    words = text.words
    while at and words[at - 1].low in _MAJORS and gap_before(text, at) == " " and (is_capital(text, words[at - 1]) or words[at - 1].low in _CAMPUSES):
        at -= 1
    return at


def _suffixed(text: Text, at: int, shouted: bool) -> _Found | None:
    """`Harlow & Finch Accounting`, `University of X`."""
    words, low = text.words, text.words[at].low
    if low not in _SUFFIXES or shouted or not is_capital(text, words[at]):
        return None
    first = at
    while first and at - first < 5 and _leads(text, first - 1, first):
        first -= 1
    last = at
    while last + 1 < len(words) and words[last + 1].low in _SUFFIX_TAILS and is_capital(text, words[last + 1]) and gap_before(text, last + 1) == " ":
        last += 1
    last = _of(text, last)
    if last + 1 < len(words) and words[last + 1].low in ("school", "faculty", "department", "college") and gap_before(text, last + 1) == ", ":
        last = _of(text, last + 1)
    names = [word.low for word in words[first:at]] + [word.low for word in words[at + 1 : last + 1]]
    if low in ("high", "primary", "care", "elementary", "law", "group") and last == at and first >= at - (1 if low != "group" else 0):
        return None
    named = [name for name in names if name not in _LEAD_INS and name not in _SUFFIXES and name not in ("s", "of")]
    return (first, last, _SUFFIXES[low], 0.8) if named else None


def _of(text: Text, last: int) -> int:
    words = text.words
    if last + 2 < len(words) and words[last + 1].low == "of" and is_capital(text, words[last + 2]):
        last += 2
        while last + 1 < len(words) and is_capital(text, words[last + 1]) and gap_before(text, last + 1) == " " and words[last + 1].low not in STOP:
            last += 1
    return last


def _leads(text: Text, at: int, nxt: int) -> bool:
    """May this word stand before a type word?"""
    word, gap = text.words[at], gap_before(text, nxt)
    if word.low == "s":
        return gap == " " and at > 0 and gap_before(text, at) in ("'", "’")
    if gap not in (" ", " & ", "'", ". ", "-", "’"):
        return False
    if word.low in ("and", "of"):
        return at > 0 and is_capital(text, text.words[at - 1]) and text.words[at - 1].low not in _LEAD_INS
    return is_capital(text, word) and word.low not in _LEAD_INS and word.low not in STOP


def _campus(text: Text, at: int) -> _Found | None:
    """A campus by its short name, with the faculty before it."""
    words = text.words
    if words[at].low not in _CAMPUSES:
        return None
    short = words[at].low in ("ub", "uns", "its", "stan", "petra", "ciputra", "telkom", "usu")
    if short and not text.plain[words[at].start : words[at].end].isupper() and not _framed(text, at, _STUDY):
        return None
    if words[at].low in ("its", "stan") and not (_framed(text, at, _STUDY) or (at and words[at - 1].low in _MAJORS)):
        return None
    return _first_word(text, at, shouted=False), at, Kind.SCHOOL, 0.8


def _framed(text: Text, at: int, frames: tuple[tuple[str, ...], ...]) -> bool:
    before = tuple(word.low for word in text.words[max(0, at - 2) : at])
    return any(before[-len(frame) :] == frame for frame in frames)


def _employer(text: Text, at: int) -> _Found | None:
    """A capitalised name behind `kerja di`, `resign dari`, `my boss at`."""
    word = text.words[at]
    if not is_capital(text, word) or word.low in STOP or not _framed(text, at, _FRAMES) or word.low in phrases_of("cities"):
        return None
    last = at
    while last + 1 < len(text.words) and last - at < 4 and _continues(text, last + 1):
        last += 1
    while last > at and text.words[last].low in ("and", "s"):
        last -= 1
    if " ".join(one.low for one in text.words[at : last + 1]) in phrases_of("cities") or (last == at and word.low in COMMON and len(word.low) > 5 and word.low in _GENERIC):
        return None
    return at, last, Kind.WORK, 0.7


def _continues(text: Text, at: int) -> bool:
    word, gap = text.words[at], gap_before(text, at)
    if gap in (" & ", " and ") or (gap in ("'", "’") and word.low == "s"):
        return True
    return gap in (" ", "-", " & ") and is_capital(text, word) and word.low not in STOP


__all__ = ["find_institutions"]
