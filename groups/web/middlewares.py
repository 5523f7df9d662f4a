"""What happens around every request: the origin is checked, the reader known, errors become pages, headers are set."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from groups.actions import sign_ins
from groups.context import Context
from groups.model import NotFound, Refused, new_id
from groups.store.base import StoreError
from groups.web.help import page_of
from groups.web.keys import CTX, SIGN_IN, speech
from groups.web.register import tag_here
from groups.web.render import PAGE, TAG, render

log = logging.getLogger("lingkar")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # nothing leaves; no-referrer makes a form's Origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
COOKIE, HALF = "__Host-lingkar", "__Host-lingkar_here"
SAFE = frozenset({"GET", "HEAD"})


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal: every response, also an error, carries them; a socket's upgrade is no page and needs none."""
    if response.status == 101:
        return
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = "lingkar"


def origin_of(ctx: Context) -> str:
    """The one origin that may act here."""
    return ctx.settings.origin or f"http://{ctx.settings.host}:{ctx.settings.port}"


def is_ours(ctx: Context, request: web.Request) -> bool:
    """True when a changing request or a socket comes from a page of this service.

    Origin decides; without one, Sec-Fetch-Site must say same-origin. Neither: refused.
    """
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == origin_of(ctx)
    return request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals, missing things and faults as pages. A fault is logged by id, type and place: never by message."""
    try:
        return await handler(request)
    except (NotFound, web.HTTPNotFound):
        return render(request, "error.html", 404, code="error.not_found")
    except Refused as refused:
        status = int(refused.values.get("status", 400))
        return render(request, "error.html", status, code=refused.code, values=refused.values)
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        return render(
            request,
            "error.html",
            answer.status,
            code="error.method"
            if answer.status == 405
            else "error.big"
            if answer.status == 413
            else "error.bad_frame",
        )
    except StoreError as error:
        log.error("store.failed type=%s", type(error).__name__)
        request.app[CTX].trouble("store")
        response = render(request, "error.html", 503, code="error.unavailable")
        response.headers["Retry-After"] = "5"
        return response
    except Exception as error:
        fault = new_id()[:8]
        log.error("fault id=%s type=%s at=%s", fault, type(error).__name__, place_of(error))
        return render(request, "error.html", 500, code="error.server", values={"id": fault})


def place_of(error: BaseException) -> str:
    """file:line where an exception rose; nothing of what it says."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f"{at.tb_frame.f_code.co_filename.rpartition('/')[2]}:{at.tb_lineno}" if at else "?"


@web.middleware
async def origin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A changing request from elsewhere is refused before anything else; GET changes nothing."""
    if request.method not in SAFE and not is_ours(request.app[CTX], request):
        raise Refused("error.origin", status=403)
    return await handler(request)


@web.middleware
async def pace(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An address's pace; the call for help and the static files are never limited."""
    ctx = request.app[CTX]
    free = request.path.startswith("/static/") or request.path.endswith("/call")
    if not free and ctx.addresses.take(address_of(ctx, request), ctx.clock() / 1000):
        raise Refused("error.rate", status=429)
    return await handler(request)


def address_of(ctx: Context, request: web.Request) -> str:
    """The address a request comes from; behind a proxy the last one that it names."""
    if ctx.settings.proxy:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or "?"
    return request.remote or "?"


@web.middleware
async def reader(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Who asks: both halves of the sign-in are needed (CARE C9). A token alone was left behind by quick exit: it ends.

    Then what every page shows them.
    """
    ctx = request.app[CTX]
    token, half = request.cookies.get(COOKIE, ""), request.cookies.get(HALF, "")
    if token and half:
        found = await sign_ins.who(ctx, token, half)
        if found is not None:
            request[SIGN_IN] = found
    elif token:
        await sign_ins.end_left(ctx, token)
    if not request.path.startswith("/static/"):
        request[TAG] = await tag_here(ctx, request)
        if request.path != "/socket":
            request[PAGE] = await page_of(ctx, request, speech(request))
    return await handler(request)


ALL = (errors, pace, origin, reader)
