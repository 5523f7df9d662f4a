"""The admin's pages: groups and invitations. No message, case or roster, nor who was invited (CARE C12)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from groups import access
from groups.access import Membership
from groups.actions import groups, invitations, lost, signposts
from groups.actions.invitations import Offer
from groups.context import Context
from groups.memory import Circle
from groups.model import Refused, SignIn
from groups.web.hands import admin_hand, admin_of, decider_of, waits_for
from groups.web.keys import ctx_of, form, signed_in
from groups.web.middlewares import origin_of
from groups.web.render import render


async def show(request: web.Request) -> web.StreamResponse:
    """GET /admin: every group, its state and psychologist, and what waits for the admin."""
    ctx = ctx_of(request)
    admin_of(request)
    rows = [await _row(ctx, await ctx.circle(id)) for id, _ in await groups.list_groups(ctx)]
    return render(request, "admin.html", groups=rows)


async def _row(ctx: Context, circle: Circle) -> dict[str, Any]:
    return {
        "id": circle.id,
        "name": circle.name,
        "state": circle.data["state"],
        "psychologist": circle.psychologist_name,
        "waits": await waits_for(ctx, circle, "admin"),
    }


async def group(request: web.Request) -> web.StreamResponse:
    """GET /admin/g/{group}."""
    admin_of(request)
    return await _invitations(request, "group_admin.html")


async def invite_by_admin(request: web.Request) -> web.StreamResponse:
    """POST /admin/g/{group}: an invitation."""
    return await _invite(request, "group_admin.html", admin_of(request))


async def invite_page(request: web.Request) -> web.StreamResponse:
    """GET /g/{group}/invite: psychologists invite too."""
    await decider_of(request)
    return await _invitations(request, "invite.html")


async def invite(request: web.Request) -> web.StreamResponse:
    """POST /g/{group}/invite."""
    return await _invite(request, "invite.html", await decider_of(request))


async def readmit(request: web.Request) -> web.StreamResponse:
    """POST /case/{case}/readmit: a new way in for who lost theirs (CARE C23)."""
    ctx = ctx_of(request)
    who, case = await access.case_of(ctx, signed_in(request).account, request.match_info["case"])
    (rev,) = await form(request, "rev")
    code = await lost.readmit(ctx, who, case, int(rev) if rev.isdecimal() and len(rev) < 12 else -1)
    return await _page(request, "invite.html", ctx, who.group, new_link=link_of(ctx, code))


def link_of(ctx: Context, code: str) -> str:
    """The address to hand over. The code stands behind the #, which no server and no log gets."""
    return f"{origin_of(ctx)}/join#{code}"


async def _invite(request: web.Request, template: str, by: Membership | SignIn) -> web.Response:
    ctx, id = ctx_of(request), request.match_info["group"]
    (places,) = await form(request, "places")
    try:
        number = int(places) if places.isdecimal() and len(places) < 4 else 0
        code = await invitations.create(ctx, by, Offer(id), places=number)
    except Refused as refused:
        return await _page(request, template, ctx, id, 400, error=refused.code, error_values=refused.values)
    return await _page(request, template, ctx, id, new_link=link_of(ctx, code))


async def _invitations(request: web.Request, template: str) -> web.Response:
    return await _page(request, template, ctx_of(request), request.match_info["group"])


async def _page(
    request: web.Request, template: str, ctx: Context, group: str, status: int = 200, **more: Any
) -> web.Response:
    circle = await ctx.circle(group)
    context = {
        "group": {"id": group, "name": circle.name},
        "invitations": await invitations.of_group(ctx, group),
        "new_link": None,
        "zone": circle.zone,
    }
    if template == "group_admin.html":
        context |= (await admin_hand(request)).page() | await _upkeep(ctx, circle)
    return render(request, template, status, **context | more)


async def _upkeep(ctx: Context, circle: Circle) -> dict[str, Any]:
    """What the group still waits for, and what has to be looked at."""
    return {
        "room_state": circle.data["state"],
        "missing": groups.missing(ctx, circle),
        "solo": circle.data.get("solo", False),
        "waits": await waits_for(ctx, circle, "admin"),
        "old_signposts": any(signposts.is_old(ctx, circle, one) for one in circle.data.get("signposts", [])),
        "retention": circle.data["retention_days"],
    }
