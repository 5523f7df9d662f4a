"""What people do in a group, one scene an action: how it is done, done again, and what must be true of it.

A check answers True when it is wholly done, False when it is wholly not, and raises for anything between.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from groups import access, audit
from groups.access import Membership
from groups.actions import accounts, cases, decisions, groups, help, invitations, joining, post, rules, seats
from groups.actions.invitations import Offer
from groups.actions.joining import Comer
from groups.actions.judge import Judged
from groups.actions.post import Answer, Draft
from groups.commands import ADMIN, ALWAYS, LICENCE
from groups.context import Context
from groups.model import Body
from groups.store.base import Event, Record
from moderation import Action, CrisisState, Danger, Decision, Effect, Level, RawText, Reason, Seat
from tests.conftest import NOON, Clock, World

CID = "c" * 32
HELD = "aku bawa durian"
PASSWORD = "embun di atas pagar"
DOCUMENT = {"newcomers": {"first": 0}, "words": {"own": [{"terms": ["durian"], "effect": "hold"}]}}
AGREEMENT = {"promises": [{"text": "satu", "note": ""}], "staff": [], "signed": ""}
Told = Callable[[], None]


@dataclass
class Cast:
    """The prepared folder: an open group of Laras, Sari and Budi with two waiting cases, and a closed one."""

    group: str = ""
    closed: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    case: str = ""
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
    await _post(ctx, sari, "satu", "cerita pertama")
    cast.case = (await _post(ctx, sari, "dua", HELD)).case or ""
    code = await invitations.create(ctx, ADMIN, Offer(cast.group))
    here = await joining.confirm_age(ctx, await joining.begin(ctx, code))
    cast.joining = await joining.agree(ctx, await joining.choose_handle(ctx, here, "Hujan Tipis"), ["1"])
    await ctx.close()
    return cast


async def _post(ctx: Context, who: Membership, cid: str, text: str, told: Told = lambda: None) -> Answer:
    def tell(answer: Answer) -> None:
        told()

    return await post.post_message(ctx, who, Draft(who.room, RawText(text), cid.ljust(32, "0")), tell)


@dataclass(frozen=True)
class Scene:
    """`act` is what is cut off and done again; what it raises as refused is part of the answer."""

    act: Callable[[Context, Cast, Told], Awaitable[Any]]
    check: Callable[[Context, Cast], Awaitable[bool]]


# posting


def decides(level: Level = Level.NONE, action: Action = Action.SHOW, earlier: Body | None = None) -> Any:
    """Moderation that comes to this decision on every text."""
    body = Body(("yang tampak",))
    reason = Reason("crisis.urgent", "", Effect.HIDE)

    async def judge(ctx: Context, circle: Any, person: Any, raw: RawText, **_: Any) -> Judged:
        seqs = tuple(one.seq for one in circle.recent)
        changed = ((len(seqs) - 1, earlier),) if earlier and seqs else ()
        found = Decision(action, body, 1, (reason,), level, CrisisState(), Danger.OWN, earlier=changed)
        return Judged(found, seqs)

    return mock.patch.object(post, "judge", judge)


def posting(
    text: str = "cerita baru", decided: Any = None, group: str = "group"
) -> Callable[..., Awaitable[Any]]:
    """Sari posts, and would send the same id again."""

    async def act(ctx: Context, cast: Cast, told: Told) -> Any:
        who = await cast.who(ctx, "sari", getattr(cast, group))
        with decided or contextlib.nullcontext():
            return await _post(ctx, who, CID, text, told)

    return act


async def rows(ctx: Context, channel: str) -> list[Event]:
    return await ctx.store.after(channel, 0, 500)


async def is_shown(ctx: Context, cast: Cast) -> bool:
    """Once or not at all, and readable."""
    sari = cast.ids["sari"]
    found = [event for event in await rows(ctx, cast.room) if (event.author, event.cid) == (sari, CID)]
    assert len(found) <= 1
    assert None not in [await ctx.body_loaded(event) for event in found]
    return bool(found)


async def is_held(ctx: Context, cast: Cast) -> bool:
    assert not await is_shown(ctx, cast)
    return bool(await case_of(ctx, cast, cases.case_id(cast.room, cast.ids["sari"], CID), "held"))


async def is_shown_with_alert(ctx: Context, cast: Cast) -> bool:
    """The message needs the case; the case stands also where the message did not come so far (CARE C3)."""
    alerted = await case_of(ctx, cast, cases.case_id(cast.room, cast.ids["sari"], CID), "answer")
    shown = await is_shown(ctx, cast)
    assert alerted or not shown
    return shown


async def is_refused_with_alert(ctx: Context, cast: Cast) -> bool:
    who = await cast.who(ctx, "sari", cast.closed)
    assert [event.kind for event in await rows(ctx, str(who.room))].count("message") == 0
    return bool(await case_of(ctx, cast, cases.case_id(str(who.room), who.id, CID), "answer"))


async def is_shown_and_earlier_hidden(ctx: Context, cast: Cast) -> bool:
    """What was hidden of an earlier message stays hidden; it is hidden before the new one shows."""
    first = next(event for event in await rows(ctx, cast.room) if event.kind == "message")
    changes = [event for event in await rows(ctx, cast.room) if event.kind == "changed"]
    assert len(changes) <= 1
    assert bool(changes) == (await ctx.body_loaded(first) == Body(("ditutup",)))
    shown = await is_shown(ctx, cast)
    assert changes or not shown
    return shown


# cases


async def case_of(ctx: Context, cast: Cast, case: str, kind: str, *, sealed: bool = True) -> str:
    """The state of a case that has one row on the desk and one on the author's own channel; '' and nothing of it."""
    record = await ctx.store.get("case", case)
    group = record.data["group"] if record else cast.group
    author = record.data["author"] if record else cast.ids["sari"]
    desk = [event for event in await rows(ctx, f"desk:{group}") if event.data.get("case") == case]
    mine = [event for event in await rows(ctx, f"me:{author}") if event.data.get("case") == case]
    original = await ctx.store.original(case)
    if record is None:
        assert (desk, mine, original, await ctx.store.key(f"case:{case}")) == ([], [], None, None)
        return ""
    state = str(record.data["state"])
    assert (record.data["owed"], record.due_at) == ([], None)
    assert [event.data["state"] for event in desk] == [state]
    assert [event.data["state"] for event in mine if event.kind == kind] == [state]
    assert (original is not None) == (sealed and state in ("waiting", "opened"))
    return state


