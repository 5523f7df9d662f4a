"""The demo's evening: each entry of its story is one act, done through the same doors as everybody's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from groups import access
from groups.actions import cases, decisions, drafts, lines, messages, reports, welcome
from groups.actions.post import Draft, post_message
from groups.actions.reports import Report
from groups.context import Context
from groups.model import Channel, ChannelKind, Role, SignIn, new_id
from groups.store.base import Record
from moderation import RawText

Entry = dict[str, Any]
ADMIN = SignIn("", "", Role.ADMIN, staff=True, shared=False, second=True)


@dataclass(slots=True)
class Evening:
    """One group's evening: who is there, and what was said under which mark."""

    ctx: Context
    group: str
    accounts: dict[str, str]  # handle -> account
    said: dict[str, int] = field(default_factory=dict)

    async def who(self, entry: Entry) -> access.Membership:
        """Who does it, as things stand in that moment."""
        return await access.member_of(self.ctx, self.accounts[entry["by"]], self.group)


async def act(evening: Evening, entry: Entry) -> None:
    """One entry. Its first key beside `by` says what it is."""
    await next(done for key, done in ACTS.items() if key in entry)(evening, entry)


async def _say(evening: Evening, entry: Entry) -> None:
    who = await evening.who(entry)
    reply = evening.said[entry["to"]] if "to" in entry else None
    draft = Draft(who.room, RawText(entry["text"]), new_id(), wish=entry.get("wish"), reply=reply)
    answer = await post_message(evening.ctx, who, draft)
    if answer.seq is not None and "mark" in entry:
        evening.said[entry["mark"]] = answer.seq


async def _react(evening: Evening, entry: Entry) -> None:
    who = await evening.who(entry)
    await messages.react(evening.ctx, who, who.room, evening.said[entry["to"]], entry["react"], True)


async def _crisis_line(evening: Evening, entry: Entry) -> None:
    """Words in the line of somebody's crisis; the psychologist first opens what was written, as it is noted."""
    ctx, who = evening.ctx, await evening.who(entry)
    case = await _crisis_of(evening, entry["crisis"])
    if who.seat in access.DECIDES and case.data["state"] == "waiting":
        await decisions.open_original(ctx, who, case)
    saying = lines.Saying(Channel(ChannelKind.CASE, case.id), RawText(entry["says"]), new_id())
    await lines.say(ctx, who, saying, lambda seq, new, at, body: None)


async def _crisis_of(evening: Evening, handle: str) -> Record:
    who = await access.member_of(evening.ctx, evening.accounts[handle], evening.group)
    found = await evening.ctx.store.about(who.id, kind="case")
    return next(case for case in found if cases.is_grave(case) and access.has_line(case))


async def _private(evening: Evening, entry: Entry) -> None:
    who = await evening.who(entry)
    line = Channel(ChannelKind.LINE, who.id)
    await post_message(evening.ctx, who, Draft(line, RawText(entry["private"]), new_id()))


async def _report(evening: Evening, entry: Entry) -> None:
    report = Report(entry["report"], RawText(entry["why"]), new_id())
    await reports.report_message(evening.ctx, await evening.who(entry), evening.said[entry["to"]], report)


async def _welcome(evening: Evening, entry: Entry) -> None:
    shown, theme = RawText(entry["welcome"]), RawText(entry["theme"])
    await welcome.write(evening.ctx, await evening.who(entry), shown, theme)


async def _propose(evening: Evening, entry: Entry) -> None:
    """The admin's draft with the admin's tap: it waits for the psychologist's."""
    ctx, group = evening.ctx, evening.group
    draft = await drafts.change(ctx, ADMIN, group, "rules", entry["rules"], edition=0)
    await drafts.agree(ctx, ADMIN, group, "rules", draft.edition, why=entry["why"])


ACTS: dict[str, Callable[[Evening, Entry], Awaitable[None]]] = {
    "text": _say,
    "react": _react,
    "crisis": _crisis_line,
    "private": _private,
    "report": _report,
    "welcome": _welcome,
    "rules": _propose,
}
