"""The ways an identifier is split over messages, one function each: `join(text, past) -> Iterator[Found]`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from moderation.data import sections_of
from moderation.detect import detect
from moderation.detect.birthdates import BIRTH, MONTHS
from moderation.detect.emails import find_emails
from moderation.detect.lexicon import Class, class_of, classes_of
from moderation.detect.names import find_names
from moderation.detect.wording import COMMON, STOP, is_capital, phrases_of
from moderation.normalise import Text, normalise
from moderation.split_numbers import announced_numbers, split_numbers
from moderation.types import Kind

_WORDS = sections_of("structured")

if TYPE_CHECKING:
    from moderation.window import Found, Past

_WHO = r"(?:siapa|siape|sape|sapa|sopo|saha|sinten|apa|sp|sia|ise|inai)"
_NAME_OF = r"(?:nama|ngaran|jeneng|asma|aran|wasta|panggil|celuk|sebut)"
_ASKED = re.compile(
    rf"\b(?:(?:{_NAME_OF}\w{{0,5}}|dipanggil|diceluk|manggil\w*|nyelukke|nyebut|disapa)\b[^.!\n]{{0,30}}\b{_WHO}\b"
    rf"|{_WHO}\b[^.!\n]{{0,24}}\b(?:{_NAME_OF}\w*|dipanggil|mantan\w*|orang\w*|pelaku\w*|dia)\b"
    rf"|(?:an|a\.n|atas nama|a/n)\.? {_WHO}\b|{_WHO} (?:an|a\.n|a/n)\b"
    r"|(?:what|who)\b[^.!\n]{0,24}\b(?:name|call you|called|go by)|name (?:you|we|should|to use|for you)|(?:your|his|her|their) name\b"
    r"|who(?: is| was|'s) (?:he|she|it|that|this)|nama (?:asli|lengkap)\w* )"
)
_ANNOUNCED = re.compile(
    r"\b(?:namaku|nama aku|nama saya|nama gue|namanya|my name is|my name'?s|i'?m called|nama asliku"
    r"|panggil aku|panggil aja|inisialnya|they call me|call me)\W*$"
)
_FOLLOW = re.compile(
    r"\b(?:follow|folow|polow|foll?back|fol|ig|igku|insta\w*|instagram|tiktok|twitter|username\w*|user"
    r"|akun\w*|discord|tele|telegram|line|steam|add|cari aja|search|handle|nick\w*|snap|threads)\b"
)
_HANDLE_TOKEN = re.compile(r"@?[a-z0-9_.]{4,30}")
_ADDRESS_ASKED = re.compile(r"\b(?:di ?mana|dmn|where|alamat\w*|rumah\w*|lokasi\w*|address|tinggal)\b")
_DATE_PART = re.compile(
    rf"(?:tgl |tanggal |the )?(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?|(?:{MONTHS})|'?\d\d|(?:19"
    rf"|20)\d\d)(?:[ /\-.](?:(?:{MONTHS})|\d{{1,2}}|(?:19|20)\d\d|'\d\d)){{0,2}}"
)
_LAUGHS = re.compile(r"(?:wk)+w?|(?:kw)+k?|(?:ha)+h?|(?:ah)+a?|(?:he)+h?|(?:hi)+h?|(?:xi)+x?|(.)\1+")
_HALF_EMAIL = re.compile(
    r"\b(?:e-?mail\w*|gmail\w*|surel\w*"
    r"|imel\w*)\b[^\n@]{0,24}?(?<![\w.])(?P<half>[a-z0-9][\w.\-]{1,40} ?@)\s*$"
)


def announced_email(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`email ku budi.s @`: everything but the provider."""
    found = _HALF_EMAIL.search(text.low) if text.low.rstrip().endswith("@") else None
    if found:
        yield None, *text.typed_range(*found.span("half")), Kind.EMAIL


