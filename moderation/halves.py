"""The ways an identifier is split over messages, one function each: `join(text, past) -> Iterator[Found]`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from moderation.answers import ANNOUNCED, answered_email, answered_where, asked_names, split_plates
from moderation.detect import settle
from moderation.detect.addresses import find_addresses
from moderation.detect.birthdates import BIRTH, MONTHS
from moderation.detect.emails import find_emails
from moderation.detect.handles import find_handles
from moderation.detect.institutions import find_institutions
from moderation.detect.lexicon import is_affixed
from moderation.detect.numbers import find_numbers
from moderation.detect.places import find_places
from moderation.detect.vehicles import find_vehicles
from moderation.detect.wording import COMMON, STOP, is_capital, phrases_of
from moderation.normalise import Text, normalise
from moderation.past import Found, Past
from moderation.pieces import PIECES
from moderation.split_numbers import announced_numbers, split_numbers
from moderation.types import Kind

_FOLLOW = re.compile(
    r"\b(?:follow|folow|polow|foll?back|fol|ig|igku|insta\w*|instagram|tiktok|twitter|username\w*|user"
    r"|akun\w*|discord\w{0,3}|tele\w{0,3}|telegram\w{0,3}|line|steam|add|cari aja|search|handle"
    r"|nick\w*|snap|threads)\b"
)
_HANDLE_TOKEN = re.compile(r"@?[a-z0-9_.]{4,30}(?:#\d{4})?|#\d{4}")
_WHICH = re.compile(
    r"\b(?:apa|apaan|napa|naon|opo|what|which|mana|namanya|usn|username|minta|drop|send|kirim|bagi"
    r"|spill)\b|\?|(?:mu|nya|lo|lu)\b"
)
_ADDRESS_ASKED = re.compile(r"\b(?:di ?mana|dmn|where|alamat\w*|rumah\w*|lokasi\w*|address|tinggal)\b")
_DATE_PART = (
    rf"(?:tgl |tanggal |the )?(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?|(?:{MONTHS})|'?\d\d|(?:19"
    rf"|20)\d\d)(?:[ /\-.](?:(?:{MONTHS})|\d{{1,2}}|(?:19|20)\d\d|'\d\d)){{0,2}}"
)
_DATE_ALONE = re.compile(
    rf"\s*({_DATE_PART})(?![\w])(?! (?:orang|kali|hari|jam|menit|tahun|bulan|juta|ribu))"
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
    joined = normalise(lead + text.plain)
    for span in settle(span for find in _RUNNING_ON for span in find(joined)):
        if span.start >= len(lead) and span.kind in _RUN_ON:
            yield None, *text.typed_range(span.start - len(lead), span.end - len(lead)), span.kind
        elif span.kind in _INSTITUTIONS and len(lead) + len(text.plain.rstrip(" .!")) == span.end:
            yield None, *text.typed_range(0, span.end - len(lead)), span.kind  # `GKI` / `Syaloom Raya`


_RUNNING_ON = (find_numbers, find_handles, find_vehicles, find_addresses, find_institutions, find_places)
_INSTITUTIONS = frozenset({Kind.SCHOOL, Kind.WORK, Kind.CLINIC, Kind.WORSHIP})
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


def split_handles(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """One word alone after `follow aku`, and what goes on from it."""
    typed = text.low.strip()
    own = [one for one in past if one.own][-3:]
    if not past or not _HANDLE_TOKEN.fullmatch(typed) or typed.replace(".", "").isdigit():
        return
    start, end = text.low.index(typed), text.low.index(typed) + len(typed)
    continues = bool(own) and own[-1].ends_hidden() is Kind.HANDLE and (typed[0] in "._#" or "_" in typed)
    asked = any(
        _FOLLOW.search(one.text.low) and _WHICH.search(one.text.low) for one in past[-2:] if not one.own
    )
    announced = (asked or any(_FOLLOW.search(one.text.low) for one in own[-2:])) and (
        (typed.strip("._") not in COMMON and not is_affixed(typed)) or "_" in typed
    )
    bridged = typed[0] in "._" and len(own) > 1 and _is_bridge(own[-1]) and _opens_handle(own[-2])
    if bridged:
        yield own[-1].index, 0, len(own[-1].page.typed), Kind.HANDLE
    if continues or announced or bridged:
        yield None, *text.typed_range(start, end), Kind.HANDLE


def _opens_handle(one: Past) -> bool:
    return one.ends_hidden() is Kind.HANDLE or _FOLLOW.search(one.text.low) is not None


def _is_bridge(one: Past) -> bool:
    """One bare word between two parts of a handle."""
    return not one.hidden and len(one.text.words) == 1


_LANE = re.compile(
    r"\s*(?:gang|gg|jl|jln|jalan|lorong|lr|perum|komplek|kompleks|blok)\.? [a-z]{3,}(?: [a-z0-9]+){0,2}\s*"
)
_ADDRESS_SAID = re.compile(r"\b(?:alamat(?:ku|nya|e|na)?|address)(?: (?:aku|gue|rumah\w*|is|kos\w*))?\W*$")
_HOUSE = re.compile(
    r"\b(?:no|nomor|nomer|nmr|blok|rt|rw|lantai|kamar|pagar|pager|cat|depan|sebelah|samping"
    r"|belakang|seberang)\b"
)


def split_houses(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`gang mawar` / `rumah cat biru nomor 15`."""
    own = next((one for one in reversed(past) if one.own), None)
    if own is None or not 2 <= len(text.words) <= 8:
        return
    lane = not own.hidden and _LANE.fullmatch(own.text.low) is not None
    numbered = _HOUSE.search(text.low) and any(word.low[0].isdecimal() for word in text.words)
    if numbered and (own.ends_hidden() is Kind.ADDRESS or (lane and _HOUSE.match(text.low.lstrip()))):
        yield None, *text.typed_range(text.words[0].start, text.words[-1].end), Kind.ADDRESS
        if lane:
            yield own.index, 0, len(own.page.typed), Kind.ADDRESS
    elif _LANE.fullmatch(text.low) and _ADDRESS_SAID.search(own.text.low):
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
    own = [one for one in past if one.own]
    said = len(own) > len(row) and ANNOUNCED.search(own[-len(row) - 1].text.low) is not None
    if not said and (len(row) < 3 or _LAUGHS.fullmatch(word)):
        return
    yield None, 0, len(text.typed), Kind.PERSON
    for one in row:
        if not one.hidden:
            yield one.index, 0, len(one.page.typed), Kind.PERSON


