"""What cannot be promised (CARE C20), each sentence filled from settings or measured figures."""

from __future__ import annotations

import json
import math
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from aiohttp import web

from groups.context import Context
from groups.coverage import DAYS
from groups.locale import Catalogue, times
from groups.memory import Circle
from groups.web.keys import ctx_of, speech
from groups.web.render import render

_MEASURED = Path(__file__).parents[1] / "data" / "measured.json"


async def show(request: web.Request) -> web.StreamResponse:
    """GET /promise: its own page, outside any group."""
    return render(request, "promise.html", cannot=cannot_of(ctx_of(request), speech(request), None))


def cannot_of(ctx: Context, words: Catalogue, circle: Circle | None) -> list[dict[str, Any]]:
    """Codes and values, in order. Outside a group what depends on one is said in general."""
    days = circle.data["retention_days"] if circle else ctx.settings.retention_days
    said: list[tuple[str, dict[str, Any]]] = [
        _emergency(words, circle, ctx.clock()),
        ("who", {}),
        ("slip", {"n": slipping()}),
        ("danger", {}),
        ("server", {}),
        ("original", {}),
        ("remember", {}),
        ("guess", {}),
        ("order", {"list": words.say("cannot.order.list")}),
        ("retention", {"n": days}),
        ("handles", {}),
    ]
    return [{"code": code, "values": values} for code, values in said]


def _emergency(words: Catalogue, circle: Circle | None, now: int) -> tuple[str, dict[str, Any]]:
    if circle is None:
        return "emergency_service", {}
    hours = hours_of(words, circle, now).removeprefix(words.say("time.every_day")).strip()
    return ("emergency", {"hours": hours}) if hours else ("emergency_never", {})


@cache
def slipping() -> int:
    """Of 100 names and numbers, how many the recognisers miss: measured, rounded up (data/measured.json)."""
    recall: float = json.loads(_MEASURED.read_text("utf-8"))["identifier_recall"]["value"]
    return math.ceil(round(100 * (1 - recall), 6))


def hours_of(words: Catalogue, circle: Circle, now: int) -> str:
    """`Setiap hari 08.00–21.00 WIB`, or `Senin–Jumat 08.00–16.00, Sabtu 09.00–12.00 WIB`; '' without any."""
    hours = circle.data.get("hours", {})
    opened = [(day, tuple(tuple(each) for each in hours.get(name, ()))) for day, name in enumerate(DAYS)]
    spans = [(list(run), each) for each, run in groupby(opened, key=lambda pair: pair[1]) if each]
    if not spans:
        return ""
    told = ", ".join(f"{_days(words, [day for day, _ in run])} {_clocks(words, each)}" for run, each in spans)
    return f"{told} {times.zone_word(now, circle.zone)}"


def _days(words: Catalogue, days: list[int]) -> str:
    names = words.say("time.weekdays").split()
    if len(days) == len(DAYS):
        return words.say("time.every_day")
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]}–{names[days[-1]]}"


def _clocks(words: Catalogue, each: tuple[tuple[str, ...], ...]) -> str:
    between = words.say("time.hour").replace("HH", "").replace("MM", "")
    return ", ".join("–".join(clock.replace(":", between) for clock in pair) for pair in each)
