"""Pages: the checkout's or the wheel's templates, in the reader's language and the group's zone.

Words enter escaped, always. What a page says stands in the catalogues; what it shows, views give as context.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any, Literal

import jinja2
from aiohttp import web

from groups import speech
from groups.locale import HOME, Catalogue, catalogues, pick, times
from groups.model import Body, Hidden, Kind

BRAND = "Lingkar"
ZONE = "Asia/Jakarta"
LANGUAGE_COOKIE = "lang"


@dataclass(frozen=True, slots=True)
class Signpost:
    """A number to call, from checked data. `tel` is what follows `tel:`; `checked_on` an ISO date, UTC ms or ''.

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
    """What every page needs beside its own context; made by a middleware, at `PAGE` of the request."""

    help: Help = Help()
    signed_in: bool = False
    exit_url: str = "/keluar"
    socket: bool = False


PAGE = web.RequestKey("page", Page)
TAG = web.RequestKey("tag", str)


def render(request: web.Request, template: str, status: int = 200, **context: Any) -> web.Response:
    """The page as a response that no cache keeps. `zone` in the context is the group's zone."""
    text = page_text(template, tag_of(request), page=request.get(PAGE, Page()), status=status, **context)
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def tag_of(request: web.Request) -> str:
    """The reader's tag: what a middleware chose (a group's register), else the cookie or the browser's languages."""
    chosen = request.get(TAG)
    return chosen or pick(request.headers.get("Accept-Language", ""), request.cookies.get(LANGUAGE_COOKIE))


def page_text(template: str, tag: str = HOME, *, zone: str = ZONE, now: int | None = None, **context: Any) -> str:
    """The page as text. `now` in UTC ms, for `Hari ini` and lateness."""
    moment = time.time_ns() // 1_000_000 if now is None else now
    words = _speech(catalogues[tag], zone, moment)
    return _environment().get_template(template).render({"page": Page()} | words | context)


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
    made.globals |= {"static": static, "brand": BRAND, "iso": times.iso, "segments": segments, "plain": plain}
    made.globals |= {"blank": Body((Hidden(Kind.WORD),)), "build": build, "languages": {"id": "en", "id@anda": "en", "en": HOME}}
    return made


def _speech(said: Catalogue, zone: str, now: int) -> Mapping[str, Any]:
    """What templates call to speak: bound to the reader's catalogue, the zone and the moment."""
    return {
        "t": said.say,
        "has": said.has,
        "piece_label": lambda kind: said.say(f"label.{kind}"),
        "clock": lambda ms: said.clock(ms, zone),
        "clock_short": lambda ms: said.clock_short(ms, zone),
        "when": lambda ms: said.when(ms, zone),
        "day": lambda ms: said.day(ms, zone, now),
        "day_key": lambda ms: times.local_date(ms, zone).isoformat(),
        "date": lambda moment: said.date(_ms(moment), zone),
        "labels_of": lambda body: joined(said, (said.say(f"label.{kind}") for kind in kinds(body))),
        "told": lambda code, values: speech.told(said, zone, code, values),
        "spoken": lambda text: said.say(text) if said.has(text) else text,
        "words": said.raw,
        "lang": said.lang,
        "tag": said.tag,
        "zone": zone,
        "zone_word": times.zone_word(now, zone),
        "now": now,
    }


def joined(said: Catalogue, words: Iterable[str]) -> str:
    """`nama, alamat dan surel`: each once, in order."""
    each = list(dict.fromkeys(words))
    return each[0] if len(each) == 1 else said.say("list.and", first=", ".join(each[:-1]), last=each[-1])


def kinds(body: Body) -> list[str]:
    """The kinds of a body's hidden pieces, in order."""
    return [piece.kind.value for piece in body.hidden]


def segments(text: str, spans: Iterable[Any]) -> list[tuple[str, int]]:
    """An original cut at its findings: (words, number of the finding, or 0). Of overlapping spans the first stands."""
    out, at = [], 0
    for number, span in enumerate(sorted(spans, key=lambda each: (each.start, -each.end)), 1):
        if span.start >= at:
            out += [(text[at : span.start], 0), (text[span.start : span.end], number)]
            at = span.end
    return [part for part in [*out, (text[at:], 0)] if part[0]]


def plain(value: Any) -> Any:
    """An enum's stored form; anything else as it is."""
    return value.value if isinstance(value, enum.Enum) else value


def _ms(moment: str | int) -> int:
    if isinstance(moment, int):
        return moment
    noon = datetime.combine(date.fromisoformat(moment), clock_time(5), UTC)  # the same date from UTC-5 to UTC+14
    return int(noon.timestamp() * 1000)
