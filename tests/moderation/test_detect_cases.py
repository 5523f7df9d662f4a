"""What a person may write down as a line: these are hidden, those stay."""

import json

import pytest

from moderation.detect import detect
from moderation.filters import conversation
from moderation.normalise import normalise
from tests.moderation.marked import CASES, CORPUS, leaks, lines_of, touches, unmark

FILES = sorted(path.name for path in CASES.glob("*.txt") if path.name != "conversations.txt")


def _found(text):
    return [(span.start, span.end) for span in detect(normalise(text))]


@pytest.mark.parametrize("name", FILES)
def test_every_marked_line_hides_its_marks_and_nothing_else(name):
    wrong = [text for text, spans in lines_of(name) if _fails((text, spans), _found(text))]
    assert wrong == []


def _fails(marked, found):
    return leaks(marked, found) or touches(marked, found)


def test_every_conversation_hides_its_marks_and_nothing_else():
    talks = (CASES / "conversations.txt").read_text("utf-8").split("\n\n")[1:]
    assert [talk for talk in talks if _talk_fails(talk)] == []


def _talk_fails(talk):
    rows = [row.partition(": ") for row in talk.strip().splitlines()]
    marked = [unmark(words) for _, _, words in rows]
    found = conversation([{"by": rows[n][0], "text": text} for n, (text, _) in enumerate(marked)])
    return any(_fails(one, [(s, e) for s, e, _ in spans]) for one, spans in zip(marked, found, strict=True))


def test_the_corpus_is_hidden_and_little_else():
    rows = [json.loads(line) for line in (CORPUS / "pii_dev.jsonl").read_text("utf-8").splitlines()]
    marked = [unmark(row["text"]) for row in rows]
    found = [_found(text) for text, _ in marked]
    leaking = sum(leaks(one, spans) for one, spans in zip(marked, found, strict=True))
    touched = sum(touches(one, spans) for one, spans in zip(marked, found, strict=True))
    assert leaking <= len(rows) * 0.02
    assert touched <= len(rows) * 0.02


def test_the_conversations_of_the_corpus_are_hidden():
    for row in map(json.loads, (CORPUS / "pii_conversations_dev.jsonl").read_text("utf-8").splitlines()):
        marked = [unmark(message["text"]) for message in row["messages"]]
        given = [{"by": m["by"], "text": t} for m, (t, _) in zip(row["messages"], marked, strict=True)]
        found = [[(s, e) for s, e, _ in spans] for spans in conversation(given)]
        assert not any(_fails(one, spans) for one, spans in zip(marked, found, strict=True)), row["id"]
