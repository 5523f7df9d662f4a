"""Addresses of machines: IPv4, IPv6, MAC."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from moderation.normalise import Text
from moderation.types import Kind, Span

_V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_V6 = re.compile(r"(?<![\w:])(?=[0-9a-f]{0,4}:[0-9a-f]{0,4}:)[0-9a-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:])")
_MAC = re.compile(
    r"(?<![\w:\-])(?:[0-9a-f]{2}([:\-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}"
    r"|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})(?![\w:\-])"
)
_VERSION = re.compile(
    r"(?:versi\w*|version|ver|update\w*|v|build|app|apk|firmware|ios|android|patch|release|rilis|bab"
    r"|section|pasal)[\s.:]{0,2}(?:nya |ke |to |the |versi |version |no\.? ?)*$"
)


def find_networks(text: Text) -> Iterator[Span]:
    """IP and MAC addresses; version numbers are none."""
    low = text.low
    if low.count(".") >= 3:
        for found in _V4.finditer(low):
            if _is_address(found.group()) and not _VERSION.search(
                low[max(0, found.start() - 30) : found.start()]
            ):
                yield text.span(*found.span(), Kind.IP, 0.95, "ip4")
    if low.count(":") >= 2:
        for found in _V6.finditer(low):
            if _is_address(found.group()) and len(found.group()) > 4:
                yield text.span(*found.span(), Kind.IP, 0.97, "ip6")
    for found in _MAC.finditer(low) if low.count(":") + low.count("-") >= 5 or low.count(".") >= 2 else ():
        yield text.span(*found.span(), Kind.MAC, 0.97, "mac")


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True
