"""What a new version changes, and whether it is stricter: the latter may be in force at once."""

from __future__ import annotations

from typing import Any

import pytest

from moderation import BASE, parse_rules
from moderation.changes import changes, is_stricter


def differing(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [change.path for change in changes(parse_rules(old), parse_rules(new))]


def test_the_same_document_changes_nothing() -> None:
    assert differing({"asks": {"meet": "refuse"}}, {"asks": {"meet": "refuse"}}) == []
    assert is_stricter(BASE, parse_rules({}))


def test_every_place_that_differs_is_named() -> None:
    new = {"asks": {"meet": "refuse"}, "length": {"message": 800}, "words": {"own": [{"terms": ["durian"]}]}}
    assert differing({}, new) == ["asks.meet", "words.own", "length.message"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, {"asks": {"meet": "refuse"}}),
        ({}, {"names": "strict"}),
        ({}, {"words": {"own": [{"terms": ["durian"]}]}}),
        ({"words": {"own": [{"terms": ["durian"]}]}}, {"words": {"own": [{"terms": ["durian", "manggis"]}]}}),
        ({"links": {"allow": ["a.id", "b.id"]}}, {"links": {"allow": ["a.id"]}}),
        ({}, {"length": {"message": 500}, "rate": {"slow_seconds": 30}, "newcomers": {"first": 5}}),
        ({}, {"newcomers": {"covered_only": False}, "crisis": {"watch": "hold", "carry_minutes": 90}}),
        ({}, {"quiet": {"hours": [{"from": "22:00", "to": "05:00"}]}}),
    ],
)
def test_more_care_is_stricter_and_the_way_back_is_not(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert is_stricter(parse_rules(old), parse_rules(new))
    assert not is_stricter(parse_rules(new), parse_rules(old))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"words": {"swear": "hold"}}, {"words": {"swear": {"effect": "hold", "unless": ["staff"]}}}),
        ({"words": {"own": [{"terms": ["durian"]}]}}, {"words": {"own": [{"terms": ["manggis"]}]}}),
        (
            {"words": {"own": [{"terms": ["durian"], "effect": "hold"}]}},
            {"words": {"own": [{"terms": ["durian"], "effect": "hide"}]}},
        ),
        ({}, {"asks": {"meet": "allow"}, "names": "strict"}),
    ],
)
def test_what_is_not_surely_stricter_is_not(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert not is_stricter(parse_rules(old), parse_rules(new))
