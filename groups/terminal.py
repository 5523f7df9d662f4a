"""What every command of the terminal needs: a voice, the folder, and a way to act whether the service runs or not."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.markup import escape

from groups import commands
from groups.app import CannotStart, open_context
from groups.commands import CommandFailed
from groups.settings import SettingError
from groups.store.base import StoreError
from groups.vault import VaultError

console = Console(highlight=False, soft_wrap=True)
FOLDER = click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    envvar="LINGKAR_FOLDER",
    show_default=True,
    help="The data folder of the service.",
)


def stop(sentence: str) -> NoReturn:
    """Say what to do and end with 1."""
    console.print(f"[red]Stopped.[/red] {escape(sentence)}")
    sys.exit(1)


def do(folder: Path, command: str, /, **given: Any) -> Any:
    """A command, through the running service or on the folder itself."""
    try:
        return asyncio.run(_ask_or_run(folder, command, given))
    except (CommandFailed, CannotStart, StoreError, VaultError, SettingError) as error:
        stop(str(error))


async def _ask_or_run(folder: Path, name: str, given: dict[str, Any]) -> Any:
    try:
        return await commands.ask(folder, name, given)
    except ConnectionError:
        ctx = await open_context(folder)
        try:
            return await commands.run(ctx, name, given)
        finally:
            await ctx.close()


def document(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except ValueError as error:
        stop(f"{file.name} is no JSON: {error}")
