"""Versions of what a group decided, rules and agreement alike: sealed under the group's key, never rewritten."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from groups.context import Context
from groups.model import Body, NotFound, Refused, decode, encode, new_id
from groups.store.base import Conflict, Record
from groups.vault import VaultError

What: TypeAlias = Literal["rules", "agreement"]
#: The field of a group's record that counts them.
FIELD: dict[What, str] = {"rules": "rules", "agreement": "agreement_version"}
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Version:
    """One version as people look back on it. `taps`: whose; none for one set by command.

    `waits`: in force, still to be confirmed by the admin (CARE C17).
    """

    number: int
    at: int
    taps: tuple[str, ...]
    why: Body
    waits: bool


async def keep(
    ctx: Context, group: str, what: What, document: dict[str, Any], data: dict[str, Any], why: str = ""
) -> None:
    """Store version `data["version"]`, which is not in force yet; `why` is text that was reviewed.

    One that a cut-off try left behind is written over. Raises Refused('error.changed') when it is in force.
    """
    owner, version = f"group:{group}", data["version"]
    await ctx.vault.load(owner)
    if why:
        sealed = ctx.vault.close_text(why, owner, f"why|{data['mark']}")
        await ctx.store.create("why", data["mark"], f"whys:{group}", {}, body=sealed)
    body = ctx.vault.close_text(encode(document).decode(), owner, f"{what}|{version}")
    if not await ctx.store.create(what, f"{group}:{version}", f"{what}:{group}", data, body=body):
        await _write_over(
            ctx, group, what, replace(await _record(ctx, group, what, version), data=data, body=body)
        )


async def _write_over(ctx: Context, group: str, what: What, record: Record) -> None:
    holder = await ctx.store.get("group", group)
    if holder is None or holder.data.get(FIELD[what], 0) >= record.data["version"]:
        raise Refused("error.changed")
    await _put(ctx, record)


async def _put(ctx: Context, record: Record) -> None:
    try:
        await ctx.store.put(record, op=new_id())
    except Conflict:
        raise Refused("error.changed") from None


async def _record(ctx: Context, group: str, what: What, version: int) -> Record:
    record = await ctx.store.get(what, f"{group}:{version}")
    if record is None:
        raise NotFound
    return record


async def document_of(ctx: Context, group: str, what: What, version: int) -> dict[str, Any]:
    """What the group itself decided in a version; `{}` for 0. Raises NotFound."""
    if version == 0:
        return {}
    record, owner = await _record(ctx, group, what, version), f"group:{group}"
    await ctx.vault.load(owner)
    try:
        kept = decode(ctx.vault.open_text(record.body, owner, f"{what}|{version}")) if record.body else {}
    except (VaultError, ValueError):
        raise NotFound from None
    return {key: value for key, value in kept.items() if key != "version"}


async def of_group(ctx: Context, group: str, what: What) -> list[Version]:
    """Those that are or were in force, the newest first."""
    last = (await ctx.circle(group)).data.get(FIELD[what], 0)
    records = await ctx.store.list(what, f"{what}:{group}", limit=MOST_LISTED, newest_first=True)
    return [await _version(ctx, group, one) for one in records if one.data["version"] <= last]


async def _version(ctx: Context, group: str, record: Record) -> Version:
    data = record.data
    why = await _why(ctx, group, data.get("mark", ""))
    return Version(data["version"], data["at"], tuple(data.get("taps", ())), why, bool(data.get("waits")))


async def _why(ctx: Context, group: str, mark: str) -> Body:
    found = await ctx.store.get("why", mark) if mark else None
    if found is None or found.body is None:
        return Body()
    owner = f"group:{group}"
    await ctx.vault.load(owner)
    return ctx.vault.open(found.body, owner, f"why|{mark}")


async def waits(ctx: Context, group: str, what: What) -> bool:
    """True while the version in force is still to be confirmed."""
    last = (await ctx.circle(group)).data.get(FIELD[what], 0)
    record = await ctx.store.get(what, f"{group}:{last}") if last else None
    return bool(record and record.data.get("waits"))


async def confirm(ctx: Context, group: str, what: What, version: int) -> None:
    """A version that was in force by one tap has the other now. Repeat-safe. Raises NotFound, Refused."""
    record = await _record(ctx, group, what, version)
    if record.data.get("waits"):
        taps = [*record.data.get("taps", ()), "admin"]
        await _put(ctx, replace(record, data={**record.data, "waits": False, "taps": taps}))
