"""docs/operating.md names every job, every command and what each needs; settings and log lines have tests of their own."""

from __future__ import annotations

import re
from pathlib import Path

import click

from groups.cli import main
from groups.jobs import JOBS

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "operating.md").read_text("utf-8")
UNITS = {"s": 1, "min": 60, "h": 3600}


def part(name: str) -> str:
    """What stands between two marks."""
    return GUIDE.partition(f"<!-- {name} -->")[2].partition(f"<!-- end of {name} -->")[0]


def test_every_job_stands_there_with_how_often_it_runs() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\d+) (s|min|h) \|", part("jobs"), re.M)
    assert {name: int(number) * UNITS[unit] for name, number, unit in told} == {
        name: seconds for name, (seconds, _) in JOBS.items()
    }


def _commands(group: click.Group, way: str) -> set[str]:
    found = set()
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= _commands(command, f"{way} {name}")
        elif not command.hidden:
            found.add(f"{way} {name}")
    return found


def test_every_command_stands_there() -> None:
    told = set(re.findall(r"^\| `(lingkar [a-z -]*[a-z])[A-Z ]*` \|", part("commands"), re.M))
    assert told == _commands(main, "lingkar")
