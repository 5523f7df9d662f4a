"""Findings and rules in, a verdict out: what is hidden, what becomes of the message, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moderation.conditions import Facts, holds, local_time
from moderation.language import foreign_to
from moderation.normalise import Text
from moderation.rules import Entry, Rules
from moderation.signals import Hit, Signals
from moderation.signals.links import host_of, is_allowed
from moderation.signals.tokens import Tokens
from moderation.types import Action, Context, CrisisState, Danger, Effect, Kind, Level, Reason, Span

Said = tuple[Reason, int, int]  # a reason and its place as typed; -1, -1 speaks of the whole message

_SECTIONS = {"word": "words", "ask": "asks", "breach": "breaches", "topic": "topics", "link": "links"}
_STAFF_ASKS = frozenset({"ask.contact", "ask.meet", "ask.solicitation", "ask.link_spam"})  # CARE C15
_WHERE = frozenset({Kind.PLACE, Kind.ADDRESS})
_KINDS = {"topics.method": Kind.METHOD, "topics.place": Kind.PLACE} | {
    f"links.{one}": Kind.URL for one in ("invite", "other", "public")
}
_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message.

    `hide` are the places that nobody else sees. `alert` is how urgently a person is called; `crisis` what the
    member's next messages inherit.
    """

    action: Action
    reasons: tuple[Said, ...]
    hide: tuple[Span, ...]
    alert: Level
    crisis: CrisisState
    danger: Danger


def decide(text: Text, spans: Sequence[Span], signals: Signals, rules: Rules, context: Context) -> Verdict:
    """Apply the rules. The strictest effect wins; danger overrides refusal (DESIGN "Rules", CARE C2-C6)."""
    facts = _facts(rules, context)
    level = _level(signals, context)
    said = [
        *_identifiers(text, spans, rules, facts, level),
        *_signals(text, signals, rules, facts, level),
        *_own_words(text, rules, facts),
        *_limits(text, rules, facts),
    ]
    said += _newcomer(said, signals, rules, facts)
    said += _crisis(level, rules)
    if context.whole:
        return _whole(spans, signals, level, rules, context)
    action = max((reason.effect.action for reason, _, _ in said), default=Action.SHOW)
    if action is Action.REFUSE and max(level, _carried(context)) >= Level.URGENT:
        action = Action.HOLD
    return Verdict(
        action,
        tuple(said),
        tuple(_hidden(said, spans)),
        _alert(said, signals, level, rules),
        _next_state(level, rules, context),
        signals.danger if level else Danger.NONE,
    )


def _whole(spans: Sequence[Span], signals: Signals, level: Level, rules: Rules, context: Context) -> Verdict:
    """In a crisis's own line the words arrive as they are; what another person had registered alone is hidden."""
    hide = tuple(span for span in spans if span.whose == "protected")
    state, danger = _next_state(level, rules, context), signals.danger if level else Danger.NONE
    return Verdict(Action.SHOW, (), hide, level, state, danger)


def _facts(rules: Rules, context: Context) -> Facts:
    day, minute = local_time(context.now, rules.zone)
    first, staff = rules.newcomers_first, context.seat.is_staff
    return Facts(staff, context.covered, context.posts_before, first, context.label, day, minute)


def _carried(context: Context) -> Level:
    return context.crisis.level if context.now < context.crisis.until else Level.NONE


def _level(signals: Signals, context: Context) -> Level:
    """The level of this message: a watch shortly after an urgent message is urgent."""
    if signals.crisis is Level.WATCH and _carried(context) >= Level.URGENT:
        return Level.URGENT
    return signals.crisis


def in_force(entry: Entry | None, facts: Facts, quoted: bool = False) -> Effect | None:
    """The effect of an entry under these facts, or None when it allows."""
    while entry is not None:
        asked = all(holds(one, facts, quoted) for one in entry.when)
        if asked and not any(holds(one, facts, quoted) for one in entry.unless):
            return entry.effect
        entry = entry.otherwise
    return None


def _identifiers(
    text: Text, spans: Sequence[Span], rules: Rules, facts: Facts, level: Level
) -> Iterator[Said]:
    for span in spans:
        path = f"identifiers.{span.kind.value}"
        effect = in_force(rules.entries.get(path), facts)
        if _may_stand(text, span, rules):
            effect = None
        if level >= Level.URGENT and span.kind in _WHERE and effect in (None, Effect.ADVISE):
            effect = Effect.HIDE
        if effect:
            yield (
                Reason(f"identifier.{span.kind.value}", path, effect, whose=span.whose),
                span.start,
                span.end,
            )


