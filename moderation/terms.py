"""A group's own words and phrases: read, checked, and found with their inflections and evasions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from moderation.entries import Entry, RulesError, a_list, a_table, a_word, choose, known_keys, read_entry
from moderation.signals.forms import spellings, stems
from moderation.signals.tokens import Tokens

ANY_NUMBER, GAP = "#", "..."
GAP_MOST = 3  # words that `...` may stand for
_KEYS = ("terms", "inflections")


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """One list of a group: the terms as written (lower case), and what happens when one is found."""

    entry: Entry
    terms: tuple[str, ...]
    inflections: bool = True
    rows: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict, compare=False, repr=False)

    def find(self, tokens: Tokens) -> Iterator[tuple[int, int]]:
        """Where a term stands, as half-open token ranges."""
        for at, word in enumerate(tokens.words):
            for form in (*self._forms(word), ANY_NUMBER if word[0].isdigit() else ""):
                for row in self.rows.get(form, ()):
                    end = self._match(row, tokens.words, at)
                    if end:
                        yield at, end
            for prefix, rows in self.rows.items():
                if prefix[-1] == "*" and word.startswith(prefix[:-1]):
                    yield from ((at, end) for row in rows if (end := self._match(row, tokens.words, at)))

    def _match(self, row: tuple[str, ...], words: list[str], at: int) -> int:
        """The token after the row, or 0. A number and its unit may be one word (`40kg`)."""
        reach = {at}
        for place, term in enumerate(row):
            if term == GAP:
                reach = {end + more for end in reach for more in range(GAP_MOST + 1)}
                continue
            after = {end + 1 for end in reach if end < len(words) and self._is(term, words[end])}
            if place and row[place - 1] == ANY_NUMBER:
                after |= {end for end in reach if end and words[end - 1].lstrip("0123456789") == term}
            reach = after
        return min(reach, default=0)

    def _is(self, term: str, word: str) -> bool:
        if term == ANY_NUMBER:
            return word[0].isdigit()
        if term[-1] == "*":
            return word.startswith(term[:-1])
        return term in self._forms(word)

    def _forms(self, word: str) -> frozenset[str]:
        return stems(word) if self.inflections else frozenset(spellings(word))


def read_own(value: object, path: str) -> tuple[OwnTerms, ...]:
    """The lists of a document: `[{"terms": [...], "effect": "hide"}]`."""
    return tuple(_read_list(one, f"{path}.{at}") for at, one in enumerate(a_list(value, path)))


def _read_list(value: object, path: str) -> OwnTerms:
    table = a_table(value, path)
    if "terms" not in table:
        known_keys(table, (*_KEYS, "effect", "alert", "message", "when", "unless"), path)
        raise RulesError(f"{path}.terms", "missing", '"terms": ["word", "two words"]')
    entry = read_entry({"effect": "hold"} | table, path, _KEYS)
    terms = tuple(
        _term(term, f"{path}.terms.{at}") for at, term in enumerate(a_list(table["terms"], f"{path}.terms"))
    )
    rows: dict[str, tuple[tuple[str, ...], ...]] = {}
    for term in terms:
        row = tuple(term.split())
        rows[row[0]] = (*rows.get(row[0], ()), row)
    return OwnTerms(
        entry, terms, choose(table.get("inflections", True), f"{path}.inflections", (True, False)), rows
    )


def _term(value: object, path: str) -> str:
    term = a_word(value, path)
    parts = term.split()
    if parts[0] == GAP or parts[-1] == GAP or all(part in (GAP, ANY_NUMBER) for part in parts):
        raise RulesError(path, "too_short", "a word before and after ...")
    if any(part.endswith("*") and len(part) < 4 for part in parts):
        raise RulesError(path, "too_short", "at least three letters before *")
    return term
