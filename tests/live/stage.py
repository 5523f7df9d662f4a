"""The folder in which scenes are played, who is in it, and what a scene is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from groups import access, audit
from groups.access import Membership
from groups.actions import invitations, joining, post, seats
from groups.actions.invitations import Offer
from groups.actions.judge import Judged
from groups.actions.post import Answer, Draft
from groups.commands import ADMIN, LICENCE
from groups.context import Context
from groups.model import Body
from groups.store.base import Event
from moderation import Action, CrisisState, Danger, Decision, Effect, Level, RawText, Reason, Seat
from tests.conftest import NOON, Clock, World

CID = "c" * 32
HELD = "aku bawa durian"
DOCUMENT = {"newcomers": {"first": 0}, "words": {"own": [{"terms": ["durian"], "effect": "hold"}]}}
AGREEMENT = {"promises": [{"text": "satu", "note": ""}], "staff": [], "signed": ""}
Told = Callable[[], None]


@dataclass
class Cast:
    """The prepared folder: an open group of Laras, Sari (a held message) and Budi (a crisis), and a closed one."""

    group: str = ""
    closed: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    case: str = ""  # of Sari's held message
    crisis: str = ""  # of Budi's shown one
    joining: Any = None

    async def who(self, ctx: Context, name: str, group: str = "") -> Membership:
        return await access.member_of(ctx, self.accounts[name], group or self.group)

    @property
    def room(self) -> str:
        return f"room:{self.group}"


async def prepare(folder: Path) -> Cast:
    """Fill a new folder and close it."""
    from groups.app import make_folder, open_context

    make_folder(folder)
    clock = Clock(NOON - 3_600_000)
    ctx = await open_context(folder, {}, clock)
    world, cast = World(folder, ctx, clock, None, "", None), Cast()  # type: ignore[arg-type]
    cast.group = await world.circle_of("sari", "budi", document=DOCUMENT, agreement=AGREEMENT, open_at=2)
    cast.closed = await world.group("Belum", open_at=2)
    for name, person in world.people.items():
        cast.accounts[name], cast.ids[name] = person.account, person.membership
    for name, seat in (("laras", Seat.PSYCHOLOGIST), ("sari", Seat.MEMBER)):
        licence = LICENCE if seat.is_staff else None
        await seats.seat_person(ctx, cast.closed, cast.accounts[name], "Kabut", seat, licence=licence)
    cast.accounts["tono"] = await world.account()
    sari = await cast.who(ctx, "sari")
    await post_as(ctx, sari, "1" * 32, "cerita pertama")
    cast.case = (await post_as(ctx, sari, "2" * 32, HELD)).case or ""
    with decides(Level.URGENT):
        await post_as(ctx, await cast.who(ctx, "budi"), "3" * 32, "tolong")
    (crisis,) = await ctx.store.about(cast.ids["budi"], kind="case")
    cast.crisis = crisis.id
    code = await invitations.create(ctx, ADMIN, Offer(cast.group))
    here = await joining.confirm_age(ctx, await joining.begin(ctx, code))
    cast.joining = await joining.agree(ctx, await joining.choose_handle(ctx, here, "Hujan Tipis"), ["1"])
    await ctx.close()
    return cast


async def post_as(ctx: Context, who: Membership, cid: str, text: str, told: Told = lambda: None) -> Answer:
    def tell(answer: Answer) -> None:
        told()

    return await post.post_message(ctx, who, Draft(who.room, RawText(text), cid), tell)


def decides(level: Level = Level.NONE, action: Action = Action.SHOW, earlier: Body | None = None) -> Any:
    """Moderation that comes to this decision on every text."""
    body = Body(("yang tampak",))
    reason = Reason("crisis.urgent", "", Effect.HIDE)

    async def judge(ctx: Context, circle: Any, person: Any, raw: RawText, **_: Any) -> Judged:
        seqs = tuple(one.seq for one in circle.recent)
        own = [index for index, one in enumerate(circle.recent) if one.author == person.id]
        changed = ((own[0], earlier),) if earlier and own else ()
        found = Decision(action, body, 1, (reason,), level, CrisisState(), Danger.OWN, earlier=changed)
        return Judged(found, seqs)

    return mock.patch.object(post, "judge", judge)


async def rows(ctx: Context, channel: str) -> list[Event]:
    return await ctx.store.after(channel, 0, 500)


async def audited(ctx: Context, group: str, act: str) -> int:
    """How often the audit log, which is whole, tells of an act."""
    assert await audit.is_whole(ctx, group)
    return [event.kind for event in await rows(ctx, f"audit:{group}")].count(act)


@dataclass(frozen=True)
class Scene:
    """`act` is what is cut off and done again; what it raises as refused is part of the answer."""

    act: Callable[[Context, Cast, Told], Awaitable[Any]]
    check: Callable[[Context, Cast], Awaitable[bool]]