def _may_stand(text: Text, span: Span, rules: Rules) -> bool:
    """A phrase or a site that the group allows."""
    if span.kind is Kind.URL and is_allowed(host_of(text, span), rules.allowed_links):
        return True
    if not rules.allowed_identifiers:
        return False
    words = " ".join(text.typed[span.start : span.end].lower().split())
    return any(words in phrase for phrase in rules.allowed_identifiers)


def _signals(text: Text, signals: Signals, rules: Rules, facts: Facts, level: Level) -> Iterator[Said]:
    for hit in signals.hits:
        path = path_of(hit.code)
        effect = in_force(rules.entries.get(path), facts, hit.quoted)
        code = hit.code
        if code.startswith("link."):
            effect = None if is_allowed(host_of(text, hit), rules.allowed_links) else effect
        elif code.startswith("word.") and _allowed_word(text, hit, rules):
            effect = None
        elif code == "topic.method" and level >= Level.URGENT:
            effect = effect if effect and effect.action else Effect.HIDE
        elif facts.staff and code in _STAFF_ASKS:
            code = "ask.by_staff"
        if effect:
            yield Reason(code, path, effect), hit.start, hit.end


def path_of(code: str) -> str:
    """The path of the rule that a signal's code falls under: "ask.contact" is "asks.contact"."""
    section, dot, rest = code.partition(".")
    return f"{_SECTIONS.get(section, section)}.{rest}" if dot else code


def _allowed_word(text: Text, hit: Hit, rules: Rules) -> bool:
    return bool(rules.allowed_words) and text.typed[hit.start : hit.end].lower() in rules.allowed_words


def _own_words(text: Text, rules: Rules, facts: Facts) -> Iterator[Said]:
    if not rules.own:
        return
    tokens = Tokens(text)
    for at, own in enumerate(rules.own):
        for first, last in own.find(tokens):
            effect = in_force(own.entry, facts, bool(tokens.quoted >> first & 1))
            if effect:
                yield Reason("word.own", f"words.own.{at}", effect), *tokens.typed(first, last)


def _limits(text: Text, rules: Rules, facts: Facts) -> Iterator[Said]:
    size = len(text.typed)
    effect = in_force(rules.entries["length"], facts) if size > rules.message_length else None
    if effect:
        yield Reason("too_long", "length", effect), -1, -1
    if rules.quiet and any(window.holds(facts.day, facts.minute) for window in rules.quiet):
        effect = None if facts.staff else in_force(rules.entries["quiet"], facts)
        if effect:
            yield Reason("quiet_hours", "quiet", effect), -1, -1
    effect = in_force(rules.entries["language"], facts)
    if effect and foreign_to(text, rules.spoken):
        yield Reason("language", "language", effect), -1, -1


def _newcomer(said: list[Said], signals: Signals, rules: Rules, facts: Facts) -> Iterator[Said]:
    """First messages wait while somebody is there to read them; else only those with a finding (CARE C6)."""
    if facts.staff or facts.posts_before >= rules.newcomers_first:
        return
    clean = not said and signals.crisis is Level.NONE
    if rules.newcomers_covered_only and not facts.covered and clean:
        return
    effect = in_force(rules.entries["newcomers"], facts)
    if effect:
        yield Reason("newcomer", "newcomers", effect), -1, -1


def _crisis(level: Level, rules: Rules) -> Iterator[Said]:
    if level is Level.EMERGENCY:
        yield Reason("crisis.emergency", "crisis", Effect.HOLD), -1, -1
    elif level:
        name = level.name.lower()
        held = getattr(rules.crisis, name) == "hold"
        yield Reason(f"crisis.{name}", f"crisis.{name}", Effect.HOLD if held else Effect.ADVISE), -1, -1


def _hidden(said: Sequence[Said], spans: Sequence[Span]) -> Iterator[Span]:
    found = {(span.start, span.end): span for span in spans}
    for reason, start, end in said:
        if start < 0:
            continue
        if reason.rule.startswith("identifiers."):
            if reason.effect is not Effect.ADVISE:
                yield found[start, end]
        elif reason.effect is Effect.HIDE:
            yield Span(start, end, _KINDS.get(reason.rule, Kind.WORD), 1.0, reason.rule)


def _alert(said: Sequence[Said], signals: Signals, level: Level, rules: Rules) -> Level:
    called = Level.URGENT if level is Level.WATCH and rules.crisis.watch_alerts else level
    entries = (rules.entry(reason.rule) for reason, _, _ in said if reason.effect is not Effect.ADVISE)
    return max([called, *(entry.alert for entry in entries if entry)])


def _next_state(level: Level, rules: Rules, context: Context) -> CrisisState:
    carried = _carried(context)
    if level < Level.URGENT or level < carried:
        return context.crisis if carried else CrisisState()
    return CrisisState(level, context.now + rules.crisis.carry_minutes * _MINUTE)
