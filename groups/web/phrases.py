"""What templates call to speak: sentences, moments and labels, bound to a reader, a zone and a moment."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from datetime import time as clock_time
from typing import Any

from groups import speech
from groups.locale import Catalogue, times
from groups.model import Body, Hidden

QUOTED = 60  # code points of a quoted line
_GAPS = re.compile(r"[ \t\r\n]+")


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
        "quoted": lambda body: quoted(said, body),
        "reacted_line": lambda kind, own, others: reacted_line(said, kind, own, others),
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


def worded(said: Catalogue, body: Body) -> str:
    """A body as one text, hidden pieces in brackets."""
    return "".join(piece if isinstance(piece, str) else f"[{label(said, piece)}]" for piece in body.pieces)


def label(said: Catalogue, piece: Hidden) -> str:
    """`nomor telepon A`."""
    return f"{said.say(f'label.{piece.kind.value}')} {piece.letter}".rstrip()


def quoted(said: Catalogue, body: Body) -> str:
    """The beginning of a message that is answered: one line, at most 60 code points (static/js/message.js too)."""
    line = _GAPS.sub(" ", worded(said, body)).strip(" ")
    return line if len(line) <= QUOTED else f"{line[: QUOTED - 1].rstrip(' ')}…"


def reacted_line(said: Catalogue, kind: str, own: bool, others: Iterable[str]) -> str:
    """`Kamu dan Embun Sore: menemani.` Oneself first; of many two are named, so that nobody is counted."""
    names = [*([said.say("react.you")] if own else []), *others]
    shown = names[:2] if len(names) < 3 else [", ".join(names[:2]), said.say("react.others")]
    who = shown[0] if len(shown) == 1 else said.say("list.and", first=shown[0], last=shown[1])
    return said.say("react.line", who=who, what=said.say(f"react.said_{kind}"))


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
