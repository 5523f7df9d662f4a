"""The form of one cluster of rules: what stands in it, and the document that it makes."""

from __future__ import annotations

import copy
from typing import Any

from groups.coverage import DAYS
from groups.locale import Catalogue
from groups.model import NotFound
from groups.web.clusters import BY_KEY, MOST_WINDOWS, OWN, Cluster, effect_name, options, value_of
from groups.web.hands import Fields, first, number
from groups.web.sentences import said, subject, upper
from moderation import BASE, Rules

Document = dict[str, Any]
_BASE = BASE.document()
#: Sections whose effect stands beside other keys.
_BESIDE = frozenset({"length", "newcomers", "quiet", "language"})
#: Effects whose own sentence names a value: what their form says instead.
_ABOUT = {one: f"rule.{one}_effect" for one in ("length", "newcomers", "quiet")}
_LISTS = frozenset({"identifiers.allow", "words.allow", "links.allow"})
_NUMBERS = frozenset({"length.message", "newcomers.first", "rate.per_minute", "rate.slow_seconds"})


def form_of(words: Catalogue, key: str, document: Document, rules: Rules, now: int) -> dict[str, Any]:
    """What the page of a key shows. Raises NotFound for a key that is none."""
    if key.startswith(f"{OWN}."):
        return {"key": key, "own": _own_form(key, document)}
    cluster = _cluster(key)
    return {
        "key": key,
        "own": None,
        "effects": [_effect_form(words, rules, path, now) for path in cluster.effects],
        "values": {path: _value_form(rules, path) for path in cluster.values},
    }


def _cluster(key: str) -> Cluster:
    if key not in BY_KEY:
        raise NotFound
    return BY_KEY[key]


def _effect_form(words: Catalogue, rules: Rules, path: str, now: int) -> dict[str, Any]:
    return {
        "path": path,
        "about": upper(subject(words, rules, path, now))
        if path != "quiet"
        else words.say("rule.quiet_effect"),
        "chosen": effect_name(rules.entries[path].effect),
        "options": options(path),
        "base": str(said(words, BASE, path, now)),
    }


def _value_form(rules: Rules, path: str) -> Any:
    found = value_of(rules.document(), path)
    if path != "quiet.hours":
        return "\n".join(found) if path in _LISTS else found
    empty = {"from": "", "to": "", "days": list(DAYS)}
    return [*({**empty, **one} for one in found), *([empty] if len(found) < MOST_WINDOWS else [])]


def _own_form(key: str, document: Document) -> dict[str, Any]:
    lists, at = _own_lists(document), _place(key, document)
    one = lists[at] if at < len(lists) else {"terms": [], "effect": "hold"}
    return {
        "terms": "\n".join(one["terms"]),
        "chosen": one.get("effect", "hold"),
        "options": ["advise", "hide", "hold", "refuse"],
        "inflections": one.get("inflections", True),
        "new": at == len(lists),
    }


def _own_lists(document: Document) -> list[Document]:
    return list(document.get("words", {}).get("own", []))


def _place(key: str, document: Document) -> int:
    """The number of an own list; one past the last for a new one. Raises NotFound."""
    last, asked = len(_own_lists(document)), key.partition(".")[2]
    at = last if asked == "new" else number(asked)
    if not 0 <= at <= last:
        raise NotFound
    return at


def changed(document: Document, key: str, fields: Fields) -> Document:
    """The document after a form. What equals the base policy is left out of it. Raises NotFound."""
    made = copy.deepcopy(document)
    if key.startswith(f"{OWN}."):
        return _with_own(made, key, fields)
    cluster = _cluster(key)
    for path in cluster.effects:
        chosen = first(fields, f"effect.{path}")
        if chosen in options(path):
            _set_effect(made, path, chosen)
    for path in cluster.values:
        _set(made, path, _value(path, fields))
    return {name: part for name, part in made.items() if part != {}}


def _set_effect(document: Document, path: str, chosen: str) -> None:
    """Message, conditions and alert of an entry stay."""
    if path in _BESIDE:
        _set(document, f"{path}.effect", chosen)
        return
    old = value_of(document, path)
    _set(document, path, {**old, "effect": chosen} if isinstance(old, dict) else _as_base(path, chosen))


def _as_base(path: str, chosen: str) -> Any:
    """Where the base's own entry has more than an effect, a stricter one keeps the rest."""
    base = value_of(_BASE, path)
    return {**base, "effect": chosen} if isinstance(base, dict) else chosen


def _set(document: Document, path: str, value: Any) -> None:
    section, _, name = path.partition(".")
    if not name:
        _put(document, section, value, _BASE.get(section))
        return
    part = document.setdefault(section, {})
    default = {"quiet.hours": [], "language.effect": "allow"}.get(path, value_of(_BASE, path))
    _put(part, name, value, default)


def _put(part: Document, name: str, value: Any, base: Any) -> None:
    if value == base:
        part.pop(name, None)
    else:
        part[name] = value


def _value(path: str, fields: Fields) -> Any:
    """The value of a field. A number that is none becomes -1, which the rules refuse by name."""
    typed = first(fields, path)
    if path in _LISTS:
        return _lines(typed)
    if path in _NUMBERS:
        return number(typed.strip())
    if path == "newcomers.covered_only":
        return typed != "always"
    if path == "language.spoken":
        return [one for one in ("id", "en") if one in fields.get(path, [])]
    if path == "quiet.hours":
        return [one for at in range(MOST_WINDOWS) if (one := _window(fields, at))]
    return typed


def _lines(typed: str) -> list[str]:
    return list(dict.fromkeys(line.strip().lower() for line in typed.splitlines() if line.strip()))


def _window(fields: Fields, at: int) -> Document | None:
    opens, closes = first(fields, f"from.{at}").strip(), first(fields, f"to.{at}").strip()
    if not opens and not closes:
        return None
    days = [day for day in DAYS if day in fields.get(f"days.{at}", [])]
    every = len(days) in (0, len(DAYS))
    return {"from": opens, "to": closes} | ({} if every else {"days": days})


def _with_own(document: Document, key: str, fields: Fields) -> Document:
    """An own list changed, made, or (without a word left in it) taken away."""
    lists, at = _own_lists(document), _place(key, document)
    old = lists[at] if at < len(lists) else {}
    terms, chosen = _lines(first(fields, "terms")), first(fields, "effect", "hold")
    one = {**old, "terms": terms, "effect": chosen, "inflections": first(fields, "inflections") == "yes"}
    lists[at : at + 1] = [one] if terms else []
    part = document.setdefault("words", {})
    _put(part, "own", lists, [])
    return {name: each for name, each in document.items() if each != {}}
