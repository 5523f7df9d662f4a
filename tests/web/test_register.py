"""A group says kamu or Anda, on every page and in every answer, and never both."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from groups import app
from groups.actions import invitations
from groups.actions.invitations import Offer
from groups.commands import ADMIN
from groups.model import new_id
from groups.web.routes import TABLE
from tests.conftest import Clock, World, start, stop
from tests.test_wording import FORMAL, familiar


def _visible(html: str) -> str:
    """What is read: the words for the page's scripts and the tags are not."""

    without = re.sub(r"<script.*?</script>|<template.*?</template>", " ", html, flags=re.S)
    return re.sub(r"<[^>]+>", " ", without)


@pytest.fixture
async def formal(world: World) -> World:
    await world.circle_of("sari", "budi", register="id@anda")
    return world


async def test_a_group_that_says_anda_says_it_on_its_page_and_in_its_help(formal: World) -> None:
    _, page = await formal["sari"].get(f"/g/{formal['sari'].group}")
    assert FORMAL.search(_visible(page))
    assert familiar(_visible(page)) == set()


async def test_the_same_page_of_another_group_says_kamu(world: World) -> None:
    await world.circle_of("sari", "budi")
    _, page = await world["sari"].get(f"/g/{world['sari'].group}")
    assert familiar(_visible(page))
    assert not FORMAL.search(_visible(page))


async def test_a_page_of_a_group_that_says_anda_is_answered_so(formal: World) -> None:
    sari = await formal["sari"].listen()
    said = await sari.say("kamu tolol banget")
    assert said["action"] == "hold"
    texts = " ".join([said["text"], *(each["text"] for each in said["reasons"])])
    assert familiar(texts) == set()


async def test_a_reader_of_english_is_spoken_to_in_english_there_too(formal: World) -> None:
    headers = formal["sari"].cookies | {"Accept-Language": "en"}
    async with formal.http.get(f"{formal.origin}/g/{formal['sari'].group}", headers=headers) as answer:
        assert '<html lang="en"' in await answer.text()


async def test_a_stranger_cannot_tell_from_the_register_that_a_group_is_there(formal: World) -> None:
    stranger = formal["sari"].group, new_id()
    await formal.circle_of("tamu", "dua", name="Lain")
    pages = [await formal["tamu"].get(f"/g/{group}") for group in stranger]
    assert [status for status, _ in pages] == [404, 404]
    assert _visible(pages[0][1]) == _visible(pages[1][1])


async def test_joining_speaks_as_the_group_does_from_its_first_screen(formal: World) -> None:
    code = await invitations.create(formal.ctx, ADMIN, Offer(formal["sari"].group))
    async with formal.http.post(
        f"{formal.origin}/join", data={"code": code}, headers={"Origin": formal.origin}
    ) as answer:
        page = await answer.text()
    assert familiar(_visible(page)) == set()


async def test_a_service_that_says_anda_says_it_at_its_door_and_in_new_groups(
    tmp_path: Path, clock: Clock
) -> None:
    world = await start(tmp_path / "data", clock, locale="id@anda")
    try:
        async with world.http.get(world.origin + "/", headers={"Accept-Language": "id"}) as answer:
            assert familiar(_visible(await answer.text())) == set()
        group = await world.group()
        assert (await world.ctx.circle(group)).data["register"] == "id@anda"
    finally:
        await stop(world)


@pytest.mark.parametrize("given", [{"LINGKAR_LOCALE": "fr"}, {"LINGKAR_ZONE": "Jakarta"}])
async def test_a_language_or_zone_that_nobody_has_stops_the_start(
    tmp_path: Path, given: dict[str, Any]
) -> None:
    app.make_folder(tmp_path / "data")
    with pytest.raises(app.CannotStart, match=r"choose one of|name a zone"):
        await app.open_context(tmp_path / "data", given)


PLACES = sorted(
    {
        route.path
        for route in TABLE
        if route.method == "GET"
        and route.door in ("member", "only_member", "decides", "desk", "signed_in", "in_crisis")
        and "{seq}" not in route.path
    }
)


@pytest.fixture
async def lived_in(formal: World) -> World:
    """Something waits, somebody is in danger, and a line is begun."""
    page = await formal["sari"].listen()
    await page.say("dasar tolol, bodoh sekali")
    formal["sari"].world.clock.forward(seconds=30)
    await page.say("mau bunuh diri malam ini")
    return formal


@pytest.mark.parametrize("path", PLACES)
async def test_no_page_of_such_a_group_mixes_both(lived_in: World, path: str) -> None:
    sari = lived_in["sari"]
    cases = await lived_in.ctx.store.list("case", f"open:{sari.group}")
    crisis = next(case.id for case in cases if case.data["kind"] == "crisis")
    there = path.replace("{group}", sari.group).replace("{member}", sari.membership).replace("{case}", crisis)
    read = 0
    for name in ("sari", "laras"):
        status, page = await lived_in[name].get(there)
        if status == 200 and "<html" in page:
            read += 1
            assert familiar(_visible(page)) == set(), name
    assert read or path.endswith(("/edit", ".json"))
