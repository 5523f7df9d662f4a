"""What an operator reads at the terminal: each command on a folder, and through a service that runs."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from groups import keeping, settings, terminal
from groups.actions import accounts
from groups.cli import main
from groups.commands import LICENCE, SOCKET
from groups.model import Role
from tests.conftest import World

NUMBER = "0812-7733-9911"


def lingkar(*arguments: str, stdin: str | None = None) -> Result:
    """A command as it is typed."""
    terminal.console.width = 200
    return CliRunner().invoke(main, arguments, input=stdin)


async def while_serving(world: World, command: str, *arguments: str) -> Result:
    """A command from another process's place: through the socket, since this service holds the folder."""
    return await asyncio.to_thread(lingkar, *command.split(), "--folder", str(world.folder), *arguments)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    made = str(tmp_path / "data")
    assert lingkar("init", "--folder", made).exit_code == 0
    return made


def document_at(path: Path, held: object) -> str:
    path.write_text(json.dumps(held), "utf-8")
    return str(path)


def test_a_folder_is_made_once_and_its_admin_told_once(tmp_path: Path) -> None:
    made = str(tmp_path / "data")
    first, again = lingkar("init", "--folder", made), lingkar("init", "--folder", made)
    assert first.exit_code == 0
    assert re.search(r"name admin, password \S{16}, recovery code \S+", first.output)
    assert again.exit_code == 1
    assert "root.key is there already" in again.output


def test_one_person_gets_two_accounts_and_groups_that_wait_for_less(tmp_path: Path) -> None:
    made = str(tmp_path / "data")
    told = lingkar("init", "--folder", made, "--solo").output
    assert told.count("recovery code") == 2
    assert "Made the group" in lingkar("add-group", "--folder", made, "--name", "A", "--theme", "b").output


def test_an_admin_is_added_and_a_taken_name_is_said(folder: str) -> None:
    assert "shown once: name kedua" in lingkar("add-admin", "--folder", folder, "kedua").output
    again = lingkar("add-admin", "--folder", folder, "kedua")
    assert again.exit_code == 1
    assert again.output.startswith("Stopped. ")


async def test_an_admin_added_while_the_service_runs_can_sign_in(world: World) -> None:
    told = (await while_serving(world, "add-admin", "kedua")).output
    password = re.search(r"password (\S+),", told)
    assert password
    account = await accounts.check(world.ctx, "kedua", password[1], "192.0.2.1")
    assert Role(account.data["role"]) is Role.ADMIN


def test_a_group_is_made_listed_and_invited_to(folder: str, tmp_path: Path) -> None:
    group = ("--name", "Napas [Pelan]", "--theme", "cemas", "--hours", "08:00-21:00", "--register", "id@anda")
    assert "Made the group Napas [Pelan], id " in lingkar("add-group", "--folder", folder, *group).output
    assert "Napas [Pelan]" in lingkar("groups", "--folder", folder).output
    wanted = ("invite", "--folder", folder, "Napas [Pelan]", "--seat", "psychologist")
    assert "--licence FILE" in lingkar(*wanted).output
    licence = document_at(tmp_path / "licence.json", LICENCE)
    assert re.search(r"/join#\S{20,}\n", lingkar(*wanted, "--licence", licence).output)
    assert lingkar("invite", "--folder", folder, "Napas").output.startswith("Stopped. There is no one group")


async def test_a_group_made_while_the_service_runs_is_there_at_once(world: World) -> None:
    result = await while_serving(world, "add-group", "--name", "Napas Pelan", "--theme", "cemas")
    made = re.search(r"id (\w{32})", result.output)
    assert made
    assert (await world.ctx.circle(made[1])).name == "Napas Pelan"


def test_rules_are_checked_tried_and_set(folder: str, tmp_path: Path) -> None:
    lingkar("add-group", "--folder", folder, "--name", "A", "--theme", "b")
    good = document_at(tmp_path / "good.json", {"words": {"swear": "hold"}})
    wrong = document_at(tmp_path / "wrong.json", {"words": {"swearing": "hold"}})
    assert "can be published" in lingkar("rules", "check", good).output
    for command in (("check",), ("set", "--folder", folder, "A"), ("try",)):
        refused = lingkar("rules", *command, wrong, stdin="x")
        assert refused.exit_code == 1
        assert "words.swearing" in refused.output
    assert "Version 1 is in force." in lingkar("rules", "set", "--folder", folder, "A", good).output


