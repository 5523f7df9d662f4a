"""Whose hands a desk page is in: an admin's under /admin/g/<group>, a psychologist's under /g/<group>/desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from groups import access
from groups.access import DECIDES, Membership
from groups.actions import drafts, versions
from groups.actions.drafts import By, Side
from groups.context import Context
from groups.memory import Circle
from groups.model import NotFound, Role, SignIn
from groups.web.keys import check_text, ctx_of, signed_in

Fields = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who works on a group's rules, agreement or upkeep, and below which address."""

    by: By
    side: Side
    circle: Circle
    base: str

    @property
    def group(self) -> str:
        """The group's id."""
        return self.circle.id

    def page(self) -> dict[str, Any]:
        """What every desk page shows of it."""
        return {
            "group": {"id": self.group, "name": self.circle.name},
            "side": self.side,
            "base": self.base,
            "zone": self.circle.zone,
            "error": None,
        }


def admin_of(request: web.Request) -> SignIn:
    """The admin who asks. Raises NotFound for everybody else."""
    me = signed_in(request)
    if me.role is not Role.ADMIN:
        raise NotFound
    return me


async def decider_of(request: web.Request) -> Membership:
    """Who decides in the group of the address. Raises NotFound for everybody else."""
    who = await access.member_of(ctx_of(request), signed_in(request).account, request.match_info["group"])
    if who.seat not in DECIDES:
        raise NotFound
    return who


async def hand_of(request: web.Request) -> Hand:
    """By the address: an admin, or who decides there. Raises NotFound."""
    ctx, group = ctx_of(request), request.match_info["group"]
    if request.path.startswith("/admin/"):
        me = admin_of(request)
        return Hand(me, "admin", await ctx.circle(group), f"/admin/g/{group}")
    who = await decider_of(request)
    return Hand(who, "psychologist", await ctx.circle(group), f"/g/{group}/desk")


async def admin_hand(request: web.Request) -> Hand:
    """An admin's alone. Raises NotFound."""
    admin_of(request)
    return await hand_of(request)


async def waits_for(ctx: Context, circle: Circle, side: Side) -> list[str]:
    """What waits for this side's tap: drafts the other agreed to, and for an admin rules already in force."""
    found: list[str] = []
    for what in ("rules", "agreement"):
        draft = await drafts.read(ctx, circle.id, what)
        if draft and draft.agreed and side not in draft.agreed:
            found.append(what)
    unconfirmed = side == "admin" and await versions.waits(ctx, circle.id, "rules")
    return [*found, "confirm"] if unconfirmed else found


async def fields_of(request: web.Request) -> Fields:
    """Every text field of a form with all its values. Raises Refused for NUL and lone surrogates."""
    posted = await request.post()
    found: Fields = {}
    for name, value in posted.items():
        if isinstance(value, str):
            found.setdefault(name, []).append(check_text(value, name))
    return found


def first(fields: Fields, name: str, default: str = "") -> str:
    """A field's first value."""
    return fields.get(name, [default])[0]


def number(text: str) -> int:
    """A whole number as typed, -1 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1
