"""Names spelled letter by letter (`D-I-M-A-S`) and initials that are given as somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.data import words_of
from moderation.detect import frames
from moderation.normalise import Text
from moderation.types import Kind, Span

_LETTERS = re.compile(r"(?<![^\W_])[a-z](?:(?:[-. _*]|, |-- ?)[a-z]){2,14}(?![^\W_])")
_SIGNS = frozenset("@$!|*")
_INITIALS = re.compile(
    r"\b(?:inisial\w*|initials?(?: are| is)?|bernama|namanya|si|mr|pak"
    r"|bu)\s?:?\s(?P<who>[A-Z]\.\s?[A-Z]\.?(?:\s?[A-Z]\.?)?|(?:(?<=inisial )|(?<=inisialnya )"
    r"|(?<=initials ))[A-Z]{2,3}\b)"
)
_CALLED = re.compile(
    r"\b(?:nama\w*|name|panggil\w*|ejaan\w*|spell\w*|eja|dieja|called|aku|saya|si|i'm)\b[^.!?\n]{0,24}$"
)


_SYMBOLS = re.compile(r"(?<![^\W_])[a-z]{1,10}[@$!|*][a-z]{1,10}(?![^\W_]|\.[a-z])")
_SWORN = ("anj", "asu", "bgs", "ban", "bit", "fu", "jan", "kon", "mem", "ng", "pep", "sh", "tai")
_MEANT = str.maketrans("@$!|", "asil")


def _with_symbols(text: Text) -> Iterator[Span]:
    """`Kin@nti`, `R*ni`: a listed name in which one letter is a symbol."""
    for found in _SYMBOLS.finditer(text.low):
        typed = found.group().translate(_MEANT)
        meant = [typed.replace("*", vowel) for vowel in "aiueo"] if "*" in typed else [typed]
        if (
            len(typed) >= 4
            and not typed.startswith(_SWORN)
            and not (words_of("names") | frames.BALINESE).isdisjoint(meant)
            and (text.plain[found.start()].isupper() or words_of("common").isdisjoint(meant))
        ):
            yield text.span(*found.span(), Kind.PERSON, 0.85, "name.symbol")


def find_spelled(text: Text) -> Iterator[Span]:
    """Letters that make a known name, or any behind a word for name."""
    if not _SIGNS.isdisjoint(text.low):
        yield from _with_symbols(text)
    single = sum(len(low) == 1 for low in text.vocabulary)
    for found in _LETTERS.finditer(text.low) if single >= 2 else ():
        joined = re.sub(r"[^a-z]", "", found.group())
        known = joined in words_of("names") or (
            joined in words_of("names_wordy") and joined not in frames.VERY_WORDY
        )
        if len(joined) >= 3 and (
            known
            or (len(joined) >= 4 and _CALLED.search(text.low[max(0, found.start() - 40) : found.start()]))
        ):
            yield text.span(*found.span(), Kind.PERSON, 0.85, "name.spelled")
    if "inisial" in text.low or "initial" in text.low or "." in text.low:
        for found in _INITIALS.finditer(text.plain):
            yield text.span(*found.span("who"), Kind.PERSON, 0.8, "name.initials")
