"""One text explained to a person: what was found and by whom, what is shown, what happens and why."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.filters import shown
from moderation.pipeline import review
from moderation.rules import Rules
from moderation.types import Context, Decision, RawText

_BOLD, _DIM, _MARK, _END = "\x1b[1m", "\x1b[2m", "\x1b[33m", "\x1b[0m"


def explained(typed: str, rules: Rules, *, colour: bool) -> str:
    """Lines for a terminal; `colour` adds escape codes."""
    decision = review(RawText(typed), rules, Context())
    text = "\n".join(_lines(typed, decision))
    if colour:
        return text
    for code in (_BOLD, _DIM, _MARK, _END):
        text = text.replace(code, "")
    return text


def _lines(typed: str, decision: Decision) -> Iterator[str]:
    yield f"{_BOLD}shown{_END}    {shown(decision.body)}"
    yield f"{_BOLD}action{_END}   {decision.action.name.lower()}, alert {decision.alert.name.lower()}"
    for span in decision.spans:
        words = typed[span.start : span.end]
        yield f"{_BOLD}found{_END}    {_MARK}{words}{_END}  {span.kind.tag} {span.score:.2f} {_DIM}{span.by}{_END}"
    for reason in decision.reasons:
        where = "" if reason.piece is None else f" piece {reason.piece}"
        yield f"{_BOLD}reason{_END}   {reason.code} -> {reason.effect.value} {_DIM}{reason.rule}{where}{_END}"
