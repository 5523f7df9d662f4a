"""Drafts of rules and agreement: one of each a group, written by psychologist or admin, in force when both agreed.

1. A tap agrees to one edition: whatever is changed in a draft makes the next edition and takes every tap back.
2. The second tap is one durable write; publishing follows from it and is done once, also after a crash.
3. What is stricter everywhere the psychologist may put in force alone; it waits for the admin's tap (CARE C17).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from groups import access, audit
from groups.access import DECIDES, Membership
from groups.actions import agreements, own_words, rules, versions
from groups.actions.versions import FIELD, What
from groups.context import Context
from groups.model import NotFound, Refused, Role, SignIn, decode, encode, new_id
from groups.store.base import Conflict, Missing, Record
from moderation import RulesError, parse_rules
from moderation.changes import is_stricter

Side: TypeAlias = Literal["psychologist", "admin"]
By: TypeAlias = Membership | SignIn
WHY_MOST = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands. `edition` counts its changes from 1; `terms`: its own words may be tried on the past."""

    group: str
    what: What
    document: dict[str, Any]
    edition: int = 0
    mark: str = ""
    why: str = ""
    agreed: tuple[Side, ...] = ()
    safety: bool = False
    terms: bool = False
    record: Record | None = field(default=None, repr=False)


def side_of(ctx: Context, by: By, group: str) -> Side:
    """Which of the two taps is theirs. Raises NotFound for everybody who has none in this group."""
    if isinstance(by, SignIn):
        if by.role is not Role.ADMIN or by.lacks_second:
            raise NotFound
        return "admin"
    access.still(ctx, by)
    if by.group != group or by.seat not in DECIDES:
        raise NotFound
    return "psychologist"


def name_of(by: By) -> str:
    """As the audit log names them."""
    return by.id if isinstance(by, Membership) else by.role.value


# reading


async def read(ctx: Context, group: str, what: What) -> Draft | None:
    """The draft that is open, None without one. One that is in force already is none."""
    circle, record = await ctx.circle(group), await ctx.store.get("draft", f"{what}:{group}")
    if record is None or record.body is None or circle.data.get(f"{what}_mark") == record.data["mark"]:
        return None
    return await _opened(ctx, record)


async def _opened(ctx: Context, record: Record) -> Draft:
    data, owner = record.data, f"group:{record.data['group']}"
    await ctx.vault.load(owner)
    kept = decode(ctx.vault.open_text(record.body, owner, _aad(data))) if record.body else {}
    return Draft(
        data["group"],
        data["what"],
        kept["document"],
        data["edition"],
        data["mark"],
        kept["why"],
        tuple(data["agreed"]),
        data["safety"],
        data["terms"],
        record,
    )


def _aad(data: Any) -> str:
    return f"draft|{data['what']}|{data['mark']}|{data['edition']}"


async def start_of(ctx: Context, group: str, what: What) -> Draft:
    """The open draft, else what is in force, as edition 0: what the next change is made of."""
    found = await read(ctx, group, what)
    if found is not None:
        return found
    circle = await ctx.circle(group)
    if what == "agreement":
        return Draft(group, what, dict(circle.data["agreement"]))
    document = await versions.document_of(ctx, group, what, circle.data.get(FIELD[what], 0))
    return Draft(group, what, document)


async def _current(ctx: Context, group: str, what: What, edition: int) -> Draft:
    """Raises Refused('error.changed') when this is not the edition that somebody looked at."""
    draft = await start_of(ctx, group, what)
    if draft.edition != edition:
        raise Refused("error.changed")
    return draft


# changing


async def change(
    ctx: Context,
    by: By,
    group: str,
    what: What,
    document: dict[str, Any],
    *,
    edition: int,
    safety: bool = False,
) -> Draft:
    """The next edition of the draft, without any tap. `edition` is the one that was read, 0 without a draft.

    Raises Refused: error.changed; what agreements.checked raises; error.rules.<code> for rules that cannot be.
    """
    side_of(ctx, by, group)
    draft = await _current(ctx, group, what, edition)
    made = await _checked(ctx, group, what, document)
    return await _write(
        ctx, replace(draft, document=made, safety=safety, agreed=(), terms=False, why=""), new=True
    )


async def _checked(ctx: Context, group: str, what: What, document: dict[str, Any]) -> dict[str, Any]:
    circle = await ctx.circle(group)
    if what == "agreement":
        return await agreements.checked(ctx, document, circle)
    in_zone = _in_zone(document, circle.zone)
    try:
        parse_rules(in_zone)
    except RulesError as error:
        span = error.suggestion.replace(" to ", "–")
        raise Refused(f"error.rules.{error.code}", place=error.path, range=span) from None
    return in_zone


def _in_zone(document: dict[str, Any], zone: str) -> dict[str, Any]:
    """Quiet hours are in the group's zone."""
    if not document.get("quiet", {}).get("hours"):
        return document
    return document | {"quiet": document["quiet"] | {"zone": zone}}


