"""A figure is worth what its program would notice: the load side and its checks, tried on what is wrong."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks import crash, wire
from benchmarks.chat import Chat
from benchmarks.load import MARKS, _count
from benchmarks.service import Place, Service
from groups.hub import frame_of
from moderation import BASE, Action, Context, RawText, review


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_frames_are_read_whole_wherever_a_read_cuts_them(size: int) -> None:
    sent = frame_of(b"x" * size) + frame_of(b"end")
    for cut in {0, 1, 2, 3, len(sent) // 2, len(sent) - 1}:
        buffer, got = bytearray(), list[bytes]()
        for part in (sent[:cut], sent[cut:]):
            buffer += part
            got += [payload for _, payload in wire.frames(buffer)]
        assert got == [b"x" * size, b"end"]


def test_a_mark_cut_by_a_read_counts_once() -> None:
    sent = b'{"t":"ack","id":"0"}{"t":"event","kind":"message"}' * 3
    for size in range(1, len(sent)):
        tail, counted = b"", 0
        for start in range(0, len(sent), size):
            data = tail + sent[start : start + size]
            counted += _count(data, MARKS["ack"], len(tail))
            tail = data[-15:]
        assert counted == 3


def test_chat_never_repeats_itself_and_can_be_repeated() -> None:
    texts = list(itertools.islice(Chat(1).mixed(), 5000))
    assert len(set(texts)) == 5000
    assert texts[:100] == list(itertools.islice(Chat(1).mixed(), 100))


def test_of_the_chat_five_percent_are_hidden_in_part_and_one_percent_held() -> None:
    decisions = [review(RawText(text), BASE, Context()) for text in itertools.islice(Chat(1).mixed(), 2000)]
    held = sum(decision.action is Action.HOLD for decision in decisions) / len(decisions)
    hidden = sum(bool(decision.body.hidden) for decision in decisions) / len(decisions)
    assert 0.005 <= held <= 0.02
    assert 0.03 <= hidden <= 0.08
    assert not any(decision.action is Action.REFUSE for decision in decisions)


def test_plain_chat_is_shown_as_it_is() -> None:
    chat = Chat(7)
    for text in (chat.plain() for _ in range(1000)):
        decision = review(RawText(text), BASE, Context())
        assert decision.action is Action.SHOW and decision.body.pieces == (text,), text


A, B = (Place("g", name, "") for name in ("a", "b"))
LOG: dict[int, crash.Row] = {
    1: ("joined", "system", "null"),
    2: ("message", "a", '["satu"]'),
    3: ("message", "b", '["dua"]'),
    4: ("message", "a", '["tiga"]'),
}


def pages(**changed: Any) -> list[crash.Page]:
    """Two members whose pages saw all of LOG; `changed` is what differs for the first."""
    service = Service(1, 2, folder=Path())
    first = {"acked": {"c1": 2, "c2": 4}, "posted": 2, "room": LOG} | changed
    return [
        crash.Page(service, A, Chat(), **first),
        crash.Page(service, B, Chat(), acked={"c3": 3}, posted=1, room=LOG),
    ]


def test_a_promise_kept_passes() -> None:
    assert crash.check(pages(), LOG) == []
    assert crash.check(pages(posted=3, held={"c4"}, told=Counter(c4=1)), LOG) == []


@pytest.mark.parametrize(
    ("broken", "log"),
    [
        pytest.param({"acked": {"c1": 2, "c2": 9}}, LOG, id="lost"),
        pytest.param({"acked": {"c1": 4, "c2": 2}}, LOG, id="reordered"),
        pytest.param({"posted": 1, "acked": {"c1": 2}}, LOG, id="one more than posted"),
        pytest.param({"posted": 3}, LOG, id="one never answered"),
        pytest.param({"posted": 3, "held": {"c4"}}, LOG, id="a held one lost"),
        pytest.param({"posted": 3, "held": {"c4"}, "told": Counter(c4=2)}, LOG, id="a held one doubled"),
        pytest.param({"room": LOG | {3: ("message", "b", '["lain"]')}}, LOG, id="another body"),
        pytest.param({"room": {1: LOG[1]}}, LOG, id="not all seen"),
        pytest.param({}, {1: LOG[1], 2: LOG[2], 4: LOG[4], 5: LOG[3]}, id="gap"),
        pytest.param({}, LOG | {5: LOG[3]}, id="doubled"),
        pytest.param({"wrong": ["after 2 came 4"]}, LOG, id="seen live with a gap"),
    ],
)
def test_a_broken_promise_is_seen(broken: dict[str, Any], log: dict[int, crash.Row]) -> None:
    assert crash.check(pages(**broken), log)