async def audited(ctx: Context, group: str, act: str) -> int:
    """How often the audit log, which is whole, tells of an act."""
    assert await audit.is_whole(ctx, group)
    return [event.kind for event in await rows(ctx, f"audit:{group}")].count(act)


async def _undecided(ctx: Context, cast: Cast) -> tuple[Membership, Record | None]:
    record = await ctx.store.get("case", cast.case)
    assert record is not None
    return await cast.who(ctx, "laras"), None if record.data["state"] in decisions.DECIDED else record


async def releases(ctx: Context, cast: Cast, told: Told) -> None:
    laras, case = await _undecided(ctx, cast)
    if case is not None:
        await decisions.release(ctx, laras, case, decisions.turn_of(case))
    told()


async def is_released(ctx: Context, cast: Cast) -> bool:
    state = await case_of(ctx, cast, cast.case, "held")
    shown = [event for event in await rows(ctx, cast.room) if event.cid == f"released:{cast.case}"]
    done = state == "released"
    assert (len(shown), await audited(ctx, cast.group, "case.released")) == (done, done)
    assert [await ctx.body_loaded(event) for event in shown] == [Body((HELD,))] * done
    return done


async def refuses(ctx: Context, cast: Cast, told: Told) -> None:
    """Who is cut off writes the note anew."""
    laras, case = await _undecided(ctx, cast)
    if case is not None:
        await decisions.refuse(ctx, laras, case, decisions.turn_of(case), RawText(_note_at(ctx.clock())))
    told()


def _note_at(now: int) -> str:
    return "catatan pertama" if now == NOON else "catatan kedua"


async def is_refused(ctx: Context, cast: Cast) -> bool:
    done = await case_of(ctx, cast, cast.case, "held") == "refused"
    notes = [event for event in await rows(ctx, f"me:{cast.ids['sari']}") if event.kind == "note"]
    record = await ctx.store.get("case", cast.case)
    assert record is not None
    assert (len(notes), await audited(ctx, cast.group, "case.refused")) == (done, done)
    if done:
        assert await ctx.body_loaded(notes[0]) == Body((_note_at(record.data["decided_at"]),))
        assert await ctx.store.list("note", f"notes:{cast.case}") == []
    return done


async def opens(ctx: Context, cast: Cast, told: Told) -> None:
    laras, case = await _undecided(ctx, cast)
    assert case is not None
    assert len(await decisions.open_original(ctx, laras, case)) == len(HELD)
    told()


async def is_opened(ctx: Context, cast: Cast) -> bool:
    """Nobody read without a row of it; a row may stand where the words did not come."""
    done = await case_of(ctx, cast, cast.case, "held") == "opened"
    assert await audited(ctx, cast.group, "original.opened") >= done
    return done


async def calls(ctx: Context, cast: Cast, told: Told) -> None:
    await help.call_psychologist(ctx, await cast.who(ctx, "sari"), CID)
    told()


