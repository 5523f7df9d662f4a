"""An admin at a browser, and a group that has written enough to be asked about its past."""

from __future__ import annotations

from groups.actions import post, sign_ins
from groups.actions.post import Draft
from groups.model import new_id
from moderation import RawText
from tests.conftest import Person, World


async def admin_of(world: World, group: str = "") -> Person:
    """An admin, signed in with the second factor."""
    account = await world.account(role="admin", staff=True)
    tokens = await sign_ins.start(world.ctx, account, shared=False, second=True)
    return Person(world, "", account, "", group, tokens.token, tokens.half)


async def wrote(world: World, name: str, *texts: str) -> None:
    """Somebody posts, a minute apart."""
    who = await world[name].who()
    for text in texts:
        world.clock.forward(minutes=1)
        await post.post_message(world.ctx, who, Draft(who.room, RawText(text), new_id()))


async def send(person: Person, path: str, fields: list[tuple[str, str]]) -> tuple[int, str]:
    """A plain form with fields that may stand more than once."""
    headers, url = person.cookies | {"Origin": person.world.origin}, person.world.origin + path
    async with person.world.http.post(url, data=fields, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.text()
