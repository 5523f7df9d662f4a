"""*Salah samar?* An author says that a piece was wrongly hidden, and types it again, sealed for who decides."""

from __future__ import annotations

from groups.access import DECIDES, Membership
from groups.actions import cases, heard, messages
from groups.actions.restoring import disputable
from groups.context import Context
from groups.model import Body, NotFound, Refused
from groups.store.base import Record
from moderation import RawText

LONGEST = 200  # code points of a piece


async def dispute(ctx: Context, who: Membership, seq: int, rev: int, at: int, raw: RawText) -> Record:
    """Ask that the hidden piece `at` of an own message in state `rev` be put back. Asked again it is the same case.

    Raises NotFound, and Refused: gone, changed since, no such piece, empty, too long.
    """
    if who.seat in DECIDES:  # nobody decides on their own words
        raise NotFound
    row = await messages.own_message(ctx, who, who.room, seq)
    if row.kind != "message":
        raise Refused("error.gone")
    body = await ctx.body_loaded(row) or Body()
    if row.rev != rev or at not in [place for place, _ in disputable(body)]:
        raise Refused("error.changed")
    heard.check_length(raw, LONGEST)
    if not len(raw):
        raise Refused("error.empty")
    case = cases.case_id(row.channel, who.id, f"dispute:{row.cid}:{rev}:{at}")
    await heard.listen(ctx, who, raw, f"dispute:{case}")
    about = {
        "kind": "dispute",
        "author": who.id,
        "channel": row.channel,
        "cid": row.cid,
        "action": "show",
        "target": seq,
        "piece": {"at": at, "rev": rev},
        "reasons": ["dispute"],
        "owed": ["desk", "hear:received"],
    }
    data = cases.case_data(ctx, ctx.circles[who.group], about)
    return await heard.claim_sealed(ctx, case, f"open:{who.group}", data, raw)
