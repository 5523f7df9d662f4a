"""When the service itself is broken: the group does not see, the author is told to keep it, staff are told, reads go on."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from groups.actions.rules import set_rules
from groups.model import new_id
from tests.conftest import Clock, World, start, stop
from tests.live.test_bad_input import DURIAN, HELD
from tests.live.test_two_people_talk import shown

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """No file of this process can grow beyond the size of the messages' log: every write to it fails."""
    size = (folder / "lingkar.db-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_the_text_with_its_author_and_goes_on_by_itself(world: World) -> None:
    await world.circle_of("sari", "budi", document=DURIAN)
    laras, budi = await world["laras"].listen(world["laras"].desk), await world["budi"].listen()
    sari, cid, held = await world["sari"].listen(), new_id(), new_id()
    await sari.say("sebelum penuh")
    with full_disk(world.folder):
        for text, id in (("pesan saat penuh", cid), (HELD, held)):
            error = await sari.say(text, id=id)
            assert (error["t"], error["code"], error["id"]) == ("error", "unavailable", id)
            assert error["text"] == world.ctx.texts["id"].say("error.unavailable")
        assert (await laras.next("trouble"))["what"] == "store"
        await _reads_go_on(world)
    world.clock.forward(seconds=1)
    assert [(await sari.say("pesan saat penuh", id=cid))["action"] for _ in range(2)] == ["show"] * 2
    assert (await sari.say(HELD, id=held))["action"] == "hold"
    assert [shown(await budi.event("message")) for _ in range(2)] == ["sebelum penuh", "pesan saat penuh"]
    assert len(await world.ctx.store.list("case", f"open:{sari.who.group}")) == 1


async def _reads_go_on(world: World) -> None:
    room = f"/g/{world['budi'].group}"
    for name, path in (("budi", room), ("laras", room), ("laras", "/queue")):
        status, html = await world[name].get(path)
        assert status == 200
        assert path == "/queue" or "sebelum penuh" in html
    page = await world["budi"].page()
    assert (await page.open(world["budi"].room))["t"] == "ready"
    assert shown(await page.event("message")) == "sebelum penuh"


async def test_a_plain_form_on_a_full_disk_gives_the_words_back(group: World) -> None:
    with full_disk(group.folder):
        status, html = await group["sari"].post(
            f"/g/{group['sari'].group}/post", text="jangan hilang", form="x"
        )
    assert status in (200, 503)
    assert "jangan hilang" in html
    assert group.ctx.texts["id"].say("error.unavailable") in html


async def test_a_call_for_help_on_a_full_disk_says_so_and_shows_whom_to_ring(group: World) -> None:
    with full_disk(group.folder):
        status, html = await group["sari"].post(f"/g/{group['sari'].group}/call", id=new_id())
    assert status == 503
    assert "tel:" in html
    assert "diberi tahu" not in html.lower()


async def test_an_acute_text_that_cannot_be_stored_is_answered_with_help(group: World) -> None:
    from tests.live.stage import decides

    sari = await group["sari"].listen()
    with decides(level=3), full_disk(group.folder):
        error = await sari.say("tolong")
    assert (error["code"], error["help"]) == ("unavailable", True)


@pytest.mark.parametrize("body", [b"", b"\x01" + bytes(40), None], ids=["empty", "garbage", "gone"])
async def test_a_damaged_rules_row_holds_everything_until_rules_are_set(
    tmp_path: Path, clock: Clock, body: bytes | None
) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    people = world.people
    await (await world["sari"].listen()).say("sebelum rusak")
    await stop(world)
    with sqlite3.connect(tmp_path / "data" / "lingkar.db") as db:
        assert db.execute("UPDATE records SET body = ? WHERE kind = 'rules'", (body,)).rowcount == 1
    db.close()
    world = await start(tmp_path / "data", clock)
    world.people = people
    for person in people.values():
        person.world = world
    laras, budi = await world["laras"].listen(world["laras"].desk), await world["budi"].listen()
    sari = await world["sari"].listen()
    answer = await sari.say("selamat siang")
    assert (answer["action"], answer["body"]) == ("hold", [])
    assert (await laras.event("case"))["data"]["reasons"] == ["unsure"]
    assert (await laras.next("trouble") if not _troubled(laras) else {"what": "moderation"})[
        "what"
    ] == "moderation"
    assert "sebelum rusak" in (await world["budi"].get(f"/g/{sari.who.group}"))[1]
    await set_rules(world.ctx, sari.who.group, {"newcomers": {"first": 0}}, by="admin")
    assert (await sari.say("selamat sore"))["action"] == "show"
    assert shown(await budi.event("message")) == "selamat sore"
    await stop(world)


def _troubled(page: object) -> bool:
    return any(frame["t"] == "trouble" for frame in page.heard)  # type: ignore[attr-defined]


def test_a_data_file_that_is_missing_stops_the_start_by_its_name(tmp_path: Path) -> None:
    copy = tmp_path / "moderation"
    shutil.copytree(ROOT / "moderation", copy, ignore=shutil.ignore_patterns("__pycache__"))
    files = [*copy.glob("data/*"), *copy.glob("models/*")]
    names = sorted(
        str(file.relative_to(copy))
        for file in files
        if file.suffix not in (".py", ".md") and file.stat().st_size
    )
    assert len(names) > 10
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *names],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.split() == [], done.stdout + done.stderr[-2000:]


#: For each name: does the import fail, naming it, when that file is gone? Prints those of which it does not.
WITHOUT = """
import os, sys
from pathlib import Path
for name in sys.argv[1:]:
    file, away = Path("moderation") / name, Path("away")
    file.rename(away)
    child = os.fork()
    if not child:
        try:
            import moderation
            moderation.warm_up()
        except Exception as error:
            os._exit(0 if file.name in str(error) or file.stem in str(error) else 2)
        os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    away.rename(file)
    if code:
        print(name)
"""
