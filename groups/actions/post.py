"""A member posts: from words as typed to a durable, numbered message. What must hold, each with a test of its name:

I1  Raw text has five exits: the review, the id of a plain form, sealing and opening an original, giving back to its author.
I2  What is stored is what is published is what is rendered.
I3  Publish only after commit, in order: the store's callback does it, never an action.
I4  Heard live == shown on reload: room, own held messages, queue.
I5  No path to a group's words but access.py.
I6  When moderation cannot tell, the group does not see, and a person is told all the same.
I7  The same client id twice is one message: the first answer, and nothing else happens.
I8  No log line, error, metric, audit row or file holds words of a message in the clear.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from groups import access
from groups.access import Membership
from groups.actions import cases, firsts, lines, marks
from groups.actions.cases import Opening
from groups.actions.changing import change_body
from groups.actions.gates import gate, line_gate
from groups.actions.judge import Judged, codes_of, is_unsure, judge, level_of
from groups.actions.posts import Answer, Draft, Tell, tell_nobody
from groups.context import Context, aad_of, key_owner
from groups.memory import Circle, Person
from groups.model import Body, ChannelKind, Refused
from groups.store.base import Entry, Unavailable
from moderation import Action, CrisisState, Decision, Level

#: How a text that may be seen gets where it is seen.
Show = Callable[[Context, Membership, Draft, Judged, Tell], Awaitable[Answer]]


async def post_message(ctx: Context, who: Membership, draft: Draft, tell: Tell = tell_nobody) -> Answer:
    """Review, then show, hold or refuse; durable before `tell`. Raises NotFound, Refused."""
    if draft.channel.kind is ChannelKind.CASE:
        return await _say_in_crisis(ctx, who, draft, tell)
    access.still(ctx, who)
    who = await access.enter(ctx, who, draft.channel)
    access.writes(who, draft.channel)
    if known := await first_answer(ctx, who, draft):
        tell(known)
        return known
    draft, mark = await _labelled(ctx, who, draft)
    lost = draft.reply is not None and not await marks.stands(ctx, who, draft.channel, draft.reply)
    return await take(ctx, who, draft, tell, _show, label=mark, lost="error.reply_gone" if lost else "")


async def _say_in_crisis(ctx: Context, who: Membership, draft: Draft, tell: Tell) -> Answer:
    """A crisis's own line: no rule holds, refuses or hides there (lines.py)."""
    answers: list[Answer] = []

    def told(seq: int, new: bool, at: int, body: Body | None) -> None:
        answers.append(_shown(seq, at, body, (), again=not new))
        tell(answers[0])

    await lines.say(ctx, who, lines.Saying(draft.channel, draft.raw, draft.cid, draft.unchecked), told)
    return answers[0]


async def _labelled(ctx: Context, who: Membership, draft: Draft) -> tuple[Draft, str]:
    """The draft with its label as rules know it. Own words that are not clean become the first line (marks.py)."""
    if draft.own is None:
        return draft, marks.label_word(ctx, draft.label, None)
    circle = ctx.circles[who.group]
    words = await marks.clean_label(ctx, circle, circle.people[who.id], draft.own)
    if words is None:
        return replace(draft, own=None, raw=draft.own.joined), ""
    sealed = await marks.seal_label(ctx, draft.channel, who.id, words)
    return replace(draft, label=None, own=replace(draft.own, sealed=sealed)), words.lower()


async def take(
    ctx: Context, who: Membership, draft: Draft, tell: Tell, show: Show, *, label: str, lost: str
) -> Answer:
    """Review a text, then show, hold or refuse it. `lost`: the code of what it speaks of and is not there."""
    person, circle = access.still(ctx, who), ctx.circles[who.group]
    line = draft.channel.kind is ChannelKind.LINE
    judged = await judge(ctx, circle, person, draft.raw, label=label, without=draft.target, line=line)
    decision = judged.decision
    refusal = _hindrance(ctx, circle, person, draft, decision, lost)
    if lost:
        draft = replace(draft, reply=None)
    _carry(person, decision)
    if is_unsure(decision):
        ctx.trouble("moderation")
    answers: list[Answer] = []

    def once(answer: Answer) -> None:
        answers.append(answer)
        tell(answer)

    try:
        return await _act(ctx, who, draft, judged, refusal, once, show)
    except Unavailable:
        ctx.trouble("store")
        if answers:  # it is durable and was answered: what is left is owed
            return answers[0]
        raise Refused("error.unavailable", help=decision.alert >= Level.URGENT) from None


async def first_answer(ctx: Context, who: Membership, draft: Draft) -> Answer | None:
    """What this id was answered before, or None. A shown message is found by its row, a held one by its case.

    What a gate refused is kept nowhere, so that it can be sent again; in danger its case stands and stays the same.
    """
    channel = str(draft.channel)
    event = await ctx.store.find(channel, who.id, draft.cid)
    if event is not None:
        return _shown(event.seq, event.at, await ctx.body_loaded(event), (), again=True)
    case = await ctx.store.get("case", cases.case_id(channel, who.id, draft.cid))
    if case is None or case.data["action"] != "hold":
        return None
    if case.data["owed"]:
        case = await cases.pay(ctx, case)
    body, codes = await cases.case_body(ctx, case), tuple(case.data["reasons"])
    return Answer(Action.HOLD, True, None, case.data["at"], body, codes, case.id, *_waits(case.data))


