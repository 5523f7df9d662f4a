"""What somebody asks of others: contact, a meeting, a click, a change of medicine, money."""

from __future__ import annotations

from collections.abc import Sequence

from moderation.signals.hit import Hit, hits
from moderation.signals.patterns import Found

ASKS = ("link_spam", "medical_advice", "meet", "contact", "solicitation")  # the most specific first
LABELS = {"contact": "contact_request", "meet": "meet_request"}  # the corpora's names


def ask_of(found: Found, links: Sequence[Hit]) -> tuple[str, tuple[Hit, ...]]:
    """The label of the most specific ask, and every place of an ask."""
    here = tuple(hit for ask in ASKS for hit in hits(found, f"ask.{ask}", [f"ask.{ask}"]))
    if links and not any(hit.code == "ask.link_spam" for hit in here) and "ask.promote" in found:
        here = (*(Hit("ask.link_spam", link.start, link.end) for link in links), *here)
    first = next((ask for ask in ASKS if any(hit.code == f"ask.{ask}" for hit in here)), "none")
    return LABELS.get(first, first), here
