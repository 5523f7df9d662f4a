"""The small language of the cue files in `data/`, and its matcher.

    class want: ingin pengen pengin want            words that count as one
    phrase suicide: bunuh diri | end my life        rows of elements that count as one
    cue wish: {i} {want} _2 {suicide}               what is looked for; a cue may have several lines
    guard film: film|novel ~8 {suicide}             the same, looked for only when asked about

Elements: a word, `a|b`, `{class or phrase}`, `x?` may be missing, `_` any word, `_3` up to three words between,
`~9` up to nine words and stops, `!a|b` the next word is none of these, `<!a|b` nor one of the three before,
`^` a beginning and `$` an end of a clause, `#` a number, `@` a handle. Fillers between elements do not count.

Places are sets of bits, so a text is matched in as many steps as a pattern has elements, whatever its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from moderation.signals.forms import known_form
from moderation.signals.tokens import Tokens

CLASS, PHRASE, GAP, FAR, NOT_NEXT, NOT_BEFORE, BEGIN, END, ANY, MAYBE = range(10)
Element = tuple[int, object]
Row = tuple[Element, ...]
NUMBER, PHONE, HANDLE, MAIL, FILLER, COMMON = "#", "#phone", "@", "#mail", "filler", "common"
_MAIL = re.compile(r"\w@\w{3}")
_GAP = re.compile(r"([_~])(\d+)")
_MASKED = re.compile(r"[a-z]+(?:\*+[a-z]+)+\*?|[a-z]{2,}\*")
_FOUND_MOST = 8
FILES = ("classes", "words", "crisis", "abuse", "asks", "breaches", "judging", "topics")


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a file: its name, its elements, and the classes without which it cannot match, as bits."""

    name: str
    row: Row
    needs: int


