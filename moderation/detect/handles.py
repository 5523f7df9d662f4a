"""Accounts elsewhere: `@name`, `u/name`, `name#1234`, and names that a platform word announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from moderation.data import sections_of, words_of
from moderation.detect.wording import STOP
from moderation.normalise import Text
from moderation.types import Kind, Span

_WORDS = sections_of("structured")

_AT = re.compile(r"(?<![\w@.])@[a-z0-9_](?:[\w.\-]{0,38}\w)?_{0,3}(?!@)")
_REDDIT = re.compile(r"(?<![\w/])/?u/[\w\-]{3,30}")
_TAGGED = re.compile(r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)")
_PLATFORMS = (
    "ig|insta|instagram|instagr?am|tiktok|tt|tik tok|twitter|twt|x|line|tele|telegram|tg|discord|dc|disc"
    "|steam|fb|facebook|pesbuk|"
    "snap|snapchat|sc|threads|thread|ml|mole|mobile legends|pubg|ff|free fire|roblox|valo|valorant"
    "|genshin|psn|xbox|epic|riot|reddit|spotify|"
    "kakao|kakaotalk|wechat|skype|signal|bigo|twitch|youtube|yt|wattpad|pinterest|linkedin|bumble|tinder"
    "|bluesky|mastodon|gamertag|tumblr|weverse|letterboxd|goodreads|quora|soundcloud|ngl|tellonym|secreto|bsky|deviantart|ao3|kakaostory|couchsurfing"
)
_NAMED = (
    r"(?:id|akun|acc|account|username|user name|user|uname|uname?nya|usn|usr|handle|nick|nickname|profil"
    r"|profile|second account|sec acc|fake acc|finsta)"
)
_OWNER = (
    r"(?:ku|mu|nya|ne|gue|gw|gua|aku|saya|sy|ulun|tiang|beta|sa|awak|torang|i|me|my|mine|dia|mantan|pacar|ex|his|her|their|our|kami|kita"
    r"|adek|temen|teman|suami|istri|is|itu|:|=|di|ya|namanya|name|called|as|pake|pakai|yg|yang|baru|lama"
    r"|kedua|kak|aja|search|cari|add|follow|on|under|it|its|it's|nama|n|dan|sama|and|-|→|>)"
)
_VALUE = r"(?P<value>@?[a-z0-9_.][\w.\-]{1,38}[\w])"
_CALLED = re.compile(
    rf"(?<![\w@/.])(?P<label>(?:{_NAMED} ?)?(?:{_PLATFORMS})(?: ?{_NAMED})?|{_NAMED})(?P<clitic>ku|mu|nya)?"
    rf"(?P<fill>(?:[\s:=\-]{{1,3}}{_OWNER}){{0,4}})(?P<gap>[\s:=\-\"'(,]{{1,4}}){_VALUE}(?![\w@])"
)
_LABEL_WORDS = re.split(
    r"[| ]",
    _PLATFORMS.replace("instagr?am", "instagam")
    + "|id|akun|acc|account|username|user|name|uname|unamenya|usn|usr|handle|nick|nickname|profil|profile"
    "|finsta",
)
_LABELS = frozenset(word + clitic for word in _LABEL_WORDS for clitic in ("", "ku", "mu", "nya"))
_INNER_BAR = re.compile(
    r"(?<![\w@/.#:\-])(?=[a-z0-9._]{5,40}(?![\w@/]))[a-z0-9][a-z0-9.]*(?:_{1,3}[a-z0-9.]+){1,4}_{0,2}"
)
_FOR_ALL = re.compile(
    r"@(?:everyone|here|all|channel|semua\w*|warga\w*|members?|anggota\w*|admins?\w*|mods?|mod_\w+"
    r"|moderator\w*|momod|mimin|bot"
    r"|staff|host\w*|panitia\w*|pengurus\w*|psikolog\w*|konselor\w*|\w*psikologi(?:\.\w+)?"
    r"|\w*psychology|\w*konseling\w*|kemenkes\w*"
    r"|kemen\w+|bpjs\w*|komnas\w*|lbh\w*|\w*indonesia|\w*official|riliv|kalm|bicarakan|ibunda"
    r"|halodoc\w*|alodokter\w*"
    r"|intothelight\w*|yayasan\w*|\w*mentalhealth\w*|\w*mental_health\w*|gojek\w*|grab\w*|shopee\w*"
    r"|tokopedia\w*|bca|halobca|bri)"
)
_ORDERED = re.compile(
    r"\b(?:order|booking|pesanan|transaksi|tiket|ticket|invoice|meeting|zoom|tagihan|pelanggan"
    r"|customer|event|sesi) ?$"
)
_DISPLAYED = re.compile(
    r"\b(?:[Ff][Bb]|[Ff]acebook|[Pp]esbuk)(?:ku|nya|ne|mu)?(?: (?:gue|gw|gua|aku|saya|dia|kita|namanya|nama|atas nama))? ?:?\s"
    r"((?:[A-Z][\w']{1,20} ){1,3}[A-Z][\w']{1,20})"
)
_SPACED = re.compile(r"(?<![^\W_])[a-z0-9_](?:[ .·-]{1,2}[a-z0-9_#.](?![^\W_])){4,24}")
_SPACED_LABEL = re.compile(rf"(?<![\w])(?:{_PLATFORMS}|{_NAMED})(?:ku|mu|nya|ne|na|nye)?\b[^.!?\n]{{0,20}}$")
_CORRECTED = re.compile(
    r"\b(?:sekarang|skrg|skrng|skg|ganti|gantinya|jadi|baru|bener|benar|now|new|harusnya|maksud\w*|eh|bukan|tapi|atau|or)"
    r"(?: (?:jadi|ke|yg|yang|itu|ya|is|nya|pake|pakai|aku)){0,2}[ :]{1,2}"
    r"(?P<value>[a-z0-9]{3,20}(?:[._][a-z0-9]{2,20}){1,3})(?![\w@/])"
)
_ENDINGS = frozenset(("com", "id", "net", "org", "co", "me", "io", "gg", "jpg", "png", "pdf", "mp3", "mp4"))
_ENDS = re.compile(r"[._\-]+$")
_WEAK = _WORDS["handles_weak"]
_OFFERED = re.compile(r"[ ,]{1,2}(?:ya |nih |plis )?(?:add|follow|folow|polow)\b")
_FOLLOWED = re.compile(r"(?:add|follow|folow|foll|fol|polow|mutualan|cari|search|find|dm)\b[^.!?\n]{0,24}$")


def find_handles(text: Text) -> Iterator[Span]:
    """Handles with a mark of their own, then announced ones that a digit, '.', '_' or ':' gives away."""
    low = text.low
    if "@" in low:
        for found in _AT.finditer(low):
            if _is_for_all(found.group()):
                continue
            yield text.span(*found.span(), Kind.HANDLE, 0.96, "handle.at")
    if "/" in low or "#" in low:
        for found in (*_REDDIT.finditer(low), *_TAGGED.finditer(low)):
            if found.group().lstrip("/")[2:] not in words_of("common"):
                yield text.span(*found.span(), Kind.HANDLE, 0.96, "handle.tag")
    if "_" in low:
        for found in _INNER_BAR.finditer(low):
            yield text.span(*found.span(), Kind.HANDLE, 0.7, "handle.bar")
    if not _LABELS.isdisjoint(text.vocabulary):
        yield from _spaced(text)
        for found in _DISPLAYED.finditer(text.plain):
            yield text.span(*found.span(1), Kind.HANDLE, 0.86, "handle.displayed")
        yield from _announced(text)
        yield from _corrected(text)


def _is_for_all(mention: str) -> bool:
    """`@everyone`, `@admin_grup`, `@pijarpsikologi`: nobody's own."""
    return _FOR_ALL.fullmatch(mention) is not None


