"""The second factor of staff: a code app is set up at the first sign-in, and asked at every later one."""

from __future__ import annotations

import segno
from aiohttp import web
from markupsafe import Markup

from groups.actions import accounts, second, tickets
from groups.model import NotFound, Refused, SignIn
from groups.web.doors import ask_code, fresh, home_of, let_in
from groups.web.keys import SIGN_IN, ctx_of, form
from groups.web.render import render

ENROL_MINUTES = 15


async def second_page(request: web.Request) -> web.StreamResponse:
    """GET /second-factor: for staff who have none yet, a picture for the code app; else the code is asked."""
    ctx, me = ctx_of(request), _without_second(request)
    if (await accounts.get(ctx, me.account)).data["totp"]:
        return await ask_code(request, me.account, me.shared)
    return await _show_secret(request, me, await second.new_secret(ctx, me.account))


def _without_second(request: web.Request) -> SignIn:
    me: SignIn | None = request.get(SIGN_IN)
    if me is None or not me.lacks_second:
        raise NotFound
    return me


async def _show_secret(
    request: web.Request, me: SignIn, secret: str, error: str | None = None
) -> web.Response:
    kept = {"account": me.account, "secret": secret}
    ticket = await tickets.close_ticket(ctx_of(request), "enrol", kept, ENROL_MINUTES)
    # As an image of its own: the page's drawing rules for svg would make it unreadable for a camera.
    picture = segno.make(second.address_of(secret), micro=False).svg_data_uri(
        scale=5, border=3, light="white"
    )
    status = 400 if error else 200
    return render(
        request,
        "second_factor.html",
        status,
        qr=Markup('<img alt="" src="{}">').format(picture),
        secret=secret,
        ticket=ticket,
        error=error,
    )


async def enrol(request: web.Request) -> web.StreamResponse:
    """POST /second-factor: the first code puts the secret in force; the sign-in goes on under new tokens."""
    ctx, me = ctx_of(request), _without_second(request)
    ticket, code = await form(request, "ticket", "code")
    kept = await tickets.open_ticket(ctx, "enrol", ticket)
    if kept["account"] != me.account:
        raise NotFound
    try:
        await second.enrol(ctx, me.account, kept["secret"], code)
    except Refused as refused:
        return await _show_secret(request, me, kept["secret"], refused.code)
    raise let_in(
        await fresh(request, me.account, shared=me.shared, second_given=True), await home_of(ctx, me.account)
    )
