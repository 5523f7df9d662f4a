"""Registered words and the group's memory: looked for by keyed hash, never named (CARE C10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderation.data import words_of
from moderation.normalise import Text
from moderation.types import Context, Kind, Protected, Span, keyed_hash

_LONGEST = 3  # words of a registered phrase
_MOST = 200  # hashes a message may teach
_TEACH = frozenset({Kind.PERSON, Kind.HANDLE})


def find_protected(text: Text, context: Context) -> Iterator[Span]:
    """Runs of up to three words that somebody registered; in a preview only the writer's own."""
    protected = context.protected
    if context.preview:
        protected = Protected(protected.key, protected.mine)
    if not (protected.mine or protected.others):
        return
    common, words = words_of("common"), text.words
    for first, word in enumerate(words):
        for last in range(first, min(first + _LONGEST, len(words))):
            if first == last and word.low in common:
                continue
            whose = protected.find(" ".join(one.low for one in words[first : last + 1]))
            if whose:
                found = text.span(word.start, words[last].end, Kind.PERSON, 0.9, "memory")
                yield Span(found.start, found.end, found.kind, found.score, found.by, whose)


def learnt(text: Text, spans: Sequence[Span], context: Context) -> frozenset[bytes]:
    """Hashes of the uncommon words in names and handles; nothing from previews or staff."""
    if not context.protected.key or context.preview or context.seat.is_staff:
        return frozenset()
    common = words_of("common")
    ranges = [(span.start, span.end) for span in spans if span.kind in _TEACH]
    words = (
        word.low
        for word in text.words
        if len(word.low) > 1
        and word.low not in common
        and not word.low.isdigit()
        and _inside(text, word.start, ranges)
    )
    return frozenset(
        keyed_hash(context.protected.key, word) for word, _ in zip(words, range(_MOST), strict=False)
    )


def _inside(text: Text, at: int, ranges: Sequence[tuple[int, int]]) -> bool:
    typed = text.origin[at]
    return any(start <= typed < end for start, end in ranges)