def _corrected(text: Text) -> Iterator[Span]:
    """`tele aku dewi_laut, eh itu lama, sekarang dewi.laut`: another one behind the first."""
    for found in _CORRECTED.finditer(text.low):
        parts = re.split(r"[._]+", found.group("value"))
        if STOP.isdisjoint(parts) and parts[-1] not in _ENDINGS and not words_of("common").issuperset(parts):
            yield text.span(*found.span("value"), Kind.HANDLE, 0.8, "handle.corrected")


def _spaced(text: Text) -> Iterator[Span]:
    """`discord gue s o f t b o i # 0 0 2 7`."""
    for found in _SPACED.finditer(text.low):
        label = _SPACED_LABEL.search(text.low[max(0, found.start() - 32) : found.start()])
        if label and sum(map(str.isalnum, found.group())) >= 5:
            yield text.span(*found.span(), Kind.HANDLE, 0.88, "handle.spaced")


def _announced(text: Text) -> Iterator[Span]:
    low = text.low
    at = 0
    while (found := _CALLED.search(low, at)) is not None:
        at = max(found.start("gap"), found.start() + 1)
        start, end = found.span("value")
        if _gives_itself_away(found, low):
            yield text.span(start, end, Kind.HANDLE, 0.85, "handle.called")
            at = end


