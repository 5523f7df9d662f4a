"""What a group decided: a JSON document in, a checked and frozen `Rules` out. docs/rules.md is its manual.

A group's document holds only what differs from the service's base policy (`data/base_policy.json`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from moderation.conditions import Condition
from moderation.entries import (
    Entry,
    RulesError,
    Window,
    a_list,
    a_number,
    a_table,
    a_word,
    a_zone,
    as_document,
    choose,
    known_keys,
    merge,
    read_entry,
    read_window,
)
from moderation.terms import OwnTerms, read_own
from moderation.types import Effect, Kind

__all__ = ["BASE", "Condition", "Entry", "OwnTerms", "Rules", "RulesError", "Window", "parse_rules"]

IDENTIFIERS = tuple(kind.value for kind in Kind if kind not in (Kind.WORD, Kind.METHOD))
CLASSES = ("swear", "sexual", "insult", "slur", "incite")
TOPICS = (
    "method", "dose", "medicine", "weight", "calories", "religion", "politics", "place", "legal", "money",
)  # fmt: skip
ASKS = ("contact", "meet", "link_spam", "medical_advice", "solicitation")
BREACHES = ("screenshot", "share_outside", "unmask")
LINKS = ("invite", "other", "public")
GROUPS = {
    "identifiers": IDENTIFIERS,
    "words": CLASSES,
    "topics": TOPICS,
    "asks": ASKS,
    "breaches": BREACHES,
    "links": LINKS,
}
SECTIONS = (*GROUPS, "names", "judging", "length", "language", "newcomers", "rate", "quiet", "crisis")
LANGUAGES = ("id", "en")
MESSAGE_MOST, STORY_MOST = 20_000, 100_000  # code points


@dataclass(frozen=True, slots=True)
class Crisis:
    """How much stricter than the service a group is with danger; never off.

    `watch` and `urgent` say whether such a message is shown or waits; an emergency always waits.
    `watch_alerts`: a watch calls a person as an urgent one does. `carry_minutes`: how long a level lasts.
    """

    watch: Literal["show", "hold"] = "show"
    urgent: Literal["show", "hold"] = "show"
    watch_alerts: bool = False
    carry_minutes: int = 60


@dataclass(frozen=True)
class Rules:
    """A group's rules in force. Only `parse_rules` makes one, so what stands here is valid.

    `entries` has one entry for every path of the document ("asks.contact"); `laxer` are the paths a group may
    relax. Lengths are code points, `slow_seconds` the least time between two messages of one person.
    """

    version: int
    entries: Mapping[str, Entry]
    own: tuple[OwnTerms, ...] = ()
    allowed_words: tuple[str, ...] = ()
    allowed_links: tuple[str, ...] = ()
    allowed_identifiers: tuple[
        str, ...
    ] = ()  # phrases that hide nothing: a hotline, the place everybody meets
    names: Literal["usual", "strict"] = "usual"
    message_length: int = 4000
    story_length: int = 20000
    spoken: tuple[str, ...] = LANGUAGES
    newcomers_first: int = 2
    newcomers_covered_only: bool = True
    per_minute: int = 12
    burst: int = 5
    slow_seconds: int = 0
    zone: str = "Asia/Jakarta"
    quiet: tuple[Window, ...] = ()
    crisis: Crisis = Crisis()
    laxer: frozenset[str] = frozenset()
    _source: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def identifiers(self) -> Mapping[Kind, Effect]:
        """What becomes of each kind of identifier; ADVISE stands for "allow" too."""
        return {Kind(k): self.entries[f"identifiers.{k}"].effect or Effect.ADVISE for k in IDENTIFIERS}

    def entry(self, path: str) -> Entry | None:
        """The entry a `Reason.rule` names, also one of the group's own lists ("words.own.2")."""
        if path.startswith("words.own."):
            at = int(path.rpartition(".")[2])
            return self.own[at].entry if at < len(self.own) else None
        return self.entries.get(path)

    def without(self, kind: Kind) -> Rules:
        """These rules for words about which a person decided that they are no `kind`: nothing hides them as that."""
        hides = {Kind.WORD: ("words.", "topics.", "asks."), Kind.URL: ("identifiers.url", "links.")}
        paths = hides.get(kind, (f"identifiers.{kind.value}", f"topics.{kind.value}"))
        entries = {path: Entry() if path.startswith(paths) else one for path, one in self.entries.items()}
        return replace(self, entries=entries, own=() if kind is Kind.WORD else self.own)

    def message(self, path: str) -> str:
        """The group's own words to an author for this rule, or '' for the catalogue's."""
        found = self.entry(path)
        return found.message if found else ""

    def document(self) -> dict[str, Any]:
        """The whole document, base policy included; `parse_rules` reads it back into equal rules."""
        return json.loads(json.dumps(self._source))  # type: ignore[no-any-return]


def parse_rules(doc: object, base: Rules | None = None, *, version: int | None = None) -> Rules:
    """Check a document and lay it over `base` (without one: over the service's base policy, `BASE`).

    `version` overrides the document's own. Raises RulesError, which names path, code and a suggestion.
    """
    return _parse(doc, BASE if base is None else base, version)


def parse_base(doc: object) -> Rules:
    """Check a service's own base policy: complete, and free to be laxer than the one shipped."""
    return _parse(doc, None, None)