def _hindrance(
    ctx: Context, circle: Circle, person: Person, draft: Draft, decision: Decision, lost: str
) -> Refused | None:
    """Why it is not taken, beside its words. What waits for a person in danger waits whatever it speaks of."""
    if lost and (decision.action is Action.SHOW or decision.alert < Level.URGENT):
        return Refused(lost)
    if decision.action is not Action.SHOW:
        return None
    if draft.channel.kind is ChannelKind.LINE:
        return line_gate(ctx, circle, person)
    return gate(ctx, circle, person, draft.roster)


def _carry(person: Person, decision: Decision) -> None:
    """The level lasts over the person's next messages."""
    if decision.crisis != CrisisState():
        person.crisis = decision.crisis


async def _act(
    ctx: Context,
    who: Membership,
    draft: Draft,
    judged: Judged,
    refusal: Refused | None,
    tell: Tell,
    show: Show,
) -> Answer:
    decision = judged.decision
    action = Action.REFUSE if refusal else decision.action
    grave = decision.alert >= Level.URGENT
    if action is Action.HOLD:
        return await _hold(ctx, who, draft, decision, tell)
    if grave:
        await cases.open_case(ctx, _opening(who, draft, decision, action), draft.raw)
    elif decision.alert is Level.WATCH and action is Action.SHOW:
        await cases.open_case(ctx, _opening(who, draft, decision, action), None)
    if action is Action.REFUSE:
        return _refuse(decision, refusal, grave, tell)
    return await show(ctx, who, draft, judged, tell)


def _opening(who: Membership, draft: Draft, decision: Decision, action: Action) -> Opening:
    kind = "crisis" if decision.alert > Level.NONE else "held"
    opening = Opening(who, str(draft.channel), draft.cid, decision, action, kind, decision.alert)
    return replace(opening, target=draft.target, message=_marks(draft))


async def _show(ctx: Context, who: Membership, draft: Draft, judged: Judged, tell: Tell) -> Answer:
    circle, decision = ctx.circles[who.group], judged.decision
    await hide_earlier(ctx, draft, judged)
    channel, at = str(draft.channel), ctx.clock()
    if draft.channel.kind is ChannelKind.LINE:
        await lines.ask(ctx, who, draft.channel, draft.cid)
    owner = key_owner(draft.channel, who.id)
    await ctx.vault.load(owner)
    sealed = ctx.vault.close(decision.body, owner, aad_of(channel, who.id, draft.cid))
    codes = codes_of(decision)
    answers: list[Answer] = []

    def told(seq: int, new: bool) -> None:
        answers.append(_shown(seq, at, decision.body, codes, again=not new))
        tell(answers[0])

    entry = Entry("message", who.id, draft.cid, at, sealed, _marks(draft) | level_of(decision))
    await ctx.store.append(entry, channel, told)
    if draft.channel.kind is ChannelKind.LINE:
        await lines.answered(ctx, who, draft.channel)
    else:
        await firsts.shown(ctx, circle, circle.people[who.id], answers[0].seq or 0, at)
    return answers[0]


def _shown(seq: int, at: int, body: Body | None, codes: tuple[str, ...], *, again: bool) -> Answer:
    return Answer(Action.SHOW, again, seq, at, body, codes)


async def hide_earlier(ctx: Context, draft: Draft, judged: Judged) -> None:
    """What this text completes is hidden first, where it stands."""
    for index, body in judged.decision.earlier:
        await change_body(ctx, str(draft.channel), judged.seqs[index], body, f"earlier:{draft.cid}")


def _marks(draft: Draft) -> dict[str, Any]:
    return marks.marks(draft.wish, draft.label, draft.own.sealed if draft.own else None, draft.reply)


async def _hold(ctx: Context, who: Membership, draft: Draft, decision: Decision, tell: Tell) -> Answer:
    opening = _opening(who, draft, decision, Action.HOLD)
    case = await cases.claim_case(ctx, opening, draft.raw)
    answer = Answer(
        Action.HOLD,
        False,
        None,
        case.data["at"],
        decision.body,
        codes_of(decision),
        case.id,
        *_waits(case.data),
    )
    await cases.pay(ctx, case, lambda seq, new: tell(answer))
    return answer


def _waits(data: Any) -> tuple[str, dict[str, Any]]:
    """What the author of a held message is told: only what is true (CARE C2)."""
    if data["level"] >= Level.URGENT:
        return cases.answer_code(data), cases.answer_values(data)
    if "unsure" in data["reasons"]:
        return "held.sealed", {}
    return ("held.what_now", {"until": data["until"]}) if data["until"] else ("held.what_now_unknown", {})


def _refuse(decision: Decision, refusal: Refused | None, grave: bool, tell: Tell) -> Answer:
    """Told why; nothing is kept but, in danger, the case."""
    code, values = (refusal.code, refusal.values) if refusal else ("", {})
    answer = Answer(
        Action.REFUSE,
        reasons=codes_of(decision),
        code=code,
        values=values | ({"help": True} if grave else {}),
    )
    tell(answer)
    return answer


__all__ = [
    "Answer",
    "Draft",
    "Tell",
    "first_answer",
    "hide_earlier",
    "level_of",
    "post_message",
    "take",
    "tell_nobody",
]
