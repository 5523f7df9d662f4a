"""What staff do at the desk and what is said in lines, played for cutting off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from groups.actions import claims, decisions, hours, muting, post, verdicts
from groups.actions.post import Draft
from groups.context import Context
from groups.model import Body, Channel
from groups.store.base import Event, Record
from moderation import RawText
from tests.live.stage import CID, Cast, Scene, Told, audited, rows

NOTE = "Bolehkah kamu menulisnya lagi?"
UNTIL = 1_760_500_000_000
WORDS = "kata di saluran"
WEEK = {"mon": [["08:00", "12:00"]]}


async def _case(ctx: Context, case: str) -> Record:
    record = await ctx.store.get("case", case)
    assert record is not None
    return record


async def _view(ctx: Context, cast: Cast, case: str) -> dict[str, Any]:
    """What the desk's one row of a case says."""
    found = [event.data for event in await rows(ctx, f"desk:{cast.group}") if event.data.get("case") == case]
    assert len(found) == 1
    return dict(found[0])


async def holds(ctx: Context, cast: Cast, told: Told) -> None:
    await claims.claim(ctx, await cast.who(ctx, "laras"), await _case(ctx, cast.case))
    told()


async def is_held_by_laras(ctx: Context, cast: Cast) -> bool:
    case, view = await _case(ctx, cast.case), await _view(ctx, cast, cast.case)
    done = bool(case.data.get("holder"))
    assert (view.get("holder") is not None, await audited(ctx, cast.group, "case.claimed")) == (done, done)
    return done


async def asks(ctx: Context, cast: Cast, told: Told) -> None:
    """Decides, and lets the time for taking back go by."""
    laras, case = await cast.who(ctx, "laras"), await _case(ctx, cast.case)
    if case.data["state"] not in decisions.DECIDED:
        if not case.data.get("verdict"):
            turn = decisions.turn_of(case)
            case = await verdicts.give(ctx, laras, case, turn, "ask", RawText(NOTE))
        ctx.clock.forward(seconds=10)  # type: ignore[attr-defined]
        await verdicts.carry_out_due(ctx, cast.case)
    told()


async def is_asked(ctx: Context, cast: Cast) -> bool:
    case, view = await _case(ctx, cast.case), await _view(ctx, cast, cast.case)
    done = case.data["state"] == "asked"
    notes = [event for event in await rows(ctx, f"me:{cast.ids['sari']}") if event.kind == "note"]
    assert (len(notes), await audited(ctx, cast.group, "case.asked")) == (done, done)
    assert [await ctx.body_loaded(note) for note in notes] == [Body((NOTE,))] * done
    assert await audited(ctx, cast.group, "verdict.ask") == (done or bool(case.data.get("verdict")))
    assert (view["state"], bool(view.get("verdict"))) == (case.data["state"], bool(case.data.get("verdict")))
    return done


async def takes_back(ctx: Context, cast: Cast, told: Told) -> None:
    """Decides and thinks better of it."""
    laras, case = await cast.who(ctx, "laras"), await _case(ctx, cast.case)
    if decisions.turn_of(case) < 2:
        if not case.data.get("verdict"):
            case = await verdicts.give(ctx, laras, case, decisions.turn_of(case), "ask", RawText(NOTE))
        await verdicts.undo(ctx, laras, case)
    told()


async def is_taken_back(ctx: Context, cast: Cast) -> bool:
    case = await _case(ctx, cast.case)
    assert case.data["state"] in ("waiting", "asked")
    if case.data["state"] == "asked":  # it was cut off between the two, and the time went by
        return True
    done = decisions.turn_of(case) == 2
    assert await audited(ctx, cast.group, "verdict.taken_back") == done
    return done


async def mutes(ctx: Context, cast: Cast, told: Told) -> None:
    if (await ctx.circle(cast.group)).people[cast.ids["sari"]].muted_until != UNTIL:
        await muting.mute(ctx, await cast.who(ctx, "laras"), cast.ids["sari"], UNTIL)
    told()


