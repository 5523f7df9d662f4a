"""The doors: the front page, signing in and out, one-tap links, and the devices that are signed in."""

from __future__ import annotations

from typing import Any, TypeVar

from aiohttp import web

from groups import access
from groups.access import DESK
from groups.actions import accounts, second, sign_ins, tickets
from groups.actions.sign_ins import Tokens
from groups.context import Context
from groups.locale import TAGS
from groups.model import Refused, Role, SignIn
from groups.web.keys import SIGN_IN, ctx_of, form, signed_in
from groups.web.middlewares import COOKIE, HALF, address_of
from groups.web.render import LANGUAGE_COOKIE, render
from moderation import Seat

TICKET_MINUTES = 5
CAME_IN = "/sign-in?in=1"  # where it shows whether the browser kept the cookies
YEAR = 365 * 86_400
Answer = TypeVar("Answer", bound=web.Response)
DEVICES = {"shared": True, "own": False}


# cookies


def let_in(tokens: Tokens, where: str) -> web.HTTPSeeOther:
    """Give the device both halves and lead it on; the page can delete the second (CARE C9)."""
    answer = web.HTTPSeeOther(where)
    give(answer, tokens)
    return answer


def give(answer: web.Response, tokens: Tokens) -> None:
    """Put both halves into an answer."""
    for name, value, hidden in ((COOKIE, tokens.token, True), (HALF, tokens.half, False)):
        answer.set_cookie(
            name, value, max_age=tokens.seconds, path="/", secure=True, httponly=hidden, samesite="Lax"
        )


def let_out(answer: Answer) -> Answer:
    """Take both halves from the device."""
    for name, hidden in ((COOKIE, True), (HALF, False)):
        answer.set_cookie(name, "", max_age=0, path="/", secure=True, httponly=hidden, samesite="Lax")
    return answer


async def home_of(ctx: Context, account: str) -> str:
    """Where somebody goes after signing in: the room when it is the only one, the desk, the admin's page."""
    record = await accounts.get(ctx, account)
    if record.data["role"] == Role.ADMIN.value:
        return "/admin"
    places = await access.memberships_of(ctx, account)
    if any(who.seat in DESK for who in places):
        return "/queue"
    return f"/g/{places[0].group}" if len(places) == 1 and places[0].seat in access.ROOM else "/"


async def fresh(request: web.Request, account: str, *, shared: bool, second_given: bool) -> Tokens:
    """New tokens on this device; what it held before ends."""
    ctx, before = ctx_of(request), request.get(SIGN_IN)
    tokens = await sign_ins.start(ctx, account, shared=shared, second=second_given)
    if before is not None:
        await sign_ins.end(ctx, before.id)
    return tokens


# front


async def front(request: web.Request) -> web.StreamResponse:
    """GET /: what this is; for who is signed in, their groups. `?lang=` keeps a language on the device."""
    chosen = request.query.get("lang")
    if chosen in TAGS:
        answer = web.HTTPSeeOther("/")
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, path="/", secure=True, samesite="Lax")
        raise answer
    me = request.get(SIGN_IN)
    if me is None:
        return render(request, "front.html")
    if me.lacks_second:
        raise web.HTTPSeeOther("/second-factor")
    return render(request, "home.html", **await _home(ctx_of(request), me))


async def _home(ctx: Context, me: SignIn) -> dict[str, Any]:
    places = await access.memberships_of(ctx, me.account)
    rooms = [who for who in places if who.seat in access.ROOM]
    return {
        "groups": [
            {
                "id": who.group,
                "name": ctx.circles[who.group].name,
                "handle": ctx.circles[who.group].people[who.id].name,
            }
            for who in rooms
        ],
        "desk": any(who.seat in DESK for who in places),
        "oversight": any(who.seat is Seat.SUPERVISOR for who in places),
        "admin": me.role is Role.ADMIN,
    }


# signing in and out


