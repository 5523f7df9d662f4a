"""The way of a text: normalise, find, settle, decide, hide. Whatever goes wrong holds the message."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moderation.decide import Verdict, decide
from moderation.detect import checked, detect, settle
from moderation.detect.tagger import likeness
from moderation.memory import find_protected, learnt
from moderation.normalise import Text, normalise, skeleton
from moderation.page import UNREADABLE, Page, cut, lay_out, piece_at
from moderation.rules import BASE, Rules
from moderation.signals import read_signals
from moderation.types import (
    Action,
    Body,
    Context,
    Decision,
    Effect,
    Kind,
    Piece,
    RawText,
    Reason,
    Span,
    unwrap,
)
from moderation.window import complete

BUDGET = 0.020  # seconds; longer and the message waits for a person
_EVERY_LIST = "zxq jangan gitu, aku Zxqwa dari Cibinong, tinggal di desa Zxqwi, wa 0812 ya"  # names and places, listed or not
_NAMES = frozenset({Kind.PERSON, Kind.HANDLE, Kind.PLACE, Kind.SCHOOL, Kind.WORK, Kind.CLINIC, Kind.WORSHIP})


class OverBudgetError(Exception):
    """A review took longer than it may."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """A message laid out, read, and what was found in it and before it."""

    page: Page
    text: Text
    spans: list[Span]
    earlier: tuple[tuple[int, Body], ...]


def review(raw: RawText, rules: Rules, context: Context) -> Decision:
    """What becomes of a message and of its words. Never raises: what cannot be told is held unseen.

    The only place of moderation that opens a RawText.
    """
    try:
        return _review(unwrap(raw), rules, context)
    except Exception:
        return unsure(rules)


def warm_up() -> None:
    """Read every list and weight now: no first message waits for it, and one that is missing stops the start.

    Raises OSError, which names the file.
    """
    _review((_EVERY_LIST,), BASE, Context())
    likeness(normalise(_EVERY_LIST), 0)


def unsure(rules: Rules) -> Decision:
    """Held, with nothing shown: for a failed or late review."""
    reason = Reason("unsure", "", Effect.HOLD)
    return Decision(Action.HOLD, Body(()), rules.version, (reason,))


def _review(pieces: Sequence[Piece], rules: Rules, context: Context) -> Decision:
    began = context.clock()
    page = lay_out(pieces)
    text = normalise(page.typed)
    if not page.walls and not text.plain.replace(UNREADABLE, "").strip():
        return _empty(rules)
    sight = _look(page, text, rules, context)
    _in_time(context, began)
    signals = read_signals(text)
    _in_time(context, began)
    verdict = decide(text, sight.spans, signals, rules, context)
    decision = _decision(sight, verdict, rules, context)
    _in_time(context, began)
    return decision


def _empty(rules: Rules) -> Decision:
    return Decision(Action.REFUSE, Body(()), rules.version, (Reason("empty", "", Effect.REFUSE),))


def _look(page: Page, text: Text, rules: Rules, context: Context) -> _Sight:
    """Identifiers of the whole page, and what earlier messages become.

    What stands between walls is read alone: a second look at a message has no more to go on than the first.
    """
    spans: list[Span] = []
    earlier: dict[int, Body] = {}
    for offset, part in _between_walls(page, text):
        window = complete(part, context.recent)
        spans += [_moved(span, offset) for span in find(part, rules, context, window.spans)]
        earlier |= dict(window.earlier)
    return _Sight(page, text, spans, tuple(sorted(earlier.items())))


def _between_walls(page: Page, text: Text) -> Iterator[tuple[int, Text]]:
    if not page.walls:
        yield 0, text
        return
    for before, after in itertools.pairwise([-1, *page.order, len(page.typed)]):
        if before + 1 < after:
            yield before + 1, normalise(page.typed[before + 1 : after], whole=False)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by, span.kind, span.score, span.by, span.whose) if by else span


def find(text: Text, rules: Rules, context: Context, more: Sequence[Span] = ()) -> list[Span]:
    """Every identifier of a text, settled; the group's own handles are none.

    `more` are spans found elsewhere (the window). Raises BadSpanError for what is no span of this text.
    """
    found = [*detect(text, names=rules.names), *more, *find_protected(text, context)]
    settled = settle(checked(text, found))
    if not context.handles:
        return settled
    return [span for span in settled if not _is_handle(text, span, context.handles)]


def _is_handle(text: Text, span: Span, handles: frozenset[str]) -> bool:
    """Is this a handle of the group, or a word of one that stands there whole?"""
    if span.kind not in _NAMES or span.whose == "mine":
        return False
    return any(skeleton(run) in handles for run in _runs_around(text.typed, span))


def _runs_around(typed: str, span: Span) -> Iterator[str]:
    """The span alone and with up to two words on either side."""
    before = typed[max(0, span.start - 40) : span.start].split()
    after = typed[span.end : span.end + 40].split()
    for left in range(3):
        for right in range(3 - left):
            lead = before[len(before) - left :] if left <= len(before) else before
            yield " ".join([*lead, typed[span.start : span.end], *after[:right]])


def _decision(sight: _Sight, verdict: Verdict, rules: Rules, context: Context) -> Decision:
    body, starts = cut(sight.page, settle(verdict.hide))
    kept = verdict.action is not Action.REFUSE
    return Decision(
        verdict.action,
        body,
        rules.version,
        tuple(_placed(reason, starts, start) for reason, start, _ in verdict.reasons),
        verdict.alert,
        verdict.crisis,
        verdict.danger,
        sight.earlier if kept and not context.preview else (),
        learnt(sight.text, sight.spans, context) if kept else frozenset(),
        tuple(sight.spans),
    )


def _placed(reason: Reason, starts: Sequence[int], start: int) -> Reason:
    return Reason(reason.code, reason.rule, reason.effect, piece_at(starts, start), reason.whose)


def _in_time(context: Context, began: float) -> None:
    if context.clock() - began > BUDGET:
        raise OverBudgetError
