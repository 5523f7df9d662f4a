"""The matcher: which cues of the lexicon stand in a text, and where.

Places are sets of bits, so a text is matched in as many steps as a pattern has elements, whatever its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from moderation.signals.lexicon import (
    ANY,
    BEGIN,
    CLASS,
    END,
    FAR,
    FILLER,
    GAP,
    LEXICON,
    MAYBE,
    NOT_NEXT,
    PHRASE,
    Row,
    meant,
    suggested,
)  # fmt: skip
from moderation.signals.tokens import Tokens

_FOUND_MOST = 8


class Found:
    """The cues of one text: `name in found`, and where. Keeps no words beyond the text's own."""

    __slots__ = (
        "_absent",
        "_bits",
        "_cues",
        "_everywhere",
        "_fillers",
        "_guarded",
        "_places",
        "tokens",
    )

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        places: dict[str, int] = {}
        for at, word in enumerate(tokens.words):
            for known in meant(word):
                places[known] = places.get(known, 0) | 1 << at
        masks, present = LEXICON.masks, 0
        for word in places:
            present |= masks.get(word, 0)
        self._places, self._absent = places, ~present
        self._bits: dict[int, int] = {}
        self._fillers = self.places(LEXICON.names[FILLER])
        self._everywhere = (1 << len(tokens)) - 1
        self._guarded: dict[str, list[Row]] = {}
        self._cues = self._search(places)

    def __contains__(self, name: str) -> bool:
        return bool(self._rows(name))

    def names(self) -> Set[str]:
        """Every cue found, guards apart."""
        return self._cues.keys()

    def spans(self, name: str) -> Iterator[tuple[int, int]]:
        """Where a cue stands: half-open ranges of tokens, the shortest from each beginning, at most eight."""
        for row in self._rows(name):
            yield from self._ranges(row)

    def _rows(self, name: str) -> list[Row]:
        rows = self._cues.get(name) or self._guarded.get(name)
        if rows is None:
            absent, everywhere = self._absent, self._everywhere
            possible = [row for needs, row in LEXICON.guards.get(name, ()) if not needs & absent]
            rows = self._guarded[name] = [row for row in possible if self._run(row, everywhere)]
        return rows

    def places(self, number: int) -> int:
        """The places of a class, as bits."""
        known = self._bits.get(number)
        if known is None:
            known, members = 0, LEXICON.classes[number]
            if not 1 << number & self._absent:
                for word, bits in self._places.items():
                    if word in members:
                        known |= bits
            self._bits[number] = known
        return known

    def _search(self, words: Iterable[str]) -> dict[str, list[Row]]:
        """Run the cues that the words suggest and whose other needs are met."""
        found: dict[str, list[Row]] = {}
        cues, absent, everywhere = LEXICON.cues, self._absent, self._everywhere
        for number in frozenset[int]().union(*map(suggested, words)):
            cue = cues[number]
            if not cue.needs & absent and self._run(cue.row, everywhere):
                found.setdefault(cue.name, []).append(cue.row)
        return found

    def _ranges(self, row: Row) -> Iterator[tuple[int, int]]:
        begins = (1 << len(self.tokens)) - 1
        if row[0][0] == CLASS:
            begins = self.places(row[0][1])  # type: ignore[arg-type]
        given, alone = 0, len(row) == 1 and row[0][0] == CLASS
        while begins and given < _FOUND_MOST:
            low = begins & -begins
            begins ^= low
            ends = low << 1 if alone else self._run(row, low)
            if ends:
                given += 1
                first, last = low.bit_length() - 1, (ends & -ends).bit_length() - 1
                yield first, max(last, first + 1)

    def _run(self, row: Row, at: int) -> int:
        """Where the next element may begin after `row`, begun at any of the places `at`."""
        for op, arg in row:
            if op == CLASS:
                at = (self._past_fillers(at) & self.places(arg)) << 1  # type: ignore[arg-type]
            elif op == GAP:
                at = self._skip(at, arg, self.tokens.stops)  # type: ignore[arg-type]
            elif op == PHRASE:
                at = self._past_fillers(at)
                ends = 0
                for needs, one in arg:  # type: ignore[attr-defined]
                    if not needs & self._absent:
                        ends |= self._run(one, at)
                at = ends
            else:
                at = self._look(op, arg, at)
            if not at:
                return 0
        return at

    def _look(self, op: int, arg: object, at: int) -> int:
        stops = self.tokens.stops
        if op == MAYBE:
            return at | self._run((arg,), at)  # type: ignore[arg-type]
        if op == FAR:
            return self._skip(at, arg, 0)  # type: ignore[arg-type]
        if op == ANY:
            return (at & ~stops & ((1 << len(self.tokens)) - 1)) << 1
        if op == BEGIN:
            return at & ((stops << 1) | 1)
        if op == END:
            return self._past_fillers(at) & (stops | 1 << len(self.tokens))
        there = self.places(arg)  # type: ignore[arg-type]
        if op == NOT_NEXT:
            return at & ~there
        return at & ~(self._skip(there << 1, 2, stops))

    def _past_fillers(self, at: int) -> int:
        fillers = self._fillers
        if fillers:
            at |= (at & fillers) << 1
            at |= (at & fillers) << 1
        return at

    def _skip(self, at: int, most: int, stops: int) -> int:
        for _ in range(most):
            at |= (at & ~stops) << 1
        return at & ((2 << len(self.tokens)) - 1)
