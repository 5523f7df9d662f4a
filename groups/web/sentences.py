"""A group's rules as plain sentences, for whoever reads them: members, psychologist, admin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from groups.coverage import DAYS
from groups.locale import Catalogue, times
from groups.web.clusters import CLUSTERS, OWN, SECTIONS, Cluster, effect_name
from groups.web.phrases import joined
from moderation import BASE, Rules
from moderation.changes import changes
from moderation.rules import Entry, OwnTerms, Window

LISTED = 6  # words of a list that a sentence names


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in parts: what it is about, what happens then (bold), and how it goes on."""

    about: str
    does: str = ""
    then: str = ""

    def __str__(self) -> str:
        return f"{self.about}: {self.does}{self.then}" if self.does else self.about


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the page. `tag`: stricter, laxer, other, or "" as the service's; `base` is the service's."""

    key: str
    said: Said
    tag: str = ""
    base: str = ""
    is_draft: bool = False
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under one heading (`rules.section.<code>`)."""

    code: str
    lines: tuple[Line, ...]


def sections(words: Catalogue, rules: Rules, in_force: Rules | None = None, now: int = 0) -> list[Section]:
    """Every rule in order. With `in_force`, what differs from it is marked as a draft. `now` names the zone."""
    page = _Page(words, rules, in_force or rules, now)
    made = [
        Section(code, tuple(line for one in CLUSTERS if one.section == code for line in page.lines(one)))
        for code in SECTIONS
    ]
    own = tuple(page.own_lines())
    return [Section(one.code, (*one.lines, *own)) if one.code == "words" else one for one in made]


def differing(words: Catalogue, old: Rules, new: Rules, now: int = 0) -> list[tuple[str, str]]:
    """(before, now) of every sentence that a new version changes; one side is '' where it comes or goes."""
    paths = list(dict.fromkeys(_EFFECT_OF.get(change.path, change.path) for change in changes(old, new)))
    own = "words.own" in paths
    told = [
        (str(said(words, old, path, now)), str(said(words, new, path, now)))
        for path in paths
        if path in _KNOWN
    ]
    return told + (list(_own_differing(words, old, new)) if own else [])


def _own_differing(words: Catalogue, old: Rules, new: Rules) -> Iterator[tuple[str, str]]:
    before = [str(_own(words, one)) for one in old.own]
    after = [str(_own(words, one)) for one in new.own]
    yield from ((one, "") for one in before if one not in after)
    yield from (("", one) for one in after if one not in before)


# one sentence


def said(words: Catalogue, rules: Rules, path: str, now: int = 0) -> Said:
    """The sentence of one path: an effect, or a value."""
    if path in _VALUES:
        return _VALUES[path](words, rules, now)
    if path in _NOTHING and _NOTHING[path](rules):
        return Said(upper(words.say(f"rule.{path}_none")) + ".")
    return Said(upper(subject(words, rules, path, now)), *verb(words, rules.entries[path]))


def subject(words: Catalogue, rules: Rules, path: str, now: int = 0) -> str:
    """What a rule is about, in lower case."""
    if path.startswith("identifiers."):
        return words.say(f"label.{path.partition('.')[2]}")
    if path == "quiet":
        return words.say("rule.quiet", hours=_windows(words, rules, now))
    values = {"length": rules.message_length, "newcomers": rules.newcomers_first}
    return words.say(f"rule.{path}", n=values.get(path, 0))


def verb(words: Catalogue, entry: Entry) -> tuple[str, str]:
    """What happens, and how the sentence goes on."""
    code = f"effect.{effect_name(entry.effect)}"
    then = words.say(f"{code}_then") if words.has(f"{code}_then") else ""
    conditions = words.say("rule.conditions") if entry.when or entry.unless else ""
    return words.say(code), (f", {then}" if then else "") + (f" {conditions}" if conditions else "") + "."


