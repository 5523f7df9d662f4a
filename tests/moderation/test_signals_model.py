"""The small model beside the cues: weights go in and come out, and no text breaks it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.normalise import normalise
from moderation.signals import MODEL
from moderation.signals.model import LABELS, THRESHOLDS, WEIGHTS, Model, hears, pack, read_model
from moderation.signals.tokens import Tokens


def tokens(typed: str) -> Tokens:
    return Tokens(normalise(typed))


def model_of(**weights: list[int]) -> Model:
    features = {zlib.crc32(f"w{word}".encode()): pack(row) for word, row in weights.items()}
    return Model([0.0] * len(LABELS), [1.0] * len(LABELS), features)


def row(**named: int) -> list[int]:
    return [named.get(label, 0) for label in LABELS]


def test_weights_of_words_are_added_for_each_label() -> None:
    model = model_of(qqone=row(acute=100, meet=-7), qqtwo=row(acute=-127, unmask=3))
    scores = model.scores(tokens("qqone qqtwo qqone"), ())
    assert (scores["acute"], scores["meet"], scores["unmask"], scores["danger"]) == (-27, -7, 3, 0)


def test_a_file_made_for_other_labels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(struct.pack("<II", 0, 3) + b"\0" * 24)
    with pytest.raises(ValueError, match="other labels"):
        read_model(path)


def test_the_shipped_weights_open_and_have_a_threshold_for_each_label() -> None:
    assert set(THRESHOLDS) == set(LABELS)
    assert read_model(WEIGHTS).weights


def test_doubt_asks_for_more() -> None:
    scores = {"acute": THRESHOLDS["acute"] + 1.0}
    assert hears(scores, "acute")
    assert not hears(scores, "acute", doubt=1.5)
    assert not hears({}, "acute")


@given(st.text(max_size=200))
def test_any_text_has_a_score(typed: str) -> None:
    assert set(MODEL.scores(tokens(typed), ())) == set(LABELS)
