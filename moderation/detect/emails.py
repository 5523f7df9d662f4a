"""E-mail addresses, also spelled out to slip through: `laras titik hujan at yahoo dot com`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.data import sections_of
from moderation.normalise import Text
from moderation.types import Kind, Span

_WORDS = sections_of("structured")

_PROVIDERS = (
    "gmail|gmai|gmial|gemail|yahoo|ymail|yhoo|hotmail|outlook|live|icloud|proton|protonmail|aol"
    "|rocketmail|msn|zoho|gmx|fastmail|"
    "tutanota|mail|hey|googlemail|pm|me|duck"
)
_ENDS = (
    "com|net|org|id|co|ac|edu|sch|go|web|my|info|io|me|uk|us|au|sg|de|fr|nl|jp|ca|ie|eu|test|example"
    "|invalid|kom|biz|xyz|app|dev|ch"
)
_AT = r"(?:@|[\[({<] ?(?:at|et|ad|att|add|@|a t) ?[\])}>]|\bat\b|\bet\b|\bad\b|\batt\b|(?:\(|\[)a(?:\)|\])|\bkeong\b)"
_DOT = r"(?:\.|[\[({<] ?(?:dot|titik|tit1k|point|\.) ?[\])}>]|\bdot\b|\btitik\b|\btt[ki]k\b|\bpoint\b)"
_JOIN = (
    rf"(?:{_DOT}|_|-|\bunderscore\b|\bunderskor\b|\bgaris bawah\b|\bgarbaw\b|\(underscore\)|\bstrip\b"
    rf"|\bdash\b|\bminus\b|\bplus\b)"
)

_PLAIN = re.compile(
    r"(?<![\w.+\-])[a-z0-9][\w.+\-]{0,63}@[a-z0-9](?:[a-z0-9\-]{0,40}\.){1,5}[a-z]{2,12}(?![^\W_])"
)
_SPACED = re.compile(
    r"(?<![\w.+\-])[a-z0-9][\w.+\-]{0,63} {0,2}@ {0,2}[a-z0-9\-]{2,40} {0,2}\. {0,2}(?:"
    + _ENDS
    + r")(?![^\W_])(?: ?\. ?(?:id|uk|my|au|sg)(?![^\W_]))?"
)
_SPELLED = re.compile(
    rf"(?<![\w.+\-])([a-z0-9][\w+\-.]{{0,40}}(?:\s{{0,2}}{_JOIN}\s{{0,2}}[\w+\-]{{1,30}}){{0,6}}(?:\s\d{{1,6}}){{0,2}})\s{{0,2}}{_AT}\s{{0,2}}"
    rf"(?:[a-z0-9\-]{{2,30}}\s{{0,2}}{_DOT}\s{{0,2}}){{1,3}}(?:{_ENDS})(?![^\W_])"
)
_SPELLED_SHORT = re.compile(
    rf"(?<![\w.+\-])([a-z0-9][\w+\-.]{{1,40}}(?:\s{{0,2}}{_JOIN}\s{{0,2}}[\w+\-]{{1,30}}){{0,6}}(?:\s\d{{1,6}}){{0,2}})"
    rf"\s{{0,2}}(?:@|[\[({{<] ?(?:at|et|ad|att) ?[\])}}>]|\bat\b|\bet\b)\s{{0,2}}(?:{_PROVIDERS})(?![^\W_])(?! ?\w+ing\b)"
)
_WORDY = re.compile(
    r"\b(?:e-?mail|surel|imel|gmail)(?:ku|mu|nya|ne|na|nye|s|'s)?\b(?:[\s:=]{1,3}(?:yo|ya|is|it's"
    r"|its|my|aku|gue|gw|saya|nih|ini|kuwi|iki|itu|teh|mah|me|at|on"
    rf"|di"
    rf"|ke)\b){{0,3}}[\s:=]{{1,3}}(?P<whole>(?:[\w.+\-]{{1,24}}\s{{1,2}}){{1,9}}?{_AT}\s{{0,2}}(?:[a-z0-9\-]{{2,30}}\s{{0,2}}{_DOT}\s{{0,2}}){{1,3}}"
    rf"(?:{_ENDS}|kom|ko|aidi))(?![^\W_])"
)
_LETTERS = re.compile(
    r"(?<![\w.])(?:[a-z0-9_.\-] ){2,40}@(?: ?[a-z0-9\-]){3,40} ?\.(?: [a-z]){2,6}(?: ?\.(?: ?[a-z]){2})?(?![^\W_])"
)
_LOCAL = re.compile(
    r"\bgmail(?:ku|nya|mu)?(?: (?:aku|gue|gw|saya|dia))? ?[:=]?\s(?=[\w.]{0,24}[\d._])([a-z][\w.]{3,30})(?![\w@.])"
)
_COMMA = re.compile(rf"(?<![\w.+\-])[a-z0-9][\w.+\-]{{0,63}}@(?:{_PROVIDERS}),(?:{_ENDS})(?![^\W_])")
_MAIL_WORDS = frozenset(
    word + clitic
    for word in ("email", "surel", "imel", "gmail")
    for clitic in ("", "ku", "mu", "nya", "ne", "na", "nye", "s")
) | {"mail"}
_DOTTED = re.compile(r"[a-z0-9] ?\.[a-z]|\(\.\)|\[\.\]")
_DOT_WORDS = _WORDS["emails_dot_words"]
_NAMED_PROVIDERS = frozenset(_PROVIDERS.split("|"))
_AT_WORDS = frozenset({"at", "et", "ad", "att", "keong"})
_PREFILTER = re.compile(r"[\[({<] ?[ae@]")
_NO_LOCAL = _WORDS["emails_no_local"]


def find_emails(text: Text) -> Iterator[Span]:
    """Written with @ or spelled; `.com` may be missing where a known provider stands."""
    low = text.low
    if (
        "@" not in low
        and "gmail" not in low
        and _AT_WORDS.isdisjoint(text.vocabulary)
        and not _PREFILTER.search(low)
    ):
        return
    if "@" in low:
        for found in _PLAIN.finditer(low):
            yield text.span(*found.span(), Kind.EMAIL, 1.0, "email")
        for found in (*_SPACED.finditer(low), *_LETTERS.finditer(low), *_COMMA.finditer(low)):
            yield text.span(*found.span(), Kind.EMAIL, 0.95, "email.spaced")
    for found in _LOCAL.finditer(low) if "gmail" in low else ():
        yield text.span(*found.span(1), Kind.EMAIL, 0.8, "email.local")
    if _DOT_WORDS.isdisjoint(text.vocabulary) and not _DOTTED.search(low):
        return
    if not _MAIL_WORDS.isdisjoint(text.vocabulary):
        for found in _WORDY.finditer(low):
            yield text.span(*found.span("whole"), Kind.EMAIL, 0.94, "email.words")
    for found in _SPELLED.finditer(low):
        yield _without_lead(text, found, "email.spelled")
    if _NAMED_PROVIDERS.isdisjoint(text.vocabulary):
        return
    for found in _SPELLED_SHORT.finditer(low):
        if not _NO_LOCAL & set(found.group(1).split()) or "@" in found.group():
            yield text.span(*found.span(), Kind.EMAIL, 0.8, "email.short")


def _without_lead(text: Text, found: re.Match[str], by: str) -> Span:
    return text.span(found.start(), found.end(), Kind.EMAIL, 0.93, by)
