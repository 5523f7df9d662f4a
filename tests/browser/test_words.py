"""Scripts say nothing that the catalogues do not hold, and the page carries what its scripts say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from groups.locale import catalogues

ROOT = Path(__file__).parents[2]
SAID = re.compile(r"""say\(\s*(?:\w+ \? )?"([a-z_.]+)"(?:\s*:\s*"([a-z_.]+)")?""")
CARRIED = re.compile(r"{% block words %}{{ words\(([^)]*)\)")


def codes(*scripts: str) -> set[str]:
    """Every code that these scripts name."""
    text = "".join((ROOT / "static" / "js" / script).read_text() for script in scripts)
    return {code for found in SAID.findall(text) for code in found if code}


def carried(template: str) -> tuple[str, ...]:
    """The prefixes of codes that a page carries."""
    found = CARRIED.search((ROOT / "templates" / template).read_text())
    assert found
    return tuple(re.findall(r'"([^"]+)"', found[1]))


@pytest.mark.parametrize("tag", ["id", "id@anda", "en"])
def test_every_sentence_of_a_script_stands_in_every_catalogue(tag: str) -> None:
    said = codes(*(path.name for path in (ROOT / "static" / "js").glob("*.js")))
    assert len(said) > 20
    assert [code for code in sorted(said) if not catalogues[tag].has(code)] == []


@pytest.mark.parametrize(
    ("template", "scripts"),
    [
        ("base.html", ("help.js", "exit.js")),
        ("room.html", ("help.js", "clock.js", "composer.js", "message.js", "room.js")),
        ("queue.html", ("help.js", "exit.js", "queue.js")),
    ],
)
def test_a_page_carries_what_its_scripts_say(template: str, scripts: tuple[str, ...]) -> None:
    prefixes = carried(template)
    assert [code for code in sorted(codes(*scripts)) if not code.startswith(prefixes)] == []