@dataclass(slots=True)
class Lexicon:
    """Everything read from the cue files. `masks[word]` has a bit for each class the word is in."""

    classes: list[frozenset[str]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    phrases: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)
    cues: list[Cue] = field(default_factory=list)
    guards: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)
    by_anchor: dict[int, list[int]] = field(default_factory=dict)
    anchors: int = 0

    def read(self, path: Path) -> None:
        """Read one file, its classes first; raises ValueError with its name and line for what cannot be read."""
        lines = [line.partition(" //")[0].strip() for line in path.read_text("utf-8").splitlines()]
        numbered = [
            (number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("//")
        ]
        for number, line in sorted(numbered, key=lambda one: not one[1].startswith("class ")):
            try:
                self._read_line(line)
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error

    def add_class(self, name: str, words: frozenset[str]) -> int:
        """A class of words; the same words under no name are one class."""
        number = self.names.get(name)
        if number is None:
            number = self.names[name] = len(self.classes)
            self.classes.append(frozenset())
        self.classes[number] |= words
        for word in words:
            self.masks[word] = self.masks.get(word, 0) | 1 << number
        return number

    def add_cue(self, name: str, row: Row) -> None:
        """A cue, entered under the rarest element it cannot do without."""
        number = len(self.cues)
        self.cues.append(Cue(name, row, _needs(row)))
        for anchor in self._anchors(row)[1]:
            self.by_anchor.setdefault(anchor, []).append(number)
            self.anchors |= 1 << anchor

    def row(self, written: str) -> Row:
        """Elements of a row as written."""
        return tuple(self._element(part) for part in written.split())

    def _read_line(self, line: str) -> None:
        head, _, rest = line.partition(":")
        what, name = head.split()
        if what == "class":
            self.add_class(name, self._words(rest))
        elif what == "phrase":
            self.phrases[name] = (
                *self.phrases.get(name, ()),
                *(self.row(part) for part in rest.split(" | ")),
            )
        elif what == "cue":
            for part in rest.split(" | "):
                self.add_cue(name, self.row(part))
        elif what == "guard":
            rows = [self.row(part) for part in rest.split(" | ")]
            self.guards.setdefault(name, []).extend((_needs(row), row) for row in rows)
        else:
            raise ValueError(f"no such thing as {what}")

    def _words(self, rest: str) -> frozenset[str]:
        words: set[str] = set()
        for word in rest.split():
            words |= self.classes[self.names[word[1:-1]]] if word[0] == "{" else {word.lower()}
        return frozenset(words)

    def _element(self, part: str) -> Element:
        gap = _GAP.fullmatch(part)
        if gap:
            return (GAP if gap[1] == "_" else FAR), int(gap[2])
        if part in ("_", "^", "$"):
            return {"_": ANY, "^": BEGIN, "$": END}[part], 0
        if part[0] == "!":
            return NOT_NEXT, self._class(part[1:])
        if part[:2] == "<!":
            return NOT_BEFORE, self._class(part[2:])
        if part[-1] == "?" and len(part) > 1:
            return MAYBE, self._element(part[:-1])
        mixed = [one for one in part.split("|") if one[0] == "{" and one[1:-1] in self.phrases]
        if not mixed:
            return CLASS, self._class(part)
        rows = [row for one in mixed for row in self.phrases[one[1:-1]]]
        rest = "|".join(one for one in part.split("|") if one not in mixed)
        if rest:
            rows.append(((CLASS, self._class(rest)),))
        return PHRASE, tuple((_needs(row), row) for row in rows)

    def _class(self, part: str) -> int:
        if part[0] == "{" and part.count("{") == 1 and part[-1] == "}":
            return self.names[part[1:-1]]
        words: set[str] = set()
        for one in part.split("|"):
            words |= self.classes[self.names[one[1:-1]]] if one[0] == "{" else {one}
        return self.add_class("|".join(sorted(words)), frozenset(words))

    def _anchors(self, row: Row) -> tuple[int, list[int]]:
        best: tuple[int, list[int]] = (1 << 30, [])
        for op, arg in row:
            if op == CLASS:
                best = min(best, (self._cost(int(str(arg))), [int(str(arg))]))
            elif op == PHRASE:
                parts = [self._anchors(one) for _, one in arg]  # type: ignore[attr-defined]
                best = min(best, (max(cost for cost, _ in parts), [a for _, found in parts for a in found]))
        return best

    def _cost(self, number: int) -> int:
        common = self.classes[self.names[COMMON]]
        words = self.classes[number]
        return len(words) + 100 * len(words & common) + (50 if words & {NUMBER, HANDLE} else 0)


def _needs(row: Row) -> int:
    """The classes that a row cannot do without, as bits."""
    needs = 0
    for op, arg in row:
        if op == CLASS:
            needs |= 1 << int(str(arg))
    return needs


def read_lexicon(folder: Path) -> Lexicon:
    """The lexicon of all cue files of a folder: shared classes first."""
    lexicon = Lexicon()
    for name in FILES:
        lexicon.read(folder / f"signals_{name}.txt")
        if name == "words":
            _read_classified(lexicon, folder / "signals_better_profanity.tsv")
    return lexicon


def _read_classified(lexicon: Lexicon, path: Path) -> None:
    """better-profanity's entries into our classes: a word into the class of its name, a phrase as a cue."""
    for line in path.read_text("utf-8").splitlines():
        entry, _, name = line.lower().partition("\t")
        if line[0] == "#" or name == "none":
            continue
        parts = tuple(part for part in re.split(r"[ .-]+", entry.strip(".*")) if part)
        if len(parts) == 1:
            lexicon.add_class(name, frozenset(parts))
        elif min(map(len, parts)) > 1:
            lexicon.add_cue(
                f"word.{name}", tuple((CLASS, lexicon.add_class(part, frozenset({part}))) for part in parts)
            )


LEXICON = read_lexicon(Path(__file__).parent.parent / "data")


@lru_cache(maxsize=1 << 15)
def meant(word: str) -> tuple[str, ...]:
    """The words of the lexicon that a written word stands for; a compound may stand for two at one place."""
    if "-" in word and word not in LEXICON.masks:
        return tuple(dict.fromkeys(known for part in word.split("-") if part for known in meant(part)))
    known = _meant(word)
    return () if known is None else (known,)


def _meant(word: str) -> str | None:
    if word[0] in "@#" and len(word) > 1:
        return HANDLE if word[0] == "@" else known_form(word[1:], LEXICON.masks)
    if word.isdigit():
        return PHONE if len(word) > 3 and word.startswith(("08", "628")) else NUMBER
    if "*" in word:
        return _unmasked(word)
    return known_form(word, LEXICON.masks) or (MAIL if _MAIL.search(word) else None)


def _unmasked(word: str) -> str | None:
    if not _MASKED.fullmatch(word) or len(word) > 24:
        return None
    shape = re.compile(word.replace("*", "[a-z]"))
    fits = (known for known in LEXICON.masks if len(known) == len(word) and shape.fullmatch(known))
    return min(fits, default=None)


class Found:
    """The cues of one text: `name in found`, and where. Keeps no words beyond the text's own."""

    __slots__ = ("_absent", "_bits", "_cues", "_everywhere", "_fillers", "_guarded", "_places", "_present", "tokens")

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        places: dict[str, int] = {}
        for at, word in enumerate(tokens.words):
            for known in meant(word):
                places[known] = places.get(known, 0) | 1 << at
        masks = LEXICON.masks
        self._places = [(masks.get(word, 0), bits) for word, bits in places.items()]
        self._present = 0
        for mask, _ in self._places:
            self._present |= mask
        self._absent = ~self._present
        self._bits: dict[int, int] = {}
        self._fillers = self.places(LEXICON.names[FILLER])
        self._everywhere = (1 << len(tokens)) - 1
        self._guarded: dict[str, list[Row]] = {}
        self._cues = self._search()

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
            known, bit = 0, 1 << number
            if self._present & bit:
                for mask, bits in self._places:
                    if mask & bit:
                        known |= bits
            self._bits[number] = known
        return known

    def _search(self) -> dict[str, list[Row]]:
        lexicon, absent = LEXICON, self._absent
        found: dict[str, list[Row]] = {}
        here = self._present & lexicon.anchors
        tried: set[int] = set()
        while here:
            low = here & -here
            here ^= low
            for number in lexicon.by_anchor[low.bit_length() - 1]:
                cue = lexicon.cues[number]
                if cue.needs & absent or number in tried:
                    continue
                tried.add(number)
                if self._run(cue.row, self._everywhere):
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
