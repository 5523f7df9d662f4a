"""The example rule files of the documentation do what they say, and the manual names every key there is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moderation.filters import context_of, shown
from moderation.pipeline import review
from moderation.rules import ASKS, BREACHES, CLASSES, IDENTIFIERS, LINKS, SECTIONS, TOPICS, parse_rules
from moderation.types import Level, RawText

DOCS = Path(__file__).parent.parent.parent / "docs"


def cases() -> Iterator[Any]:
    for path in sorted((DOCS / "rules").glob("*.json")):
        for case in json.loads(path.read_text("utf-8"))["cases"]:
            yield pytest.param(path.name, case, id=f"{path.stem}-{case['text'][:30]}")


def rules_of(name: str) -> Any:
    return parse_rules(json.loads((DOCS / "rules" / name).read_text("utf-8"))["rules"])


def test_there_are_three_examples() -> None:
    assert len(list((DOCS / "rules").glob("*.json"))) == 3


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_an_example_does_what_it_says(name: str, case: dict[str, Any]) -> None:
    decision = review(RawText(case["text"]), rules_of(name), context_of(case.get("situation", {})))
    assert decision.action.name.lower() == case["action"]
    if "reasons" in case:
        assert {reason.code for reason in decision.reasons} == set(case["reasons"])
    for gone in case.get("shown_without", []):
        assert gone in case["text"]
        assert gone not in shown(decision.body)
    assert decision.alert >= Level[case.get("alert", "none").upper()]


@pytest.mark.parametrize("key", [*SECTIONS, *IDENTIFIERS, *CLASSES, *TOPICS, *ASKS, *BREACHES, *LINKS])
def test_the_manual_names_every_key(key: str) -> None:
    assert f"`{key}`" in (DOCS / "rules.md").read_text("utf-8")


def test_every_example_in_the_manual_can_be_in_force() -> None:
    blocks = (DOCS / "rules.md").read_text("utf-8").split("```json")[1:]
    assert len(blocks) > 5
    for block in blocks:
        parse_rules(json.loads(block.split("```")[0]))
