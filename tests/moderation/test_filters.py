"""The filters answer every row, also the bad ones."""

import json

from moderation import __main__ as cli
from moderation import explain, filters
from moderation.rules import BASE


def _answers(answer, *rows):
    return [json.loads(line) for line in cli.answers([json.dumps(row).encode() for row in rows], answer)]


def test_spans_of_a_text():
    assert _answers(filters.spans, {"id": 1, "text": "wa 0812-9034-1187"}) == [
        {"id": 1, "spans": [[3, 17, "PHONE"]]}
    ]


def test_spans_of_a_conversation_as_things_stand_after_the_last_message():
    talk = {"id": "c", "messages": [{"by": "a", "text": t} for t in ("0838", "4471", "90 226")]}
    assert _answers(filters.spans, talk) == [
        {"id": "c", "spans": [[[0, 4, "PHONE"]], [[0, 4, "PHONE"]], [[0, 6, "PHONE"]]]}
    ]


def test_a_review_of_a_row_with_a_situation():
    row = {
        "id": 7,
        "text": "wa 0812-9034-1187",
        "posts_before": 50,
        "now": "2026-11-24T10:00:00+07:00",
        "open": True,
    }
    (answer,) = _answers(filters.reviewer(BASE), row)
    assert (answer["action"], answer["text"]) == ("show", "wa [phone]")


def test_a_bad_row_is_answered_and_the_next_one_too():
    rows = [
        b"nonsense\n",
        b"[]\n",
        b'{"id": 3}\n',
        b'{"id": 4, "text": 5}\n',
        b'{"id": 5, "text": "halo"}\n',
        b"\xff\n",
    ]
    answers = [json.loads(line) for line in cli.answers(rows, filters.spans)]
    assert ["error" in answer for answer in answers] == [True, True, True, True, False, True]
    assert [answer["id"] for answer in answers[2:5]] == [3, 4, 5]


def test_signals_carry_the_labels_of_the_corpora():
    (answer,) = _answers(filters.signals, {"id": 1, "text": "selamat pagi"})
    assert answer == {"id": 1, "crisis": "none", "abuse": "none", "ask": "none", "breach": "none"}


def test_a_text_explained_to_a_person():
    lines = explain.explained("wa 0812-9034-1187", BASE, colour=False)
    assert "wa [phone]" in lines
    assert "PHONE" in lines
    assert "\x1b" not in lines
