"""Words that say what a number is. The nearest one to a run of digits decides."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.detect.runs import Run
from moderation.types import Kind

NOT_AN_IDENTIFIER = "other"  # order numbers, codes, scores, hotlines

_WORDS: dict[Kind | str, str] = {
    Kind.PHONE: "wa wea wasap watsap watsapp whatsapp whatsap whatsup telp tlp telpon telepon tlpn telfon tlpon nelpon telponan hp hape "
    "nohp nowa notelp nomer nomor nomorku nomerku nmr nmer noku kontak contact call text txt sms phone cell cellphone mobile "
    "reach number num telegram tele signal hubungi hub japri wapri chat calling dial ring telephone tel ph hpku waku wanya "
    "hpnya telponku simpati tsel xl telkomsel indosat imo viber line darurat emergency",
    Kind.NATIONAL_ID: "nik ktp kk ektp kartukeluarga npwp bpjs kpj kis jkn jkp paspor passport sim ssn social pasport nikku ktpku kitas "
    "kitap nikk nino insurance medicare driver driving licence license identity nric mykad nhs",
    Kind.STUDENT_ID: "nim npm nrp nis nisn nip nidn nimku npmku nrpku nipku nisnku student mahasiswa siswa pegawai karyawan employee "
    "staff nik2 nuptk matric matriculation badge nopeg nip1 registrasi",
    Kind.BANK: "rek rekening norek rekeningku reknya norekku rekku bank bca bni bri btn bsi mandiri cimb niaga permata danamon jago jenius seabank "
    "muamalat mega blu neo ocbc panin maybank bjb btpn uob hsbc citibank sinarmas bukopin allo gopay ovo dana "
    "shopeepay linkaja spay gpay astrapay doku va virtual transfer tf trf account acc acct sort iban card kartu debit "
    "kredit credit atm visa mastercard paypal monzo barclays lloyds natwest routing rekeningnya akunbank superbank bankjatim wise",
    NOT_AN_IDENTIFIER: "resi order orderan pesanan invoice otp kode code tiket antrian antrean isbn versi version flight penerbangan "
    "booking pnr skor nilai score hotline halaman pasal parcel tracking awb kupon voucher serial model seri bab ayat "
    "queue ticket reference ref lot batch hadiah undian promo skck saldo harga total gaji utang hutang cicilan tagihan bayar "
    "price salary debt budget jumlah populasi penduduk sejiwa ext ekstensi juz surat soal angka lotre togel",
}
LABELS: dict[str, Kind | str] = {word: kind for kind, row in _WORDS.items() for word in row.split()}
_WEAK = frozenset(
    "nomor nomer number num chat call text line social card kartu dana student mahasiswa staff mega sim bank kode code".split()
)


def labels_of(run: Run) -> Iterator[tuple[Kind | str, int]]:
    """What the words around a run call it, the nearest first, with how many words lie between."""
    before = [(LABELS[word], at) for at, word in enumerate(run.before) if word in LABELS]
    weak = [hit for hit in before if run.before[hit[1]] in _WEAK]
    yield from (hit for hit in before if hit not in weak)
    yield from weak
    yield from ((LABELS[word], at + 2) for at, word in enumerate(run.after[:4]) if word in LABELS)


def label_of(run: Run) -> tuple[Kind | str | None, int]:
    """The label that decides, or None."""
    return next(labels_of(run), (None, 99))
