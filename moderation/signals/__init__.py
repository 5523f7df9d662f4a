"""What a message says besides identity: danger, abuse, asks, breaches, judging, topics, links."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.normalise import Text
from moderation.signals.abuse import abuse_of
from moderation.signals.asks import ask_of
from moderation.signals.breaches import breach_of
from moderation.signals.crisis import crisis_of
from moderation.signals.hit import Hit, merged
from moderation.signals.judging import find_judging
from moderation.signals.links import find_links
from moderation.signals.model import read_model
from moderation.signals.patterns import Found
from moderation.signals.tokens import Tokens
from moderation.signals.topics import find_topics
from moderation.types import Danger, Level

__all__ = ["Hit", "Signals", "read_signals"]

MODEL = read_model()


@dataclass(frozen=True, slots=True)
class Signals:
    """The findings of one text: labels as in the corpora ("none" without one), and where they stand.

    `abuse` is none, profanity or harassment; `ask` and `breach` name the most specific act.
    """

    crisis: Level = Level.NONE
    danger: Danger = Danger.NONE
    abuse: str = "none"
    ask: str = "none"
    breach: str = "none"
    hits: tuple[Hit, ...] = ()


def read_signals(text: Text) -> Signals:
    """Read a text once for everything; linear in its length, never raises on any text."""
    found = Found(Tokens(text))
    scores = MODEL.scores(found.tokens, found.names())
    links = tuple(find_links(text))
    crisis, danger, crisis_hits = crisis_of(found, scores)
    abuse, abuse_hits = abuse_of(found, scores)
    ask, ask_hits = ask_of(found, links, scores)
    breach, breach_hits = breach_of(found, scores)
    rest = (*find_judging(found), *find_topics(found, with_methods=crisis > Level.NONE))
    places = merged((*crisis_hits, *abuse_hits, *ask_hits, *breach_hits, *links, *rest))
    return Signals(crisis, danger, abuse, ask, breach, places)
