"""Joining, screen by screen: a code, who is here, age, a handle, promises, what others see, the seat.

Between screens nothing is stored: the page carries a sealed ticket. The end is an errand (seating.py).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from groups.actions import accounts, handles, invitations, passwords, seating, tickets
from groups.actions.accounts import NewAccount
from groups.actions.invitations import Offer
from groups.actions.seating import Joining, Step
from groups.context import Context
from groups.model import Refused, Role, SignIn, encode, new_id
from groups.store.base import Record
from moderation import Seat

TICKET_MINUTES = 60


@dataclass(frozen=True, slots=True, repr=False)
class Comer:
    """Who sends the last form: somebody signed in, or a name and a password."""

    me: SignIn | None
    name: str
    password: str
    address: str
    locale: str


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody has a seat. `code`: the recovery code of an account just made, shown once."""

    account: str
    membership: str
    code: str | None = None


# from screen to screen


async def begin(ctx: Context, code: str) -> Joining:
    """Raises Refused('error.invitation_ended') for an unknown, ended or used invitation alike."""
    record = await invitations.read(ctx, invitations.id_of(code))
    return Joining(Step.GROUP, record.data["group"], record.id, new_id(), new_id(), new_id())


async def ticket_of(ctx: Context, joining: Joining) -> str:
    """The hidden field of the next form, good for an hour."""
    kept = asdict(joining) | {"step": joining.step.value}
    return await tickets.close_ticket(ctx, "join", kept, TICKET_MINUTES)


async def resume(ctx: Context, ticket: str) -> Joining:
    """Raises Refused('error.ticket') for a ticket that is too old, or not ours."""
    kept = await tickets.open_ticket(ctx, "join", ticket)
    kept.pop("until")
    return Joining(**kept | {"step": Step(kept["step"])})


async def confirm_age(ctx: Context, joining: Joining) -> Joining:
    """The reader is of age (CARE C22). Staff under a licence carry its name and choose no handle."""
    offer = invitations.offer_of(await invitations.read(ctx, joining.invitation))
    if offer.licence:
        return replace(joining, step=Step.AGREEMENT, handle=offer.licence["name"])
    return replace(joining, step=Step.HANDLE)


async def choose_handle(ctx: Context, joining: Joining, typed: str) -> Joining:
    """Raises Refused as `handles.choose` does."""
    return replace(joining, step=Step.AGREEMENT, handle=await handles.choose(ctx, joining.group, typed))


async def agree(ctx: Context, joining: Joining, ticked: Sequence[str]) -> Joining:
    """`ticked`: the number of each promise, from 1, and `seat` by a stand-in, who accepts it so (CARE C7).

    Raises Refused('error.promises') while one misses.
    """
    agreement = (await ctx.circle(joining.group)).data["agreement"]
    asked = {str(number) for number, _ in enumerate(agreement["promises"], 1)}
    if await accepts(ctx, joining):
        asked.add("seat")
    if not asked <= set(ticked):
        raise Refused("error.promises")
    return replace(joining, step=Step.MIRROR, agreed=digest(agreement))


async def accepts(ctx: Context, joining: Joining) -> Offer | None:
    """The stand-in's seat that is accepted on the way, with its times; None on every other way in."""
    offer = invitations.offer_of(await invitations.read(ctx, joining.invitation))
    return offer if offer.seat is Seat.STAND_IN else None


def back_to_agreement(joining: Joining) -> Joining:
    """The agreement changed since it was read: read it once more."""
    return replace(joining, step=Step.AGREEMENT, agreed="")


def digest(agreement: dict[str, Any]) -> str:
    """Tells one agreement from another."""
    return hashlib.sha256(encode(agreement)).hexdigest()


# the end


async def enter(ctx: Context, joining: Joining, comer: Comer) -> Entered:
    """Seat whoever is signed in, or whose name and password these are, or a new account under them.

    The same ticket again gives the same answer. Raises Refused: what accounts and invitations raise,
    error.handle_taken, error.agreement_changed, error.already_here, error.staff_seat, error.seat_taken.
    """
    await _check_agreed(ctx, joining)
    account, new = await _account(ctx, joining, comer)
    await _check_seat(ctx, joining, account)
    async with seating.lock_of(joining):
        await seating.begin_errand(ctx, joining, account, new)
        await seating.carry_out(ctx, joining, account, new)
    is_new = account == joining.account
    return Entered(account, joining.membership, await _code(ctx, joining) if is_new else None)


async def _check_agreed(ctx: Context, joining: Joining) -> None:
    if joining.step is not Step.MIRROR:
        raise Refused("error.ticket")
    if joining.agreed != digest((await ctx.circle(joining.group)).data["agreement"]):
        raise Refused("error.agreement_changed")


async def _account(ctx: Context, joining: Joining, comer: Comer) -> tuple[str, NewAccount | None]:
    """Whose seat it becomes, and the account that has to be made for it."""
    if comer.me is not None:
        return comer.me.account, None
    known = await accounts.account_of(ctx, comer.name)
    if known is not None:
        return (await _known(ctx, comer)).id, None
    accounts.slow_down(ctx, f"from:{comer.address}")
    code = await _code(ctx, joining)
    made = await accounts.prepare(ctx, joining.account, comer.name, comer.password, code)
    return joining.account, replace(made, locale=comer.locale)


async def _known(ctx: Context, comer: Comer) -> Record:
    try:
        return await accounts.check(ctx, comer.name, comer.password, comer.address)
    except Refused as refused:
        raise Refused("error.name_taken" if refused.code == "error.sign_in" else refused.code) from None


async def _code(ctx: Context, joining: Joining) -> str:
    """The recovery code of the account made under this ticket: the same when the last form is sent twice."""
    key = await tickets.service_key(ctx, "recovery")
    return passwords.recovery_code(hmac.digest(key, joining.mark.encode(), hashlib.sha256)[:16])


async def _check_seat(ctx: Context, joining: Joining, account: str) -> None:
    """Before anything is written. Raises Refused."""
    record = await ctx.store.get("account", account)
    if record is not None and record.data["role"] != Role.MEMBER.value:
        raise Refused("error.staff_seat")
    places = await ctx.store.about(account, kind="membership")
    here = [each for each in places if each.data["group"] == joining.group]
    if any(each.data["state"] == "active" and each.id != joining.membership for each in here):
        raise Refused("error.already_here")
    if any(each.data["state"] != "active" and each.id == joining.membership for each in here):
        raise Refused("error.invitation_ended")
