"""The end of joining is an errand: account, handle, place and seat are wholly done or not at all.

Everything that can be refused comes first and is taken back when it is; the place of the invitation decides.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
from dataclasses import asdict, dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

from groups.actions import accounts, groups, handles, invitations, seats
from groups.actions.accounts import NewAccount
from groups.context import Context
from groups.model import Refused, Role, Sealed
from groups.store.base import Record
from moderation import Seat

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


def lock_of(joining: Joining) -> asyncio.Lock:
    """One at a time for one ticket: the last form may be sent twice at once."""
    return _LOCKS.setdefault(joining.membership, asyncio.Lock())


async def begin_errand(ctx: Context, joining: Joining, account: str, new: NewAccount | None) -> None:
    """Note, sealed, what is about to be done: from here on it is finished or taken back."""
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
    async with lock_of(joining):
        if errand.folder == _BACK:
            await _take_back(ctx, joining, new)
            return
        with contextlib.suppress(Refused):  # then it was taken back
            await carry_out(ctx, joining, kept["account"], new)


async def _errand_of(ctx: Context, errand: Record) -> dict[str, Any]:
    await ctx.vault.load(_OWNER)
    kept: dict[str, Any] = ctx.vault.open_data(errand.body or Sealed(), _OWNER, f"join|{errand.id}")
    return kept


async def carry_out(ctx: Context, joining: Joining, account: str, new: NewAccount | None) -> None:
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
    await groups.open_if_ready(ctx, joining.group)
    await ctx.store.drop("errand", joining.mark)


async def _note_consent(ctx: Context, joining: Joining) -> None:
    agreed, whose = {"agreement": joining.agreed, "at": ctx.clock()}, joining.membership
    await ctx.store.create("consent", whose, f"consents:{joining.group}", agreed, subject=whose)
