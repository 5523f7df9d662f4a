"""What somebody asks of others: contact, a meeting, a click, a change of medicine, money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderation.signals.hit import Hit, whole
from moderation.signals.model import UNHEARD, Scores, denies, hears
from moderation.signals.patterns import Found

ASKS = ("link_spam", "medical_advice", "meet", "contact", "solicitation")  # the most specific first
LABELS = {"contact": "contact_request", "meet": "meet_request"}  # the corpora's names
OWN = {  # one's own story, a rule, a public service: not an ask
    "contact": "contact.own",
    "meet": "meet.own",
    "medical_advice": "med.own",
    "solicitation": "sell.own",
}
DOUBT = 3.5  # of the model's logarithm of odds, where it may be one's own story, a rule or a service
DENIED = -3.0  # logarithm of odds below which the model takes the lexicon's word away
CUES = {ask: f"ask.{ask}" for ask in OWN}


def ask_of(found: Found, links: Sequence[Hit], scores: Scores = UNHEARD) -> tuple[str, tuple[Hit, ...]]:
    """The label of the most specific ask, and every place of an ask."""
    names = found.names() if not denies(scores, OWN, DENIED) else ()
    here = (*_spam(found, links), *(hit for ask in OWN if CUES[ask] in names for hit in _asks(found, ask)))
    codes = {hit.code for hit in here}
    if not codes:
        here = tuple(whole(found, f"ask.{ask}") for ask in OWN if _hears(found, scores, ask))
        codes = {hit.code for hit in here}
    first = next((ask for ask in ASKS if f"ask.{ask}" in codes), "none")
    return LABELS.get(first, first), here


def _hears(found: Found, scores: Scores, ask: str) -> bool:
    """The model hears it, and much more clearly where it may be one's own story, a rule or a service."""
    return hears(scores, ask) and (hears(scores, ask, doubt=DOUBT) or OWN[ask] not in found)


def _spam(found: Found, links: Sequence[Hit]) -> Iterator[Hit]:
    """A link beside a call to click it."""
    if "ask.promote" in found:
        for link in links:
            if link.code != "link.public":
                yield Hit("ask.link_spam", link.start, link.end)


def _asks(found: Found, ask: str) -> Iterator[Hit]:
    own = list(found.spans(OWN[ask]))
    for first, last in found.spans(f"ask.{ask}"):
        if not any(first < end and start < last for start, end in own):
            yield Hit(f"ask.{ask}", *found.tokens.typed(first, last), bool(found.tokens.quoted >> first & 1))
