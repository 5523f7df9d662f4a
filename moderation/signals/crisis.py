"""Danger: from cues to a level and to who is in it (CARE C5).

Cues are weighed together, never alone by keyword: what is talk of a film, a negation or an idiom at the same
place takes a cue away; past and present, a time, a farewell and preparation move it between levels.
"""

from __future__ import annotations

from moderation.signals.hit import Hit, whole
from moderation.signals.model import THRESHOLDS, UNHEARD, Scores, hears
from moderation.signals.patterns import Found
from moderation.types import Danger, Level

Place = tuple[str, int, int]  # cue, first token, token after the last

ACTIVE = frozenset({"wish.end", "wish.hurt", "wish.relapse", "unsafe", "urge.now", "relapse.bare"})
PAST = frozenset({"past.end", "past.hurt", "other.past"})
WATCH = frozenset(
    {
        "passive.wake", "passive.vanish", "passive.born", "passive.follow", "passive.envy", "passive.wait",
        "passive.accident", "hopeless", "tired", "burden", "worthless", "wish.die",
    }
)  # fmt: skip
OTHERS = frozenset({"other.now", "em.other"})
EMERGENCY = frozenset({"em.time", "act.now", "em.other"})
VIOLENCE = frozenset({"violence", "violence.child"})
WEIGHTS = {
    "farewell.strong": 3, "last.me": 3, "farewell.weak": 1, "prep": 3, "peace": 2, "gone": 2, "wish.end": 2,
    "wish.die": 2, "hopeless": 1, "tired": 1, "burden": 1, "passive.vanish": 2, "passive.follow": 2, "dark": 1,
}  # fmt: skip
ENOUGH = 4  # of these weights, from two cues, is a farewell
LEAVES = frozenset({"farewell.strong", "prep", "gone", "peace", "last.me"})
CANCELLED_BY = {
    "idiom": ACTIVE | WATCH | EMERGENCY | {"other.now"},
    "idiom.kuat": WATCH,
    "negated": ACTIVE | PAST | {"wish.die", "em.time", "other.now"},
    "loss": ACTIVE | PAST | OTHERS | {"wish.die"},
    "fear": {"wish.die", "passive.wake"},
    "medical": {"wish.die", "em.time", "other.now"},
    "other.event": LEAVES | {"em.time", "farewell.weak", "passive.follow", "passive.vanish"},
    "incite": ACTIVE | WATCH | EMERGENCY | OTHERS,
    "fiction": ACTIVE | PAST | OTHERS | {"wish.die", "em.time"},
    "newsy": ACTIVE | PAST | OTHERS | {"wish.die"},
    "trained": ACTIVE | PAST | OTHERS,
    "general": ACTIVE | PAST | OTHERS,
    "advice": ACTIVE | WATCH | OTHERS | EMERGENCY | PAST | VIOLENCE | LEAVES | {"farewell.weak"},
}
TELLING = ACTIVE | PAST | WATCH | EMERGENCY | OTHERS | VIOLENCE | LEAVES
DOUBTS = tuple(CANCELLED_BY)
DOUBT = 1.5  # of the model's logarithm of odds
CODES = {Level.WATCH: "crisis.watch", Level.URGENT: "crisis.urgent", Level.EMERGENCY: "crisis.emergency"}


def crisis_of(found: Found, scores: Scores = UNHEARD) -> tuple[Level, Danger, tuple[Hit, ...]]:
    """The level of a message, who is in danger, and where it says so."""
    here = _standing(found) if not KNOWN.isdisjoint(found.names()) else []
    names = frozenset(cue for cue, _, _ in here)
    told = _level(names, found) if here else Level.NONE
    level = max(told, _heard(found, scores, told))
    if not level:
        return level, Danger.NONE, ()
    places = [_hit(found, level, place) for place in here if place[0] in TELLING]
    return level, _danger(names, found), tuple(places) or (whole(found, CODES[level]),)


def _heard(found: Found, scores: Scores, told: Level) -> Level:
    """The level that the model hears; talk of films, advice and the like makes it doubt."""
    near = scores and max(scores["acute"] - THRESHOLDS["acute"], scores["danger"] - THRESHOLDS["danger"]) > 0
    if not near:
        return Level.NONE
    doubt = DOUBT if not told and any(guard in found for guard in DOUBTS) else 0.0
    if hears(scores, "acute", doubt=doubt):
        return Level.EMERGENCY if hears(scores, "emergency", doubt=doubt) else Level.URGENT
    return Level.WATCH if hears(scores, "danger", doubt=doubt) else Level.NONE


def _hit(found: Found, level: Level, place: Place) -> Hit:
    _, first, last = place
    return Hit(CODES[level], *found.tokens.typed(first, last))


def _standing(found: Found) -> list[Place]:
    """Every cue with its place, without those that a guard at the same place takes away."""
    guards = [(found.spans(guard), taken) for guard, taken in CANCELLED_BY.items()]
    away = [(first, last, frozenset(taken)) for spans, taken in guards for first, last in spans]
    places = (
        (cue, first, last)
        for cue in sorted(found.names() & KNOWN | {"gone", "dark"})
        for first, last in found.spans(cue)
    )
    return [place for place in places if not any(_covers(place, one) for one in away)]


def _covers(place: Place, guard: tuple[int, int, frozenset[str]]) -> bool:
    cue, first, last = place
    return cue in guard[2] and first < guard[1] and guard[0] < last


KNOWN = ACTIVE | PAST | WATCH | OTHERS | EMERGENCY | VIOLENCE | LEAVES | frozenset(WEIGHTS)


def _level(names: frozenset[str], found: Found) -> Level:
    if names & EMERGENCY or _is_farewell(names):
        return Level.EMERGENCY
    if _is_urgent(names, found):
        return Level.URGENT
    if names & (WATCH | PAST | ACTIVE):
        return Level.WATCH
    return Level.NONE


def _is_farewell(names: frozenset[str]) -> bool:
    """Enough of leaving; a wish to follow or to vanish says "gone" by itself and does not count twice."""
    cues = names & WEIGHTS.keys()
    if names & {"passive.follow", "passive.vanish"}:
        cues -= {"gone"}
    return len(cues) > 1 and bool(cues & LEAVES) and sum(WEIGHTS[cue] for cue in cues) >= ENOUGH


def _is_urgent(names: frozenset[str], found: Found) -> bool:
    if names & ACTIVE:
        return not names & PAST or "wish.relapse" in names or _is_now(found)
    if "wish.die" in names and _is_now(found):
        return True
    if names & WATCH and "helpcry" in found:
        return True
    return "other.now" in names or _is_violence(names, found)


def _is_now(found: Found) -> bool:
    return "nowish" in found or "helpcry" in found


def _is_violence(names: frozenset[str], found: Found) -> bool:
    return bool(names & VIOLENCE) and "violence.now" in found and "violence.past" not in found


def _danger(names: frozenset[str], found: Found) -> Danger:
    if "violence.child" in names:
        return Danger.CHILD
    if "violence" in names and "violence.now" in found and not names & (ACTIVE | WATCH):
        return Danger.OTHER_NOW
    return Danger.SOMEBODY if names & OTHERS | names & {"other.past"} else Danger.OWN
