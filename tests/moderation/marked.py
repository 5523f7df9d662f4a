"""Marked-up lines: `wa aku <PHONE>0812</PHONE>` as plain text and spans."""

from __future__ import annotations

import re
from pathlib import Path

CASES = Path(__file__).parent / "cases"
CORPUS = Path(__file__).parent.parent / "corpus"
_TAG = re.compile(r"<(/?)([A-Z_]{2,})>")
Marked = tuple[str, list[tuple[int, int, str]]]


def unmark(tagged: str) -> Marked:
    """The text without its marks, and (start, end, kind) of each."""
    plain, spans, start, size, at = [], [], 0, 0, 0
    for tag in _TAG.finditer(tagged):
        plain.append(tagged[at : tag.start()])
        size += tag.start() - at
        at = tag.end()
        if tag.group(1):
            spans.append((start, size, tag.group(2)))
        else:
            start = size
    return "".join(plain) + tagged[at:], spans


def lines_of(name: str) -> list[Marked]:
    rows = (CASES / name).read_text("utf-8").splitlines()
    return [unmark(row) for row in rows if row and not row.startswith("#")]


def leaks(marked: Marked, found: list[tuple[int, int]]) -> bool:
    """Is a letter or digit of a marked piece still there?"""
    text, spans = marked
    hidden = {at for start, end in found for at in range(start, end)}
    return any(text[at].isalnum() and at not in hidden for start, end, _ in spans for at in range(start, end))


def touches(marked: Marked, found: list[tuple[int, int]]) -> bool:
    """Is something hidden that lies outside every marked piece?"""
    return any(not any(s < end and start < e for s, e, _ in marked[1]) for start, end in found)
