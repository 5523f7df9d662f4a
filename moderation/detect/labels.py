"""Words that say what a number is. The nearest one to a run of digits decides."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.data import sections_of
from moderation.detect.runs import Run
from moderation.types import Kind

_WORDS = sections_of("structured")

NOT_AN_IDENTIFIER = "other"  # order numbers, codes, scores, hotlines

_ROWS: tuple[tuple[Kind | str, str], ...] = (
    (Kind.PHONE, "labels_phone"),
    (Kind.NATIONAL_ID, "labels_national_id"),
    (Kind.STUDENT_ID, "labels_student_id"),
    (Kind.BANK, "labels_bank"),
    (NOT_AN_IDENTIFIER, "labels_other"),
)
_CLITICS = ("", "ku", "mu", "nya")
LABELS: dict[str, Kind | str] = {
    word + clitic: kind for clitic in _CLITICS[::-1] for kind, section in _ROWS for word in _WORDS[section]
}
_WEAK = _WORDS["labels_weak"]


def labels_for(kind: Kind) -> frozenset[str]:
    """Every word that calls a number this kind."""
    return frozenset(word for word, named in LABELS.items() if named is kind)


def labels_of(run: Run) -> Iterator[tuple[Kind | str, int]]:
    """What the words around a run call it, the nearest first, with how many words lie between."""
    before = [(LABELS[word], at) for at, word in enumerate(run.before) if word in LABELS]
    weak = [hit for hit in before if run.before[hit[1]] in _WEAK]
    yield from (hit for hit in before if hit not in weak)
    yield from weak
    yield from ((LABELS[word], at + 2) for at, word in enumerate(run.after[:4]) if word in LABELS)
