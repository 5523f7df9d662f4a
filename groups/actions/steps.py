"""What a case owes, step by step, each repeat-safe: telling its author and the desk, showing, taking away, sealing up.

A step is a name, some with arguments after colons ("audit:case.claimed:<by>:<seat>:<news>").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from groups import audit
from groups.actions import hearing
from groups.actions.changing import change_row
from groups.actions.release import is_shown, show_released
from groups.actions.restoring import restore
from groups.actions.told import DECIDED, author_view, case_body, desk_view
from groups.context import Context, aad_of
from groups.model import Channel, ChannelKind, NotFound, new_id
from groups.store.base import Conflict, Entry, Event, Record, Told

Data = Mapping[str, Any]
#: States whose decision carries words to the author.
_WITH_NOTE = frozenset({"released", "refused", "asked", "removed"})


async def pay(ctx: Context, record: Record, told: Told | None = None) -> Record:
    """Carry out what a case owes, in order, and note it as paid. Called again by the clock work after a crash."""
    data = dict(record.data)
    for step in tuple(data["owed"]):
        name, _, rest = step.partition(":")
        if note := await _STEPS[name](ctx, replace(record, data=data), told, *rest.split(":", 3)):
            data |= note
        data["owed"] = [other for other in data["owed"] if other != step]
    try:
        return await ctx.store.put(
            replace(record, data=data, due_at=due_of(data)), op=f"pay:{record.id}:{record.rev}"
        )
    except Conflict:  # somebody changed it meanwhile: what is owed stands there too
        return await ctx.store.get("case", record.id) or record


def due_of(data: Data) -> int | None:
    """When a case is to be looked at by itself: what a person decided is carried out then (CARE C18)."""
    verdict = data.get("verdict")
    return int(verdict["due"]) if verdict else None


async def amend(
    ctx: Context, case: str, change: Callable[[Record], Data | None], *owed: str, folder: str = ""
) -> Record:
    """Change a case's data by what `change` says of its newest state (None: nothing), then pay what that owes.

    `{news}` in a step becomes the number of this change. What `change` raises is raised. Raises NotFound.
    """
    while True:
        record = await ctx.store.get("case", case)
        if record is None:
            raise NotFound
        changes = change(record)
        if changes is None:
            return record
        try:
            put = await ctx.store.put(owing(ctx, record, changes, owed, folder), op=new_id())
        except Conflict:
            continue
        return await pay(ctx, put)


def owing(ctx: Context, record: Record, changes: Data, owed: tuple[str, ...], folder: str = "") -> Record:
    """The record with changes and with what they owe; due when an unfinished errand is taken up again."""
    news = int(record.data.get("news", 0)) + 1
    steps = [*record.data["owed"], *(step.replace("{news}", str(news)) for step in owed)]
    data = {**record.data, **changes, "news": news, "owed": steps}
    due = ctx.clock() + ctx.settings.errand_seconds * 1000
    return replace(record, data=data, folder=folder or record.folder, due_at=due)


# the first telling


async def _tell_author(ctx: Context, case: Record, told: Told | None, *_: str) -> dict[str, Any]:
    """Held: the message as the group would see it, waiting. Shown or refused in danger: the private answer."""
    data, me = case.data, str(Channel(ChannelKind.ME, case.data["author"]))
    kind = "held" if data["action"] == "hold" else "answer"
    cid = f"{kind}:{case.id}"
    body = await _body_for(ctx, case, me, cid) if kind == "held" else None
    entry = Entry(kind, data["author"], cid, data["at"], body, author_view(case))
    seq, _new = await ctx.store.append(entry, me, told)
    return {"me_seq": seq}


async def _body_for(ctx: Context, case: Record, channel: str, cid: str) -> Any:
    owner = f"membership:{case.data['author']}"
    await ctx.vault.load(owner)
    return ctx.vault.close(await case_body(ctx, case), owner, aad_of(channel, case.data["author"], cid))


async def _tell_desk(ctx: Context, case: Record, told: Told | None, *_: str) -> dict[str, Any]:
    desk = str(Channel(ChannelKind.DESK, case.data["group"]))
    entry = Entry("case", "system", f"case:{case.id}", case.data["at"], None, desk_view(case))
    seq, _new = await ctx.store.append(entry, desk)
    return {"desk_seq": seq}


async def _join(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    """A later message of a crisis joins the case that is open: one episode is one case (CARE C4)."""

    def joined(main: Record) -> Data | None:
        parts = main.data.get("parts", [])
        level = max(int(main.data["level"]), int(case.data["level"]))
        return None if case.id in parts else {"parts": [*parts, case.id], "level": level}

    await amend(ctx, case.data["part_of"], joined, "renew_me", "renew_desk")


# telling again


async def _renew_author(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    if "me_seq" in case.data:
        me = str(Channel(ChannelKind.ME, case.data["author"]))
        await _renew(ctx, case, me, case.data["me_seq"], author_view)


async def _renew_desk(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    if "desk_seq" in case.data:
        desk = str(Channel(ChannelKind.DESK, case.data["group"]))
        await _renew(ctx, case, desk, case.data["desk_seq"], desk_view)


async def _renew(
    ctx: Context, case: Record, channel: str, seq: int, view: Callable[[Record], dict[str, Any]]
) -> None:
    """Bring a row of me or desk to the case's newest state, read after the row: so the last one to write is right."""
    mark = f"{case.data.get('news', 0)}:{case.id}"
    while True:
        row = await ctx.store.event(channel, seq)
        newest = await ctx.store.get("case", case.id) or case
        entry = Entry(row.kind, "system", "", ctx.clock(), row.body, view(newest))
        try:
            await ctx.store.change(channel, seq, row.rev, entry, mark)
            return
        except Conflict:
            continue


