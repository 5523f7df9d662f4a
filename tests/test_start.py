"""What a service refuses to start on, each with a sentence that says what to do; in processes of their own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from groups.app import make_folder
from tests.conftest import free_port

LINGKAR = [sys.executable, "-c", "from groups.cli import main; main()"]
ROOT = Path(__file__).resolve().parents[1]


def begin(folder: Path, environ: dict[str, str], *, verbose: bool = False) -> subprocess.Popen[str]:
    """`lingkar serve` on a folder, as a process."""
    given = os.environ | {"LINGKAR_PORT": str(free_port()), "COLUMNS": "200"} | environ
    command = [*LINGKAR, *(["-v"] if verbose else []), "serve", "--folder", str(folder)]
    return subprocess.Popen(
        command, cwd=ROOT, env=given, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def refused(folder: Path, **environ: str) -> str:
    """What it says on ending with 1, without a traceback."""
    process = begin(folder, environ)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1, (out, err)
    assert "Traceback" not in out + err
    assert out.startswith("Stopped. ")
    return " ".join(out.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_folder(tmp_path / "data")
    return tmp_path / "data"


def _readable(folder: Path) -> None:
    (folder / "root.key").chmod(0o640)


def _damaged(folder: Path) -> None:
    (folder / "root.key").write_text("1 nothing\n", "ascii")


def _newer(folder: Path) -> None:
    with sqlite3.connect(folder / "lingkar.db") as db:
        db.execute("PRAGMA user_version = 9999")


def _no_key(folder: Path) -> None:
    (folder / "root.key").unlink()


def _unknown(folder: Path) -> None:
    (folder / "lingkar.toml").write_text("colour = 'green'\n", "utf-8")


def _no_toml(folder: Path) -> None:
    (folder / "lingkar.toml").write_text("port = = 1\n", "utf-8")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_readable, "chmod 600"),
        (_damaged, "root.key is damaged"),
        (_newer, "written by a newer release"),
        (_no_key, "lingkar init --folder"),
        (_unknown, "unknown setting 'colour'"),
        (_no_toml, "lingkar.toml cannot be read"),
    ],
)
def test_a_folder_that_is_not_as_it_should_be_is_refused(
    folder: Path, harm: Callable[[Path], None], says: str
) -> None:
    harm(folder)
    assert says in refused(folder)


def test_an_address_that_others_reach_needs_a_proxy(folder: Path) -> None:
    assert "LINGKAR_PROXY=true" in refused(folder, LINGKAR_HOST="0.0.0.0")


def test_a_second_process_on_the_folder_and_a_taken_port_are_refused_and_the_first_ends_well(
    folder: Path, tmp_path: Path
) -> None:
    port = str(free_port())
    first = begin(folder, {"LINGKAR_PORT": port}, verbose=True)
    try:
        assert first.stdout is not None
        assert "Lingkar serves at" in first.stdout.readline()
        assert "another process" in refused(folder)
        make_folder(tmp_path / "other")
        assert "set LINGKAR_PORT" in refused(tmp_path / "other", LINGKAR_PORT=port)
    finally:
        first.send_signal(signal.SIGTERM)
        _, err = first.communicate(timeout=30)
    assert first.returncode == 0
    assert f"info service.started port={port}" in err
    assert "Traceback" not in err