def _is_one_letter(one: Past) -> bool:
    letter = one.text.low.strip(" .,-")
    return len(letter) == 1 and (letter.isalpha() or one.ends_hidden() is Kind.PERSON)


def split_dates(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`my birthday is` / `27` / `november`; `kapan lahirnya?` / `3` / `februari`."""
    found = _DATE_ALONE.match(text.low) if len(text.words) <= 6 else None
    if (
        found
        and _is_year(found.group(1))
        and not any(one.ends_hidden() is Kind.BIRTHDATE for one in past if one.own)
    ):
        return
    if found and any(BIRTH.search(one.text.low) for one in _dating(text, past)):
        yield None, *text.typed_range(*found.span(1)), Kind.BIRTHDATE


def _is_year(part: str) -> bool:
    """A year alone is no birth date: only behind a day or month."""
    digits = part.lstrip("'")
    return digits.isdecimal() and int(digits) > 31


def _dating(text: Text, past: Sequence[Past]) -> Iterator[Past]:
    """The messages in which a birth may have been spoken of: own ones, and a question this is the answer to."""
    yield from [one for one in past if one.own][-4:]
    if len(text.words) <= 4 and "?" not in text.low:
        yield from (one for one in past[-4:] if not one.own)


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
    answered_where,
    *PIECES,
)