async def is_muted(ctx: Context, cast: Cast) -> bool:
    record = await ctx.store.get("membership", cast.ids["sari"])
    assert record is not None
    done = record.data.get("muted_until") == UNTIL
    notices = [event for event in await rows(ctx, f"me:{cast.ids['sari']}") if event.kind == "notice"]
    assert (len(notices), await audited(ctx, cast.group, "member.muted")) == (done, done)
    return done


def writing(name: str, channel: Callable[[Cast], str]) -> Callable[[Context, Cast, Told], Awaitable[None]]:
    """Somebody says something in a line, and would send the same id again."""

    async def act(ctx: Context, cast: Cast, told: Told) -> None:
        who = await cast.who(ctx, name)
        draft = Draft(Channel.parse(channel(cast)), RawText(WORDS), CID)
        await post.post_message(ctx, who, draft, lambda answer: told())

    return act


async def _said(ctx: Context, channel: str) -> list[Event]:
    found = [event for event in await rows(ctx, channel) if event.kind == "message"]
    assert [await ctx.body_loaded(event) for event in found] == [Body((WORDS,))] * len(found)
    assert len(found) <= 1
    return found


async def is_said_in_the_crisis(ctx: Context, cast: Cast) -> bool:
    """Who answers holds the case; the desk knows it before the words stand."""
    done, view = bool(await _said(ctx, f"case:{cast.crisis}")), await _view(ctx, cast, cast.crisis)
    assert not done or (view["holder"]["name"], view["wrote"]["by"]) == ("Laras Widyasari", "staff")
    entered = [event for event in await rows(ctx, f"case:{cast.crisis}") if event.kind == "entered"]
    assert len(entered) <= 1 and (entered or not done)
    return done


async def is_said_in_private(ctx: Context, cast: Cast) -> bool:
    """Where the words stand they are in the queue."""
    done = bool(await _said(ctx, f"line:{cast.ids['sari']}"))
    waiting = [event for event in await rows(ctx, f"desk:{cast.group}") if event.data.get("kind") == "line"]
    assert len(waiting) <= 1 and (waiting or not done)
    return done


async def sets_hours(ctx: Context, cast: Cast, told: Told) -> None:
    if (await ctx.circle(cast.group)).data["hours"] != WEEK:
        await hours.set_hours(ctx, await cast.who(ctx, "laras"), WEEK, {}, [])
    told()


async def are_set(ctx: Context, cast: Cast) -> bool:
    done = (await ctx.circle(cast.group)).data["hours"] == WEEK
    assert await audited(ctx, cast.group, "hours.set") == done
    return done


async def closes(ctx: Context, cast: Cast, told: Told) -> None:
    case = await _case(ctx, cast.crisis)
    if case.data["state"] != "closed":
        await decisions.close(ctx, await cast.who(ctx, "laras"), case, decisions.turn_of(case))
    told()


async def is_closed(ctx: Context, cast: Cast) -> bool:
    """Its words end with it."""
    case, view = await _case(ctx, cast.crisis), await _view(ctx, cast, cast.crisis)
    done = case.data["state"] == "closed"
    left = (await ctx.store.original(cast.crisis), await ctx.store.key(f"case:{cast.crisis}"))
    assert (left == (None, None), view["open"], await audited(ctx, cast.group, "case.closed")) == (
        done,
        not done,
        done,
    )
    return done


CASE_SCENES = {
    "a case is held": Scene(holds, is_held_by_laras),
    "a decision is given and carried out": Scene(asks, is_asked),
    "a decision is taken back": Scene(takes_back, is_taken_back),
    "a member is muted": Scene(mutes, is_muted),
    "staff answer in a crisis": Scene(
        writing("laras", lambda cast: f"case:{cast.crisis}"), is_said_in_the_crisis
    ),
    "a member writes in private": Scene(
        writing("sari", lambda cast: f"line:{cast.ids['sari']}"), is_said_in_private
    ),
    "the hours are set": Scene(sets_hours, are_set),
    "a crisis is closed": Scene(closes, is_closed),
}
