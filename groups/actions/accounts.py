"""Accounts: a sign-in name and a password, no address. What names a person is sealed under its own key.

An unknown name costs the same work as a known one, and every answer to a wrong try is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from groups.actions import sign_ins
from groups.actions.passwords import (
    check_name,
    check_password,
    code_typed,
    fits,
    fold_name,
    hash_code,
    hash_secret,
    name_hash,
    recovery_code,
)
from groups.context import Context
from groups.model import NotFound, Refused, Role, Sealed, new_id
from groups.store.base import Conflict, Record

CLAIM_MS = 3_600_000  # a claimed name without an account is free again after this


@dataclass(frozen=True, slots=True, repr=False)
class NewAccount:
    """An account about to be made. `id` is chosen before, so that making it twice makes one."""

    id: str
    name_hash: str
    name: str
    password: str  # argon2id
    recovery: str  # argon2id
    role: Role = Role.MEMBER
    staff: bool = False
    locale: str = "id"


# making


async def create(
    ctx: Context,
    name: str,
    password: str,
    *,
    role: Role = Role.MEMBER,
    staff: bool = False,
    locale: str = "id",
) -> tuple[str, str]:
    """Make an account: (its id, its recovery code, shown once).

    Raises Refused: error.name_shape, error.password_short, _long, _common, error.name_taken.
    """
    code = recovery_code()
    made = await prepare(ctx, new_id(), name, password, code)
    await make(ctx, replace(made, role=role, staff=staff or role is not Role.MEMBER, locale=locale))
    return made.id, code


async def prepare(ctx: Context, id: str, name: str, password: str, code: str) -> NewAccount:
    """Check and hash; nothing is stored. Raises Refused like `create`, but for a name that is taken."""
    check_name(name)
    check_password(password, name)
    hashed = await hash_secret(ctx, password)
    return NewAccount(id, await name_hash(ctx, name), fold_name(name), hashed, await hash_code(ctx, code))


async def make(ctx: Context, new: NewAccount) -> None:
    """Claim the name, then store the account. Repeat-safe by `new.id`. Raises Refused('error.name_taken')."""
    await _claim_name(ctx, new)
    owner = f"account:{new.id}"
    await ctx.vault.ensure(owner)
    await ctx.vault.load(owner)
    profile = ctx.vault.close_data({"name": new.name}, owner, "profile")
    data = {
        "password": new.password,
        "recovery": new.recovery,
        "role": new.role.value,
        "staff": new.staff,
        "totp": False,
        "step": 0,
        "locale": new.locale,
    }
    await ctx.store.create("account", new.id, "accounts", data, body=profile, subject=new.id)


async def _claim_name(ctx: Context, new: NewAccount) -> None:
    claim = {"account": new.id, "at": ctx.clock()}
    if await ctx.store.create("sign_in_name", new.name_hash, "names", claim, subject=new.id):
        return
    record = await ctx.store.get("sign_in_name", new.name_hash)
    if record is not None and record.data["account"] == new.id:
        return
    if record is None or not await _is_left(ctx, record):
        raise Refused("error.name_taken")
    try:
        await ctx.store.put(replace(record, data=claim, subject=new.id), op=f"claim:{new.id}")
    except Conflict:
        raise Refused("error.name_taken") from None


async def _is_left(ctx: Context, claim: Record) -> bool:
    """True for a name whose account was never made: claimed long ago, and nobody is there."""
    old = ctx.clock() - claim.data["at"] > CLAIM_MS
    return old and await ctx.store.get("account", claim.data["account"]) is None


async def unmake(ctx: Context, new: NewAccount) -> None:
    """Take back an account that was made for nothing: its name is free again. Repeat-safe."""
    record = await ctx.store.get("sign_in_name", new.name_hash)
    if record is not None and record.data["account"] == new.id:
        await ctx.store.drop("sign_in_name", new.name_hash)
    await ctx.store.drop("account", new.id)
    await ctx.vault.destroy(f"account:{new.id}")


# coming in


async def account_of(ctx: Context, name: str) -> str | None:
    """The account that a sign-in name belongs to. For the command line and joining, never for an answer."""
    record = await ctx.store.get("sign_in_name", await name_hash(ctx, name))
    found = record and await ctx.store.get("account", record.data["account"])
    return found.id if found else None


async def check(ctx: Context, name: str, password: str, address: str) -> Record:
    """The account of a name and password. Raises Refused('error.sign_in'), 'error.rate' after many tries."""
    return await _open(ctx, name, "password", password, address, "error.sign_in")


async def _open(ctx: Context, name: str, field: str, secret: str, address: str, code: str) -> Record:
    hashed = await name_hash(ctx, name)
    slow_down(ctx, f"name:{hashed}", f"from:{address}")
    claim = await ctx.store.get("sign_in_name", hashed)
    account = await ctx.store.get("account", claim.data["account"] if claim else hashed)
    is_right = await fits(ctx, account.data[field] if account else None, secret)
    if account is None or not is_right:
        raise Refused(code)
    return account


def slow_down(ctx: Context, *keys: str) -> None:
    """Count a try under each key. Raises Refused('error.rate')."""
    now = ctx.clock() / 1000
    waits = [ctx.sign_in_tries.take(key, now) for key in keys]  # each key counts, whichever is full
    if any(waits):
        raise Refused("error.rate")


async def recover(ctx: Context, name: str, code: str, password: str, address: str) -> str:
    """A new password by the recovery code, which is used up; every sign-in ends. Returns the next code.

    Raises Refused with error.recovery, error.rate, error.changed, or what `check_password` raises.
    """
    check_password(password, name)
    account = await _open(ctx, name, "recovery", code_typed(code), address, "error.recovery")
    fresh = recovery_code()
    hashed, recovery = await hash_secret(ctx, password), await hash_code(ctx, fresh)
    await change(ctx, account, password=hashed, recovery=recovery)
    await sign_ins.end_all(ctx, account.id)
    return fresh


async def change(ctx: Context, account: Record, body: Sealed | None = None, **changes: Any) -> Record:
    """Change fields of an account. Raises Refused('error.changed') when somebody else did meanwhile."""
    changed = replace(account, data={**account.data, **changes}, body=body or account.body)
    try:
        return await ctx.store.put(changed, op=new_id())
    except Conflict:
        raise Refused("error.changed") from None


# what an account may do


async def get(ctx: Context, account: str) -> Record:
    """Raises NotFound."""
    record = await ctx.store.get("account", account)
    if record is None:
        raise NotFound
    return record


async def make_staff(ctx: Context, account: str) -> None:
    """Who takes a seat of the staff needs a second factor from now on: its sign-ins end. Repeat-safe.

    Raises Refused('error.staff_seat') for an admin or operator, who hold no seat.
    """
    record = await get(ctx, account)
    if record.data["role"] != Role.MEMBER.value:
        raise Refused("error.staff_seat")
    if not record.data["staff"]:
        await change(ctx, record, staff=True)
        await sign_ins.end_all(ctx, account)


async def set_role(ctx: Context, account: str, role: Role) -> None:
    """Change a role; its sign-ins end. Raises Refused('error.staff_seat') for somebody who holds a seat."""
    record = await get(ctx, account)
    places = await ctx.store.about(account, kind="membership")
    if role is not Role.MEMBER and any(place.data["state"] == "active" for place in places):
        raise Refused("error.staff_seat")
    await change(ctx, record, role=role.value, staff=record.data["staff"] or role is not Role.MEMBER)
    await sign_ins.end_all(ctx, account)


async def profile_of(ctx: Context, record: Record) -> dict[str, Any]:
    """What is sealed of an account: its name, and the secret of its code app."""
    owner = f"account:{record.id}"
    await ctx.vault.ensure(owner)
    if record.body is None:  # an account that signs in by link alone
        return {}
    profile: dict[str, Any] = ctx.vault.open_data(record.body, owner, "profile")
    return profile
