"""Lost keys, lost ways, and leaving fast."""

from __future__ import annotations

from aiohttp import web

from groups.actions import accounts, lost, sign_ins
from groups.model import Refused
from groups.web.doors import let_out
from groups.web.keys import SIGN_IN, ctx_of, form
from groups.web.middlewares import address_of
from groups.web.render import render


async def recover_page(request: web.Request) -> web.StreamResponse:
    """GET /recover."""
    return render(request, "recover.html", error=None, sent=False)


async def recover(request: web.Request) -> web.StreamResponse:
    """POST /recover: the recovery code, used up, gives a new password and the next code, shown once."""
    ctx = ctx_of(request)
    name, code, password = await form(request, "name", "code", "password")
    try:
        following = await accounts.recover(ctx, name, code, password, address_of(ctx, request))
    except Refused as refused:
        return render(
            request, "recover.html", 400, error=refused.code, error_values=refused.values, sent=False
        )
    return render(request, "recovery_code.html", code=following, next_url="/sign-in")


async def lost_page(request: web.Request) -> web.StreamResponse:
    """GET /lost."""
    return render(request, "lost.html", error=None, sent=False)


async def ask_back(request: web.Request) -> web.StreamResponse:
    """POST /lost: the same answer whether the group and the handle exist (CARE C23)."""
    ctx = ctx_of(request)
    group, handle = await form(request, "group", "handle")
    try:
        await lost.ask(ctx, group, handle, address_of(ctx, request))
    except Refused as refused:
        return render(request, "lost.html", 400, error=refused.code, sent=False)
    return render(request, "lost.html", error=None, sent=True)


async def leave(request: web.Request) -> web.StreamResponse:
    """GET /keluar: the neutral page. Followed from a page of this service it also signs the device out, for
    browsers without scripts; from anywhere else it changes nothing.
    """
    answer = render(request, "keluar.html")
    me = request.get(SIGN_IN)
    if me is not None and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        await sign_ins.end(ctx_of(request), me.id)
        let_out(answer)
    return answer
