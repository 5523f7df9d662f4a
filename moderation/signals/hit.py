"""Where a signal stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from moderation.signals.patterns import Found


@dataclass(frozen=True, slots=True)
class Hit:
    """`text[start:end]` as typed carries the signal `code` ("ask.contact"), in quotation marks or not."""

    code: str
    start: int
    end: int
    quoted: bool = False


def hits(found: Found, code: str, cues: Iterable[str]) -> Iterator[Hit]:
    """The places of some cues, as hits of one code."""
    for cue in cues:
        for first, last in found.spans(cue):
            start, end = found.tokens.typed(first, last)
            yield Hit(code, start, end, bool(found.tokens.quoted >> first & 1))


def whole(found: Found, code: str) -> Hit:
    """A signal that the message carries as a whole."""
    return Hit(code, 0, len(found.tokens.text.typed))


def merged(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Hits of one code that overlap as one; in order of place."""
    made: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.code, one.start, one.end)):
        last = made[-1] if made else None
        if last and last.code == hit.code and hit.start < last.end:
            made[-1] = Hit(hit.code, last.start, max(last.end, hit.end), last.quoted and hit.quoted)
        else:
            made.append(hit)
    return tuple(sorted(made, key=lambda one: (one.start, one.end)))
