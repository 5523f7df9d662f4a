"""Keys under which the app and a request carry what every view needs."""

from __future__ import annotations

from aiohttp import web

from groups.context import Context
from groups.locale import Catalogue
from groups.model import NotFound, Refused, SignIn
from groups.web.render import tag_of

CTX = web.AppKey("ctx", Context)
SIGN_IN = web.RequestKey("sign_in", SignIn)


def ctx_of(request: web.Request) -> Context:
    """The context of the app."""
    return request.app[CTX]


def signed_in(request: web.Request) -> SignIn:
    """Who is signed in, with the second factor where it is asked for. Raises NotFound for anyone else."""
    found: SignIn | None = request.get(SIGN_IN)
    if found is None or found.lacks_second:
        raise NotFound
    return found


def speech(request: web.Request) -> Catalogue:
    """The reader's catalogue."""
    return ctx_of(request).texts[tag_of(request)]


async def form(request: web.Request, *names: str) -> list[str]:
    """The text fields of a form, '' where one is missing. Raises Refused for NUL and lone surrogates."""
    posted = await request.post()
    values = [posted.get(name, "") for name in names]
    texts = [value if isinstance(value, str) else "" for value in values]
    for name, text in zip(names, texts, strict=True):
        check_text(text, name)
    return texts


def check_text(text: str, field: str) -> str:
    """Raises Refused('error.bad_text') for NUL and lone surrogates: nothing can store or show them."""
    if "\0" in text or not (text.isascii() or _can_be_sent(text)):
        raise Refused("error.bad_text", field=field)
    return text


def _can_be_sent(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
