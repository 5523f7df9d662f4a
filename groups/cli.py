"""The command line: `lingkar`. What writes goes through the running service where there is one, else takes the folder."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import click
from aiohttp.web import GracefulExit
from rich.markup import escape
from rich.table import Table

from groups import commands, demo, log, operate, settings
from groups.actions.groups import REGISTERS
from groups.app import CannotStart, make_folder, serve
from groups.settings import SettingError, Settings
from groups.store.base import StoreError
from groups.terminal import FOLDER, console, do, document, stop
from groups.vault import VaultError
from moderation import RulesError, parse_rules
from moderation.explain import explained

DOCUMENT = click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))


@click.group()
@click.option("-v", "--verbose", is_flag=True, help="Log what is done: ids and event names, never words.")
def main(verbose: bool) -> None:
    """Lingkar: moderated online support groups."""
    log.set_up(verbose)


@main.command()
@FOLDER
@click.option("--admin", default="admin", show_default=True, help="Sign-in name of the first admin.")
@click.option("--solo", is_flag=True, help="One person is admin and psychologist, under two accounts.")
def init(folder: Path, admin: str, solo: bool) -> None:
    """Make a data folder: root key, empty store, one admin account."""
    try:
        make_folder(folder)
    except VaultError as error:
        stop(str(error))
    console.print(
        f"Made {folder}. Keep {folder / 'root.key'} safe and apart from backups: it opens everything."
    )
    _add_account(folder, "Admin", admin, role="admin")
    if solo:
        do(folder, "solo")
        _add_account(folder, "Psychologist", "psikolog", role="member")
        console.print(
            "Invite the psychologist's account to each group: lingkar invite GROUP --seat psychologist"
        )
    console.print("At the first sign-in a second factor is set up. Next: lingkar serve")


@main.command("add-admin")
@FOLDER
@click.argument("name")
def add_admin(folder: Path, name: str) -> None:
    """Make another admin account, also while the service runs."""
    _add_account(folder, "Admin", name, role="admin")


def _add_account(folder: Path, what: str, name: str, *, role: str) -> None:
    password = secrets.token_urlsafe(12)
    made = do(folder, "add_account", name=name, password=password, role=role, staff=True)
    console.print(f"{what}, shown once: name [b]{name}[/b], password [b]{password}[/b]", end="")
    console.print(f", recovery code [b]{made['recovery']}[/b]")


@main.command("serve")
@FOLDER
def serve_command(folder: Path) -> None:
    """Run the service."""
    _run_server(folder)


@main.command("demo")
@click.option("--folder", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True)
@click.option("--fresh", is_flag=True, help="Throw the demo folder away first.")
def demo_command(folder: Path, fresh: bool) -> None:
    """Fill three fictional groups, print sign-in links, and serve."""
    if fresh:
        demo.remove(folder)
    try:
        links = asyncio.run(demo.prepare(folder))
    except (CannotStart, StoreError, VaultError, SettingError) as error:
        stop(str(error))

    def ready(chosen: Settings) -> None:
        base = f"http://{chosen.host}:{chosen.port}"
        console.print("\n[b]Everybody here is fictional.[/b] One-tap sign-in links, each for one use:")
        for who, code in links:
            console.print(f"  {who}\n    {base}/link#{code}", markup=False)
        console.print("A private window for each person keeps them apart. Ctrl-C ends the demo.")

    _run_server(folder, ready)


def _run_server(folder: Path, ready: Any = None) -> None:
    def told(chosen: Settings) -> None:
        console.print(f"Lingkar serves at http://{chosen.host}:{chosen.port}")
        if ready:
            ready(chosen)

    try:
        asyncio.run(serve(folder, told))
    except (CannotStart, StoreError, VaultError, SettingError) as error:
        stop(str(error))
    except OSError as error:
        stop(f"The port cannot be used ({error.strerror}). Another program may hold it: set LINGKAR_PORT.")
    except (KeyboardInterrupt, GracefulExit):
        console.print("Stopped.")


@main.command("add-group")
@FOLDER
@click.option("--name", required=True, help="What the group is called.")
@click.option("--theme", required=True, help="What it is about, in a few words.")
@click.option("--zone", help="Time zone, such as Asia/Makassar.")
@click.option("--open-at", type=click.IntRange(2, 30), help="Members before the room opens.")
@click.option(
    "--hours", help='Answered hours of every day, such as "08:00-21:00". Without: never covered, and said so.'
)
@click.option("--register", type=click.Choice(REGISTERS), help="kamu (id) or Anda (id@anda), everywhere.")
@click.option(
    "--rules", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Rules (JSON)."
)
def add_group(
    folder: Path,
    name: str,
    theme: str,
    zone: str | None,
    open_at: int | None,
    hours: str | None,
    register: str | None,
    file: Path | None,
) -> None:
    """Make a group. Then invite its psychologist: lingkar invite GROUP --seat psychologist."""
    given: dict[str, Any] = {"name": name, "theme": theme, "zone": zone, "open_at": open_at}
    given["register"] = register
    given["hours"] = _every_day(hours) if hours else None
    given["rules"] = document(file) if file else None
    made = do(folder, "add_group", **given)
    console.print(
        f"Made the group [b]{escape(name)}[/b], id {made['group']}. It opens by itself when enough members are there."
    )


@main.command("groups")
@FOLDER
def list_groups(folder: Path) -> None:
    """List the groups."""
    table = Table("Id", "Name", "State")
    for each in do(folder, "groups"):
        table.add_row(each["group"], escape(each["name"]), each["state"])
    console.print(table)


@main.command()
@FOLDER
@click.argument("group")
@click.option(
    "--seat",
    type=click.Choice(["member", "psychologist", "stand_in", "supporter", "supervisor"]),
    default="member",
    show_default=True,
)
@click.option(
    "--places", type=click.IntRange(1, 30), default=1, show_default=True, help="How many may use it."
)
@click.option(
    "--licence",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Licence of a psychologist (JSON).",
)
def invite(folder: Path, group: str, seat: str, places: int, licence: Path | None) -> None:
    """Make an invitation link. It is shown once; only its hash is kept."""
    if seat in ("psychologist", "stand_in", "supervisor") and licence is None:
        stop(
            "This seat shows a licence: give --licence FILE with name, title, kind, number, issuer, "
            "valid_until, checked_on and checked_by."
        )
    shown = document(licence) if licence else None
    made = do(folder, "invite", group=group, seat=seat, places=places, licence=shown)
    chosen = _settings(folder)
    base = chosen.origin or f"http://{chosen.host}:{chosen.port}"
    console.print(f"{base}/join#{made['code']}")
    console.print(
        f"For {places} place(s), {chosen.invitation_days} days. Give it privately: whoever has it can join."
    )


@main.group()
def rules() -> None:
    """Check and publish a group's rules (docs/rules.md)."""


