"""Every sentence a person reads, in its language and register. A code (`error.too_long`) names a sentence.

`id` says kamu and aku, `id@anda` holds only what differs with Anda and saya, `en` is written apart.
"""

from __future__ import annotations

import gettext
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from groups.locale import times

#: One form, or one a plural index.
Forms: TypeAlias = tuple[str, ...]

HOME = "id"
TAGS = (HOME, "id@anda", "en")
_FOLDER = Path(__file__).parent


@dataclass(slots=True)
class Catalogue:
    """The sentences of one tag. With `strict` (tests) a missing code or value raises KeyError."""

    tag: str
    sentences: Mapping[str, Forms] = field(repr=False)
    fallback: Catalogue | None = field(default=None, repr=False)
    plural: Callable[[int], int] = field(default=lambda n: 0, repr=False)
    strict: bool = False

    @property
    def lang(self) -> str:
        """For `<html lang>`: `id` or `en`."""
        return self.tag.partition("@")[0]

    def has(self, code: str) -> bool:
        """True where this reader gets a sentence written for this language."""
        return code in self.sentences or bool(self.lang == HOME and self.fallback and self.fallback.has(code))

    def say(self, code: str, **values: Any) -> str:
        """The sentence, its `{name}` filled; `n` chooses the plural. Values are inserted, never parsed."""
        if self.strict and not self.has(code):
            raise KeyError(code)
        chosen = self._form(code, values.get("n"))
        if "{" not in chosen:
            return chosen
        return _STRICT.vformat(chosen, (), values) if self.strict else _LENIENT.vformat(chosen, (), values)

    def raw(self, *prefixes: str) -> dict[str, str | list[str]]:
        """Unfilled sentences by code, for the page's own scripts; a list where there is a plural."""
        known = dict(self.fallback.raw(*prefixes)) if self.fallback else {}
        own = {code: forms for code, forms in self.sentences.items() if code.startswith(prefixes)}
        return known | {code: forms[0] if len(forms) == 1 else list(forms) for code, forms in own.items()}

    def clock(self, ms: int, zone: str) -> str:
        """`21.00 WIB`."""
        return f"{self.clock_short(ms, zone)} {times.zone_word(ms, zone)}"

    def clock_short(self, ms: int, zone: str) -> str:
        """`19.12`: for the head of a message, which alone stands without a zone."""
        return times.hour(ms, zone, self.say("time.hour"))

    def day(self, ms: int, zone: str, now: int) -> str:
        """`Hari ini`, `Kemarin`, or `Rabu, 13 Agustus`, with the year when it is another."""
        ago = times.days_between(ms, now, zone)
        if ago in (0, 1):
            return self.say(("time.today", "time.yesterday")[ago])
        year = times.year(ms, zone)
        date = times.fill(ms, zone, self.say("time.day"), self._names())
        return date if year == times.year(now, zone) else f"{date} {year}"

    def date(self, ms: int, zone: str) -> str:
        """`13 Agustus 2025`."""
        return times.fill(ms, zone, self.say("time.date"), self._names())

    def when(self, ms: int, zone: str) -> str:
        """`Kamis 08.40 WIB`: a moment within a week, the same text whenever it is read."""
        weekday = times.fill(ms, zone, "WEEKDAY", self._names())
        return f"{weekday} {self.clock(ms, zone)}"

    def _names(self) -> times.Names:
        return times.Names(self.say("time.weekdays").split(), self.say("time.months").split())

    def _form(self, code: str, n: Any) -> str:
        forms = self.sentences.get(code)
        if forms is None:
            return self.fallback._form(code, n) if self.fallback else code
        return forms[min(self.plural(n), len(forms) - 1)] if isinstance(n, int) else forms[-1]


class _Lenient(string.Formatter):
    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), "…")


_STRICT, _LENIENT = string.Formatter(), _Lenient()


def load(*, strict: bool = False) -> dict[str, Catalogue]:
    """Read the catalogues from their `.po` files: about 15 ms, once at start."""
    home = _catalogue(HOME, None, strict)
    return {HOME: home} | {tag: _catalogue(tag, home, strict) for tag in TAGS if tag != HOME}


def pick(accept_language: str, cookie: str | None, default: str = HOME) -> str:
    """The tag for a reader: the cookie's choice, else the first language we have, else `default`.

    A `default` that is Indonesian also says in which register a browser's Indonesian is spoken.
    """
    if cookie in TAGS:
        return str(cookie)
    asked = sorted(_ranges(accept_language[:400]), key=lambda each: -each[1])
    home = default if default.partition("@")[0] == HOME else HOME
    spoken = (_SPOKEN[lang] for lang, q in asked if q > 0 and lang in _SPOKEN)
    return next((home if tag == HOME else tag for tag in spoken), default)


_SPOKEN = {"id": HOME, "in": HOME, "ms": HOME, "jv": HOME, "su": HOME, "en": "en"}


def _ranges(header: str) -> Iterable[tuple[str, float]]:
    for part in header.split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            yield name.partition("-")[0].lower(), float(weight or 1)
        except ValueError:
            continue


def _catalogue(tag: str, fallback: Catalogue | None, strict: bool) -> Catalogue:
    with (_FOLDER / tag / "LC_MESSAGES" / "lingkar.po").open("rb") as file:
        read = read_po(file)
    return Catalogue(tag, _sentences(read), fallback, gettext.c2py(read.plural_expr), strict)


def _sentences(read: Catalog) -> dict[str, Forms]:
    return {_code(m.id): _forms(m.string) for m in read if m.id and m.string and "fuzzy" not in m.flags}


def _code(msgid: str | tuple[str, ...] | list[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def _forms(msgstr: str | tuple[str, ...] | list[str]) -> Forms:
    return (msgstr,) if isinstance(msgstr, str) else tuple(msgstr)


#: The catalogues in use. A test sets `.strict` on them, so that no missing sentence passes unseen.
catalogues = load()

__all__ = ["HOME", "TAGS", "Catalogue", "catalogues", "load", "pick"]
