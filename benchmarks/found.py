"""How much the recognisers find in the hand-written corpora, and how much they hide for nothing.

`python -m benchmarks.found`. These are the texts it was developed against: unseen ones are harder. An identifier is
covered when every letter and digit of it is hidden, of whatever kind; in a conversation, as things stand at its end.
Bars: recall .97 (with a form to check: .99), precision .95, clean messages touched at most 2 %; acute danger .95.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

CORPORA = Path(__file__).resolve().parent.parent / "tests" / "corpus"
TAG = re.compile(r"<(/?)([A-Z_]+)>")
FREE_FORM = frozenset(
    {"PERSON", "PLACE", "ORG"}
)  # found by words around them, not by a form that can be checked
ACUTE = frozenset({"urgent", "emergency"})
BARS = {"recall": 0.97, "structured": 0.99, "precision": 0.95, "clean untouched": 0.98, "acute danger": 0.95}
Spans: TypeAlias = list[tuple[int, int, str]]


def unmarked(tagged: str) -> tuple[str, Spans]:
    """A marked-up text without its marks, and what they marked."""
    plain, spans, start, at = "", Spans(), 0, 0
    for tag in TAG.finditer(tagged):
        plain, at = plain + tagged[at : tag.start()], tag.end()
        if tag[1]:
            spans.append((start, len(plain), tag[2]))
        else:
            start = len(plain)
    return plain + tagged[at:], spans


def ask(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run a filter of `python -m moderation` over rows."""
    feed = "".join(json.dumps(row) + "\n" for row in rows)
    command = [sys.executable, "-m", "moderation", name]
    done = subprocess.run(command, input=feed, stdout=subprocess.PIPE, check=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of a corpus."""
    return [json.loads(line) for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()]


def messages(name: str) -> Iterator[tuple[str, Spans, Spans]]:
    """Each message of a marked-up corpus: its text, what is marked, what was found."""
    rows = rows_of(name)
    marked = [[unmarked(one["text"]) for one in row.get("messages", [row])] for row in rows]
    asked = [_plain(row, [text for text, _ in texts]) for row, texts in zip(rows, marked, strict=True)]
    for row, texts, answer in zip(rows, marked, ask("spans", asked), strict=True):
        found = answer["spans"] if "messages" in row else [answer["spans"]]
        for (text, spans), those in zip(texts, found, strict=True):
            yield text, spans, [tuple(span) for span in those]


def _plain(row: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    if "messages" not in row:
        return {"id": row["id"], "text": texts[0]}
    said = [{"by": one["by"], "text": text} for one, text in zip(row["messages"], texts, strict=True)]
    return {"id": row["id"], "messages": said}


def count(name: str) -> Counter[str]:
    """What was marked, covered, found and rightly found in a corpus."""
    tally = Counter[str]()
    for text, marked, found in messages(name):
        hidden = {at for start, end, _ in found for at in range(start, end)}
        for start, end, kind in marked:
            covered = all(at in hidden for at in range(start, end) if text[at].isalnum())
            form = "free" if kind in FREE_FORM else "structured"
            tally.update({"marked": 1, "covered": covered, f"{form} marked": 1, f"{form} covered": covered})
        for start, end, _ in found:
            tally.update({"found": 1, "right": any(s < end and start < e for s, e, _ in marked)})
        if not marked:
            tally.update({"clean": 1, "untouched": not found})
    return tally


def figures(tally: Counter[str]) -> dict[str, float]:
    """Shares from a count."""
    return {
        "recall": tally["covered"] / tally["marked"],
        "structured": tally["structured covered"] / max(1, tally["structured marked"]),
        "precision": tally["right"] / max(1, tally["found"]),
        "clean untouched": tally["untouched"] / max(1, tally["clean"]),
    }


def acute() -> float:
    """The share of urgent and emergency messages that are seen as one of these."""
    rows = [row for row in rows_of("mod_dev.jsonl") if row["crisis"] in ACUTE]
    seen = ask("signals", [{"id": row["id"], "lang": row["lang"], "text": row["text"]} for row in rows])
    return sum(answer["crisis"] in ACUTE for answer in seen) / len(rows)


def main() -> int:
    """1 when a figure is under its bar."""
    counts = {name: count(name) for name in ("pii_dev.jsonl", "pii_conversations_dev.jsonl")}
    for name, tally in counts.items():
        print(f"{name:30}" + "  ".join(f"{what} {share:.3f}" for what, share in figures(tally).items()))
    whole = figures(counts["pii_dev.jsonl"] + counts["pii_conversations_dev.jsonl"]) | {
        "acute danger": acute()
    }
    print("found: " + ", ".join(f"{what} {share:.3f} (bar {BARS[what]})" for what, share in whole.items()))
    return any(share < BARS[what] for what, share in whole.items())


if __name__ == "__main__":
    sys.exit(main())
