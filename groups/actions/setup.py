"""Making a group from a form, and moving one from a messenger (CARE C27): old rules become promises and rules."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from groups.actions import agreements, drafts, groups, own_words
from groups.context import Context
from groups.model import SignIn
from moderation.entries import merge

LONGEST_NAME, LONGEST_THEME = 60, 80
MOST_LINES = 30
_DATA = Path(__file__).parents[1] / "data"
_MARK = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s*")
_NEVER = re.compile(
    r"^(?:di)?(?:mohon|harap|tolong)?\s*(?:dilarang(?: keras)?|jangan(?: pernah)?|tidak (?:boleh|diperbolehkan)"
    r"|tdk boleh|gak boleh|ga boleh|no|tanpa|hindari|stop)\s+",
    re.I,
)
_ALWAYS = re.compile(
    r"^(?:mohon|harap|tolong|wajib|harus|setiap anggota (?:wajib|harus))\s+(?:untuk\s+)?", re.I
)
_TIMES = re.compile(r"\b([01]?\d|2[0-3])[.:]([0-5]\d)\D{1,14}?([01]?\d|2[0-3])[.:]([0-5]\d)\b")
_QUIET = re.compile(r"tenang|istirahat|sepi|tidak (?:chat|kirim)|jangan (?:chat|kirim)|malam|quiet", re.I)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks for. `agreement` and `rules` may be empty."""

    name: str
    theme: str
    zone: str
    hours: dict[str, Any]
    open_at: int | None = None
    retention_days: int | None = None
    agreement: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    register: str = groups.REGISTERS[0]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line of old rules could become: a promise, a rule of the document `patch`, or nothing."""

    line: str
    becomes: Literal["promise", "rule", "nothing"]
    promise: str
    patch: dict[str, Any]


async def make_group(ctx: Context, by: SignIn, wish: Wish, group: str | None = None) -> str:
    """A closed group as wished, its first agreement in force, its rules a draft with the admin's tap.

    The psychologist stands by the agreement on taking the seat: its promises are ticked there. The same `group` id
    again is the same group. Raises NotFound for no admin; Refused: what own_words, agreements and groups raise.
    """
    if group is not None and await ctx.store.get("group", group) is not None:
        return group
    name = await own_words.checked(ctx, wish.name, most=LONGEST_NAME)
    theme = await own_words.checked(ctx, wish.theme, most=LONGEST_THEME)
    agreement = await agreements.checked(ctx, wish.agreement or default_agreement(wish.register))
    made = await groups.create_group(
        ctx,
        name,
        theme,
        zone=wish.zone,
        hours=wish.hours,
        open_at=wish.open_at,
        retention_days=wish.retention_days,
        agreement=agreement,
        group=group,
        register=wish.register,
    )
    if wish.rules:
        draft = await drafts.change(ctx, by, made, "rules", wish.rules, edition=0)
        await drafts.agree(ctx, by, made, "rules", draft.edition, back=True)
    return made


@cache
def _default() -> str:
    return (_DATA / "agreement.json").read_text("utf-8")


def default_agreement(register: str = groups.REGISTERS[0]) -> dict[str, Any]:
    """The service's own promises in a group's register, until it writes others."""
    found: dict[str, Any] = json.loads(_default())
    found = found if register == groups.REGISTERS[0] else found["formal"]
    return {"promises": found["promises"], "staff": found["staff"]}


# old rules


def proposals(pasted: str, register: str = groups.REGISTERS[0]) -> list[Proposal]:
    """One for each line, at most 30. Pure: the same lines propose the same."""
    lines = [_MARK.sub("", line).strip(" .;") for line in pasted.splitlines()]
    me = _ME[register]
    return [_proposal(" ".join(line.split()), me) for line in lines if line][:MOST_LINES]


def _proposal(line: str, me: str) -> Proposal:
    patch = patch_of(line)
    promise = in_first_person(line, me)
    fits = len(promise.split()) <= agreements.MOST_WORDS
    return Proposal(line, "rule" if patch else "promise" if fits else "nothing", promise, patch)


_ME = dict(zip(groups.REGISTERS, ("Aku", "Saya"), strict=True))


def in_first_person(line: str, me: str = "Aku") -> str:
    """`Dilarang menyebar foto` -> `Aku tidak menyebar foto.`; what has no such beginning stays."""
    never = _NEVER.sub("", line)
    if never != line:
        return f"{me} tidak {never[:1].lower()}{never[1:]}."
    always = _ALWAYS.sub("", line)
    return f"{me} {always[:1].lower()}{always[1:]}." if always != line else f"{line[:1].upper()}{line[1:]}."


def patch_of(line: str) -> dict[str, Any]:
    """What of the line the rules could keep by themselves; `{}` for nothing."""
    found: dict[str, Any] = {}
    for cue, patch in _CUES:
        if cue.search(line):
            found = merge(found, patch)
    times = _TIMES.search(line)
    if times and _QUIET.search(line):
        opens, closes = f"{int(times[1]):02}:{times[2]}", f"{int(times[3]):02}:{times[4]}"
        found = merge(found, {"quiet": {"hours": [{"from": opens, "to": closes}]}})
    return found


def joined(patches: list[dict[str, Any]]) -> dict[str, Any]:
    """One document of several."""
    made: dict[str, Any] = {}
    for patch in patches:
        made = merge(made, patch)
    return made


_CUES: tuple[tuple[re.Pattern[str], dict[str, Any]], ...] = tuple(
    (re.compile(rf"\b(?:{cue})", re.I), patch)
    for cue, patch in (
        (r"links?\b|tautan|url\b|website", {"links": {"other": "refuse"}}),
        (r"jual|promosi|iklan|dagang|mlm\b|spam|bisnis", {"asks": {"solicitation": "refuse"}}),
        (r"(?:kata )?kasar|makian|memaki|umpat|jorok|toxic", {"words": {"swear": "hold"}}),
        (r"porno|seksual|mesum|asusila|dewasa\b", {"words": {"sexual": "refuse"}}),
        (r"nomor|no\.? ?hp|kontak|japri|japrian|wa pribadi|chat pribadi", {"asks": {"contact": "hold"}}),
        (r"ketemu|kopdar|bertemu|meetup", {"asks": {"meet": "refuse"}}),
        (r"obat|dosis|resep", {"asks": {"medical_advice": "refuse"}, "topics": {"dose": "hold"}}),
        (r"politik|pemilu|pilpres|partai", {"topics": {"politics": "hold"}}),
        (r"sara\b|agama", {"topics": {"religion": "hold"}}),
        (r"utang|hutang|pinjam|pinjol|donasi|minta uang", {"topics": {"money": "hold"}}),
        (r"(?:menghakimi|hakimi|menggurui|judge|judging)", {"judging": "hold"}),
    )
)
