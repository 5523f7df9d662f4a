"""What people do at the desk in tests: over the doors that everybody has."""

from __future__ import annotations

import re
from typing import Any

from groups import errands
from groups.actions import sign_ins
from groups.store.base import Record
from tests.conftest import Person, World

INSULT = "kamu tolol banget sih, dasar bodoh"
DANGER = "aku mau bunuh diri malam ini, sudah siap semuanya"
WATCH = "rasanya capek banget hidup kayak gini"


async def hold(world: World, name: str = "sari", text: str = INSULT) -> str:
    """Somebody's message that waits; its case."""
    world.clock.forward(seconds=20)
    answer = await (await world[name].listen()).say(text)
    assert answer["action"] == "hold", answer
    return str(answer["case"])


async def comes_back(person: Person) -> Person:
    """A new sign-in: that of staff ended after some idle minutes."""
    tokens = await sign_ins.start(person.world.ctx, person.account, shared=False, second=True)
    person.token, person.half = tokens.token, tokens.half
    return person


async def record(world: World, case: str) -> Record:
    found = await world.ctx.store.get("case", case)
    assert found is not None
    return found


async def state(world: World, case: str) -> str:
    return str((await record(world, case)).data["state"])


async def acts(world: World, group: str) -> list[str]:
    """The audit log's acts, oldest first."""
    return [event.kind for event in await world.ctx.store.after(f"audit:{group}", 0, 500)]


async def decide(who: Person, case: str, act: str, **form: str) -> tuple[int, str]:
    """As the page does it: with the turn that it was made for."""
    turn = (await record(who.world, case)).data.get("turn", 0)
    return await who.post(f"/case/{case}/{act}", **{"rev": str(turn)} | form)


async def later(world: World, **parts: float) -> None:
    """Time passes, and the clock work runs."""
    world.clock.forward(**parts)
    await errands.finish_overdue(world.ctx)


async def queue(who: Person, path: str = "/queue") -> str:
    status, html = await who.get(path)
    assert status == 200
    return html


def ids(html: str) -> list[str]:
    """The cases of a queue page, in order."""
    return re.findall(r'id="q-([0-9a-f]{32})"', html)


def sections(html: str) -> list[str]:
    return re.findall(r'<section id="q-kind-(\w+)"', html)


async def heard(world: World, person: Person, kind: str) -> list[Any]:
    """Rows of a kind that the service told this person alone."""
    return [event for event in await world.ctx.store.after(person.me, 0, 500) if event.kind == kind]
