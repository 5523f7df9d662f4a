"""What templates call to speak: sentences, moments and labels, bound to a reader, a zone and a moment."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import UTC, date, datetime
from datetime import time as clock_time
from typing import Any

from groups import speech
from groups.locale import Catalogue, times
from groups.model import Body


def phrases(said: Catalogue, zone: str, now: int) -> dict[str, Any]:
    """Names that every template has."""
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
    """An original cut at its findings: (words, the finding's number or 0). Of overlapping ones the first."""
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
    noon = datetime.combine(
        date.fromisoformat(moment), clock_time(5), UTC
    )  # the same date from UTC-5 to UTC+14
    return int(noon.timestamp() * 1000)