async def is_called(ctx: Context, cast: Cast) -> bool:
    case = cases.case_id(f"me:{cast.ids['sari']}", cast.ids["sari"], CID)
    return bool(await case_of(ctx, cast, case, "answer", sealed=False))


# the group


async def sets_rules(ctx: Context, cast: Cast, told: Told) -> None:
    circle = await ctx.circle(cast.group)
    if circle.rules is None or circle.rules.version < 2:
        await rules.set_rules(ctx, cast.group, DOCUMENT, by="admin")
    told()


async def are_set(ctx: Context, cast: Cast) -> bool:
    circle = await ctx.circle(cast.group)
    assert circle.rules is not None and circle.rules.version == circle.data["rules"]
    done = circle.rules.version == 2
    told = [event.data["version"] for event in await rows(ctx, cast.room) if event.kind == "rules"]
    assert (told, await audited(ctx, cast.group, "rules.published")) == ([1, 2][: 1 + done], 1 + done)
    return done


async def seats_tono(ctx: Context, cast: Cast, told: Told) -> None:
    await seats.seat_person(ctx, cast.group, cast.accounts["tono"], "Tono Kecil", Seat.MEMBER)
    told()


async def is_seated(ctx: Context, cast: Cast) -> bool:
    return await is_seated_once(ctx, cast, await ctx.store.about(cast.accounts["tono"], kind="membership"))


async def is_seated_once(ctx: Context, cast: Cast, found: list[Record]) -> bool:
    """Everybody in the room has been told of everybody who is there, once."""
    assert len(found) <= 1
    told = [event for event in await rows(ctx, cast.room) if event.kind == "joined"]
    there = await ctx.store.list("membership", f"members:{cast.group}")
    assert sorted(event.author for event in told) == sorted(record.id for record in there)
    assert (await ctx.circle(cast.group)).data["roster_seq"] == told[-1].seq
    return bool(found)


async def makes_a_group(ctx: Context, cast: Cast, told: Told) -> None:
    if "Baru" not in [data["name"] for _, data in await groups.list_groups(ctx)]:
        await groups.create_group(ctx, "Baru", "duka", hours=ALWAYS)
    told()


async def is_made(ctx: Context, cast: Cast) -> bool:
    made = [group for group, data in await groups.list_groups(ctx) if data["name"] == "Baru"]
    assert [await audited(ctx, group, "group.created") for group in made] in ([], [1])
    return bool(made)


async def opens_the_room(ctx: Context, cast: Cast, told: Told) -> None:
    if not (await ctx.circle(cast.closed)).is_open:
        await groups.set_open(ctx, cast.closed, True)
    told()


async def is_open(ctx: Context, cast: Cast) -> bool:
    done = (await ctx.circle(cast.closed)).is_open
    told = [event.kind for event in await rows(ctx, f"room:{cast.closed}")].count("opened")
    assert (told, await audited(ctx, cast.closed, "room.opened")) == (done, done)
    return done


async def joins(ctx: Context, cast: Cast, told: Told) -> None:
    await joining.enter(ctx, cast.joining, Comer(None, "teduh", PASSWORD, "192.0.2.7", "id"))
    told()


async def has_joined(ctx: Context, cast: Cast) -> bool:
    record = await ctx.store.get("membership", cast.joining.membership)
    done = await is_seated_once(ctx, cast, [record] if record else [])
    invitation = await ctx.store.get("invitation", cast.joining.invitation)
    assert invitation is not None
    assert (invitation.data["used"], invitation.data["marks"]) == (done, [])
    assert (await accounts.account_of(ctx, "teduh") is not None) == done
    assert await ctx.store.list("errand", "errands") == []
    return done


URGENT = Level.URGENT
SCENES = {
    "a message is shown": Scene(posting(), is_shown),
    "a message is shown with an alert": Scene(posting(decided=decides(URGENT)), is_shown_with_alert),
    "a message waits": Scene(posting(HELD), is_held),
    "a message in danger meets a closed room": Scene(
        posting(decided=decides(URGENT), group="closed"), is_refused_with_alert
    ),
    "a message hides a piece of an earlier one": Scene(
        posting(decided=decides(earlier=Body(("ditutup",)))), is_shown_and_earlier_hidden
    ),
    "a held message is released": Scene(releases, is_released),
    "a held message is refused": Scene(refuses, is_refused),
    "an original is opened": Scene(opens, is_opened),
    "somebody calls for help": Scene(calls, is_called),
    "rules are published": Scene(sets_rules, are_set),
    "somebody is seated": Scene(seats_tono, is_seated),
    "a group is made": Scene(makes_a_group, is_made),
    "a room is opened": Scene(opens_the_room, is_open),
    "somebody joins": Scene(joins, has_joined),
}