async def _write(ctx: Context, draft: Draft, *, new: bool = False, due_at: int | None = None) -> Draft:
    """Store the draft; `new` makes it the next edition. Raises Refused('error.changed')."""
    if new:
        draft = replace(draft, edition=draft.edition + 1, mark=draft.mark or new_id())
    owner, kept = f"group:{draft.group}", {"document": draft.document, "why": draft.why}
    data = {
        "group": draft.group,
        "what": draft.what,
        "edition": draft.edition,
        "mark": draft.mark,
        "agreed": list(draft.agreed),
        "safety": draft.safety,
        "terms": draft.terms,
    }
    await ctx.vault.load(owner)
    body = ctx.vault.close_text(encode(kept).decode(), owner, _aad(data))
    id, folder = f"{draft.what}:{draft.group}", f"drafts:{draft.group}"
    if draft.record is None and await ctx.store.create("draft", id, folder, data, body=body, due_at=due_at):
        return replace(draft, record=await ctx.store.get("draft", id))
    old = draft.record or await ctx.store.get("draft", id)
    if old is None or (draft.record is None and await read(ctx, draft.group, draft.what)):
        raise Refused("error.changed")
    try:
        put = await ctx.store.put(replace(old, data=data, body=body, due_at=due_at), op=new_id())
    except (Conflict, Missing):
        raise Refused("error.changed") from None
    return replace(draft, record=put)


async def drop(ctx: Context, by: By, group: str, what: What, edition: int) -> None:
    """Give the draft up: what is in force stays. Raises Refused('error.changed')."""
    side_of(ctx, by, group)
    draft = await _current(ctx, group, what, edition)
    if draft.edition:
        await ctx.store.drop("draft", f"{what}:{group}")


async def bring_back(ctx: Context, by: By, group: str, version: int, edition: int) -> bool:
    """One tap back to rules that were in force: a draft of them with this tap. True when they are in force now."""
    document = await versions.document_of(ctx, group, "rules", version)
    made = await change(ctx, by, group, "rules", document, edition=edition)
    return await agree(ctx, by, group, "rules", made.edition, back=True)


# agreeing


async def agree(
    ctx: Context, by: By, group: str, what: What, edition: int, *, why: str = "", back: bool = False
) -> bool:
    """A tap for this edition. True when it was the second one: then it is in force.

    The first tap says why, in words that everybody here may read. Raises Refused: error.changed, error.why,
    error.agreement_soon, what own_words raises.
    """
    side = side_of(ctx, by, group)
    draft = await _current(ctx, group, what, edition)
    if not draft.edition:
        raise Refused("error.changed")
    circle = await ctx.circle(group)
    if what == "agreement":
        agreements.check_time(ctx, circle, safety=draft.safety)
    said = draft.why or (await _reason(ctx, group, why, optional=back or bool(draft.agreed)))
    taps: tuple[Side, ...] = tuple(dict.fromkeys((*draft.agreed, side)))
    both = len(taps) == 2
    due = ctx.clock() + ctx.settings.errand_seconds * 1000 if both else None
    made = await _write(ctx, replace(draft, why=said, agreed=taps), due_at=due)
    tap = f"{draft.mark}:{edition}:{side}"
    await audit.record(ctx, group, f"{what}.agreed", name_of(by), mark=tap)
    if both:
        await _publish(ctx, made, name_of(by))
    return both


async def _reason(ctx: Context, group: str, typed: str, *, optional: bool) -> str:
    if not typed.strip():
        if optional:
            return ""
        raise Refused("error.why")
    return await own_words.checked(ctx, typed, most=WHY_MOST, circle=await ctx.circle(group))


async def at_once(ctx: Context, who: Membership, group: str, edition: int, *, why: str) -> None:
    """The psychologist alone puts stricter rules in force; the admin confirms later.

    Raises Refused('error.not_stricter') when anything in the draft is laxer, or not surely stricter.
    """
    if side_of(ctx, who, group) != "psychologist":
        raise NotFound
    draft, circle = await _current(ctx, group, "rules", edition), await ctx.circle(group)
    if not draft.edition:
        raise Refused("error.changed")
    made = parse_rules(draft.document)
    if circle.rules is None or not is_stricter(circle.rules, made):
        raise Refused("error.not_stricter")
    said = draft.why or await _reason(ctx, group, why, optional=False)
    await rules.set_rules(
        ctx, group, draft.document, by=who.id, why=said, mark=draft.mark, taps=("psychologist",)
    )
    await ctx.store.drop("draft", f"rules:{group}")


async def confirm(ctx: Context, by: By, group: str, version: int) -> None:
    """The admin's later tap. Raises NotFound for everybody else."""
    if side_of(ctx, by, group) != "admin":
        raise NotFound
    await versions.confirm(ctx, group, "rules", version)
    await audit.record(ctx, group, "rules.confirmed", name_of(by), mark=f"confirmed:{group}:{version}")


async def let_terms(ctx: Context, who: Membership, group: str, edition: int) -> None:
    """The psychologist lets this edition's own words be tried on the past (CARE C12)."""
    if side_of(ctx, who, group) != "psychologist":
        raise NotFound
    draft = await _current(ctx, group, "rules", edition)
    if draft.edition:
        await _write(ctx, replace(draft, terms=True))


async def finish(ctx: Context, record: Record) -> None:
    """Publish what both agreed to and a crash kept from being published. For the clock work."""
    if len(record.data["agreed"]) == 2:
        await _publish(ctx, await _opened(ctx, record), "system")


async def _publish(ctx: Context, draft: Draft, by: str) -> None:
    given: dict[str, Any] = {"by": by, "why": draft.why, "mark": draft.mark, "taps": draft.agreed}
    if draft.what == "rules":
        await rules.set_rules(ctx, draft.group, draft.document, **given)
    else:
        await agreements.set_agreement(ctx, draft.group, draft.document, **given)
    await ctx.store.drop("draft", f"{draft.what}:{draft.group}")
