"""A text as a row of words and stops, with sets of places kept as whole numbers (bit i is token i)."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate

from moderation.normalise import Text

_TOKEN = re.compile(r"([@#]?\w+(?:[-*@$!'+]{1,3}\w+)*\*?|[.!?;:\n]+)")
_SPELLED = re.compile(r"(?<![\w'])\w(?:[ .\-_*/]{1,2}\w(?!\w)){2,24}")
_QUOTED = re.compile(r"\"[^\"\n]{2,400}\"|(?<![\w'])'(?:[^'\n]|'(?=\w)){2,400}'(?!\w)")
_STOPS = frozenset(".!?;:\n")


class Tokens:
    """Words (lower case) and stops of a text in order, with offsets into `text.plain`.

    `stops` is the set of places that hold a stop, as bits; `quoted` that of words in quotation marks.
    """

    __slots__ = ("_quoted", "ends", "starts", "stops", "text", "words")

    def __init__(self, text: Text) -> None:
        parts = _TOKEN.split(text.low)
        reached = list(accumulate(map(len, parts)))
        self.text = text
        self.words = parts[1::2]
        self.starts = reached[:-1:2]
        self.ends = reached[1::2]
        self._quoted: int | None = None
        if sum(map(_is_letter, self.words)) > 2:
            self._join_spelled()
        self.stops = self._where_stops()

    def __len__(self) -> int:
        return len(self.words)

    @property
    def quoted(self) -> int:
        """Places inside quotation marks, as bits."""
        if self._quoted is None:
            self._quoted = self._where_quoted() if '"' in self.text.low or "'" in self.text.low else 0
        return self._quoted

    def typed(self, first: int, last: int) -> tuple[int, int]:
        """Tokens `first` to before `last` as a half-open range of the text as typed."""
        return self.text.typed_range(self.starts[first], self.ends[last - 1])

    def _where_stops(self) -> int:
        found = 0
        for at, word in enumerate(self.words):
            if word[0] in _STOPS:
                found |= 1 << at
        return found

    def _where_quoted(self) -> int:
        found = 0
        for quote in _QUOTED.finditer(self.text.low):
            first, last = self._between(quote)
            found |= (1 << last) - (1 << first)
        return found

    def _between(self, found: re.Match[str]) -> tuple[int, int]:
        return bisect_left(self.starts, found.start()), bisect_left(self.starts, found.end())

    def _join_spelled(self) -> None:
        """`t 0 l 0 l` and `f.u.c.k` become one word over the same place."""
        for run in reversed(list(_SPELLED.finditer(self.text.low))):
            first, last = self._between(run)
            letters = [word for word in self.words[first:last] if word[0] not in _STOPS]
            if len(letters) < 3 or all(map(str.isdigit, letters)):
                continue
            self.words[first:last] = ["".join(letters)]
            self.starts[first:last] = [self.starts[first]]
            self.ends[first:last] = [self.ends[last - 1]]


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalnum()
