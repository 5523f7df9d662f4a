"""What is mine in a room: taken back, reported, left. See scenes.py."""

from __future__ import annotations

from groups.actions import cases, decisions, disputes, leaving, mine, reports
from groups.context import Context
from groups.model import Body
from moderation import RawText
from tests.live.stage import CID, Cast, Scene, Told, post_as, rows

FIRST = "cerita pertama"
NAME, NAMED = "Melati Rahmawati", "7" * 32


async def takes_back(ctx: Context, cast: Cast, told: Told) -> None:
    record = await ctx.store.get("case", cast.case)
    assert record is not None
    if record.data["state"] in mine.TAKEABLE:
        await mine.take_back(ctx, await cast.who(ctx, "sari"), cast.case)
    told()


async def is_taken_back(ctx: Context, cast: Cast) -> bool:
    """Its words are with its author or sealed, never both in the case and given up."""
    record = await ctx.store.get("case", cast.case)
    assert record is not None
    assert (record.data["owed"], record.due_at) == ([], None)
    done = record.data["state"] == "taken_back"
    for channel in (f"desk:{cast.group}", f"me:{cast.ids['sari']}"):
        (row,) = [event for event in await rows(ctx, channel) if event.data.get("case") == cast.case]
        assert row.data["state"] == record.data["state"]
    assert (await ctx.store.original(cast.case) is None) == done
    return done


async def reports_it(ctx: Context, cast: Cast, told: Told) -> None:
    (first,) = [event for event in await rows(ctx, cast.room) if event.kind == "message"][:1]
    report = reports.Report("hurt", RawText("menyakitkan"), CID)
    await reports.report_message(ctx, await cast.who(ctx, "budi"), first.seq, report)
    told()


async def is_reported(ctx: Context, cast: Cast) -> bool:
    me = f"me:{cast.ids['budi']}"
    case = cases.case_id(me, cast.ids["budi"], f"report:{CID}")
    record = await ctx.store.get("case", case)
    desk = [event for event in await rows(ctx, f"desk:{cast.group}") if event.data.get("case") == case]
    heard = [event for event in await rows(ctx, me) if event.data.get("about") == case]
    done = record is not None
    assert (len(desk), len(heard)) == (done, done)
    assert (await ctx.store.original(case) is not None) == done
    assert record is None or record.data["owed"] == []
    assert record is None or await cases.case_body(ctx, record) == Body((FIRST,))
    return done


async def leaves(ctx: Context, cast: Cast, told: Told) -> None:
    circle = await ctx.circle(cast.group)
    if circle.people[cast.ids["sari"]].state == "active":
        await leaving.leave(ctx, await cast.who(ctx, "sari"), with_words=True)
    told()


async def has_left(ctx: Context, cast: Cast) -> bool:
    """With the place go the words in the room, what waits, and the key."""
    circle, sari = await ctx.circle(cast.group), cast.ids["sari"]
    done = circle.people[sari].state == "left"
    own = [event for event in await rows(ctx, cast.room) if event.author == sari and event.kind != "changed"]
    assert [event.kind for event in own] == (["joined", "gone"] if done else ["joined", "message"])
    assert (await ctx.store.key(f"membership:{sari}") is None) == done
    assert (await ctx.store.original(cast.case) is None) == done
    assert await ctx.store.list("errand", "errands") == []
    return done


async def puts_back(ctx: Context, cast: Cast, told: Told) -> None:
    """Budi's message has a name hidden, he types it again, and it is put back."""
    budi, laras = await cast.who(ctx, "budi"), await cast.who(ctx, "laras")
    await post_as(ctx, budi, NAMED, f"pohon itu namanya {NAME} sejak dulu")
    row = await ctx.store.find(cast.room, budi.id, NAMED)
    assert row is not None
    if row.rev == 1:
        case = await disputes.dispute(ctx, budi, row.seq, 1, 1, RawText(NAME))
        await decisions.carry_out(ctx, case, "restore", decisions.decided(ctx, laras))
    told()


async def is_put_back(ctx: Context, cast: Cast) -> bool:
    """In its place once, the author told once, and nothing sealed is left; or it waits, sealed."""
    row = await ctx.store.find(cast.room, cast.ids["budi"], NAMED)
    if row is None:
        return False
    case = cases.case_id(cast.room, cast.ids["budi"], f"dispute:{NAMED}:1:1")
    record, body = await ctx.store.get("case", case), await ctx.body_loaded(row)
    done = row.rev == 2
    assert body is not None and (NAME in str(body.pieces)) == done
    heard = [
        event.data["code"] for event in await rows(ctx, f"me:{cast.ids['budi']}") if "about" in event.data
    ]
    if record is not None:
        assert (record.data["owed"], record.data["state"] == "released") == ([], done)
        assert (await ctx.store.original(case) is None) == done
    assert heard == ["told.dispute_received", "told.dispute_restored"][: (record is not None) + done]
    return done


MINE_SCENES = {
    "what waits is taken back": Scene(takes_back, is_taken_back),
    "a message is reported": Scene(reports_it, is_reported),
    "somebody leaves with their words": Scene(leaves, has_left),
    "a disputed piece is put back": Scene(puts_back, is_put_back),
}
