"""What stands beside a message's words: what it answers, what answer is hoped for, and the content label.

A label is one of a short list, or the author's own words. Own words go through moderation like any text; what is not
clean as a label becomes the first line of the message, so that nothing of it is lost or unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from groups import access
from groups.access import Membership
from groups.actions.judge import judge
from groups.context import Context
from groups.locale import HOME
from groups.memory import Circle, Person
from groups.model import Channel, label_place
from groups.store.base import Missing
from moderation import Action, Level, RawText

#: The short list, in the order in which it is offered; the words stand in the catalogues (`about.loss`).
LABELS = ("loss", "illness", "eating", "drugs", "violence", "sexual_violence", "self_harm", "suicide")
LABEL_MOST = 40  # code points of own words
_LABEL_WORDS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")  # letters: nothing that could count or link


@dataclass(frozen=True, slots=True)
class OwnLabel:
    """A label in the author's words: alone, and as the first line of the message."""

    raw: RawText
    joined: RawText
    sealed: str = ""  # once it was found clean


def own_label(label: str, text: str) -> OwnLabel | None:
    """Own words for a label, None where there are none."""
    words = " ".join(label.split())
    return OwnLabel(RawText(words), RawText(f"{words}\n\n{text}")) if words else None


async def clean_label(ctx: Context, circle: Circle, person: Person, own: OwnLabel) -> str | None:
    """The own words, where moderation has nothing to say about them and they are short; else None."""
    decision = (await judge(ctx, circle, person, own.raw)).decision
    if decision.action is not Action.SHOW or decision.alert is not Level.NONE or decision.reasons:
        return None
    words = "".join(piece for piece in decision.body.pieces if isinstance(piece, str))
    fits = not decision.body.hidden and len(words) <= LABEL_MOST and _LABEL_WORDS.fullmatch(words)
    return words if fits else None


async def seal_label(ctx: Context, channel: Channel, author: str, words: str) -> str:
    """Own words of a label at rest: sealed like a body, inside the row's data."""
    owner, place = label_place(str(channel), author)
    await ctx.vault.load(owner)
    return ctx.vault.close_word(words, owner, place)


def label_word(ctx: Context, label: str | None, own: str | None) -> str:
    """How rules know this label ("labelled:makan"): in the home language, lower case."""
    return (own or (ctx.texts[HOME].say(f"about.{label}") if label else "")).lower()


async def stands(ctx: Context, who: Membership, channel: Channel, seq: int) -> bool:
    """True where this person can answer that message: it is theirs to read, and not gone."""
    if seq < access.reads(who, channel):
        return False
    try:
        return (await ctx.store.event(str(channel), seq)).kind == "message"
    except Missing:
        return False


def marks(wish: str | None, label: str | None, own: str | None, reply: int | None) -> dict[str, Any]:
    """What a row's data holds of it. `own` is sealed."""
    given = {"wish": wish, "label": label, "label_own": own, "reply": reply}
    return {name: value for name, value in given.items() if value}