def _gives_itself_away(found: re.Match[str], low: str) -> bool:
    value = _ENDS.sub("", found.group("value"))
    if value.isdigit():
        if _ORDERED.search(low, max(0, found.start() - 14), found.start()):
            return False
        return len(value) in range(6, 13) and not _GAMES.isdisjoint(found.group("label").split())
    if len(value) < 3 or "/" in value:
        return False
    if "," in found.group("gap"):
        return value not in words_of("common") and _is_offered(found, low)
    marked = any(char.isdigit() or char in "._" or (char == "-" and found.group("fill")) for char in value)
    if marked and any(char.isalpha() for char in value):
        digits = sum(char.isdigit() for char in value)
        weak = found.group("label").strip() in _WEAK and not {"_", "."} & set(value)
        called = ":" in found.group("gap") + found.group("fill") or "@" in found.group("value")
        return (
            (called or not weak)
            and (
                not _is_plain_talk(value)
                or (
                    bool(found.group("clitic"))
                    and not value[0].isdigit()
                    and "." in value[1:-1]
                    and value.split(".")[0] not in STOP
                )
            )
            and not (value[0].isdigit() and digits * 2 > len(value))
        )
    announced = ":" in found.group("gap") + found.group("fill") or "=" in found.group("gap")
    if value in words_of("common"):
        return False
    if announced:
        return not (found.group("label").strip() in _WEAK and len(value) < 4)
    sure = found.group("label").strip() not in _WEAK and bool(found.group("clitic") or found.group("fill"))
    return (sure and _is_offered(found, low)) or (
        len(value) >= 5
        and value not in _everyday_words()
        and _OFFERED.match(low, found.end("value"), found.end("value") + 16) is not None
    )


@cache
def _everyday_words() -> frozenset[str]:
    return words_of("common") | words_of("regional") | words_of("brands")


_GAMES = frozenset(("ml", "ff", "pubg", "genshin", "id"))


def _is_offered(found: re.Match[str], low: str) -> bool:
    """`add`, `follow`, `find me on` before it."""
    return bool(_FOLLOWED.search(low[max(0, found.start() - 40) : found.start()]))


def _is_plain_talk(value: str) -> bool:
    """`ig.aku`, `2x`, `jam2`: a sentence's end without a blank, a count, a reduplication."""
    parts = re.split(r"[._]+", value)
    if len(parts) > 2:
        return all(part in STOP for part in parts)
    if len(parts) > 1 and "_" not in value:
        return any(part in STOP or len(part) < 2 for part in parts) and not any(
            part.isdigit() for part in parts
        )
    return value.rstrip("2") in words_of("common") or (value[0].isdigit() and len(value) <= 5)