async def sign_in_page(request: web.Request) -> web.StreamResponse:
    """GET /sign-in. `?in=1` comes right after signing in: the way on, or why the browser is not signed in."""
    me = request.get(SIGN_IN)
    if "in" not in request.query:
        return _sign_in(request)
    if me is None:
        return _sign_in(request, 400, error="error.cookie")
    raise web.HTTPSeeOther(
        "/second-factor" if me.lacks_second else await home_of(ctx_of(request), me.account)
    )


def _sign_in(request: web.Request, status: int = 200, **context: Any) -> web.Response:
    empty = {"error": None, "name": "", "code_step": False, "ticket": ""}
    return render(request, "sign_in.html", status, **empty | context)


async def sign_in(request: web.Request) -> web.StreamResponse:
    """POST /sign-in: name, password and device; or, on the second step of staff, the ticket and a code."""
    name, password, device, ticket, code = await form(request, "name", "password", "device", "ticket", "code")
    try:
        if ticket:
            raise await _second_step(request, ticket, code)
        return await _first_step(request, name, password, device)
    except Refused as refused:
        again = bool(ticket) and refused.code != "error.ticket"
        return _sign_in(
            request, 400, error=refused.code, name=name, code_step=again, ticket=ticket if again else ""
        )


async def _first_step(request: web.Request, name: str, password: str, device: str) -> web.StreamResponse:
    if device not in DEVICES:
        raise Refused("error.device")
    ctx, shared = ctx_of(request), DEVICES[device]
    account = await accounts.check(ctx, name, password, address_of(ctx, request))
    if account.data["totp"]:
        return await ask_code(request, account.id, shared)
    tokens = await fresh(request, account.id, shared=shared, second_given=False)
    raise let_in(tokens, CAME_IN)


async def ask_code(request: web.Request, account: str, shared: bool) -> web.Response:
    """The second step: a ticket says that the first was made."""
    kept = {"account": account, "shared": shared}
    ticket = await tickets.close_ticket(ctx_of(request), "second", kept, TICKET_MINUTES)
    return _sign_in(request, code_step=True, ticket=ticket)


async def _second_step(request: web.Request, ticket: str, code: str) -> web.HTTPSeeOther:
    ctx = ctx_of(request)
    kept = await tickets.open_ticket(ctx, "second", ticket)
    await second.give_second(ctx, kept["account"], code)
    tokens = await fresh(request, kept["account"], shared=kept["shared"], second_given=True)
    return let_in(tokens, CAME_IN)


async def sign_out(request: web.Request) -> web.StreamResponse:
    """POST /sign-out: this device's sign-in ends, its open pages with it."""
    me = request.get(SIGN_IN)
    if me is not None:
        await sign_ins.end(ctx_of(request), me.id)
    raise let_out(web.HTTPSeeOther("/"))


async def link_page(request: web.Request) -> web.StreamResponse:
    """GET /link: a script moves the code out of the fragment; without one it is pasted."""
    return render(request, "link.html", error=None)


async def link(request: web.Request) -> web.StreamResponse:
    """POST /link: one use. The link stands for the second factor too: only demo folders make them."""
    ctx = ctx_of(request)
    (code,) = await form(request, "token")
    try:
        accounts.slow_down(ctx, f"from:{address_of(ctx, request)}")
        account = await sign_ins.use_link(ctx, code)
    except Refused as refused:
        return render(request, "link.html", 400, error=refused.code)
    tokens = await fresh(request, account, shared=False, second_given=True)
    raise let_in(tokens, await home_of(ctx, account))


# devices


async def devices(request: web.Request) -> web.StreamResponse:
    """GET /sign-ins: where this account is signed in."""
    ctx, me = ctx_of(request), signed_in(request)
    rows = [sign_ins.view(ctx, each, me.id) for each in await sign_ins.of_account(ctx, me.account)]
    return render(request, "sign_ins.html", sign_ins=rows)


async def end_devices(request: web.Request) -> web.StreamResponse:
    """POST /sign-ins/all/end: every device, this one too."""
    await sign_ins.end_all(ctx_of(request), signed_in(request).account)
    raise let_out(web.HTTPSeeOther("/"))
