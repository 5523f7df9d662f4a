"""Names that stay: the holy, people everybody knows, pets, and things that carry a name (CARE C13)."""

from __future__ import annotations

from moderation.data import sections_of
from moderation.detect import frames
from moderation.detect.lexicon import Class
from moderation.detect.line import Line
from moderation.detect.wording import phrases_of

_WORDS = sections_of("naming")
_ALWAYS_PUBLIC = _WORDS["always_public"]


def is_excused(line: Line, at: int) -> bool:
    """Public figures, the holy, pets, things that carry a name."""
    before = line.low(at - 1)
    if line.gap(at) in (" ", ". ", "-") and (
        before in frames.HOLY or (before in frames.NOT_AFTER and not _prefixed(line, at))
    ):
        return before != "dewi" or line.classes[at] is not Class.NAME
    if not frames.PETS.isdisjoint(line.lows[max(0, at - 3) : at]):
        return True
    if _is_public(line, at):
        return True
    if line.classes[at] is Class.NAME and before in ("buku", "bukunya", "karakter", "tokoh"):
        return False
    near = line.lows[max(0, at - 2) : at]
    return (
        not frames.MEDIA.isdisjoint(near)
        and line.gap(at) == " "
        and before not in frames.HONORIFICS | frames.RELATIONS | {"sama", "bareng", "with", "and"}
    )


def _prefixed(line: Line, at: int) -> bool:
    return line.low(at - 1) in ("teh", "bunga", "test") and line.low(at - 2) in frames.HONORIFICS


def _is_public(line: Line, at: int) -> bool:
    """Part of the full name of somebody everybody knows?"""
    public = phrases_of("names_public")
    for first in range(max(0, at - 2), at + 1):
        for size in (4, 3, 2):
            if (
                first <= at < first + size <= len(line.lows)
                and " ".join(line.lows[first : first + size]) in public
            ):
                return True
    if line.lows[at] in _ALWAYS_PUBLIC:
        return True
    if line.lows[at] not in public:
        return False
    return not frames.MEDIA.isdisjoint(line.lows[max(0, at - 4) : at + 4])
