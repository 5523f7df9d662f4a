"""What people do in a group, one scene an action: how it is done, done again, and what must be true of it.

A check answers True when it is wholly done, False when it is wholly not, and raises for anything between.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from groups.access import Membership
from groups.actions import cases, decisions, help
from groups.context import Context
from groups.model import Body
from groups.store.base import Record
from moderation import Level, RawText
from tests.conftest import NOON
from tests.live.scenes_cases import CASE_SCENES
from tests.live.scenes_desk import DESK_SCENES
from tests.live.scenes_groups import GROUP_SCENES
from tests.live.scenes_messages import MESSAGE_SCENES
from tests.live.scenes_mine import MINE_SCENES
from tests.live.stage import CID, HELD, Cast, Scene, Told, audited, decides, post_as, rows

# posting


def posting(
    text: str = "cerita baru", decided: Any = None, *, name: str = "sari", group: str = "group"
) -> Callable[..., Awaitable[Any]]:
    """Somebody posts, and would send the same id again."""

    async def act(ctx: Context, cast: Cast, told: Told) -> Any:
        who = await cast.who(ctx, name, getattr(cast, group))
        with decided or contextlib.nullcontext():
            return await post_as(ctx, who, CID, text, told)

    return act


async def is_shown(ctx: Context, cast: Cast) -> bool:
    """Once or not at all, and readable."""
    found = [event for event in await rows(ctx, cast.room) if event.cid == CID]
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


async def is_shown_and_joins_the_crisis(ctx: Context, cast: Cast) -> bool:
    """One episode is one case on the desk, which knows of each of its messages once; the author is answered each time."""
    part = cases.case_id(cast.room, cast.ids["budi"], CID)
    (row,) = [
        event for event in await rows(ctx, f"desk:{cast.group}") if event.data.get("case") == cast.crisis
    ]
    record, main = await ctx.store.get("case", part), await ctx.store.get("case", cast.crisis)
    told = [event for event in await rows(ctx, f"me:{cast.ids['budi']}") if event.data.get("case") == part]
    joined, shown = record is not None, await is_shown(ctx, cast)
    assert main is not None
    assert (row.data.get("parts", 0), main.data.get("parts", [])) == (int(joined), [part] * joined)
    assert (len(told), await ctx.store.original(part) is not None) == (joined, joined)
    assert record is None or (record.data["owed"], record.due_at) == ([], None)
    assert joined or not shown
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


URGENT = Level.URGENT
SCENES = {
    "a message is shown": Scene(posting(), is_shown),
    "a message is shown with an alert": Scene(posting(decided=decides(URGENT)), is_shown_with_alert),
    "a second cry joins the first": Scene(
        posting(decided=decides(URGENT), name="budi"), is_shown_and_joins_the_crisis
    ),
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
    **GROUP_SCENES,
    **MESSAGE_SCENES,
    **CASE_SCENES,
    **DESK_SCENES,
    **MINE_SCENES,
}
