"""Pages: the checkout's or the wheel's templates, in the reader's language and the group's zone.

Words enter escaped, always. What a page says stands in the catalogues; what it shows, views give as context.
"""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jinja2
from aiohttp import web

from groups.locale import HOME, catalogues, pick, times
from groups.model import Body, Hidden, Kind
from groups.web.phrases import phrases, plain, segments

BRAND = "Lingkar"
ZONE = "Asia/Jakarta"
LANGUAGE_COOKIE = "lang"


@dataclass(frozen=True, slots=True)
class Signpost:
    """A number to call, from checked data. `tel` is what follows `tel:`; `checked_on` an ISO date or ''.

    Name, hours and note are catalogue codes, or the words of a group.
    """

    number: str
    tel: str
    name: str
    hours: str
    note: str
    checked_on: str | int


@dataclass(frozen=True, slots=True)
class Help:
    """What Butuh bantuan holds (CARE C1). `reads` is a true sentence; without `call_url` there is no call.

    `numbers_first`: outside answered hours the numbers come before the call.
    """

    kind: Literal["member", "outside", "staff"] = "outside"
    signposts: Sequence[Signpost] = ()
    call_url: str | None = None
    reads: str = ""
    numbers_first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What every page needs beside its own context; made by a middleware, at `PAGE` of the request.

    `shared`: of a device that others use too nothing is kept (CARE C9).
    """

    help: Help = Help()
    signed_in: bool = False
    exit_url: str = "/keluar"
    socket: bool = False
    shared: bool = True


PAGE = web.RequestKey("page", Page)
TAG = web.RequestKey("tag", str)


def render(request: web.Request, template: str, status: int = 200, **context: Any) -> web.Response:
    """The page as a response that no cache keeps. `zone` in the context is the group's zone."""
    text = page_text(template, tag_of(request), page=request.get(PAGE, Page()), status=status, **context)
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def tag_of(request: web.Request) -> str:
    """The reader's tag: what a middleware chose (a group's register), else the cookie, else the browser."""
    chosen = request.get(TAG)
    return chosen or pick(request.headers.get("Accept-Language", ""), request.cookies.get(LANGUAGE_COOKIE))


def page_text(
    template: str, tag: str = HOME, *, zone: str = ZONE, now: int | None = None, **context: Any
) -> str:
    """The page as text. `now` in UTC ms, for `Hari ini` and lateness."""
    moment = time.time_ns() // 1_000_000 if now is None else now
    words = phrases(catalogues[tag], zone, moment)
    return _environment().get_template(template).render({"page": Page(), **words, **context})


def static(path: str) -> str:
    """The address of a static file, which changes with its bytes: to be cached for a year."""
    return f"/static/{path}?v={_digest(static_dir() / path)}"


@functools.cache
def build() -> str:
    """Changes when a template or static file does; an open page with another one loads anew."""
    files = sorted(each for each in (*templates_dir().rglob("*"), *static_dir().rglob("*")) if each.is_file())
    return hashlib.blake2b(b"".join(each.read_bytes() for each in files), digest_size=6).hexdigest()


def templates_dir() -> Path:
    """Of the checkout, else of the installed package."""
    return _folder("templates")


def static_dir() -> Path:
    """Of the checkout, else of the installed package."""
    return _folder("static")


def _folder(name: str) -> Path:
    package = Path(__file__).parents[1]
    inside = package / f"_{name}"
    return inside if inside.is_dir() else package.parent / name


@functools.cache
def _digest(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=6).hexdigest()


@functools.cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_dir()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"static": static, "build": build, "brand": BRAND, "iso": times.iso}
    made.globals |= {"segments": segments, "plain": plain, "blank": Body((Hidden(Kind.WORD),))}
    made.globals["languages"] = {"id": "en", "id@anda": "en", "en": HOME}
    return made
