"""Numbers that go on from one message to the next, and beginnings that say what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderation.detect.labels import LABELS, labels_for
from moderation.detect.numbers import classify
from moderation.detect.phones import is_announced_half
from moderation.detect.runs import Run, find_runs
from moderation.normalise import Text, normalise
from moderation.past import Found, Past
from moderation.types import Kind

_NUMBERS = frozenset({Kind.PHONE, Kind.NATIONAL_ID, Kind.STUDENT_ID, Kind.BANK})
_CALLED_PHONE = labels_for(Kind.PHONE)


def announced_numbers(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """`wa aku 0812`: a beginning that says what it is."""
    if not past and _CALLED_PHONE.isdisjoint(text.vocabulary):
        return
    for run in find_runs(text, least=3):
        said = {label for word, label in ((word, LABELS.get(word)) for word in run.before[:5]) if label}
        asked = not text.low[run.end :].strip(" .,!-") and _asked_for_number(past) and len(run.digits) >= 3
        if is_announced_half(run) and (Kind.PHONE in said or asked):
            yield None, *text.typed_range(run.start, run.end), Kind.PHONE


def _asked_for_number(past: Sequence[Past]) -> bool:
    own = [one for one in past if one.own][-2:]
    return any(LABELS.get(word.low) is Kind.PHONE for one in own for word in one.text.words[-5:])


def split_numbers(text: Text, past: Sequence[Past]) -> Iterator[Found]:
    """Runs of digits that go on from one message to the next; messages without digits may stand between."""
    if not past or len(text.words) > 40 or not (runs := find_runs(text)):
        return
    yield from _after_hidden(text, runs[0], past)
    held = [one for one in past if _has_open_digits(one)]
    for own_only in (True, False):
        chain = [one for one in held if one.own or not own_only]
        found = list(_chained(text, chain, past))
        if found:
            yield from found
            return


def _has_open_digits(one: Past) -> bool:
    return len(one.text.words) <= 30 and bool(find_runs(one.text))


def _after_hidden(text: Text, run: Run, past: Sequence[Past]) -> Iterator[Found]:
    """Behind a number hidden at the end of an own message, more digits are more of it."""
    before = next(
        (one for one in reversed(past) if one.own and (one.page.order or find_runs(one.text))), None
    )
    kind = before.ends_hidden() if before else None
    if (
        kind in _NUMBERS
        and 2 <= len(run.digits) <= 12
        and not text.low[: run.start].strip(" .,-+(")
        and len(text.words) <= 10
    ):
        yield None, *text.typed_range(run.start, run.end), kind


def _chained(text: Text, chain: Sequence[Past], past: Sequence[Past]) -> Iterator[Found]:
    if not chain:
        return
    parts = [one.text.plain for one in chain] + [text.plain]
    joined = normalise("\n".join(parts))
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part) + 1)
    for run in find_runs(joined):
        if run.end <= starts[-2] or run.start >= starts[-2]:
            continue
        kind, score = classify(_with_labels(run, chain, past))
        if kind is None or score < 0.7 or len(run.digits) > 20:
            continue
        yield from _pieces(run, kind, starts, [*chain, None], text)


def _with_labels(run: Run, chain: Sequence[Past], past: Sequence[Past]) -> Run:
    """Labels may stand in the wordy messages before the first digits."""
    if len(run.before) >= 4:
        return run
    first = chain[0].index
    earlier = tuple(word.low for one in past if one.index < first for word in one.text.words)[-6:][::-1]
    return Run(
        run.start,
        run.end,
        run.digits,
        run.groups,
        run.spelled,
        run.altered,
        run.plus,
        run.before + earlier,
        run.after,
    )


def _pieces(
    run: Run, kind: Kind, starts: Sequence[int], chain: Sequence[Past | None], text: Text
) -> Iterator[Found]:
    for at, one in enumerate(chain):
        start, end = max(run.start, starts[at]) - starts[at], min(run.end, starts[at + 1] - 1) - starts[at]
        if start < end:
            source = text if one is None else one.text
            yield None if one is None else one.index, *source.typed_range(start, end), kind