def _parse(doc: object, base: Rules | None, version: int | None) -> Rules:
    given = a_table(doc, "")
    known_keys(given, (*SECTIONS, "version", "title", "about", "may_be_laxer"), "")
    whole = merge(base.document() if base else {}, given)
    laxer = frozenset(a_list(whole.get("may_be_laxer", []), "may_be_laxer"))
    if base and laxer != base.laxer:
        raise RulesError("may_be_laxer", "laxer", "leave it out: the service alone decides this")
    number = whole.get("version", 0) if version is None else version
    whole["version"] = a_number(number, "version", 0, 2**53)
    entries = _read_entries(whole, base, laxer)
    words = a_table(whole.get("words", {}), "words")
    return Rules(
        version=whole["version"],
        entries=entries,
        own=read_own(words.get("own", []), "words.own"),
        allowed_words=_allowed(whole, "words"),
        allowed_links=_allowed(whole, "links"),
        allowed_identifiers=_allowed(whole, "identifiers"),
        laxer=laxer,
        _source=json.loads(json.dumps(whole)),
        **_limits(whole),
        **_times(whole, base),
    )


def _read_entries(whole: dict[str, Any], base: Rules | None, laxer: frozenset[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for section, names in GROUPS.items():
        table = a_table(whole.get(section, {}), section)
        extra = {"words": ("own", "allow"), "links": ("allow",), "identifiers": ("allow",)}.get(section, ())
        known_keys(table, (*names, *extra), section)
        for name in names:
            found[f"{section}.{name}"] = read_entry(table.get(name, "allow"), f"{section}.{name}")
    found["judging"] = read_entry(whole.get("judging", "advise"), "judging")
    for section, own in (
        ("language", ("spoken",)),
        ("newcomers", ("first", "covered_only")),
        ("quiet", ("zone", "hours")),
    ):
        found[section] = read_entry(a_table(whole.get(section, {}), section), section, own)
    length = a_table(whole.get("length", {}), "length")
    known_keys(length, ("message", "story", "effect"), "length")
    found["length"] = read_entry(length.get("effect", "refuse"), "length.effect")
    if base:
        for path, entry in found.items():
            found[path] = entry.not_laxer_than(base.entries[path], path, path in laxer)
    return found


def _limits(whole: dict[str, Any]) -> dict[str, Any]:
    length = a_table(whole.get("length", {}), "length")
    rate = a_table(whole.get("rate", {}), "rate")
    known_keys(rate, ("per_minute", "burst", "slow_seconds"), "rate")
    return {
        "message_length": a_number(length.get("message", 4000), "length.message", 1, MESSAGE_MOST),
        "story_length": a_number(length.get("story", 20000), "length.story", 1, STORY_MOST),
        "per_minute": a_number(rate.get("per_minute", 12), "rate.per_minute", 1, 600),
        "burst": a_number(rate.get("burst", 5), "rate.burst", 1, 60),
        "slow_seconds": a_number(rate.get("slow_seconds", 0), "rate.slow_seconds", 0, 86_400),
        "names": choose(whole.get("names", "usual"), "names", ("usual", "strict")),
    }


def _allowed(whole: dict[str, Any], section: str) -> tuple[str, ...]:
    path = f"{section}.allow"
    listed = a_list(a_table(whole.get(section, {}), section).get("allow", []), path)
    return tuple(a_word(word, f"{path}.{at}") for at, word in enumerate(listed))


def _times(whole: dict[str, Any], base: Rules | None) -> dict[str, Any]:
    language, newcomers, quiet = (whole.get(key, {}) for key in ("language", "newcomers", "quiet"))
    spoken = tuple(
        choose(w, f"language.spoken.{n}", LANGUAGES)
        for n, w in enumerate(a_list(language.get("spoken", []), "language.spoken"))
    )
    hours = a_list(quiet.get("hours", []), "quiet.hours")
    return {
        "spoken": spoken,
        "newcomers_first": a_number(newcomers.get("first", 2), "newcomers.first", 0, 1000),
        "newcomers_covered_only": choose(
            newcomers.get("covered_only", True), "newcomers.covered_only", (True, False)
        ),
        "zone": a_zone(quiet.get("zone", "Asia/Jakarta"), "quiet.zone"),
        "quiet": tuple(read_window(w, f"quiet.hours.{n}") for n, w in enumerate(hours)),
        "crisis": _crisis(a_table(whole.get("crisis", {}), "crisis"), base.crisis if base else None),
    }


def _crisis(table: dict[str, Any], base: Crisis | None) -> Crisis:
    known_keys(table, ("watch", "urgent", "watch_alerts", "carry_minutes"), "crisis")
    made = Crisis(
        choose(table.get("watch", "show"), "crisis.watch", ("show", "hold")),
        choose(table.get("urgent", "show"), "crisis.urgent", ("show", "hold")),
        choose(table.get("watch_alerts", False), "crisis.watch_alerts", (True, False)),
        a_number(table.get("carry_minutes", 60), "crisis.carry_minutes", 10, 1440),
    )
    if base:
        for name in ("watch", "urgent", "watch_alerts", "carry_minutes"):
            if getattr(made, name) < getattr(base, name) and name in ("watch_alerts", "carry_minutes"):
                raise RulesError(f"crisis.{name}", "laxer", as_document(getattr(base, name)))
            if getattr(base, name) == "hold" and getattr(made, name) == "show":
                raise RulesError(f"crisis.{name}", "laxer", "hold")
    return made


BASE: Rules = parse_base(json.loads((Path(__file__).parent / "data" / "base_policy.json").read_text("utf-8")))
