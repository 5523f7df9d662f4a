"""The second tap, played for cutting off: rules and agreement are in force once, or the draft still waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from groups.actions import drafts, versions
from groups.actions.versions import What
from groups.commands import ADMIN
from groups.context import Context
from tests.live.stage import DOCUMENT, Cast, Scene, Told, rows

MEANT: dict[What, dict[str, Any]] = {
    "rules": DOCUMENT | {"asks": {"meet": "refuse"}},
    "agreement": {"promises": [{"text": "Aku mendengar dulu.", "note": "", "rule": ""}], "staff": []},
}


def agreeing(what: What) -> Callable[[Context, Cast, Told], Awaitable[None]]:
    """The admin drafts and agrees, the psychologist agrees; each goes on where it was cut off."""

    async def act(ctx: Context, cast: Cast, told: Told) -> None:
        laras = await cast.who(ctx, "laras")
        if await _stands(ctx, cast, what):
            return
        draft = await drafts.start_of(ctx, cast.group, what)
        if not draft.edition:
            draft = await drafts.change(ctx, ADMIN, cast.group, what, MEANT[what], edition=0)
        if "admin" not in draft.agreed:
            await drafts.agree(ctx, ADMIN, cast.group, what, draft.edition, why="Sering ditanyakan")
        await drafts.agree(ctx, laras, cast.group, what, draft.edition)
        told()

    return act


async def _stands(ctx: Context, cast: Cast, what: What) -> bool:
    number = (await ctx.circle(cast.group)).data.get(versions.FIELD[what], 0)
    return await versions.document_of(ctx, cast.group, what, number) == MEANT[what]


def in_force(what: What) -> Callable[[Context, Cast], Awaitable[bool]]:
    """In force with both taps and its reason, told once, and no draft is left."""

    async def check(ctx: Context, cast: Cast) -> bool:
        if not await _stands(ctx, cast, what):
            return False
        newest, *older = await versions.of_group(ctx, cast.group, what)
        assert newest.taps == ("admin", "psychologist") and newest.why.size and not newest.waits
        assert len(older) == (1 if what == "rules" else 0)
        assert await drafts.read(ctx, cast.group, what) is None
        kind = "rules" if what == "rules" else "notice"
        told = [event for event in await rows(ctx, cast.room) if event.kind == kind]
        assert len(told) == newest.number
        return True

    return check


DESK_SCENES = {
    "two agree to rules": Scene(agreeing("rules"), in_force("rules")),
    "two agree to an agreement": Scene(agreeing("agreement"), in_force("agreement")),
}
