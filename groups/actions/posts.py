"""What somebody asks to post, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from groups.actions.marks import OwnLabel
from groups.model import Body, Channel
from moderation import Action, RawText


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody asks to post. `cid` is the client's id; `roster` the last roster change their page has shown.

    `reply` is the seq of the message that it answers, `target` that of an own one which it replaces in state `rev`.
    """

    channel: Channel
    raw: RawText
    cid: str
    roster: int | None = None
    wish: str | None = None
    label: str | None = None  # of marks.LABELS
    own: OwnLabel | None = None
    reply: int | None = None
    target: int = 0
    rev: int = 0
    unchecked: bool = False  # in a crisis's line, where moderation cannot tell: send all the same


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a post. `reasons` and `code` are catalogue keys; `again`: the id had been answered before."""

    action: Action
    again: bool = False
    seq: int | None = None
    at: int = 0
    body: Body | None = None
    reasons: tuple[str, ...] = ()
    case: str | None = None
    code: str = ""
    values: dict[str, Any] = field(default_factory=dict)


#: Called once with the answer, in the turn of the commit, before the message goes to anyone.
Tell = Callable[[Answer], None]


def tell_nobody(answer: Answer) -> None:
    """For callers that read the returned answer."""