def split_emails(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """A local part in one message and `@gmail.com` in the next."""
    own = next((one for one in reversed(past) if one.own), None)
    domain = re.match(r"\s*@?[a-z0-9\-]{2,30}\.(?:com|net|org|id|co\.\w\w|me|uk)\b", text.low)
    if own and own.ends_hidden() is Kind.EMAIL and len(text.words) <= 6:
        spelled = next(find_emails(normalise("x1 " + text.plain)), None)
        if domain or (spelled and spelled.start == 0):
            yield None, *text.typed_range(0, len(text.plain)), Kind.EMAIL
            return
    if text.low.lstrip().startswith("@") and "." in text.low and not domain:
        return
    if not re.match(
        r"\s*(?:@|at\b|et\b|\(at\)|\[at\])|\s*(?:gmail|yahoo|outlook|hotmail|icloud|proton)\b", text.low
    ):
        return
    for one in sorted(
        (one for one in past if one.text.words), key=lambda one: (one.own, one.index), reverse=True
    )[:6]:
        tail_start = max(0, len(one.text.plain.rstrip()) - 60)
        tail = one.text.plain.rstrip()[tail_start:]
        for glue in ("", " "):
            joined = normalise(tail + glue + text.plain[:80])
            edge = len(tail)
            for span in find_emails(joined):
                if span.start < edge < span.end - len(glue) and (
                    one.own or any(char in "._@" or char.isdigit() for char in tail[span.start :])
                ):
                    yield (
                        one.index,
                        *one.text.typed_range(tail_start + span.start, tail_start + edge),
                        Kind.EMAIL,
                    )
                    yield (
                        None,
                        *text.typed_range(0, min(span.end - edge - len(glue), len(text.plain))),
                        Kind.EMAIL,
                    )
                    return


def run_on(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """A short message read as the end of the writer's last one: `aku di desa` / `Sumberejo`."""
    own = [one for one in past if one.own][-1:]
    if (
        not own
        or not 0 < len(text.words) <= 8
        or not own[0].text.words
        or own[0].text.plain.rstrip()[-1:] in ".!?"
    ):
        return
    start = own[0].text.words[-6:][0].start
    lead = own[0].text.plain[start:].rstrip() + " "
    for span in detect(normalise(lead + text.plain)):
        if span.start >= len(lead) and span.kind in _RUN_ON:
            yield None, *text.typed_range(span.start - len(lead), span.end - len(lead)), span.kind


_RUN_ON = frozenset(
    {
        Kind.PLACE,
        Kind.VEHICLE,
        Kind.STUDENT_ID,
        Kind.NATIONAL_ID,
        Kind.BANK,
        Kind.HANDLE,
        Kind.SCHOOL,
        Kind.WORK,
        Kind.CLINIC,
        Kind.WORSHIP,
        Kind.ADDRESS,
    }
)


def asked_names(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """The answer to `mau dipanggil siapa?`, and what follows a message that ends in `namaku`."""
    words = text.words
    if not words or len(words) > 8:
        return
    asked = any(_ASKED.search(one.text.low) for one in past[-4:] if not one.own)
    said = any(_ANNOUNCED.search(one.text.low) for one in [one for one in past if one.own][-1:])
    if not (asked or said) or any(span for span in find_names(text)):
        return
    at = next((n for n in range(min(4, len(words))) if _may_say(text, n)), None)
    if at is not None:
        last = at
        while (
            last + 1 < len(words)
            and text.plain[words[last].end : words[last + 1].start] == " "
            and _is_named(text, last + 1)
        ):
            last += 1
        yield None, *text.typed_range(words[at].start, words[last].end), Kind.PERSON


def _may_say(text: Text, at: int) -> bool:
    low = text.words[at].low
    return low not in STOP and low not in _FILLERS and _may_answer(text, at)


def _is_named(text: Text, at: int) -> bool:
    return classes_of([text.words[at].low])[0] in (Class.NAME, Class.LAST, Class.LIKELY)


_FILLERS = _WORDS["halves_fillers"]


def _may_answer(text: Text, at: int) -> bool:
    word, kind = text.words[at], class_of(text.words[at].low)
    alone = (
        len(text.words) <= at + 2
        or _is_named(text, at + 1)
        or text.plain[word.end : word.end + 1] in (",", ".", "!", "")
    )
    if kind >= Class.LAST and (alone or kind is not Class.WORDY):
        return True
    capital = is_capital(text, word) and not text.shouted
    return (kind is Class.UNKNOWN and len(word.low) > 2 and (capital or alone)) or (
        capital and alone and word.low not in COMMON
    )


def split_handles(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """One word alone after `follow aku`, and what goes on from it."""
    typed = text.low.strip()
    own = [one for one in past if one.own][-3:]
    if not own or not _HANDLE_TOKEN.fullmatch(typed) or typed.replace(".", "").isdigit():
        return
    start, end = text.low.index(typed), text.low.index(typed) + len(typed)
    continues = own[-1].ends_hidden() is Kind.HANDLE and (typed[0] in "._" or "_" in typed)
    announced = any(_FOLLOW.search(one.text.low) for one in own) and (
        typed.strip("._") not in COMMON or "_" in typed
    )
    bridged = (
        typed[0] in "._" and len(own) > 1 and _is_bridge(own[-1]) and own[-2].ends_hidden() is Kind.HANDLE
    )
    if bridged:
        yield own[-1].index, 0, len(own[-1].page.typed), Kind.HANDLE
    if continues or announced or bridged:
        yield None, *text.typed_range(start, end), Kind.HANDLE


def _is_bridge(one: Past) -> bool:
    """One bare word between two parts of a handle."""
    return not one.hidden and len(one.text.words) == 1


_PLATES = re.compile(
    r"\b(?:plat\w*|pelat\w*|nopol\w*|nomor polisi\w*|tnkb|(?:license|licence|number) plate|registration)\b"
)
_PLATE_HALF = re.compile(
    r"\s*([a-z]{1,2}[ .-]?\d{1,4}(?:[ .-]?[a-z]{1,3})?|\d{1,4}[ .-]?[a-z]{1,3})\s*[.!]?\s*"
)


def split_plates(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`platnya berapa?` / `B 4417` / `SXQ`."""
    if len(text.low) > 16:
        return
    own = next((one for one in reversed(past) if one.own), None)
    if own and own.ends_hidden() is Kind.VEHICLE and re.fullmatch(r"\s*\w{1,4}\s*", text.low):
        yield None, 0, len(text.typed), Kind.VEHICLE
        return
    found = _PLATE_HALF.fullmatch(text.low)
    if found and any(_PLATES.search(one.text.low) for one in past[-4:]):
        yield None, *text.typed_range(*found.span(1)), Kind.VEHICLE


_MAIL_ASKED = re.compile(r"\b(?:e-?mail|imel|surel|gmail)\w{0,3}\b")
_LOCAL_PART = re.compile(r"\s*([a-z0-9][a-z0-9_-]*[.\d_][\w.-]{1,30})\s*")


def answered_email(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`mana email` / `salma.hujan`: what stands before the provider, sent alone."""
    found = _LOCAL_PART.fullmatch(text.low)
    if (
        found
        and any(char.isalpha() for char in found.group(1))
        and any(_MAIL_ASKED.search(one.text.low) for one in past[-2:])
    ):
        yield None, *text.typed_range(*found.span(1)), Kind.EMAIL


_HOUSE = re.compile(
    r"\b(?:no|nomor|nomer|nmr|blok|rt|rw|lantai|kamar|pagar|pager|cat|depan|sebelah|samping|belakang|seberang)\b"
)


def split_houses(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`gang mawar` / `rumah cat biru nomor 15`."""
    own = next((one for one in reversed(past) if one.own), None)
    if own is None or own.ends_hidden() is not Kind.ADDRESS or not 2 <= len(text.words) <= 8:
        return
    if _HOUSE.search(text.low) and any(word.low[0].isdecimal() for word in text.words):
        yield None, *text.typed_range(text.words[0].start, text.words[-1].end), Kind.ADDRESS


def split_letters(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """A name letter by letter, one a message."""
    letter = text.low.strip(" .,-")
    if len(letter) != 1 or not letter.isalpha():
        return
    row: list[Past] = []
    for one in reversed([one for one in past if one.own]):
        if not _is_one_letter(one):
            break
        row.append(one)
    word = "".join(one.text.low.strip(" .,-") for one in reversed(row)) + letter
    if len(row) < 3 or _LAUGHS.fullmatch(word):
        return
    yield None, 0, len(text.typed), Kind.PERSON
    for one in row:
        if not one.hidden:
            yield one.index, 0, len(one.page.typed), Kind.PERSON


def _is_one_letter(one: Past) -> bool:
    letter = one.text.low.strip(" .,-")
    return len(letter) == 1 and (letter.isalpha() or one.ends_hidden() is Kind.PERSON)


def split_dates(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`my birthday is` / `27` / `november`."""
    asked = (
        any(BIRTH.search(one.text.low) for one in past[-4:] if not one.own)
        and len(text.words) <= 4
        and "?" not in text.low
    )
    own = [one for one in past if one.own][-4:]
    if not (asked or any(BIRTH.search(one.text.low) for one in own)) or len(text.words) > 6:
        return
    found = re.match(
        rf"\s*({_DATE_PART.pattern})(?![\w])(?! (?:orang|kali|hari|jam|menit|tahun|bulan|juta|ribu))",
        text.low,
    )
    if found:
        yield None, *text.typed_range(*found.span(1)), Kind.BIRTHDATE


def split_addresses(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """A place name alone behind an address, or behind the question where."""
    words = text.words
    own = [one for one in past if one.own][-1:]
    if not (1 <= len(words) <= 3) or not all(is_capital(text, word) for word in words) or text.shouted:
        return
    name = " ".join(word.low for word in words)
    if name in phrases_of("cities") or any(word.low in STOP for word in words):
        return
    after = any(one.ends_hidden() in (Kind.ADDRESS, Kind.PLACE) for one in own)
    asked = any(_ADDRESS_ASKED.search(one.text.low) for one in past[-2:]) and not any(
        word.low in COMMON for word in words
    )
    if after or asked:
        yield None, *text.typed_range(words[0].start, words[-1].end), Kind.PLACE


ALONE = (announced_numbers, announced_email)
JOINERS = (
    *ALONE,
    split_numbers,
    split_emails,
    run_on,
    asked_names,
    split_handles,
    split_letters,
    split_dates,
    split_addresses,
    split_plates,
    answered_email,
    split_houses,
)
