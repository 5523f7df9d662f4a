"""What is done to a message that stands, to be cut off: another version, one that waits, taking away, a reaction."""

from __future__ import annotations

from groups.actions import cases, messages
from groups.actions.post import Draft
from groups.context import Context
from groups.model import Body
from groups.store.base import Event
from moderation import RawText
from tests.live.stage import CID, HELD, Cast, Scene, Told, rows

FIRST = "cerita pertama"


async def _first(ctx: Context, cast: Cast) -> Event:
    """Sari's message that was there before."""
    kinds = ("message", "gone")
    return next(event for event in await rows(ctx, cast.room) if event.kind in kinds)


async def _changes(ctx: Context, cast: Cast, seq: int) -> int:
    return len([event for event in await rows(ctx, cast.room) if event.data.get("target") == seq])


async def _edit(ctx: Context, cast: Cast, text: str) -> None:
    who, row = await cast.who(ctx, "sari"), await _first(ctx, cast)
    edit = Draft(who.room, RawText(text), CID, target=row.seq, rev=1)
    await messages.edit_message(ctx, who, edit)


async def edits(ctx: Context, cast: Cast, told: Told) -> None:
    await _edit(ctx, cast, "cerita kedua")
    told()


async def is_edited(ctx: Context, cast: Cast) -> bool:
    row = await _first(ctx, cast)
    done = row.rev == 2
    assert await ctx.body_loaded(row) == Body(("cerita kedua" if done else FIRST,))
    assert await _changes(ctx, cast, row.seq) == done
    return done


async def edits_into_waiting(ctx: Context, cast: Cast, told: Told) -> None:
    await _edit(ctx, cast, HELD)
    told()


async def is_edit_waiting(ctx: Context, cast: Cast) -> bool:
    """What stood goes on standing; the author and the desk are told, or nobody is."""
    row, sari = await _first(ctx, cast), cast.ids["sari"]
    assert (row.rev, await ctx.body_loaded(row)) == (1, Body((FIRST,)))
    case = await ctx.store.get("case", cases.case_id(cast.room, sari, f"edit:{CID}"))
    told = [event for event in await rows(ctx, f"me:{sari}") if event.data.get("target") == row.seq]
    if case is None or case.data["owed"]:
        return False
    assert [event.data["case"] for event in told] == [case.id]
    return True


async def withdraws(ctx: Context, cast: Cast, told: Told) -> None:
    who, row = await cast.who(ctx, "sari"), await _first(ctx, cast)
    await messages.withdraw(ctx, who, who.room, row.seq)
    told()


async def is_withdrawn(ctx: Context, cast: Cast) -> bool:
    row = await _first(ctx, cast)
    done = row.kind == "gone"
    assert (row.body is None, await _changes(ctx, cast, row.seq)) == (done, done)
    return done


async def reacts(ctx: Context, cast: Cast, told: Told) -> None:
    who, row = await cast.who(ctx, "budi"), await _first(ctx, cast)
    await messages.react(ctx, who, who.room, row.seq, "with", True)
    told()


async def is_reacted(ctx: Context, cast: Cast) -> bool:
    row = await _first(ctx, cast)
    done = row.data.get("reactions") == {"with": [cast.ids["budi"]]}
    assert await _changes(ctx, cast, row.seq) == done
    return done


MESSAGE_SCENES = {
    "a message is edited": Scene(edits, is_edited),
    "an edit waits": Scene(edits_into_waiting, is_edit_waiting),
    "a message is withdrawn": Scene(withdraws, is_withdrawn),
    "somebody reacts": Scene(reacts, is_reacted),
}
