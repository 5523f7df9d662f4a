"""How a word is written and how common it is: what several recognisers ask."""

from __future__ import annotations

from functools import cache

from moderation.data import lines_of, sections_of, words_of
from moderation.normalise import Text, Word

_WORDS = sections_of("naming")

COMMON = words_of("common")
#: Small words that never are part of a name of a place, a street or an institution.
STOP = _WORDS["stop"]


@cache
def phrases_of(name: str) -> frozenset[str]:
    """A list whose entries may have several words, parted by single blanks."""
    return frozenset(" ".join(entry.split()) for entry in lines_of(name))


def is_capital(text: Text, word: Word) -> bool:
    """Does it begin with a capital letter?"""
    return text.plain[word.start].isupper()


def begins_sentence(text: Text, word: Word) -> bool:
    """Is it the first word of the text or of a sentence, where a capital says little?"""
    before = text.plain[max(0, word.start - 8) : word.start].rstrip(" \"'(*_>-\t")[-1:]
    return before in ("", ".", "!", "?", "\n", "…")


def gap_before(text: Text, at: int) -> str:
    """What stands between the word before and this one."""
    words = text.words
    return text.plain[words[at - 1].end : words[at].start] if at else text.plain[: words[at].start]
