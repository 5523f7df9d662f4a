"""Devices on which an account is signed in. Two secrets, both needed: a token no script reads, and a half
that one can delete without a network (CARE C9). Kept are their hashes alone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Any

from groups.context import Context
from groups.model import NotFound, Refused, Role, SignIn
from groups.store.base import Record, StoreError

CACHED = 20_000
SEEN_EVERY_MS = 30_000
_MINUTE_MS, _HOUR_MS, _DAY_MS = 60_000, 3_600_000, 86_400_000
LINK_MINUTES = 24 * 60
_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What the device keeps: `token` unseen by scripts, `half` for the page to delete.

    `seconds` is how long; None: it goes with the tab.
    """

    token: str
    half: str
    seconds: int | None


@dataclass(slots=True)
class _Kept:
    """A sign-in in memory, as the store has it."""

    sign_in: SignIn
    half: str
    until: int
    idle: int  # ms without an act after which it ends; 0: never
    seen: int
    record: Record


async def start(ctx: Context, account: str, *, shared: bool, second: bool = False) -> Tokens:
    """Sign an account in on a device, under fresh tokens. Raises NotFound for an account that is gone."""
    holder = await ctx.store.get("account", account)
    if holder is None:
        raise NotFound
    token, half = secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES)
    now, staff = ctx.clock(), bool(holder.data["staff"])
    until = now + _lasts(ctx, staff, shared)
    idle = _idle(ctx, staff, shared)
    data = {
        "account": account,
        "half": _hash(half),
        "created": now,
        "seen": now,
        "until": until,
        "idle": idle,
        "shared": shared,
        "staff": staff,
        "second": second,
    }
    due = min(until, now + idle) if idle else until
    await ctx.store.create("sign_in", _hash(token), f"sign_ins:{account}", data, subject=account, due_at=due)
    return Tokens(token, half, None if shared else (until - now) // 1000)


def _lasts(ctx: Context, staff: bool, shared: bool) -> int:
    if staff:
        return ctx.settings.staff_hours * _HOUR_MS
    return _DAY_MS if shared else ctx.settings.sign_in_days * _DAY_MS


def _idle(ctx: Context, staff: bool, shared: bool) -> int:
    minutes = [ctx.settings.shared_idle_minutes] * shared + [ctx.settings.staff_idle_minutes] * staff
    return min(minutes, default=0) * _MINUTE_MS


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


async def who(ctx: Context, token: str, half: str) -> SignIn | None:
    """Who holds these two halves, and that they are here now; None when either is wrong or it has ended."""
    kept = await _kept(ctx, _hash(token))
    if kept is None or not hmac.compare_digest(kept.half, _hash(half)):
        return None
    if _is_over(kept, ctx.clock()):
        await end(ctx, kept.sign_in.id)
        return None
    await _see(ctx, kept)
    return kept.sign_in


async def seen(ctx: Context, sign_in: str) -> bool:
    """Note an act on an open page. False when the sign-in has ended."""
    kept = await _kept(ctx, sign_in)
    if kept is None or _is_over(kept, ctx.clock()):
        return False
    await _see(ctx, kept)
    return True


async def _kept(ctx: Context, id: str) -> _Kept | None:
    known: _Kept | None = ctx.sign_ins[id] if id in ctx.sign_ins else await _read(ctx, id)
    return known


async def _read(ctx: Context, id: str) -> _Kept | None:
    record = await ctx.store.get("sign_in", id)
    holder = await ctx.store.get("account", record.data["account"]) if record else None
    if record is None or holder is None:
        return None
    kept = _kept_of(record, Role(holder.data["role"]))
    while len(ctx.sign_ins) >= CACHED:
        del ctx.sign_ins[next(iter(ctx.sign_ins))]
    # What came meanwhile stays: another request's entry, or the None that `end` left.
    found: _Kept | None = ctx.sign_ins.setdefault(id, kept)
    return found


def _kept_of(record: Record, role: Role) -> _Kept:
    data = record.data
    sign_in = SignIn(record.id, data["account"], role, data["staff"], data["shared"], data["second"])
    return _Kept(sign_in, data["half"], data["until"], data["idle"], data["seen"], record)


def _is_over(kept: _Kept, now: int) -> bool:
    return now >= kept.until or bool(kept.idle and now - kept.seen >= kept.idle)


async def _see(ctx: Context, kept: _Kept) -> None:
    """Memory is exact; the store is told at most every 30 s, and a store in trouble ends nobody's page."""
    now = ctx.clock()
    kept.seen = max(kept.seen, now)
    if now - kept.record.data["seen"] < SEEN_EVERY_MS:
        return
    due = min(kept.until, now + kept.idle) if kept.idle else kept.until
    noted = replace(kept.record, data={**kept.record.data, "seen": now}, due_at=due)
    try:
        kept.record = await ctx.store.put(noted, op=f"seen:{now}")
    except StoreError:
        kept.record = replace(kept.record, data=noted.data)


async def end(ctx: Context, sign_in: str) -> None:
    """End one sign-in: its pages close at once, and no request that is under way brings it back."""
    ctx.sign_ins[sign_in] = None
    await ctx.store.drop("sign_in", sign_in)
    ctx.hub.end(4001, sign_in=sign_in)


async def end_left(ctx: Context, token: str) -> None:
    """End the sign-in whose readable half was deleted on the device: somebody left quickly. Unknown ones are ignored."""
    sign_in = _hash(token)
    if await _kept(ctx, sign_in) is not None:
        await end(ctx, sign_in)


async def end_own(ctx: Context, me: SignIn, sign_in: str) -> None:
    """End one of the account's own sign-ins. Raises NotFound for another's."""
    record = await ctx.store.get("sign_in", sign_in)
    if record is None or record.data["account"] != me.account:
        raise NotFound
    await end(ctx, sign_in)


async def end_all(ctx: Context, account: str, but: str | None = None) -> None:
    """End every sign-in of an account, `but` one."""
    for record in await ctx.store.about(account, kind="sign_in"):
        if record.id != but:
            await end(ctx, record.id)


async def of_account(ctx: Context, account: str) -> list[Record]:
    """The sign-ins that hold now, oldest first."""
    records = await ctx.store.list("sign_in", f"sign_ins:{account}", limit=1000)
    return [each for each in records if not _is_over(_newest(ctx, each), ctx.clock())]


def _newest(ctx: Context, record: Record) -> _Kept:
    known: _Kept | None = ctx.sign_ins.get(record.id)
    return known or _kept_of(record, Role.MEMBER)


def last_seen(ctx: Context, record: Record) -> int:
    """When a sign-in was last used, to the half minute."""
    return _newest(ctx, record).seen


async def end_overdue(ctx: Context) -> int:
    """End what ran out or lay idle, its open pages too. For the clock work; says how many ended."""
    ended, now = 0, ctx.clock()
    for record in await ctx.store.due("sign_in", now):
        if _is_over(_newest(ctx, record), now):
            await end(ctx, record.id)
            ended += 1
    return ended


# one-tap links, for demo folders


async def make_link(ctx: Context, account: str) -> str:
    """A code that signs the account in once, within a day: for demo folders. Kept is its hash."""
    code = secrets.token_urlsafe(_BYTES)
    due = ctx.clock() + LINK_MINUTES * _MINUTE_MS
    await ctx.store.create("link", _hash(code), "links", {"account": account}, subject=account, due_at=due)
    return code


async def use_link(ctx: Context, code: str) -> str:
    """The account of a code, which is used up by this. Raises Refused('error.link')."""
    record = await ctx.store.get("link", _hash(code.strip()))
    is_mine = record is not None and await ctx.store.drop("link", record.id)
    if record is None or not is_mine or (record.due_at or 0) <= ctx.clock():
        raise Refused("error.link")
    return str(record.data["account"])


def view(ctx: Context, record: Record, this: str) -> dict[str, Any]:
    """A row of the list of devices."""
    return {
        "id": record.id,
        "since_ms": record.data["created"],
        "last_ms": last_seen(ctx, record),
        "this": record.id == this,
        "shared": record.data["shared"],
    }
