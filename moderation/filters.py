"""The filters behind `python -m moderation`: one row in, one answer out. Words pass through, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from moderation.detect import settle
from moderation.normalise import normalise
from moderation.page import cut, lay_out
from moderation.pipeline import find, review
from moderation.rules import BASE, Rules
from moderation.signals import read_signals
from moderation.types import Body, Context, Hidden, Kind, RawText, Seat, Span
from moderation.window import complete

Row = Mapping[str, Any]
_COVERED_HOUR = int(datetime(2026, 11, 24, 3, 0, tzinfo=UTC).timestamp() * 1000)  # a Tuesday, 10:00 WIB
_SEEN = 8  # messages a window looks back


def spans(row: Row) -> dict[str, Any]:
    """`[start, end, KIND]` of a text; one list per message of a conversation, as things stand after the last."""
    if "messages" in row:
        return {"spans": conversation(row["messages"])}
    return {"spans": _listed(find(normalise(_text(row)), BASE, Context()))}


def signals(row: Row) -> dict[str, Any]:
    """The labels of a text."""
    found = read_signals(normalise(_text(row)))
    return {
        "crisis": found.crisis.name.lower(),
        "abuse": found.abuse,
        "ask": found.ask,
        "breach": found.breach,
    }


def reviewer(rules: Rules) -> Callable[[Row], dict[str, Any]]:
    """`review` under these rules, as a filter."""

    def reviewed(row: Row) -> dict[str, Any]:
        text = _text(row)
        decision = review(RawText(text), rules, context_of(row))
        return {
            "action": decision.action.name.lower(),
            "text": shown(decision.body),
            "hidden": _listed(decision.spans),
            "reasons": list(dict.fromkeys(reason.code for reason in decision.reasons)),
        }

    return reviewed


def context_of(row: Row) -> Context:
    """A row's situation; left out: a covered hour, 100 messages before, a member, no label."""
    return Context(
        now=_milliseconds(row.get("now", _COVERED_HOUR)),
        seat=Seat(row.get("seat", "member")),
        posts_before=int(row.get("posts_before", 100)),
        covered=bool(row.get("open", True)),
        label=str(row.get("label") or "").lower(),
    )


def shown(body: Body) -> str:
    """A body as text, its hidden pieces in brackets by their stored kind."""
    return "".join(_bracketed(piece) if isinstance(piece, Hidden) else piece for piece in body.pieces)


def conversation(messages: Sequence[Mapping[str, Any]]) -> list[list[list[Any]]]:
    """Spans per message after the whole conversation; every message is looked at as it comes, with eight before."""
    texts = [_text(message) for message in messages]
    found: list[list[Span]] = []
    for at, message in enumerate(messages):
        first = max(0, at - _SEEN)
        recent = tuple(
            (messages[n].get("by") == message.get("by"), _body(texts[n], found[n])) for n in range(first, at)
        )
        text = normalise(texts[at])
        window = complete(text, recent)
        found.append(find(text, BASE, Context(), window.spans))
        for index, span in window.before:
            one = first + index
            found[one] = settle([*found[one], _as_typed(span, found[one])])
    return [_listed(one) for one in found]


def _as_typed(span: Span, hidden: Sequence[Span]) -> Span:
    """A span of a body, where hidden pieces count one, as one of the text it was cut from."""
    start, end = span.start, span.end
    for piece in hidden:
        extra = piece.end - piece.start - 1
        start += extra if piece.start < start else 0
        end += extra if piece.start < end else 0
    return Span(start, end, span.kind, span.score, span.by)


def _body(text: str, found: Sequence[Span]) -> Body:
    return cut(lay_out([text]), found)[0]


def _listed(found: Sequence[Span]) -> list[list[Any]]:
    return [[span.start, span.end, span.kind.tag] for span in found]


def _bracketed(piece: Hidden) -> str:
    return f"[{piece.kind.value}{' ' + piece.letter if piece.letter else ''}]"


def _text(row: Row) -> str:
    text = row["text"]
    if not isinstance(text, str):
        raise TypeError
    return text


def _milliseconds(moment: Any) -> int:
    if isinstance(moment, str):
        return int(datetime.fromisoformat(moment).timestamp() * 1000)
    return int(moment)


__all__ = ["Kind", "context_of", "conversation", "reviewer", "shown", "signals", "spans"]