@rules.command("check")
@DOCUMENT
def rules_check(file: Path) -> None:
    """Read a document and say whether it could be published."""
    try:
        parse_rules(document(file))
    except RulesError as error:
        stop(f"{error.path or 'the document'}: {error.code}. {error.suggestion}")
    console.print("These rules can be published.")


@rules.command("try")
@DOCUMENT
@click.argument("text", required=False)
def rules_try(file: Path, text: str | None) -> None:
    """Say what these rules would do with a text, from TEXT or standard input. Nothing of it is kept."""
    typed = text if text is not None else sys.stdin.read().rstrip("\n")
    try:
        says = explained(typed, parse_rules(document(file)), colour=False)
    except RulesError as error:
        stop(f"{error.path or 'the document'}: {error.code}. {error.suggestion}")
    console.print(says, markup=False)


@rules.command("set")
@FOLDER
@click.argument("group")
@DOCUMENT
def rules_set(folder: Path, group: str, file: Path) -> None:
    """Publish a document as the next version; open rooms obey it at once."""
    made = do(folder, "set_rules", group=group, document=document(file))
    console.print(f"Version {made['version']} is in force.")


@main.command("settings")
def list_settings() -> None:
    """List the settings, their defaults and what they are for."""
    table = Table("Setting", "Default", "What it is for")
    for name, default, help in settings.rows():
        table.add_row(name, json.dumps(default), help)
    console.print(table)


for command in (operate.backup, operate.verify, operate.purge, operate.doctor):
    main.add_command(command)


@main.command(hidden=True)
@FOLDER
@click.option("--groups", "wanted", type=int, default=1)
@click.option("--members", type=int, default=20)
@click.option("--rules", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def seed(folder: Path, wanted: int, members: int, file: Path | None) -> None:
    """Fictional groups for tests and benchmarks, one JSON line a person. Makes the folder, marked as a demo."""
    if not (folder / "root.key").exists():
        make_folder(folder)
        asyncio.run(demo.mark(folder))
    rules_given = document(file) if file else None
    for row in do(folder, "seed", groups_wanted=wanted, members=members, document=rules_given):
        click.echo(json.dumps(row))


def _settings(folder: Path) -> Settings:
    return settings.read_settings(folder, os.environ)


def _every_day(hours: str) -> dict[str, Any]:
    opens, _, closes = hours.partition("-")
    return {day: [[opens.strip(), closes.strip()]] for day in commands.ALWAYS}
