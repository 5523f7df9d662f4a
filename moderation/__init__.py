"""Moderation: pure functions from a text, a group's rules and a context to a decision.

No asyncio, HTTP, storage, logging, time or randomness. A text is given as `RawText` and leaves as a `Body`.
"""

from moderation.normalise import skeleton
from moderation.pipeline import review, unsure, warm_up
from moderation.rules import BASE, Rules, RulesError, parse_rules
from moderation.types import (
    Action,
    Body,
    Context,
    CrisisState,
    Danger,
    Decision,
    Effect,
    Hidden,
    Kind,
    Level,
    Protected,
    RawText,
    Reason,
    Seat,
    Span,
)

__all__ = [
    "BASE",
    "Action",
    "Body",
    "Context",
    "CrisisState",
    "Danger",
    "Decision",
    "Effect",
    "Hidden",
    "Kind",
    "Level",
    "Protected",
    "RawText",
    "Reason",
    "Rules",
    "RulesError",
    "Seat",
    "Span",
    "parse_rules",
    "review",
    "skeleton",
    "unsure",
    "warm_up",
]
