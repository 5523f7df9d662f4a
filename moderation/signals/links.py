"""Links: invitations elsewhere, public sites, all others; spelled-out dots too."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from moderation.data import words_of
from moderation.normalise import Text
from moderation.signals.hit import Hit
from moderation.types import Span

LONGEST = 2000  # code points of one link
_LINK = re.compile(
    r"(?:https?://|www\.)?(?:[a-z0-9_-]{1,63}\.){1,8}([a-z]{2,12})(?::\d{1,5})?(?:[/?#][^\s<>\"']{0,2000})?"
)
_SPELLED = re.compile(
    r"\b[a-z0-9-]{2,63}(?:[ ]?(?:\(|\[|\s)(?:dot|titik|\.)(?:\)|\]|\s)[ ]?[a-z0-9-]{2,63}){1,5}"
)
_DOT = re.compile(r"[ ]?(?:\(|\[|\s)(?:dot|titik|\.)(?:\)|\]|\s)[ ]?")
_INVITES = ("chat.whatsapp.com", "wa.me", "t.me", "telegram.me", "discord.gg", "discord.com/invite", "line.me", "zoom.us",
            "meet.google.com", "m.me", "signal.group", "signal.me", "wa.link", "join.skype.com", "ig.me")  # fmt: skip


_ENDINGS = words_of("signals_link_endings")
_PUBLIC = words_of("signals_public_links")


def find_links(text: Text) -> Iterator[Hit]:
    """Links in order, as link.invite, link.public or link.other. E-mail addresses are none."""
    low, done = text.low, 0
    at = low.find(".")
    while at >= 0:
        if at >= done and low[at + 1 : at + 2].isalnum() and low[at - 1 : at].isalnum():
            start = _begin(low, at, done)
            found = _LINK.match(low, start)
            done = max(at + 1, found.end() if found else 0)
            if found and found.end() > at and found[1] in _ENDINGS and low[max(start - 1, 0) : start] != "@":
                yield _hit(text, start, len(low[:done].rstrip(".,!?)\"'")))
        at = low.find(".", at + 1)
    if " dot " in low or " titik " in low or "[." in low or "(." in low or "(dot" in low or "[dot" in low:
        yield from _spelled(text)


def _begin(low: str, dot: int, least: int) -> int:
    """Where the run of letters, digits and marks around a dot begins, looking back at most 80 code points."""
    start = dot
    while start > max(least, dot - 80) and (low[start - 1].isalnum() or low[start - 1] in "-_:/."):
        start -= 1
    while start < dot and not low[start].isalnum():
        start += 1
    return start


def _spelled(text: Text) -> Iterator[Hit]:
    for found in _SPELLED.finditer(text.low):
        host = _DOT.sub(".", found[0])
        if host.rpartition(".")[2] in _ENDINGS:
            yield _hit(text, found.start(), found.end(), host)


def _hit(text: Text, start: int, end: int, address: str = "") -> Hit:
    address = _bare(address or text.low[start:end])
    host = address.partition("/")[0]
    if any(address.startswith(one) or host.endswith("." + one) for one in _INVITES):
        code = "link.invite"
    else:
        code = "link.public" if is_allowed(host, _PUBLIC) else "link.other"
    return Hit(code, *text.typed_range(start, end))


def _bare(address: str) -> str:
    return (
        address.partition("://")[2].removeprefix("www.") if "://" in address else address.removeprefix("www.")
    )


def host_of(text: Text, hit: Hit | Span) -> str:
    """The host of a link as written, lower case, dots restored."""
    return _bare(_DOT.sub(".", text.typed[hit.start : hit.end].lower())).partition("/")[0].partition("?")[0]


def is_allowed(host: str, sites: Collection[str]) -> bool:
    """True when a host is one of the sites or below one of them."""
    parts = host.split(".")
    return any(".".join(parts[at:]) in sites for at in range(len(parts)))