def test_a_text_is_tried_and_nothing_of_it_is_kept(folder: str, tmp_path: Path) -> None:
    rules = document_at(tmp_path / "rules.json", {"identifiers": {"phone": "hide"}})
    says = lingkar("rules", "try", rules, stdin=f"wa aku {NUMBER}\n").output
    assert re.search(r"shown\s+wa aku \[", says)
    assert not [
        path for path in tmp_path.rglob("*") if path.is_file() and NUMBER.encode() in path.read_bytes()
    ]


def test_what_is_no_json_is_said_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "no.json").write_text("{", "utf-8")
    result = lingkar("rules", "check", str(tmp_path / "no.json"))
    assert result.exit_code == 1
    assert result.output.startswith("Stopped. no.json is no JSON")


def test_a_copy_is_made_verified_and_a_harmed_one_named(folder: str) -> None:
    assert "sound" in lingkar("backup", "--folder", folder).output
    copy = next((Path(folder) / "backups").glob("*.db"))
    assert "sound" in lingkar("verify", str(copy)).output
    copy.write_bytes(copy.read_bytes()[:5000])
    harmed = lingkar("verify", str(copy))
    assert harmed.exit_code == 1
    assert "take another one" in harmed.output


async def test_a_copy_is_made_while_the_service_runs(group: World) -> None:
    assert "sound" in (await while_serving(group, "backup")).output
    assert list((group.folder / "backups").glob("*.db"))


async def test_what_is_due_goes_at_once_unless_the_clock_is_doubted(group: World) -> None:
    await (await group["sari"].listen()).say("cerita")
    group.clock.forward(days=400)
    assert re.search(r"Gone: .*[1-9]\d* rows", (await while_serving(group, "purge")).output)
    await keeping.doubt_clock(group.ctx)
    doubted = await while_serving(group, "purge")
    assert doubted.exit_code == 1
    assert "lingkar doctor --clock-is-right" in doubted.output
    await while_serving(group, "doctor", "--clock-is-right")
    assert (await while_serving(group, "purge")).exit_code == 0


async def test_the_doctor_ends_with_one_while_something_does_not_hold(group: World) -> None:
    result = await while_serving(group, "doctor")
    assert result.exit_code == 1
    assert "back-up" in result.output
    assert "Sari" not in result.output


async def test_only_the_owner_of_the_folder_reaches_the_service_s_door(world: World) -> None:
    assert (world.folder / SOCKET).stat().st_mode & 0o777 == 0o600


async def test_a_service_of_another_release_says_so(world: World) -> None:
    def asked() -> None:
        terminal.do(world.folder, "no_such_command")

    with pytest.raises(SystemExit):
        await asyncio.to_thread(asked)


def test_every_setting_is_listed_with_its_default_and_reason() -> None:
    says = re.sub(r"\s+", " ", lingkar("settings").output)
    assert [name for name, _, _ in settings.rows() if name not in says] == []


def test_every_setting_is_used() -> None:
    root = Path(__file__).parents[1] / "groups"
    source = "".join(path.read_text("utf-8") for path in root.rglob("*.py") if path.name != "settings.py")
    unused = [
        name for name, _, _ in settings.rows() if not re.search(rf"(settings|chosen)\.{name}\b", source)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("name", "given"),
    [("port", "many"), ("proxy", "perhaps"), ("review_seconds", ""), ("retention_days", "1.5")],
)
def test_a_setting_of_the_wrong_kind_stops_with_its_name(
    folder: str, monkeypatch: pytest.MonkeyPatch, name: str, given: str
) -> None:
    monkeypatch.setenv(f"LINGKAR_{name.upper()}", given)
    result = lingkar("groups", "--folder", folder)
    assert result.exit_code == 1
    assert result.output.startswith(f"Stopped. Setting {name} must be a ")
