"""Numbers of students and employees: always with a word that says so."""

from __future__ import annotations

import re

from moderation.detect.runs import Run

_NIP = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d(?:0[1-9]|1[0-2])[12]\d{3}"
)


def looks_like_employee_number(run: Run) -> float:
    """A NIP is 18 digits: birth date, month of entry, sex, serial (BKN 22/2007)."""
    return 0.95 if _NIP.fullmatch(run.digits) else 0.0


def may_be_called_student_id(run: Run) -> bool:
    """Enough digits to be one when a word says so."""
    return 5 <= len(run.digits) <= 20


#: `NIM gue H1B018077`, `student number CSU-2204817`: letters in it, so no run of digits.
LETTERED = re.compile(
    r"\b(?:nim|npm|nrp|nis|nisn|nip|nopeg|student (?:id|number|no)|student no\.?|employee (?:id|number|no)"
    r"|staff (?:id|number|no)|intern(?:ship)? (?:id|number|no)|nik karyawan|nomor induk|no induk"
    r"|nbi|nbp|nomor pokok"
    r"|matric(?:ulation)?(?: (?:no|number))?|badge(?: (?:no|number))?|(?:id|no|nomor|nomer"
    r"|nomor induk) (?:mahasiswa|karyawan|pegawai|siswa|induk|kartu pelajar|magang|peserta|anggota"
    r"|murid|santri|staf|staff|kerja|kru|crew|guru|dosen|praktikan|absen|pekerja|buruh|relawan|badge))"
    r"(?:ku|mu|nya"
    r"|s)?\b[^\n;.]{0,24}?(?<![^\W_])((?=[a-z/.-]{0,8}\d)[a-z0-9]{1,10}(?:[-/.][a-z0-9]{1,12}){0,4}(?<=\d)[a-z]?)(?![^\W_])"
)
