"""Commands of who runs the service: copies, what is due for destruction, and how everything is."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.table import Table

from groups import keeping
from groups.keeping import CopyDamaged
from groups.terminal import FOLDER, console, do, stop

_LOOKS = {"ok": "[green]ok[/green]", "look": "[yellow]look[/yellow]", "act": "[red]act[/red]"}


@click.command()
@FOLDER
def backup(folder: Path) -> None:
    """Make a verified copy of events and records (no keys, no originals)."""
    with console.status("Copying and looking it over"):
        made = do(folder, "backup")
    console.print(f"{made['path']}: sound, {made['rows']} rows in {made['channels']} channels.")
    console.print(
        "Keep root.key and keys.db apart from it: without them nobody reads it, with them everybody does."
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def verify(file: Path) -> None:
    """Look a back-up over: sound, and every channel's numbers without a hole."""
    try:
        with console.status("Looking it over"):
            copy = keeping.verify(file)
    except CopyDamaged as damaged:
        stop(str(damaged))
    console.print(f"{copy.path.name}: sound, {copy.rows} rows in {copy.channels} channels.")


@click.command()
@FOLDER
def purge(folder: Path) -> None:
    """Destroy now what is due: words past their group's days, closed cases, who left, ended sign-ins."""
    with console.status("Taking what is due"):
        gone = do(folder, "purge")
    console.print(f"Gone: {', '.join(f'{count} {what}' for what, count in gone.items())}.")


@click.command()
@FOLDER
@click.option("--clock-is-right", is_flag=True, help="Trust the clock again after it jumped or a long pause.")
def doctor(folder: Path, clock_is_right: bool) -> None:
    """Say how everything is, one line each with what to do. Ends with 1 when something does not hold."""
    lines = do(folder, "doctor", clock_is_right=clock_is_right)
    table = Table("", "What", "How it is")
    for line in lines:
        table.add_row(_LOOKS[line["verdict"]], line["about"], line["says"])
    console.print(table)
    sys.exit(any(line["verdict"] == "act" for line in lines))
