"""Words about which a person decided: looked at once more, without the rule that had hidden them."""

from __future__ import annotations

import pytest

from moderation import BASE, Action, Body, Context, Hidden, Kind, RawText, parse_rules, review

SHOWN = Body(("pohon itu namanya ", Hidden(Kind.PERSON), " dekat ", Hidden(Kind.SCHOOL)))


def test_a_piece_stands_in_its_place_and_every_other_stays_a_wall() -> None:
    whole = RawText.in_place(SHOWN, 1, RawText("Melati Rahmawati"))
    body = review(whole, BASE.without(Kind.PERSON), Context()).body
    assert body.pieces == ("pohon itu namanya Melati Rahmawati dekat ", Hidden(Kind.SCHOOL))


def test_what_else_is_typed_there_is_hidden_as_ever() -> None:
    whole = RawText.in_place(SHOWN, 1, RawText("Melati 0812-7733-9911"))
    body = review(whole, BASE.without(Kind.PERSON), Context()).body
    assert [piece.kind for piece in body.hidden] == [Kind.PHONE, Kind.SCHOOL]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.METHOD])
def test_without_a_kind_nothing_else_becomes_laxer(kind: Kind) -> None:
    rules = BASE.without(kind)
    differing = {path for path, entry in rules.entries.items() if entry != BASE.entries[path]}
    sections = {Kind.WORD: {"words", "topics", "asks"}, Kind.URL: {"identifiers", "links"}}
    assert {path.partition(".")[0] for path in differing} <= sections.get(kind, {"identifiers", "topics"})


def test_a_groups_own_word_that_was_hidden_can_be_put_back() -> None:
    rules = parse_rules({"words": {"own": [{"terms": ["durian"], "effect": "hide"}]}})
    shown = review(RawText("aku suka durian"), rules, Context()).body
    assert [piece.kind for piece in shown.hidden] == [Kind.WORD]
    whole = RawText.in_place(shown, 1, RawText("durian"))
    decision = review(whole, rules.without(Kind.WORD), Context())
    assert (decision.action, decision.body.pieces) == (Action.SHOW, ("aku suka durian",))
