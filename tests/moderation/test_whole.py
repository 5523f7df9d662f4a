"""In a crisis's own line words arrive whole: nothing is held, and only what another person registered is hidden."""

from __future__ import annotations

from moderation import BASE, Action, Context, Level, RawText, review
from moderation.types import Protected, keyed_hash

TEXT = "aku mau bunuh diri malam ini di Jalan Melati 17, nomorku 0812-3456-7890, kata Gunawanto"
KEY = b"k" * 16


def test_nothing_of_ones_own_is_hidden_or_held_and_the_danger_is_seen() -> None:
    decision = review(RawText(TEXT), BASE, Context(whole=True))
    assert (decision.action, decision.body.pieces) == (Action.SHOW, (TEXT,))
    assert decision.alert >= Level.URGENT


def test_what_another_person_registered_is_hidden_and_nothing_else() -> None:
    protected = Protected(KEY, others=frozenset({keyed_hash(KEY, "gunawanto")}))
    decision = review(RawText(TEXT), BASE, Context(whole=True, protected=protected))
    assert [piece for piece in decision.body.pieces if isinstance(piece, str)] == [
        TEXT.removesuffix("Gunawanto")
    ]
    assert len(decision.body.hidden) == 1


def test_the_same_words_in_a_room_are_held_with_what_tells_hidden() -> None:
    decision = review(RawText(TEXT), BASE, Context())
    assert decision.action is Action.HOLD
    assert len(decision.body.hidden) >= 2
