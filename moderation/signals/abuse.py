"""Abuse: swearing, insult, slur, incitement, and attacks without a coarse word.

Swearing aimed at nobody is profanity. A hurtful word is harassment when it is aimed at a member or at a kind of
people; as suffered ("kata ayah ...", in quotation marks) it is none, and of oneself it is distress.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from moderation.signals.hit import Hit, whole
from moderation.signals.model import UNHEARD, Scores, denies, hears
from moderation.signals.patterns import Found

Place = tuple[int, int]

ATTACKS = ("attack", "threat", "kinds", "attack.you")  # the last only where somebody is addressed
CUES = frozenset({*ATTACKS, "incite", "word.insult", "word.mild", "word.slur", "word.swear", "word.sexual"})
HARASSING = frozenset({"word.insult", "word.slur", "word.incite"})
SPARED_BY = ("reported", "literal", "kindness")
SPARING = ("says.third", "kindness", "self.word", "literal")  # what makes the model doubt
DENIED = -1.0  # logarithm of odds below which the model takes the lexicon's word away
DOUBT = 3.5  # of the model's logarithm of odds
NEAR = 6  # words after "kata dia" that are still what he said


def abuse_of(found: Found, scores: Scores = UNHEARD) -> tuple[str, tuple[Hit, ...]]:
    """none, profanity or harassment, and every place of it."""
    here = tuple(_all(found)) if not CUES.isdisjoint(found.names()) else ()
    if denies(scores, ("harassment",), DENIED):
        here = tuple(hit for hit in here if hit.code not in HARASSING)
    if any(hit.code in HARASSING for hit in here):
        return "harassment", here
    clear = hears(scores, "harassment", doubt=DOUBT)
    if clear or (hears(scores, "harassment") and not _is_spared(found)):
        return "harassment", (*here, whole(found, "word.insult"))
    return ("profanity" if here else "none"), here


def _is_spared(found: Found) -> bool:
    """Something in it is told as suffered, is kindness, or is about oneself."""
    return bool(found.tokens.quoted) or any(guard in found for guard in SPARING)


def _all(found: Found) -> Iterator[Hit]:
    suffered = list(_suffered(found))
    spared = [*suffered, *_places(found, SPARED_BY)]
    own = list(_places(found, ("self.word",)))
    aimed = [place for place in _places(found, ("aimed",)) if not _meets(place, spared)]
    yield from _hits(found, "word.incite", _apart(_places(found, ("incite",)), suffered))
    attacks = ATTACKS if "you" in found else ATTACKS[:-1]
    yield from _hits(
        found, "word.insult", _apart(_places(found, attacks), [*suffered, *_places(found, ("kindness",))])
    )
    for place in _places(found, ("word.insult", "word.mild")):
        if _meets(place, aimed) and not _meets(place, own):
            yield from _hits(found, "word.insult", [place])
    yield from _hits(found, "word.slur", _apart(_places(found, ("word.slur",)), [*spared, *own]))
    coarse = _places(found, ("word.swear",))
    yield from _hits(
        found, "word.swear", _apart(coarse, [*suffered, *_places(found, ("literal", "reported"))])
    )
    yield from _hits(found, "word.sexual", _apart(_places(found, ("word.sexual",)), spared))


def _places(found: Found, cues: Iterable[str]) -> list[Place]:
    return [place for cue in cues if cue in found for place in found.spans(cue)]


def _suffered(found: Found) -> Iterator[Place]:
    """Quotation marks, and a few words after "dia bilang"."""
    quoted = found.tokens.quoted
    while quoted:
        low = quoted & -quoted
        quoted ^= low
        yield low.bit_length() - 1, low.bit_length()
    heads = _places(found, ("says.third",))
    for first, last in _places(found, ("says",)):
        if any(first - 4 <= head < last + 4 for head, _ in heads):
            yield first, last + NEAR


def _apart(places: Iterable[Place], others: list[Place]) -> list[Place]:
    return [place for place in places if not _meets(place, others)]


def _meets(place: Place, others: list[Place]) -> bool:
    return any(place[0] < last and first < place[1] for first, last in others)


def _hits(found: Found, code: str, places: Iterable[Place]) -> Iterator[Hit]:
    for first, last in places:
        yield Hit(code, *found.tokens.typed(first, last), bool(found.tokens.quoted >> first & 1))
