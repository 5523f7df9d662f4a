"""The small language of the cue files in `data/`.

    alias semua: smua smw                           other spellings of a word
    class want: ingin pengen pengin want            words that count as one
    phrase suicide: bunuh diri | end my life        rows of elements that count as one
    cue wish: {i} {want} _2 {suicide}               what is looked for; a cue may have several lines
    guard film: film|novel ~8 {suicide}             the same, looked for only when asked about

Elements: a word, `a|b`, `{class or phrase}`, `x?` may be missing, `_` any word, `_3` up to three words between,
`~9` up to nine words and stops, `!a|b` the next word is none of these, `<!a|b` nor one of the three before,
`^` a beginning and `$` an end of a clause, `#` a number, `@` a handle. Fillers between elements do not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path

from moderation.signals.forms import known_form

CLASS, PHRASE, GAP, FAR, NOT_NEXT, NOT_BEFORE, BEGIN, END, ANY, MAYBE = range(10)
Element = tuple[int, object]
Row = tuple[Element, ...]
NUMBER, PHONE, HANDLE, MAIL, FILLER, COMMON = "#", "#phone", "@", "#mail", "filler", "common"
FILES = ("classes", "words", "crisis", "abuse", "asks", "breaches", "judging", "topics")
_MAIL = re.compile(r"\w@\w{3}")
_GAP = re.compile(r"([_~])(\d+)")
_MASKED = re.compile(r"[a-z]+(?:\*+[a-z]+)+\*?|[a-z]{2,}\*")


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
    aliases: dict[str, str] = field(default_factory=dict)
    guards: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)
    by_anchor: dict[int, list[int]] = field(default_factory=dict)
    anchors: int = 0

    def read(self, path: Path) -> None:
        """Read one file, its classes and phrases first; raises ValueError with its name and line for what cannot be read."""
        lines = [line.partition(" //")[0].strip() for line in path.read_text("utf-8").splitlines()]
        numbered = [
            (number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("//")
        ]
        order = ("class", "alias", "phrase")
        for number, line in sorted(numbered, key=lambda one: [not one[1].startswith(word) for word in order]):
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
        elif what == "alias":
            self.aliases |= dict.fromkeys(rest.split(), name)
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
def suggested(word: str) -> frozenset[int]:
    """The cues that are looked for when a text has this word of the lexicon."""
    anchors, found = LEXICON.masks.get(word, 0) & LEXICON.anchors, set[int]()
    while anchors:
        low = anchors & -anchors
        anchors ^= low
        found.update(LEXICON.by_anchor[low.bit_length() - 1])
    return frozenset(found)


@lru_cache(maxsize=1 << 15)
def meant(word: str) -> tuple[str, ...]:
    """The words of the lexicon that a written word stands for; a compound may stand for two at one place."""
    if "-" in word and word not in LEXICON.masks:
        return tuple(dict.fromkeys(known for part in word.split("-") if part for known in meant(part)))
    if "*" in word:
        return _unmasked(word)
    known = _meant(word)
    return () if known is None else (known,)


def _meant(word: str) -> str | None:
    if word[0] in "@#" and len(word) > 1:
        return HANDLE if word[0] == "@" else known_form(word[1:], LEXICON.masks)
    if word.isdigit():
        return PHONE if len(word) > 3 and word.startswith(("08", "628")) else NUMBER
    word = LEXICON.aliases.get(word, word)
    return known_form(word, LEXICON.masks) or (MAIL if _MAIL.search(word) else None)


def _unmasked(word: str) -> tuple[str, ...]:
    """Every word that fits where letters were starred out."""
    if not _MASKED.fullmatch(word) or len(word) > 24:
        return ()
    shape = re.compile(word.replace("*", "[a-z]"))
    fits = (known for known in LEXICON.masks if len(known) == len(word) and shape.fullmatch(known))
    return tuple(islice(fits, 8))
