"""Joining: a code, who is here, age, a handle, promise by promise, what others will see, and then the seat.

Between screens nothing is stored: the page carries a sealed ticket. The end is an errand: account, handle,
place and seat are wholly done or wholly not, whatever crashes in between. The place of the invitation decides.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

from groups.actions import accounts, groups, handles, invitations, passwords, seats, tickets
from groups.actions.accounts import NewAccount
from groups.context import Context
from groups.model import Refused, Role, Sealed, SignIn, encode, new_id
from groups.store.base import Record
from moderation import Seat

TICKET_MINUTES = 60
_OWNER, _BACK = "service", "errands:back"
_LOCKS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


class Step(enum.Enum):
    """The screen that a ticket leads to."""

    GROUP = "group"
    HANDLE = "handle"
    AGREEMENT = "agreement"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True)
class Joining:
    """Where somebody stands on the way in. The ids are chosen first, so that nothing is done twice."""

    step: Step
    group: str
    invitation: str
    mark: str
    account: str  # the id of an account that is made at the end, if one is
    membership: str
    handle: str = ""
    agreed: str = ""  # which agreement was agreed to


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
    """`ticked`: the number of each promise, from 0. Raises Refused('error.promises') while one misses."""
    agreement = (await ctx.circle(joining.group)).data["agreement"]
    if not {str(number) for number in range(len(agreement["promises"]))} <= set(ticked):
        raise Refused("error.promises")
    return replace(joining, step=Step.MIRROR, agreed=digest(agreement))


def digest(agreement: dict[str, Any]) -> str:
    """Tells one agreement from another."""
    return hashlib.sha256(encode(agreement)).hexdigest()


# the end


async def enter(
    ctx: Context, joining: Joining, *, me: SignIn | None, name: str, password: str, address: str, locale: str
) -> Entered:
    """Seat whoever is signed in, or whose name and password these are, or a new account under them.

    The same ticket again gives the same answer. Raises Refused: what accounts and invitations raise,
    error.handle_taken, error.agreement_changed, error.already_here, error.staff_seat, error.seat_taken.
    """
    await _check_agreed(ctx, joining)
    account, new = await _account(ctx, joining, me, name, password, address)
    if new is not None:
        new = replace(new, locale=locale)
    await _check_seat(ctx, joining, account)
    async with _LOCKS.setdefault(joining.membership, asyncio.Lock()):
        await _begin_errand(ctx, joining, account, new)
        await _carry_out(ctx, joining, account, new)
    is_new = account == joining.account
    return Entered(account, joining.membership, await _code(ctx, joining) if is_new else None)


async def _check_agreed(ctx: Context, joining: Joining) -> None:
    if joining.step is not Step.MIRROR:
        raise Refused("error.ticket")
    if joining.agreed != digest((await ctx.circle(joining.group)).data["agreement"]):
        raise Refused("error.agreement_changed")


async def _account(
    ctx: Context, joining: Joining, me: SignIn | None, name: str, password: str, address: str
) -> tuple[str, NewAccount | None]:
    """Whose seat it becomes, and the account that has to be made for it."""
    if me is not None:
        return me.account, None
    known = await accounts.account_of(ctx, name)
    if known is not None:
        return (await _known(ctx, name, password, address)).id, None
    accounts.slow_down(ctx, f"from:{address}")
    code = await _code(ctx, joining)
    return joining.account, await accounts.prepare(ctx, joining.account, name, password, code)


async def _known(ctx: Context, name: str, password: str, address: str) -> Record:
    try:
        return await accounts.check(ctx, name, password, address)
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


# the errand


async def _begin_errand(ctx: Context, joining: Joining, account: str, new: NewAccount | None) -> None:
    kept = {
        "joining": asdict(joining) | {"step": joining.step.value},
        "account": account,
        "new": (asdict(new) | {"role": new.role.value}) if new else None,
    }
    await ctx.vault.ensure(_OWNER)
    body = ctx.vault.close_data(kept, _OWNER, f"join|{joining.mark}")
    due = ctx.clock() + ctx.settings.errand_seconds * 1000
    await ctx.store.create("errand", joining.mark, "errands", {"kind": "join"}, body=body, due_at=due)


async def finish(ctx: Context, errand: Record) -> None:
    """Take up a join that was begun and not ended: to its end, or wholly back. For the clock work."""
    kept = await _errand_of(ctx, errand)
    joining = Joining(**kept["joining"] | {"step": Step(kept["joining"]["step"])})
    new = NewAccount(**kept["new"] | {"role": Role(kept["new"]["role"])}) if kept["new"] else None
    async with _LOCKS.setdefault(joining.membership, asyncio.Lock()):
        if errand.folder == _BACK:
            await _take_back(ctx, joining, new)
            return
        with contextlib.suppress(Refused):  # then it was taken back
            await _carry_out(ctx, joining, kept["account"], new)


async def _errand_of(ctx: Context, errand: Record) -> dict[str, Any]:
    await ctx.vault.load(_OWNER)
    kept: dict[str, Any] = ctx.vault.open_data(errand.body or Sealed(), _OWNER, f"join|{errand.id}")
    return kept


async def _carry_out(ctx: Context, joining: Joining, account: str, new: NewAccount | None) -> None:
    """Each step may be done again. What is refused takes all the steps before it back."""
    try:
        if await ctx.store.get("membership", joining.membership) is None:
            await _take(ctx, joining, new)
    except Refused:
        await _take_back(ctx, joining, new)
        raise
    await _seat(ctx, joining, account)


async def _take(ctx: Context, joining: Joining, new: NewAccount | None) -> None:
    """All that can be refused; the place comes last and decides."""
    offer = invitations.offer_of(await _invitation(ctx, joining))
    await _check_free(ctx, joining, offer.seat)
    if new is not None:
        await accounts.make(ctx, new)
    if not offer.licence:
        await handles.claim(ctx, joining.group, joining.handle, joining.mark)
    await invitations.take(ctx, joining.invitation, joining.mark)


async def _invitation(ctx: Context, joining: Joining) -> Record:
    record = await ctx.store.get("invitation", joining.invitation)
    if record is None:
        raise Refused("error.invitation_ended")
    return record


async def _check_free(ctx: Context, joining: Joining, seat: Seat) -> None:
    people = (await ctx.circle(joining.group)).active()
    if seat is Seat.PSYCHOLOGIST and any(person.seat is seat for person in people):
        raise Refused("error.seat_taken")


async def _take_back(ctx: Context, joining: Joining, new: NewAccount | None) -> None:
    """Noted first: who was refused is never seated by a later try of the same errand."""
    errand = await ctx.store.get("errand", joining.mark)
    if errand is not None and errand.folder != _BACK:
        await ctx.store.put(replace(errand, folder=_BACK), op=f"back:{joining.mark}")
    await invitations.give_back(ctx, joining.invitation, joining.mark)
    await handles.let_go(ctx, joining.group, joining.handle, joining.mark)
    if new is not None:
        await accounts.unmake(ctx, new)
    await ctx.store.drop("errand", joining.mark)


async def _seat(ctx: Context, joining: Joining, account: str) -> None:
    """Nothing here can be refused any more."""
    invitation = await ctx.store.get("invitation", joining.invitation)
    offer = invitations.offer_of(invitation) if invitation else invitations.Offer(joining.group)
    if offer.seat.is_staff:
        await accounts.make_staff(ctx, account)
    await seats.seat_person(
        ctx,
        joining.group,
        account,
        joining.handle,
        offer.seat,
        licence=offer.licence,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        membership=joining.membership,
    )
    await _note_consent(ctx, joining)
    await handles.keep(ctx, joining.group, joining.handle)
    await invitations.forget(ctx, joining.invitation, joining.mark)
    await ctx.store.drop("errand", joining.mark)
    await groups.open_if_ready(ctx, joining.group)


async def _note_consent(ctx: Context, joining: Joining) -> None:
    agreed, whose = {"agreement": joining.agreed, "at": ctx.clock()}, joining.membership
    await ctx.store.create("consent", whose, f"consents:{joining.group}", agreed, subject=whose)
