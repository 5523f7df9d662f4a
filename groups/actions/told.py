"""What is told of a case: to its author alone, and to the staff's desk. Codes, moments, ids and staff names; no words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from groups.context import Context, aad_of
from groups.model import Body
from groups.store.base import Record
from groups.vault import Destroyed
from moderation import Level

#: States that a decision left; nothing but closing follows. `asked`: back with its author, who may write it anew.
DECIDED = frozenset({"released", "refused", "asked", "removed", "taken_back", "draft", "closed"})
_SEEN_BY_STAFF = ("kind", "level", "state", "until", "reasons", "at", "author")


def is_grave(case: Record) -> bool:
    """True for a crisis at urgent or above: it has a line of its own and stays open until it is closed."""
    return case.data["kind"] == "crisis" and int(case.data["level"]) >= Level.URGENT


def is_open(case: Record) -> bool:
    """True while it stands in the queue."""
    return case.folder.startswith("open:")


def author_view(case: Record) -> dict[str, Any]:
    """What the author's page knows of a case."""
    data = case.data
    view = {
        "case": case.id,
        "cid": data["cid"],
        "channel": data["channel"],
        "reasons": data["reasons"],
        "until": data["until"],
        "state": data.get("was") or data["state"],
    }
    if data.get("target"):
        view["target"] = data["target"]
    if data["level"] >= Level.URGENT:
        over = data["state"] == "closed" or data.get("ended")
        line = {"line": data.get("part_of") or case.id} if is_grave(case) and not over else {}
        view |= {"code": answer_code(data), "values": answer_values(data)} | line
    return view


def answer_code(data: Mapping[str, Any]) -> str:
    """CARE C2: a opened, b alerted and not yet opened, c nobody reads now."""
    about = "answer.call." if "help.called" in data["reasons"] else "answer.crisis."
    if data.get("opened_at"):
        return about + "a"
    if data["reads_at"] == 0:
        return about + "b"
    return about + ("c" if data["reads_at"] else "c_unknown")


def answer_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """What fills that sentence: moments in UTC ms, and who by role and name."""
    values = {"at": data.get("opened_at") or data["at"], "reads_at": data["reads_at"]}
    return values | {
        "seat": data.get("opened_seat") or data.get("reader_seat", "psychologist"),
        "name": data.get("opened_name") or data["reader"],
    }


def desk_view(case: Record) -> dict[str, Any]:
    """What the staff's queue knows of a case. `holder` and `verdict` say by whom and until when."""
    data = case.data
    view = {"case": case.id, **{key: data[key] for key in _SEEN_BY_STAFF}, "open": is_open(case)}
    for name in ("holder", "verdict", "wrote"):
        if data.get(name):
            view[name] = data[name]
    return view | ({"parts": len(data["parts"])} if data.get("parts") else {})


async def case_body(ctx: Context, case: Record) -> Body:
    """The words as the group would see them."""
    if case.body is None:
        return Body()
    owner = f"case:{case.id}" if case.data["kind"] == "report" else f"membership:{case.data['author']}"
    await ctx.vault.load(owner)
    try:
        return ctx.vault.open(case.body, owner, aad_of("case", case.data["author"], case.id))
    except Destroyed:  # its author left with their words, or the report is closed
        return Body()
