"""Four people who wrote without knowing the detectors: what is hidden of their messages must not become less.

The figures are those reached, not the bars; `tests/corpus/voices` was read while the detectors were mended, so they
say nothing of people nobody has read yet.
"""

import json
from itertools import chain

import pytest

from moderation.detect import detect
from moderation.filters import conversation
from moderation.normalise import normalise
from tests.moderation.marked import CORPUS, leaks, unmark

VOICES = CORPUS / "voices"
REACHED = {"recall": 0.99, "precision": 0.97, "clean": 0.022}
REACHED_IN_TALKS = {"recall": 0.98, "precision": 0.94, "clean": 0.018}


def _rows(kind):
    paths = sorted(VOICES.glob(f"{kind}_*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def _figures(pairs):
    """Recall over marked spans, precision over found ones, share of texts without marks in which something was hidden."""
    pairs = list(pairs)
    marks = [(text, span, found) for (text, spans), found in pairs for span in spans]
    hits = sum(not leaks((text, [span]), found) for text, span, found in marks)
    seen = [(one, spans) for (_, spans), found in pairs for one in found]
    right = sum(any(one[0] < end and start < one[1] for start, end, *_ in spans) for one, spans in seen)
    clean = [found for (_, spans), found in pairs if not spans]
    return {
        "recall": hits / len(marks),
        "precision": right / len(seen),
        "clean": sum(map(bool, clean)) / len(clean),
    }


def _messages():
    for row in _rows("pii"):
        marked = unmark(row["text"])
        yield marked, [(span.start, span.end) for span in detect(normalise(marked[0]))]


def _talks():
    for row in _rows("conv"):
        marked = [unmark(message["text"]) for message in row["messages"]]
        given = [{"by": m["by"], "text": t} for m, (t, _) in zip(row["messages"], marked, strict=True)]
        found = [[(start, end) for start, end, _ in spans] for spans in conversation(given)]
        yield list(zip(marked, found, strict=True))


@pytest.mark.parametrize(
    ("pairs", "reached"),
    [(_messages(), REACHED), (chain.from_iterable(_talks()), REACHED_IN_TALKS)],
    ids=["messages", "talks"],
)
def test_voices_keep_what_they_had(pairs, reached):
    figures = _figures(pairs)
    assert figures["recall"] >= reached["recall"]
    assert figures["precision"] >= reached["precision"]
    assert figures["clean"] <= reached["clean"]