def upper(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def listed(words: Catalogue, terms: Iterable[str]) -> str:
    """“durian”, “manggis” dan “nanas”; of a long list the first."""
    quoted = [f"“{term}”" for term in terms]
    if len(quoted) > LISTED:
        quoted = [*quoted[:LISTED], words.say("rule.and_more", n=len(quoted) - LISTED)]
    return joined(words, quoted) if quoted else ""


def _own(words: Catalogue, own: OwnTerms) -> Said:
    code = "rule.own" if own.inflections else "rule.own_only"
    return Said(words.say(code, list=listed(words, own.terms)), *verb(words, own.entry))


def _windows(words: Catalogue, rules: Rules, now: int) -> str:
    """`22.00–05.00, Jumat 11.30–13.00 WIB`."""
    each = ", ".join(_window(words, one) for one in rules.quiet)
    return f"{each} {times.zone_word(now, rules.zone)}"


def _window(words: Catalogue, window: Window) -> str:
    names = words.say("time.weekdays").split()
    days = "" if len(window.days) == len(DAYS) else ", ".join(names[day] for day in window.days) + " "
    between = words.say("time.hour").replace("HH", "").replace("MM", "")
    clocks = [f"{minute // 60:02}{between}{minute % 60:02}" for minute in (window.start, window.end)]
    return days + "–".join(clocks)


def _names(words: Catalogue, rules: Rules, now: int) -> Said:
    return Said(words.say(f"rule.names.{rules.names}"))


def _list(code: str, pick: Callable[[Rules], tuple[str, ...]]) -> Callable[[Catalogue, Rules, int], Said]:
    def made(words: Catalogue, rules: Rules, now: int) -> Said:
        terms = pick(rules)
        return Said(words.say(code, list=listed(words, terms)) if terms else words.say("rule.nothing_listed"))

    return made


def _count(code: str, pick: Callable[[Rules], int]) -> Callable[[Catalogue, Rules, int], Said]:
    def made(words: Catalogue, rules: Rules, now: int) -> Said:
        return Said(words.say(code if pick(rules) else f"{code}_none", n=pick(rules)))

    return made


def _covered(words: Catalogue, rules: Rules, now: int) -> Said:
    return Said(
        words.say("rule.newcomers.covered" if rules.newcomers_covered_only else "rule.newcomers.always")
    )


def _spoken(words: Catalogue, rules: Rules, now: int) -> Said:
    spoken = (
        joined(words, [words.say(f"rule.language.{one}") for one in rules.spoken]) if rules.spoken else "–"
    )
    return Said(words.say("rule.language.spoken", list=spoken))


def _crisis(level: str) -> Callable[[Catalogue, Rules, int], Said]:
    def made(words: Catalogue, rules: Rules, now: int) -> Said:
        code = "effect.hold" if getattr(rules.crisis, level) == "hold" else "effect.allow"
        then = f", {words.say('effect.hold_then')}" if code == "effect.hold" else ""
        return Said(words.say(f"rule.crisis.{level}"), words.say(code), f"{then}.")

    return made


_VALUES: dict[str, Callable[[Catalogue, Rules, int], Said]] = {
    "names": _names,
    "identifiers.allow": _list("rule.identifiers.allow", lambda rules: rules.allowed_identifiers),
    "words.allow": _list("rule.words.allow", lambda rules: rules.allowed_words),
    "links.allow": _list("rule.links.allow", lambda rules: rules.allowed_links),
    "newcomers.covered_only": _covered,
    "rate.per_minute": _count("rule.rate.per_minute", lambda rules: rules.per_minute),
    "rate.slow_seconds": _count("rule.rate.slow_seconds", lambda rules: rules.slow_seconds),
    "language.spoken": _spoken,
    "crisis.watch": _crisis("watch"),
    "crisis.urgent": _crisis("urgent"),
}
_KNOWN = frozenset(_VALUES) | frozenset(BASE.entries)
#: Effects whose sentence names a value too, and when there is nothing to say of them.
_WITH = {"length": ("length.message",), "newcomers": ("newcomers.first",), "quiet": ("quiet.hours",)}
_EFFECT_OF = {value: effect for effect, values in _WITH.items() for value in values}
_NOTHING: dict[str, Callable[[Rules], object]] = {
    "newcomers": lambda rules: not rules.newcomers_first,
    "quiet": lambda rules: not rules.quiet,
}
#: Values that say nothing while they are empty.
_SILENT: dict[str, Callable[[Rules], object]] = {
    "identifiers.allow": lambda rules: not rules.allowed_identifiers,
    "words.allow": lambda rules: not rules.allowed_words,
    "links.allow": lambda rules: not rules.allowed_links,
    "rate.slow_seconds": lambda rules: not rules.slow_seconds,
    "newcomers.covered_only": lambda rules: not rules.newcomers_first,
}


class _Page:
    """The rules of one page, with what differs from the service's and from those in force."""

    def __init__(self, words: Catalogue, rules: Rules, in_force: Rules, now: int) -> None:
        self.words, self.rules, self.in_force, self.now = words, rules, in_force, now
        self._differs = {change.path: change.stricter for change in changes(BASE, rules)}
        self._relaxes = {change.path: change.stricter for change in changes(rules, BASE)}
        self._drafted = {change.path for change in changes(in_force, rules)}

    def lines(self, cluster: Cluster) -> Iterator[Line]:
        """The sentences of a cluster; rules that are alike share one."""
        if cluster.key == "danger":
            yield Line("", Said(self.words.say("rule.crisis")), is_fixed=True)
        alike: dict[tuple[Any, ...], list[str]] = {}
        for path in cluster.effects:
            entry = self.rules.entries[path]
            alike.setdefault((entry, self._tag(path), self._is_draft(path)), []).append(path)
        for (_, tag, is_draft), paths in alike.items():
            yield self._effects(cluster.key, paths, tag, is_draft)
        for path in cluster.values:
            if path not in _EFFECT_OF and not self._is_silent(path):
                yield self._value(cluster.key, path)

    def own_lines(self) -> Iterator[Line]:
        """The group's own lists: each may be changed, none is the service's."""
        known = set(self.in_force.own)
        for at, own in enumerate(self.rules.own):
            yield Line(f"{OWN}.{at}", _own(self.words, own), "stricter", is_draft=own not in known)

    def _effects(self, key: str, paths: list[str], tag: str, is_draft: bool) -> Line:
        now = said(self.words, self.rules, paths[0], self.now)
        if len(paths) > 1:
            about = joined(self.words, [subject(self.words, self.rules, path, self.now) for path in paths])
            now = Said(upper(about), *verb(self.words, self.rules.entries[paths[0]]))
        return Line(key, now, tag, self._base(paths[0]) if tag else "", is_draft)

    def _value(self, key: str, path: str) -> Line:
        tag = self._tag(path)
        return Line(
            key,
            said(self.words, self.rules, path, self.now),
            tag,
            self._base(path) if tag else "",
            self._is_draft(path),
        )

    def _base(self, path: str) -> str:
        is_empty = _SILENT.get(path)
        nothing = is_empty is not None and is_empty(BASE)
        return "" if nothing else str(said(self.words, BASE, path, self.now))

    def _is_silent(self, path: str) -> bool:
        is_empty = _SILENT.get(path)
        return is_empty is not None and bool(is_empty(self.rules)) and not self._is_draft(path)

    def _tag(self, path: str) -> str:
        related = [one for one in (path, *_WITH.get(path, ())) if one in self._differs]
        if not related:
            return ""
        if all(self._differs[one] for one in related):
            return "stricter"
        return "laxer" if all(self._relaxes[one] for one in related) else "other"

    def _is_draft(self, path: str) -> bool:
        return bool({path, *_WITH.get(path, ())} & self._drafted)
