"""The way of a text: normalise, find, settle, decide, hide. Whatever goes wrong holds the message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderation.decide import Verdict, decide
from moderation.detect import checked, detect, settle
from moderation.memory import find_protected, learnt
from moderation.normalise import Text, normalise, skeleton
from moderation.page import Page, cut, lay_out, piece_at
from moderation.rules import Rules
from moderation.signals import read_signals
from moderation.types import (
    Action,
    Body,
    Context,
    Decision,
    Effect,
    Hidden,
    Kind,
    Piece,
    RawText,
    Reason,
    Span,
    unwrap,
)
from moderation.window import Window, complete

BUDGET = 0.020  # seconds; longer and the message waits for a person
_NAMES = frozenset({Kind.PERSON, Kind.HANDLE, Kind.PLACE, Kind.SCHOOL, Kind.WORK, Kind.CLINIC, Kind.WORSHIP})


class OverBudget(Exception):
    """A review took longer than it may."""


def review(raw: RawText, rules: Rules, context: Context) -> Decision:
    """What becomes of a message and of its words. Never raises: what cannot be told is held unseen.

    The only place of moderation that opens a RawText.
    """
    try:
        return _review(unwrap(raw), rules, context)
    except Exception:
        return unsure(rules.version)


def unsure(version: int) -> Decision:
    """Held, with nothing shown: for a failed or late review."""
    reason = Reason("unsure", "", Effect.HOLD)
    return Decision(Action.HOLD, Body(()), version, (reason,))


def _review(pieces: Sequence[Piece], rules: Rules, context: Context) -> Decision:
    began = context.clock()
    page = lay_out(pieces)
    text = normalise(page.typed)
    if not page.walls and not text.plain.strip():
        return Decision(Action.REFUSE, Body(()), rules.version, (Reason("empty", "", Effect.REFUSE),))
    window = complete(text, context.recent)
    _in_time(context, began)
    spans = find(text, rules, context, window.spans)
    _in_time(context, began)
    signals = read_signals(text)
    _in_time(context, began)
    verdict = decide(text, spans, signals, rules, context)
    decision = _decision(page, text, spans, verdict, window, rules, context)
    _in_time(context, began)
    return decision


def find(text: Text, rules: Rules, context: Context, more: Sequence[Span] = ()) -> list[Span]:
    """Every identifier of a text, settled; the group's own handles are none."""
    found = [*detect(text, names=rules.names), *more, *find_protected(text, context)]
    return [span for span in settle(checked(text, found)) if not _is_handle(text, span, context.handles)]


def _is_handle(text: Text, span: Span, handles: frozenset[str]) -> bool:
    """Is this a handle of the group, or a word of one that stands there whole?"""
    if not handles or span.kind not in _NAMES or span.whose == "mine":
        return False
    return any(skeleton(run) in handles for run in _runs_around(text.typed, span))


def _runs_around(typed: str, span: Span) -> Iterator[str]:
    yield typed[span.start : span.end]
    before = typed[max(0, span.start - 40) : span.start].split()
    after = typed[span.end : span.end + 40].split()
    for left in range(3):
        for right in range(3 - left):
            if left or right:
                tail = before[-left:] if left else []
                yield " ".join([*tail, typed[span.start : span.end], *after[:right]])


def _decision(
    page: Page,
    text: Text,
    spans: list[Span],
    verdict: Verdict,
    window: Window,
    rules: Rules,
    context: Context,
) -> Decision:
    body, starts = cut(page, settle(verdict.hide))
    shown_or_held = verdict.action is not Action.REFUSE
    return Decision(
        verdict.action,
        body,
        rules.version,
        tuple(_placed(reason, starts, start) for reason, start, _ in verdict.reasons),
        verdict.alert,
        verdict.crisis,
        verdict.danger,
        window.earlier if shown_or_held and not context.preview else (),
        learnt(text, spans, context) if shown_or_held else frozenset(),
        tuple(spans),
    )


def _placed(reason: Reason, starts: Sequence[int], start: int) -> Reason:
    return Reason(reason.code, reason.rule, reason.effect, piece_at(starts, start), reason.whose)


def _in_time(context: Context, began: float) -> None:
    if context.clock() - began > BUDGET:
        raise OverBudget


__all__ = ["BUDGET", "Hidden", "find", "review", "unsure"]
