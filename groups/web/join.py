"""Joining, screen by screen: each form carries a sealed ticket, so nothing is stored before the last one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from groups import coverage
from groups.actions import accounts, handles, joining, sign_ins
from groups.actions.joining import Entered
from groups.actions.seating import Joining, Step
from groups.actions.sign_ins import Tokens
from groups.context import Context
from groups.memory import Circle
from groups.model import Refused
from groups.web.doors import DEVICES, give, let_in
from groups.web.keys import SIGN_IN, ctx_of, form, speech
from groups.web.middlewares import address_of
from groups.web.promises import cannot_of, hours_of
from groups.web.register import speak_as
from groups.web.render import render, tag_of
from moderation import Seat

Screen = Callable[[web.Request, Joining], Awaitable[web.StreamResponse]]


async def code_page(request: web.Request) -> web.StreamResponse:
    """GET /join: a script moves the code out of the fragment; without one it is pasted."""
    return render(request, "join.html", step="code", error=None)


async def join(request: web.Request) -> web.StreamResponse:
    """POST /join: the form of one screen; the answer is the next, or the same with what is wrong."""
    step, ticket = await form(request, "step", "ticket")
    if step not in _SCREENS:
        return await _code(request)
    ctx = ctx_of(request)
    try:
        here = await joining.resume(ctx, ticket)
        if here.step.value != step:
            raise Refused("error.ticket")
        await speak_as(request, await ctx.circle(here.group))
    except Refused as refused:
        return render(request, "join.html", 400, step="code", error=refused.code)
    try:
        return await _SCREENS[step](request, here)
    except Refused as refused:
        return await _show(request, here, 400, error=refused.code, error_values=refused.values)


async def _code(request: web.Request) -> web.StreamResponse:
    ctx = ctx_of(request)
    (code,) = await form(request, "code")
    try:
        accounts.slow_down(ctx, f"invitation:{address_of(ctx, request)}")
        here = await joining.begin(ctx, code)
        await speak_as(request, await ctx.circle(here.group))
        return await _show(request, here)
    except Refused as refused:
        return render(request, "join.html", 400, step="code", error=refused.code)


async def _age(request: web.Request, here: Joining) -> web.StreamResponse:
    """Nothing is kept of a "not yet" (CARE C22)."""
    (age,) = await form(request, "age")
    if age == "no":
        return render(request, "join.html", step="young")
    if age != "yes":
        raise Refused("error.age")
    return await _show(request, await joining.confirm_age(ctx_of(request), here))


async def _handle(request: web.Request, here: Joining) -> web.StreamResponse:
    chosen, own, more = await form(request, "handle", "own", "more")
    typed = own.strip() or chosen
    if more:
        return await _show(request, here, handle=own)
    try:
        return await _show(request, await joining.choose_handle(ctx_of(request), here, typed))
    except Refused as refused:
        return await _show(request, here, 400, handle=typed, error=refused.code, error_values=refused.values)


async def _agreement(request: web.Request, here: Joining) -> web.StreamResponse:
    ticked = [each for each in (await request.post()).getall("promise", []) if isinstance(each, str)]
    return await _show(request, await joining.agree(ctx_of(request), here, ticked))


async def _mirror(request: web.Request, here: Joining) -> web.StreamResponse:
    """The last form: the seat is taken, and a new account's recovery code is shown once."""
    ctx, me = ctx_of(request), request.get(SIGN_IN)
    name, password, device = await form(request, "name", "password", "device")
    if me is None and device not in DEVICES:
        raise Refused("error.device")
    came = joining.Comer(me, name, password, address_of(ctx, request), tag_of(request))
    try:
        entered = await joining.enter(ctx, here, came)
    except Refused as refused:
        if refused.code == "error.agreement_changed":
            return await _show(request, joining.back_to_agreement(here), 400, error=refused.code)
        raise
    room = f"/g/{here.group}"
    if me is not None and await sign_ins.seen(ctx, me.id):
        raise web.HTTPSeeOther(room)
    tokens = await sign_ins.start(ctx, entered.account, shared=DEVICES.get(device, True))
    return await _entered(request, entered, tokens, room)


async def _entered(request: web.Request, entered: Entered, tokens: Tokens, room: str) -> web.StreamResponse:
    """Staff go by the second factor; a new account by its recovery code."""
    is_staff = (await accounts.get(ctx_of(request), entered.account)).data["staff"]
    onward = "/second-factor" if is_staff else room
    if entered.code is None:
        raise let_in(tokens, onward)
    answer = render(request, "recovery_code.html", code=entered.code, next_url=onward)
    give(answer, tokens)
    return answer


_SCREENS: dict[str, Screen] = {
    Step.GROUP.value: _age,
    Step.HANDLE.value: _handle,
    Step.AGREEMENT.value: _agreement,
    Step.MIRROR.value: _mirror,
}


async def _show(request: web.Request, here: Joining, status: int = 200, **more: Any) -> web.Response:
    """The screen that the ticket leads to."""
    ctx = ctx_of(request)
    circle = await ctx.circle(here.group)
    is_handle = here.step is Step.HANDLE
    seat = await joining.accepts(ctx, here) if here.step is Step.AGREEMENT else None
    context = {
        "step": here.step.value,
        "ticket": await joining.ticket_of(ctx, here),
        "group": _group(ctx, request, circle),
        "offers": await handles.offer(ctx, circle.id, speech(request).lang) if is_handle else [],
        "handle": here.handle,
        "accepts": {"start": seat.starts_at, "end": seat.ends_at} if seat else None,
        "cannot": cannot_of(ctx, speech(request), circle) if here.step is Step.MIRROR else [],
        "needs_account": request.get(SIGN_IN) is None,
        "error": None,
        "zone": circle.zone,
    }
    return render(request, "join.html", status, **context | more)


def _group(ctx: Context, request: web.Request, circle: Circle) -> dict[str, Any]:
    """What one reads before joining (CARE C11, C16): theme, size, psychologist, hours; no handle."""
    staff = [person for person in circle.staff() if person.seat is Seat.PSYCHOLOGIST]
    nobody = {"name": speech(request).say("admin.no_psychologist")}
    return {
        "name": circle.name,
        "theme": circle.data.get("theme", ""),
        "size": len(circle.members()),
        "psychologist": (staff[0].licence or {"name": staff[0].name}) if staff else nobody,
        "hours": hours_of(speech(request), circle, ctx.clock()),
        "covered": coverage.covered_until(circle.data.get("hours", {}), circle.zone, ctx.clock()) is not None,
        "agreement": {"promises": [], "staff": [], "signed": circle.psychologist_name}
        | circle.data["agreement"],
        "retention_days": circle.data["retention_days"],
    }
