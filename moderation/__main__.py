"""Filters for trying moderation out: JSON lines in, JSON lines out, and one view for people.

    python -m moderation spans   < texts.jsonl            {"id","text"} or {"id","messages":[{"by","text"}]} -> spans
    python -m moderation signals < texts.jsonl            -> crisis, abuse, ask, breach
    python -m moderation review [--rules FILE] < rows.jsonl   -> action, text, hidden, reasons
    python -m moderation explain [--rules FILE] TEXT      what is found, hidden and decided, and why

A row that cannot be read is answered with {"id", "error"}; the filter goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from moderation import explain, filters
from moderation.rules import BASE, Rules, RulesError, parse_rules

_BAD_ROW = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def main(argv: list[str] | None = None) -> int:
    """Run one filter; returns the exit status, 2 for a rules file that cannot be used."""
    asked = _arguments().parse_args(argv)
    try:
        rules = _rules_from(asked.rules)
    except (OSError, ValueError, RulesError) as wrong:
        print(f"{asked.rules}: {wrong}", file=sys.stderr)
        return 2
    if asked.command == "explain":
        print(explain.explained(asked.text, rules, colour=sys.stdout.isatty()))
        return 0
    answer = {"spans": filters.spans, "signals": filters.signals, "review": filters.reviewer(rules)}[
        asked.command
    ]
    for line in answers(sys.stdin.buffer, answer):
        sys.stdout.write(line + "\n")
    return 0


def answers(rows: Iterable[bytes], answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Iterable[str]:
    """One JSON line for each row that is not blank, in order."""
    for row in rows:
        if row.strip():
            yield json.dumps(_answer(row, answer), ensure_ascii=True)


def _answer(row: bytes, answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    given: Any = None
    try:
        given = json.loads(row)
        return {"id": given.get("id")} | answer(given)
    except _BAD_ROW as wrong:
        known = given.get("id") if isinstance(given, dict) else None
        return {"id": known, "error": type(wrong).__name__}


def _rules_from(path: str | None) -> Rules:
    if path is None:
        return BASE
    document = json.loads(Path(path).read_text("utf-8"))
    return parse_rules(document.get("rules", document) if isinstance(document, dict) else document)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m moderation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("spans", "signals", "review", "explain"):
        one = commands.add_parser(name)
        one.add_argument("--rules", default=None, help="a JSON file as docs/rules.md describes it")
        if name == "explain":
            one.add_argument("text")
    return parser


if __name__ == "__main__":
    sys.exit(main())
