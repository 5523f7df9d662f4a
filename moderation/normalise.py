"""What was typed, made comparable: one plain text with a map back to the code points as typed.

Detectors read `plain`, `low` and `words`; people only ever see pieces of `typed`. Everything here works
code point by code point, so it is linear and needs no look-ahead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate, repeat
from typing import NamedTuple

from moderation.types import Kind, Span

_WORD = re.compile(r"([^\W_]+)")
_CAPITAL = re.compile(r"[A-Z]+")

_SAME = {  # what stands in for a Latin letter or an ASCII mark, beyond what NFKD knows
    "абсԁеғһіјклмпорԛгѕтυцѵԝхуҮѠзьї": "abcdefhijklmnopqrstuuvwxyYWзbi",
    "АВСЕНІЈКМОРԚЅТУХԜҐ": "ABCEHIJKMOPQSTYXWG",
    "αβγεηικνορτυωχϲϳ": "abyenikvoptuwxcj",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",
    "օոսհցԁ": "onuhgd",
    "ıłøđħɑɡɩʟɴʀʏʙɢʜɪꜰꜱᴀᴄᴅᴇᴊᴋᴌᴍᴏᴘǫᴛᴜᴠᴡᴢ": "ilodhagilnrybghifsacdejklmopqtuvwz",
    "ŁØĐĦƁƊƘ": "LODHBDK",
    "‘’‚‛`´ʼʹ′＇": "''''''''''",
    "“”„‟″«»": '"""""""',
    "‐‑‒–—―−⁃﹣": "---------",
    "。｡․‧∙⋅•·●": ".........",
    "⁄∕": "//",
    "\u2028\u2029\u0085": "\n\n\n",
}
_MARKED = ((0x1F130, "A"), (0x1F150, "A"), (0x1F170, "A"))  # squared, circled: 26 letters each
_BLANK = frozenset("\u3164\u115f\u1160\uffa0\u2800\u180e")
_UNSEEN = frozenset({"Cf", "Mn", "Me", "Cs"})


def _look_alikes() -> dict[str, str]:
    table = {seen: meant for row, to in _SAME.items() for seen, meant in zip(row, to, strict=True)}
    for first, letter in _MARKED:
        table.update({chr(first + n): chr(ord(letter) + n) for n in range(26)})
    return table


_FOLDED: dict[str, str] = _look_alikes() | dict.fromkeys(_BLANK, "")
_MEMORY = 20_000  # code points remembered; more are folded anew each time


def fold(char: str) -> str:
    """One code point as plain text: '' for what cannot be seen, ASCII digits, Latin for its look-alikes."""
    known = _FOLDED.get(char)
    if known is None:
        known = _fold(char)
        if len(_FOLDED) < _MEMORY:
            _FOLDED[char] = known
    return known


def _fold(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    parts = unicodedata.normalize("NFKD", char)
    return "".join(_FOLDED.get(part, part) for part in parts if unicodedata.category(part) not in _UNSEEN)


class Word(NamedTuple):
    """A run of letters and digits: half-open offsets into `plain`, and its lower-case form."""

    start: int
    end: int
    low: str


class Text:
    """A text as typed, its plain form, and the way back. Silent about its words."""

    __slots__ = ("low", "memo", "origin", "plain", "shouted", "typed", "vocabulary", "whole", "words")

    def __init__(self, typed: str, plain: str, origin: Sequence[int], *, whole: bool = True) -> None:
        self.whole = whole  # or what stands between two hidden pieces
        self.memo: dict[str, object] = {}  # what several readers of this text would work out anew
        self.typed = typed
        self.plain = plain
        self.origin = origin
        self.low = _lower(plain)
        self.words = _words_of(self.low)
        self.vocabulary = frozenset([word.low for word in self.words])
        self.shouted = _is_shouted(plain, len(self.words))  # so many capitals that one says nothing

    def __repr__(self) -> str:
        return f"<Text size={len(self.typed)}>"

    def typed_range(self, start: int, end: int) -> tuple[int, int]:
        """A half-open range of `plain` as one of `typed`, with what was dropped inside and after it."""
        origin = self.origin
        if start >= end:
            return origin[start], origin[start]
        return origin[start], max(origin[end], origin[end - 1] + 1)

    def span(self, start: int, end: int, kind: Kind, score: float, by: str) -> Span:
        """A span over `plain[start:end]`, in offsets of `typed`."""
        first, last = self.typed_range(start, end)
        return Span(first, last, kind, score, by)


def normalise(typed: str, *, whole: bool = True) -> Text:
    """Fold a text, keeping case: what is unseen dropped, look-alikes and digits made ASCII."""
    if typed.isascii():
        return Text(typed, typed, range(len(typed) + 1), whole=whole)
    plain: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(typed):
        folded = char if char.isascii() else fold(char)
        plain.append(folded)
        origin.extend([at] * len(folded))
    origin.append(len(typed))
    return Text(typed, "".join(plain), origin, whole=whole)


def _lower(plain: str) -> str:
    low = plain.lower()
    if len(low) == len(plain):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)


def _words_of(low: str) -> tuple[Word, ...]:
    """Split once and count lengths: all of it runs in C, a third of the time of a loop over matches."""
    parts = _WORD.split(low)
    ends = list(accumulate(map(len, parts)))
    return tuple(map(tuple.__new__, repeat(Word), zip(ends[:-1:2], ends[1::2], parts[1::2], strict=True)))


def _is_shouted(plain: str, words: int) -> bool:
    """Mostly capitals, or Nearly Every Word With One."""
    runs = _CAPITAL.findall(plain)
    if len(runs) < 3 and sum(map(len, runs)) < 7:
        return False
    capitals, letters = sum(map(len, runs)), sum(map(str.isalpha, plain))
    return (letters > 6 and capitals * 10 > letters * 6) or (words >= 8 and len(runs) * 10 > words * 7)


_SKELETON = str.maketrans({"0": "o", "1": "l", "I": "l", "i": "l", "|": "l", "5": "s", "3": "e", "4": "a"})


def skeleton(handle: str) -> str:
    """What a handle looks like at a glance: two handles with one skeleton can be mistaken for each other.

    Compare skeletons only; never show one. Case, accents, look-alikes, blanks and marks do not count.
    """
    plain = "".join(map(fold, handle)).casefold().translate(_SKELETON)
    letters = "".join(char for char in plain if char.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")
