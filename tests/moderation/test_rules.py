"""A rules document: what it may say, and how it answers when it says something else."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.rules import BASE, Rules, RulesError, parse_rules
from moderation.types import Effect, Kind, Level


def refused(doc: object) -> RulesError:
    with pytest.raises(RulesError) as caught:
        parse_rules(doc)
    return caught.value


def test_an_empty_document_is_the_base_policy() -> None:
    assert parse_rules({}) == BASE


def test_a_group_says_only_what_differs() -> None:
    rules = parse_rules({"words": {"swear": "hide"}, "links": {"other": "refuse"}})
    assert rules.entries["words.swear"].effect is Effect.HIDE
    assert rules.entries["links.other"].effect is Effect.REFUSE
    assert rules.entries["words.slur"] == BASE.entries["words.slur"]


def test_a_document_written_out_reads_back_as_the_same_rules() -> None:
    rules = parse_rules(FULL, version=7)
    assert parse_rules(rules.document()) == rules
    assert rules.document()["version"] == 7


def test_what_was_parsed_does_not_change_with_the_document_it_came_from() -> None:
    doc: dict[str, Any] = {"words": {"allow": ["sialan"]}}
    rules = parse_rules(doc)
    doc["words"]["allow"].append("anjir")
    assert rules.document()["words"]["allow"] == ["sialan"]


def test_every_identifier_has_an_effect() -> None:
    assert set(BASE.identifiers) == {kind for kind in Kind if kind not in (Kind.WORD, Kind.METHOD)}
    assert set(BASE.identifiers.values()) == {Effect.HIDE}
    assert parse_rules({"identifiers": {"place": "allow"}}).identifiers[Kind.PLACE] is Effect.ADVISE


def test_a_groups_own_words_to_the_author_are_found_by_the_rule_of_a_reason() -> None:
    rules = parse_rules(FULL)
    assert rules.message("asks.solicitation") == "Di sini kita tidak berjualan."
    assert rules.message("words.own.0") == "Angka berat badan kita simpan dulu."
    assert rules.message("words.own.9") == rules.message("nothing.here") == ""


@pytest.mark.parametrize(
    ("doc", "path", "code"),
    [
        ([], "", "wrong_type"),
        ({"ask": {}}, "ask", "unknown_key"),
        ({"asks": {"contacts": "hold"}}, "asks.contacts", "unknown_key"),
        ({"asks": {"meet": "forbid"}}, "asks.meet", "unknown_value"),
        ({"asks": {"meet": 3}}, "asks.meet", "wrong_type"),
        ({"asks": {"meet": {"effekt": "hold"}}}, "asks.meet.effekt", "unknown_key"),
        ({"asks": {"meet": "hide"}}, "asks.meet", "effect_not_possible"),
        (
            {"asks": {"meet": {"effect": "hold", "unless": ["sometimes"]}}},
            "asks.meet.unless.0",
            "unknown_value",
        ),
        ({"asks": {"meet": {"effect": "hold", "message": 5}}}, "asks.meet.message", "wrong_type"),
        ({"words": {"own": [{"terms": ["a"]}]}}, "words.own.0.terms.0", "too_short"),
        ({"words": {"own": [{"terms": ["..."]}]}}, "words.own.0.terms.0", "too_short"),
        ({"words": {"own": [{"terms": ["ab*"]}]}}, "words.own.0.terms.0", "too_short"),
        ({"words": {"own": [{"term": ["skripsi"]}]}}, "words.own.0.term", "unknown_key"),
        ({"words": {"own": [{"effect": "hold"}]}}, "words.own.0.terms", "missing"),
        ({"words": {"allow": "sialan"}}, "words.allow", "wrong_type"),
        ({"quiet": {"zone": "Asia/Atlantis"}}, "quiet.zone", "unknown_zone"),
        ({"quiet": {"hours": [{"from": "25:00", "to": "05:00"}]}}, "quiet.hours.0.from", "wrong_time"),
        (
            {"quiet": {"hours": [{"days": ["senin"], "from": "22:00", "to": "05:00"}]}},
            "quiet.hours.0.days",
            "unknown_value",
        ),
        ({"length": {"message": 0}}, "length.message", "out_of_range"),
        ({"length": {"message": True}}, "length.message", "wrong_type"),
        ({"rate": {"burst": "many"}}, "rate.burst", "wrong_type"),
        ({"names": "loose"}, "names", "unknown_value"),
        ({"language": {"spoken": ["jv"]}}, "language.spoken.0", "unknown_value"),
        ({"identifiers": {"phone": "allow"}}, "identifiers.phone", "laxer"),
        ({"words": {"insult": "advise"}}, "words.insult", "laxer"),
        ({"crisis": {"urgent": "off"}}, "crisis.urgent", "unknown_value"),
        ({"crisis": {"carry_minutes": 20}}, "crisis.carry_minutes", "laxer"),
        ({"may_be_laxer": ["identifiers.phone"]}, "may_be_laxer", "laxer"),
    ],
)
def test_a_wrong_document_is_told_where_why_and_what_would_do(doc: object, path: str, code: str) -> None:
    error = refused(doc)
    assert (error.path, error.code) == (path, code)
    assert error.suggestion


def test_a_misspelt_key_is_answered_with_the_nearest_one() -> None:
    assert refused({"lenght": {}}).suggestion == "length"
    assert refused({"asks": {"meat": "hold"}}).suggestion == "meet"


def test_a_group_may_be_stricter_anywhere() -> None:
    rules = parse_rules(
        {"identifiers": {"phone": "refuse"}, "crisis": {"watch": "hold", "watch_alerts": True}}
    )
    assert rules.entries["identifiers.phone"].effect is Effect.REFUSE
    assert rules.crisis.watch == "hold"


def test_a_condition_does_not_relax_what_the_service_keeps() -> None:
    rules = parse_rules({"words": {"insult": {"effect": "refuse", "when": ["newcomer:5"]}}})
    assert rules.entries["words.insult"].otherwise == BASE.entries["words.insult"]


def test_a_shorter_way_of_writing_keeps_the_services_alert() -> None:
    assert parse_rules({"words": {"incite": "refuse"}}).entries["words.incite"].alert is Level.URGENT


def test_rules_lie_over_any_base() -> None:
    stricter: Rules = parse_rules({"asks": {"meet": "refuse"}})
    assert parse_rules({"judging": "hold"}, stricter).entries["asks.meet"].effect is Effect.REFUSE


FULL: dict[str, Any] = {
    "title": "Kelompok makan dengan tenang",
    "identifiers": {
        "place": "allow",
        "name": {"effect": "hide", "unless": ["staff"]},
        "allow": ["119 ext 8"],
    },
    "names": "strict",
    "words": {
        "swear": {"effect": "hide", "unless": ["quoted"]},
        "own": [
            {"terms": ["# kg", "kurus*"], "effect": "hide", "message": "Angka berat badan kita simpan dulu."}
        ],
        "allow": ["anjir"],
    },
    "topics": {"calories": {"effect": "hold", "unless": ["labelled:makan"]}},
    "asks": {"solicitation": {"effect": "refuse", "message": "Di sini kita tidak berjualan."}},
    "links": {"other": "refuse", "allow": ["halodoc.com"]},
    "length": {"message": 800},
    "language": {"spoken": ["id"], "effect": "advise"},
    "newcomers": {"first": 3, "covered_only": False},
    "rate": {"per_minute": 6, "burst": 3, "slow_seconds": 30},
    "quiet": {"zone": "Asia/Makassar", "hours": [{"from": "22:00", "to": "05:00"}], "effect": "hold"},
    "crisis": {"watch_alerts": True},
}