async def _came_or_went(ctx: Context, case: Record, told: Told | None, kind: str, by: str, news: str) -> None:
    """Who is in the line of a crisis, said in it by role and time (CARE C4)."""
    line = str(Channel(ChannelKind.CASE, case.id))
    await ctx.store.append(Entry(kind, by, f"{kind}:{case.id}:{news}", ctx.clock(), None, {}), line)


# what a decision owes


async def _show_released(ctx: Context, case: Record, told: Told | None, *_: str) -> dict[str, Any]:
    return {"seq": await show_released(ctx, case, await case_body(ctx, case))}


async def _take_away(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    """A shown message loses its words; who reads the room is told that a psychologist did it."""
    shown = await is_shown(ctx, case)
    if shown is None:
        return

    def make(row: Event) -> Entry | None:
        data = {"code": "notice.removed"}
        return Entry("gone", "system", "", ctx.clock(), None, data) if row.kind == "message" else None

    await change_row(ctx, shown.channel, shown.seq, make, f"removed:{case.id}:{shown.seq}")


async def _tell_removed(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    data, me = case.data, str(Channel(ChannelKind.ME, case.data["author"]))
    values = {"at": data["decided_at"], "seat": data["decided_seat"], "name": data["decided_name"]}
    kept = {"code": "notice.removed_yours", "values": values, "channel": data["channel"]}
    await ctx.store.append(Entry("notice", "system", f"removed:{case.id}", ctx.clock(), None, kept), me)


async def _tell_note(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    """What the one who decided wrote to the author, as it was sealed for them. Other notes on the case go unsent."""
    data, me = case.data, str(Channel(ChannelKind.ME, case.data["author"]))
    for note in await ctx.store.list("note", f"notes:{case.id}"):
        if data["state"] in _WITH_NOTE and note.data["by"] == data["decided_by"]:
            kept = {"case": case.id, "channel": data["channel"]}
            entry = Entry("note", note.data["by"], f"note:{case.id}", ctx.clock(), note.body, kept)
            await ctx.store.append(entry, me)
        await ctx.store.drop("note", note.id)


async def _note_act(ctx: Context, case: Record, told: Told | None, *rest: str) -> None:
    """The audit row of an act by its arguments, or of the decision that stands in the case."""
    data, act, mark = case.data, f"case.{case.data['state']}", ""
    by, seat = data.get("decided_by", ""), data.get("decided_seat", "")
    if rest != ("",):
        act, by, seat, mark = rest
    await audit.record(ctx, data["group"], act, by, mark=f"{act}:{case.id}{mark}", case=case.id, seat=seat)


async def _end_parts(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    """With a crisis ends what was sealed of its later messages; what was decided on them stays as it is."""

    def ended(part: Record) -> Data | None:
        state = part.data["state"]
        return (
            None
            if part.data.get("ended")
            else {"ended": True, "state": state if state in DECIDED else "closed"}
        )

    for part in case.data.get("parts", ()):
        await amend(ctx, part, ended, "renew_me", "original")


async def _drop_original(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    """The sealed words go, then the key that opened them and, where there was one, the case's line."""
    await ctx.store.original_drop(case.id)
    await ctx.vault.destroy(f"case:{case.id}")


async def _restore(ctx: Context, case: Record, told: Told | None, *_: str) -> dict[str, Any]:
    return {"restored": await restore(ctx, case)}


_STEPS: dict[str, Any] = {
    "me": _tell_author,
    "desk": _tell_desk,
    "join": _join,
    "renew_me": _renew_author,
    "renew_desk": _renew_desk,
    "entered": _came_or_went,
    "room": _show_released,
    "gone": _take_away,
    "removed": _tell_removed,
    "note": _tell_note,
    "audit": _note_act,
    "parts": _end_parts,
    "original": _drop_original,
    "hear": hearing.tell_asker,
    "oversight": hearing.tell_oversight,
    "renew_oversight": hearing.renew_oversight,
    "restore": _restore,
}
