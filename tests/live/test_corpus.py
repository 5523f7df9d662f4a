"""Every message of the labelled corpora over real sockets: none is lost, and nothing that was found reaches anybody else."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from groups.actions import post
from groups.model import new_id
from moderation import Decision, Kind
from tests.conftest import Clock, Page, Person, World, start, stop

CORPUS = Path(__file__).parents[1] / "corpus"
PACE = {"newcomers": {"first": 0}, "rate": {"per_minute": 600, "burst": 60}}
GROUPS, MEMBERS = 4, 5
STRUCTURED = frozenset(
    {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.HANDLE, Kind.NATIONAL_ID, Kind.STUDENT_ID, Kind.BANK}
    | {Kind.VEHICLE, Kind.IP, Kind.MAC, Kind.BIRTHDATE}
)


@dataclass
class Circle:
    """One group: who writes in it, and everything that the others get."""

    id: str
    laras: Person
    members: list[Person]
    pages: list[Page]
    queue: list[str]
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # id of a post -> its answer
    secrets: dict[str, set[str]] = field(default_factory=dict)  # membership of who wrote it -> what was found


def corpus() -> list[str]:
    """The texts as somebody types them: without the marks of the labels."""
    names = ("pii_dev", "mod_dev")
    lines = [line for name in names for line in (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return [re.sub(r"</?[A-Z_]+>", "", json.loads(line)["text"]) for line in lines]


async def test_every_message_is_shown_held_or_refused_and_nothing_found_reaches_another(
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    found = _watch(monkeypatch)
    patient = {"address_per_minute": "100000", "staff_idle_minutes": "100000"}
    world, texts = await start(tmp_path / "data", clock, **patient), corpus()
    circles = [await _circle(world, f"Kelompok {n}") for n in range(GROUPS)]
    await asyncio.gather(*(_talk(world, one, texts[n::GROUPS], found) for n, one in enumerate(circles)))
    assert sum(len(one.answers) for one in circles) == len(texts) == 480
    for one in circles:
        await _none_is_lost(world, one)
    heard = {one.id: await _what_others_get(world, one) for one in circles}
    await stop(world)
    files = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir() if file.is_file())
    said = caplog.text + "".join(capfd.readouterr())
    for one in circles:
        for author, secrets in one.secrets.items():
            others = "\n".join(bytes_ for who, bytes_ in heard[one.id] if who != author)
            leaked = [
                secret for secret in secrets if secret in others or secret in said or secret.encode() in files
            ]
            assert len(leaked) == 0
    assert sum(len(secrets) for one in circles for secrets in one.secrets.values()) > 100


def _watch(monkeypatch: pytest.MonkeyPatch) -> dict[str, Decision]:
    """The last decision on what each membership wrote."""
    found: dict[str, Decision] = {}
    judge = post.judge

    async def watched(ctx: Any, circle: Any, person: Any, *args: Any, **more: Any) -> Any:
        judged = await judge(ctx, circle, person, *args, **more)
        found[person.id] = judged.decision
        return judged

    monkeypatch.setattr(post, "judge", watched)
    return found


async def _circle(world: World, name: str) -> Circle:
    names = [f"{name} {n}" for n in range(MEMBERS)]
    group = await world.circle_of(*names, name=name, document=PACE)
    laras, members = world["laras"], [world[one] for one in names]
    pages = [await person.listen() for person in members]
    pages.append(await laras.listen(laras.room, laras.desk))
    return Circle(group, laras, members, pages, [])


async def _talk(world: World, circle: Circle, texts: list[str], found: dict[str, Decision]) -> None:
    """Members write in turn, twenty seconds apart."""
    for number, text in enumerate(texts):
        page = circle.pages[number % MEMBERS]
        cid, author = new_id(), page.who.membership
        answer = await page.say(text, id=cid)
        circle.answers[cid] = answer
        decision = found.pop(author)
        circle.secrets.setdefault(author, set()).update(_secrets(text, decision))
        world.clock.forward(seconds=20)


def _secrets(text: str, decision: Decision) -> set[str]:
    """What was found and is never shown: of five characters with a digit, or of a kind with a fixed form."""
    shown = "\n".join(piece for piece in decision.body.pieces if isinstance(piece, str))
    spans = [(span.kind, text[span.start : span.end].strip()) for span in decision.spans]
    return {
        words
        for kind, words in spans
        if (kind in STRUCTURED or any(char.isdigit() for char in words)) and len(words) >= 5
        if kind is not Kind.URL or words not in shown  # a public link that the rules allow
    }


async def _none_is_lost(world: World, circle: Circle) -> None:
    store, room = world.ctx.store, f"room:{circle.id}"
    open_cases = {case.id for case in await store.list("case", f"open:{circle.id}", limit=2000)}
    for cid, answer in circle.answers.items():
        assert answer["t"] == "ack", answer["code"]
        if answer["action"] == "show":
            assert (await store.event(room, answer["seq"])).cid == cid
        elif answer["action"] == "hold":
            case = await store.get("case", answer["case"])
            assert case is not None and case.data.get("part_of", case.id) in open_cases
            assert await store.original(answer["case"]) is not None
        assert answer["action"] == "show" or (
            answer["reasons"] and all(each["text"] for each in answer["reasons"])
        )


async def _what_others_get(world: World, circle: Circle) -> list[tuple[str, str]]:
    """(whose reader, every byte): frames, the pages of the room back to its beginning, the queue, unopened cases."""
    heard = []
    for page in circle.pages:
        await _drain(world, page)
        heard.append((page.who.membership, "\n".join(page.raw)))
    for person in (*circle.members[:2], circle.laras):
        for html in await _room_pages(person):
            heard.append((person.membership, html))
    paths = ["/queue", *(f"/case/{a['case']}" for a in circle.answers.values() if a.get("case"))]
    for path in paths:
        status, html = await circle.laras.get(path)
        assert status == 200
        heard.append((circle.laras.membership, html))
    return heard


async def _drain(world: World, page: Page) -> None:
    """Read up to the last row of the room."""
    head = await world.ctx.store.head(page.who.room)
    while not any(frame.get("c") == page.who.room and frame.get("seq") == head for frame in page.heard):
        await page.next()


async def _room_pages(person: Person) -> list[str]:
    pages, path = [], f"/g/{person.group}"
    while path:
        status, html = await person.get(path)
        assert status == 200
        pages.append(html)
        older = re.search(r'href="([^"]*\?before=\d+)"', html)
        path = older.group(1) if older and len(pages) < 40 else ""
    return pages
