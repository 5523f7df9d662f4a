"""A text goes in, a decision comes out, and whatever goes wrong shows nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderation import pipeline
from moderation.detect import detect, settle
from moderation.normalise import normalise, skeleton
from moderation.pipeline import review
from moderation.rules import BASE, parse_rules
from moderation.types import (
    Action,
    Body,
    Context,
    Effect,
    Hidden,
    Kind,
    Protected,
    RawText,
    Seat,
    Span,
    keyed_hash,
)

KEY = b"k" * 16


def said(*pieces, context=None):
    return review(RawText(*pieces), BASE, context or Context())


def shown(decision):
    return [piece if isinstance(piece, str) else piece.kind for piece in decision.body.pieces]


def test_a_number_is_taken_out_and_the_rest_stays():
    decision = said("wa aku 0812-9034-1187 ya")
    assert shown(decision) == ["wa aku ", Kind.PHONE, " ya"]
    assert decision.action is Action.SHOW
    assert [reason.piece for reason in decision.reasons if reason.code == "identifier.phone"] == [1]


def test_two_numbers_get_letters_and_one_number_said_twice_gets_none():
    two = said("wa 0812-9034-1187 atau 0813-2222-1187")
    once = said("wa 0812-9034-1187, sekali lagi 081290341187")
    assert [hidden.letter for hidden in two.body.hidden] == ["A", "B"]
    assert [hidden.letter for hidden in once.body.hidden] == ["", ""]


def test_a_name_said_three_times_keeps_its_letter():
    decision = said("Rina marah. kata Dimas, Rina capek")
    assert [hidden.letter for hidden in decision.body.hidden] == ["A", "B", "A"]


def test_a_hidden_piece_of_an_edited_message_passes_through():
    decision = said("wa aku ", Hidden(Kind.PHONE, "A"), " atau 0813-2222-1187")
    assert decision.body.pieces[1] == Hidden(Kind.PHONE, "A")
    assert decision.body.pieces[3] == Hidden(Kind.PHONE, "B")


def test_a_message_of_nothing_but_hidden_pieces_is_not_empty():
    assert said(Hidden(Kind.PHONE)).body == Body((Hidden(Kind.PHONE),))


@pytest.mark.parametrize("typed", ["", "   \n", "\u200b\u200d", "\ufe0f", "\u3164", "\0", "\ud800"])
def test_nothing_to_read_is_refused(typed):
    decision = said(typed)
    assert decision.action is Action.REFUSE
    assert [reason.code for reason in decision.reasons] == ["empty"]


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", "halo \udfff 0812-9034-1187", "\u202e\u0301" * 50])
def test_broken_text_never_raises_and_can_always_be_sent(typed):
    for piece in said(typed).body.pieces:
        if isinstance(piece, str):
            piece.encode("utf-8")


def test_a_broken_detector_shows_nothing(monkeypatch):
    def broken(text, **_):
        raise RuntimeError

    monkeypatch.setattr(pipeline, "detect", broken)
    decision = said("wa aku 0812-9034-1187")
    assert (decision.action, decision.body) == (Action.HOLD, Body(()))
    assert [reason.code for reason in decision.reasons] == ["unsure"]


@pytest.mark.parametrize("start, end", [(5, 3), (-1, 4), (0, 400), (2, 2)])
def test_a_detector_that_answers_nonsense_shows_nothing(monkeypatch, start, end):
    answer = [Span(start, end, Kind.PHONE, 1.0, "test")]
    monkeypatch.setattr(pipeline, "detect", lambda text, **_: answer)
    assert said("wa aku 0812-9034-1187").action is Action.HOLD


def test_a_review_over_its_budget_shows_nothing():
    ticks = iter(range(100))
    decision = said("halo semua", context=Context(clock=lambda: float(next(ticks))))
    assert decision.body == Body(())
    assert [reason.code for reason in decision.reasons] == ["unsure"]


def test_a_handle_of_the_group_stays():
    context = Context(handles=frozenset({skeleton("Sekar Pagi")}))
    assert shown(said("makasih Sekar Pagi", context=context)) == ["makasih Sekar Pagi"]


def test_a_registered_word_is_hidden_and_its_owner_is_known_to_the_case_alone():
    protected = Protected(
        KEY, mine=frozenset({keyed_hash(KEY, "gembul")}), others=frozenset({keyed_hash(KEY, "kunyil")})
    )
    decision = said("gembul ketemu kunyil", context=Context(protected=protected))
    assert [span.whose for span in decision.spans] == ["mine", "protected"]
    assert shown(decision) == [Kind.PERSON, " ketemu ", Kind.PERSON]


def test_a_preview_knows_only_the_writers_own_words():
    protected = Protected(
        KEY, mine=frozenset({keyed_hash(KEY, "gembul")}), others=frozenset({keyed_hash(KEY, "kunyil")})
    )
    decision = said("gembul ketemu kunyil", context=Context(protected=protected, preview=True))
    assert shown(decision) == [Kind.PERSON, " ketemu kunyil"]
    assert decision.learn == frozenset()


def test_names_are_learnt_from_members_and_never_from_staff():
    protected = Protected(KEY)
    assert keyed_hash(KEY, "larasati") in said("kata Larasati", context=Context(protected=protected)).learn
    assert not said("kata Larasati", context=Context(protected=protected, seat=Seat.PSYCHOLOGIST)).learn


def test_a_strict_group_hides_names_on_weaker_evidence():
    text = "sama bunga aja"
    strict = parse_rules({"names": "strict"})
    typed = "ketemu Fajar"
    assert Kind.PERSON in shown(review(RawText(typed), strict, Context()))
    assert len(review(RawText(text), strict, Context()).spans) >= len(said(text).spans)


def test_an_earlier_half_is_hidden_with_the_later_one():
    recent = ((True, Body(("0838",))), (True, Body(("4471",))))
    decision = said("90 226", context=Context(recent=recent))
    assert shown(decision) == [Kind.PHONE]
    assert [(index, body.hidden[0].kind) for index, body in decision.earlier] == [
        (0, Kind.PHONE),
        (1, Kind.PHONE),
    ]


def test_a_preview_changes_nothing_earlier():
    recent = ((True, Body(("0838",))), (True, Body(("4471",))))
    assert said("90 226", context=Context(recent=recent, preview=True)).earlier == ()


def test_a_lonely_half_that_says_what_it_is_is_hidden_at_once():
    assert shown(said("wa aku 0812")) == ["wa aku ", Kind.PHONE]
    assert shown(said("email ku budi.s @")) == ["email ku ", Kind.EMAIL]


PHRASES = """wa aku|0812-9034-1187|0812|3456 7801|kata Rina|Rina|di jl melati no 5|budi@gmail.com|budi@|gmail.com|,|.
nol delapan satu|aku capek|\u200b|SMA 3 Klaten|lahir 3 mei|bit.ly/x1|plat b 12 xy|lagu Tulus|jam 7""".replace(
    "\n", "|"
)
TALK = st.lists(st.sampled_from(PHRASES.split("|")), max_size=9).map(" ".join)
TEXTS = st.text(max_size=120) | TALK
LIMITS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LIMITS
@given(TEXTS)
def test_what_is_shown_is_the_text_with_pieces_cut_out(typed):
    at, typed = 0, typed.replace("\0", "\ufffd")
    for piece in said(typed).body.pieces:
        if isinstance(piece, str):
            at = typed.index(piece, at) + len(piece)


@LIMITS
@given(TEXTS)
def test_settled_spans_are_disjoint_in_order_and_inside(typed):
    spans = detect(normalise(typed))
    assert spans == settle(spans)
    ends = [0] + [edge for span in spans for edge in (span.start, span.end)] + [len(typed)]
    assert ends == sorted(ends)


@LIMITS
@given(TALK)
def test_a_second_look_at_what_was_shown_hides_no_more(typed):
    once = said(typed)
    if once.action is Action.SHOW:
        assert said(*once.body.pieces).body == once.body


@LIMITS
@given(TEXTS, st.lists(st.tuples(st.booleans(), TEXTS), max_size=4))
def test_a_review_never_raises(typed, before):
    recent = tuple((own, Body((words,))) for own, words in before)
    decision = said(typed, context=Context(recent=recent))
    assert all(reason.effect in Effect for reason in decision.reasons)
    assert all(0 <= index < len(recent) for index, _ in decision.earlier)
