"""Whether a page says kamu or Anda: a group speaks Indonesian in its own register, whatever the device remembers."""

from __future__ import annotations

from aiohttp import web

from groups import access
from groups.context import Context
from groups.locale import HOME, catalogues, pick
from groups.memory import Circle
from groups.model import NotFound, SignIn
from groups.web.help import page_of
from groups.web.keys import SIGN_IN, ctx_of, speech
from groups.web.render import LANGUAGE_COOKIE, PAGE, TAG


def in_register(tag: str, circle: Circle) -> str:
    """The reader's tag within a group: Indonesian as the group chose, another language as it is."""
    return str(circle.data.get("register", HOME)) if _is_home(tag) else tag


async def tag_here(ctx: Context, request: web.Request) -> str:
    """The tag of a page: of its group, else of all groups of who reads, where they agree, else of the device.

    Who has no place in a group gets the same as for a group that is not there.
    """
    asked = request.headers.get("Accept-Language", "")
    tag = pick(asked, request.cookies.get(LANGUAGE_COOKIE), ctx.settings.locale)
    who = request.get(SIGN_IN)
    if who is None or who.lacks_second or not _is_home(tag):
        return tag
    tags = {in_register(tag, circle) for circle in await _circles(ctx, who, request.match_info.get("group"))}
    return tags.pop() if len(tags) == 1 else tag


async def speak_as(request: web.Request, circle: Circle) -> None:
    """The rest of this answer speaks as this group does: for pages that come to know it late, as joining does."""
    ctx = ctx_of(request)
    request[TAG] = in_register(speech(request).tag, circle)
    request[PAGE] = await page_of(ctx, request, speech(request))


async def _circles(ctx: Context, who: SignIn, group: str | None) -> list[Circle]:
    if group is None:
        return [ctx.circles[each.group] for each in await access.memberships_of(ctx, who.account)]
    try:
        caller = await access.caller_of(ctx, who.account, group)
    except NotFound:
        return []
    return [ctx.circles[caller.group]]


def _is_home(tag: str) -> bool:
    return catalogues[tag].lang == HOME
