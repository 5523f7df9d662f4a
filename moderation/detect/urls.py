"""Links that lead to a person or a group: profiles, invitations, meetings, files, maps. Public sites stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.data import words_of
from moderation.normalise import Text
from moderation.types import Kind, Span

_TLD = (
    "com|net|org|id|co|me|gg|gl|ly|io|ee|link|bio|page|site|online|store|info|tv|app|dev|us|uk|my|sg|test|example|"
    "invalid|xyz|club|live|blog|web|space|website|tk|to|be|so|ai|cc|in|au|ie|eu|fm|edu|gov|ngo|biz|shop"
    "|social|space|chat|group|vip|win|top"
)
_FULL = re.compile(r"(?:https?|hxxps?)(?::|\[:\]) ?//[^\s<>\"]{2,300}")
_BARE = re.compile(
    rf"(?<![\w@./\-])(?:www\.)?(?:[a-z0-9][a-z0-9\-]{{0,40}}\.){{1,4}}(?:{_TLD})(?![\w\-])(?:[/?:#][^\s<>\"]{{0,300}})?"
)
_DOT = r"(?:[\[({<] ?(?:dot|titik|\.) ?[\])}>]|\bdot\b|\btitik\b)"
_DOTS = re.compile(rf" ?{_DOT} ?")
_SLASHES = re.compile(r" ?(?:/|\bslash\b|\bgaris miring\b) ?")
_SPELLED = re.compile(
    rf"(?<![\w@])(?:[a-z0-9\-]{{1,30}} ?{_DOT} ?){{1,3}}(?:{_TLD})\b(?: ?(?:/|\bslash\b"
    rf"|\bgaris miring\b) ?[\w\-+=?.]{{1,60}}){{0,3}}"
)
_PARTED = re.compile(
    rf"(?<![\w@.])(?:[a-z0-9\-]{{1,30}} ?[.,] ?){{1,4}}(?:{_TLD}) ?/ ?[\w\-+=?.]{{1,60}}\w(?: ?/ ?[\w\-+=?]{{1,60}}){{0,2}}"
)
_UNDOTTED = re.compile(r"(?<![\w.])(?:discord gg|t me|bit ly|wa me|linktr ee|s id|gg gg) ?/ ?[\w+\-]{3,40}")
_PERSONAL = words_of("hosts_personal")
_PUBLIC = words_of("hosts_public")
_DOTTED = re.compile(r"[a-z0-9]\.[a-z]|://")
_DOT_WORDS = frozenset(("dot", "titik"))
_TAIL = ".,;:!?)]}'\"*_~"
_HOST = re.compile(r"^(?:(?:https?|hxxps?)(?::|\[:\]) ?//)?(?:www\.)?([^/?#:\s]+)(.*)$", re.DOTALL)
_PUBLIC_ENDS = (".go.id", ".gov", ".gov.uk", ".who.int", ".nhs.uk", ".ac.id", ".edu", ".sch.id")


def find_urls(text: Text) -> Iterator[Span]:
    """Links as typed, also without a scheme and spelled out."""
    low = text.low
    if _DOTTED.search(low):
        yield from _written(text)
    if "/" in low:
        yield from _parted(text)
        for found in _UNDOTTED.finditer(low):
            yield text.span(*found.span(), Kind.URL, 0.8, "url.undotted")
    if not _DOT_WORDS.isdisjoint(text.vocabulary) or "[.]" in low or "(.)" in low:
        yield from _spelled(text)


def _written(text: Text) -> Iterator[Span]:
    low = text.low
    for pattern, score in ((_FULL, 1.0), (_BARE, 0.95)):
        for found in pattern.finditer(low):
            link = found.group().rstrip(_TAIL)
            if leads_to_a_person(link, full=pattern is _FULL):
                yield text.span(found.start(), found.start() + len(link), Kind.URL, score, "url")


def _parted(text: Text) -> Iterator[Span]:
    """`maps . app . goo . gl / k7Tq`, `bit,ly/abc`: blanks and commas about the marks of a personal host."""
    for found in _PARTED.finditer(text.low):
        link = found.group().replace(" ", "").replace(",", ".")
        host = link.partition("/")[0]
        if any(_listed(end, _PERSONAL) for end in _endings(host)) and leads_to_a_person(link, full=False):
            yield text.span(*found.span(), Kind.URL, 0.85, "url.parted")


def _endings(host: str) -> Iterator[str]:
    parts = host.split(".")
    return (".".join(parts[-size:]) for size in range(2, len(parts) + 1))


def _spelled(text: Text) -> Iterator[Span]:
    for found in _SPELLED.finditer(text.low):
        if leads_to_a_person(_SLASHES.sub("/", _DOTS.sub(".", found.group())), full=False):
            yield text.span(*found.span(), Kind.URL, 0.8, "url.spelled")


def leads_to_a_person(link: str, *, full: bool) -> bool:
    """False for sites that everybody may visit: a public host, or a bare host without a path."""
    parts = _HOST.match(link)
    if parts is None:
        return False
    host, path = parts.group(1), parts.group(2).strip("/ ")
    if _listed(host, _PERSONAL):
        return bool(path) or host.removeprefix("m.") not in _NEEDS_PATH
    if _listed(host, _PUBLIC) or host.endswith(_PUBLIC_ENDS):
        return False
    return bool(path) and (full or "/" in link)


def _listed(host: str, hosts: frozenset[str]) -> bool:
    while host:
        if host in hosts:
            return True
        _, _, host = host.partition(".")
    return False


_NEEDS_PATH = words_of("hosts_need_path")
