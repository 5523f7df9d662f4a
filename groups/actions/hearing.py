"""Who asked for something hears what became of it, on their own channel; the supervisor hears of what is for them alone."""

from __future__ import annotations

from typing import Any

from groups.actions.told import desk_view
from groups.context import Context
from groups.model import Channel, ChannelKind
from groups.store.base import Conflict, Entry, Record, Told


async def tell_asker(ctx: Context, case: Record, told: Told | None, when: str) -> None:
    """`received` when it was opened, `answered` when somebody decided."""
    data = case.data
    values: dict[str, Any] = {"until": data["until"]} if data["until"] else {}
    if when == "answered":
        values = {"at": data["decided_at"], "seat": data["decided_seat"], "name": data["decided_name"]}
    kept = {"code": _code(case, when), "values": values, "channel": data["channel"], "about": case.id}
    me = str(Channel(ChannelKind.ME, data.get("reporter") or data["author"]))
    await ctx.store.append(Entry("notice", "system", f"{when}:{case.id}", ctx.clock(), None, kept), me)


def _code(case: Record, when: str) -> str:
    data, kind = case.data, case.data["kind"]
    if when == "received":
        later = "" if data["until"] else "_unknown"
        return f"told.{kind}_received{'_apart' if data.get('oversight') else later}"
    if kind == "report":
        return "told.report_ended" if data["decided_by"] == "system" else "told.report_answered"
    if data["state"] == "released":
        return "told.dispute_restored" if data.get("restored") else "told.dispute_changed"
    return "told.dispute_kept"


async def tell_oversight(ctx: Context, case: Record, told: Told | None, *_: str) -> dict[str, Any]:
    """A report about staff, on the supervisor's channel and no other."""
    channel = str(Channel(ChannelKind.OVERSIGHT, case.data["group"]))
    entry = Entry("case", "system", f"case:{case.id}", case.data["at"], None, desk_view(case))
    seq, _new = await ctx.store.append(entry, channel)
    return {"oversight_seq": seq}


async def renew_oversight(ctx: Context, case: Record, told: Told | None, *_: str) -> None:
    """The row on the supervisor's channel as the case is now."""
    channel, mark = (
        str(Channel(ChannelKind.OVERSIGHT, case.data["group"])),
        f"{case.data.get('news', 0)}:{case.id}",
    )
    while True:
        row = await ctx.store.event(channel, case.data["oversight_seq"])
        entry = Entry("case", "system", "", ctx.clock(), None, desk_view(case))
        try:
            await ctx.store.change(channel, row.seq, row.rev, entry, mark)
            return
        except Conflict:
            continue
