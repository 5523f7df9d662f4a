"""Log lines: an event's name and ids or figures, each on the list of docs/operating.md, and nothing that others say."""

from __future__ import annotations

import ast
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

from groups import log

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")
FORM = re.compile(r"[a-z]+(\.[a-z_]+)?( [a-z_]+=%[sd])*")
#: What a value may be named: ids, figures, types, places, names of jobs and files; no words, no people.
VALUES = {
    *("id", "case", "group", "membership", "seq", "count", "port", "version", "fault", "done"),
    *("name", "kind", "type", "error", "__name__", "at", "place_of", "_place_of", "file", "record"),
    *("settings", "ctx", "event", "channel", "partition"),
}


def lines() -> Iterator[tuple[str, str, ast.Call]]:
    """(file, format, call) of every line that the server logs."""
    for path in sorted((ROOT / "groups").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).startswith("log.")
                and path.name != "cli.py"
            ):
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path.name}:{node.lineno}"
                yield path.name, str(first.value), node


def test_every_line_is_a_name_and_values() -> None:
    assert [(file, form) for file, form, _ in lines() if not FORM.fullmatch(form)] == []


def test_every_value_is_an_id_a_figure_or_a_type() -> None:
    given = {
        (file, part.attr if isinstance(part, ast.Attribute) else part.id)
        for file, _, call in lines()
        for value in call.args[1:]
        for part in ast.walk(value)
        if isinstance(part, ast.Attribute | ast.Name)
    }
    assert sorted((file, name) for file, name in given if name not in VALUES) == []


def test_every_line_stands_in_the_operating_guide_with_its_values() -> None:
    shown = {re.sub(r"%[sd]", "…", form) for _, form, _ in lines()}
    assert sorted(each for each in shown if f"`{each}`" not in GUIDE) == []


def _logged(logger: str, *given: object, **more: object) -> str:
    stream = io.StringIO()
    before = logging.getLogger().handlers[:]
    try:
        log.set_up(True, stream)
        logging.getLogger(logger).error(*given, **more)  # type: ignore[arg-type]
    finally:
        logging.basicConfig(force=True, handlers=before)
    return stream.getvalue()


def test_a_line_has_a_moment_a_level_and_says_one_thing() -> None:
    told = _logged("lingkar", "job.done name=%s count=%d", "retention", 3)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ error job\.done name=retention count=3\n", told)


def test_of_what_other_packages_log_no_word_is_kept() -> None:
    try:
        raise ValueError("0812-7733-9911")
    except ValueError:
        told = _logged("aiohttp.server", "Error handling request from 192.0.2.1: %s", "sari", exc_info=True)
    assert told.endswith("error foreign.line logger=aiohttp.server type=ValueError\n")
    assert told.count("\n") == 1
