"""Answers to what another asked: a name, a plate, an e-mail, a place. `join(text, past) -> Iterator[Found]`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from moderation.data import sections_of
from moderation.detect import frames, settle
from moderation.detect.institutions import find_institutions
from moderation.detect.lexicon import Class, class_of, classes_of
from moderation.detect.names import find_names
from moderation.detect.places import find_places
from moderation.detect.wording import COMMON, STOP, is_capital, phrases_of
from moderation.normalise import Text, normalise
from moderation.past import Found, Past
from moderation.types import Kind

_WORDS = sections_of("structured")

_WHO = r"(?:siapa|siape|sape|sapa|sopo|saha|sinten|apa|sp|sia|ise|inai)"
_NAME_OF = r"(?:nama|ngaran|jeneng|asma|aran|wasta|panggil|celuk|sebut)"
_ASKED = re.compile(
    rf"\b(?:(?:{_NAME_OF}\w{{0,5}}|dipanggil|diceluk|manggil\w*|nyelukke|nyebut"
    rf"|disapa)\b[^.!\n]{{0,30}}\b{_WHO}\b"
    rf"|{_WHO}\b[^.!\n]{{0,24}}\b(?:{_NAME_OF}\w*|dipanggil|mantan\w*|orang\w*|pelaku\w*|dia)\b"
    rf"|(?:an|a\.n|atas nama|a/n)\.? {_WHO}\b|{_WHO} (?:an|a\.n|a/n)\b"
    r"|(?:what|who)\b[^.!\n]{0,24}\b(?:name|call you|called|go by)|name (?:you|we|should|to use"
    r"|for you)|(?:your|his|her|their) name\b"
    r"|who(?: is| was|'s) (?:he|she|it|that|this)|nama (?:asli|lengkap)\w* )"
)
#: A message that ends so: what comes next is a name.
ANNOUNCED = re.compile(
    r"\b(?:namaku|nama aku|nama saya|nama gue|namanya|my name is|my name'?s|i'?m called|nama asliku"
    r"|panggil aku|panggil aja|inisialnya|they call me|call me)\W*$"
)


def asked_names(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """The answer to `mau dipanggil siapa?`, and what follows a message that ends in `namaku`."""
    words = text.words
    if not words or len(words) > 8:
        return
    asked = any(_ASKED.search(one.text.low) for one in past[-4:] if not one.own)
    said = any(ANNOUNCED.search(one.text.low) for one in [one for one in past if one.own][-1:])
    if any(not frames.PETS.isdisjoint(one.text.vocabulary) for one in past[-4:]):
        return
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
        if " ".join(word.low for word in words[at : last + 2]) in phrases_of("names_public"):
            return
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


_WHERE_ASKED = (
    (
        re.compile(
            r"\b(?:kerja|ngantor|gawe|kantor|work)\w*\b[^.!\n]{0,24}\b(?:di ?mana|dmn|mana|ndi"
            r"|where)\b|where\b[^.!\n]{0,20}\bwork"
        ),
        "kerja di ",
    ),
    (
        re.compile(
            r"\b(?:kuliah|sekolah|kampus\w*|ngampus|mondok|study)\b[^.!\n]{0,24}\b(?:di ?mana|dmn"
            r"|mana|ndi|where)\b|where\b[^.!\n]{0,20}\bstudy"
        ),
        "kuliah di ",
    ),
    (
        re.compile(
            r"\b(?:tinggal|rumah\w*|asal\w*|omah\w*|domisili|live|from"
            r"|kos\w*)\b[^.!\n]{0,24}\b(?:di ?mana|dmn|mana|ndi|where)\b"
            r"|where\b[^.!\n]{0,20}\b(?:live|from)|(?:di ?mana|mana|dmn)\b[^.!\n]{0,12}\b(?:tinggal"
            r"|rumah|asal)"
        ),
        "tinggal di ",
    ),
)


def answered_where(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`kerja di mana kak` / `Alfamidi Sungai Danau`: read with the words of the question before it."""
    if not 0 < len(text.words) <= 6:
        return
    asked = [one.text.low for one in past[-2:] if not one.own]
    for question, lead in _WHERE_ASKED:
        if any(question.search(low) for low in asked):
            joined = normalise(lead + text.plain.lstrip())
            shift = len(lead) - (len(text.plain) - len(text.plain.lstrip()))
            for span in settle(span for find in (find_institutions, find_places) for span in find(joined)):
                if span.start >= len(lead):
                    yield None, *text.typed_range(span.start - shift, span.end - shift), span.kind
