"""Handles: offered word pairs or one's own, screened like every text, alone of their look."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import unicodedata
from dataclasses import replace
from functools import cache

from groups.actions import tickets
from groups.actions.words import is_offered, listed, offered
from groups.context import Context
from groups.memory import Circle
from groups.model import Refused
from groups.store.base import Conflict, Record
from moderation import Action, RawText, skeleton
from moderation import Context as ReviewContext

OFFERED = 6
SHORTEST = 2
CLAIM_MS = 3_600_000  # a claim that nobody took a seat under is free again after this
_INSIDE = 6  # reserved words of this length or more also count inside other words
_MARKS = frozenset(" -'’.")
_chance = secrets.SystemRandom()


async def offer(ctx: Context, group: str, lang: str) -> list[str]:
    """Six handles in the reader's language that can be chosen here now."""
    free: list[str] = []
    for _ in range(4):
        for handle in offered(lang, _chance, 2 * OFFERED):
            if len(free) < OFFERED and handle not in free and await _can_be_chosen(ctx, group, handle):
                free.append(handle)
    return free


async def _can_be_chosen(ctx: Context, group: str, handle: str) -> bool:
    try:
        return await choose(ctx, group, handle) == handle
    except Refused:
        return False


async def choose(ctx: Context, group: str, typed: str) -> str:
    """The handle as it will stand. Raises Refused: error.handle_*, or error.unsure."""
    handle = " ".join(unicodedata.normalize("NFKC", typed).split())
    _check_shape(handle, ctx.settings.handle_max)
    if is_reserved(handle):
        raise Refused("error.handle_reserved")
    circle = await ctx.circle(group)
    if not await is_free(ctx, circle, handle):
        raise Refused("error.handle_taken")
    if not is_offered(handle):
        await _screen(ctx, circle, handle)
    return handle


def _check_shape(handle: str, most: int) -> None:
    fits = SHORTEST <= len(handle) <= most and all(_may_stand(char) for char in handle)
    if not fits or not any(char.isalpha() for char in handle):
        raise Refused("error.handle_length", min=SHORTEST, max=most)


def _may_stand(char: str) -> bool:
    return char.isalnum() or char in _MARKS or unicodedata.category(char) == "Mn"


def is_reserved(handle: str) -> bool:
    """True for what looks like staff or the system, spelled or spaced however."""
    whole = skeleton(handle)
    words = {skeleton(word) for word in handle.replace("-", " ").split()} | {whole}
    kept_back = _reserved()
    return bool(kept_back & words) or any(len(word) >= _INSIDE and word in whole for word in kept_back)


@cache
def _reserved() -> frozenset[str]:
    return frozenset(map(skeleton, listed("handles_reserved")))


async def _screen(ctx: Context, circle: Circle, handle: str) -> None:
    """It reaches others, so it is reviewed: what would be hidden, held or refused is no name."""
    now = ctx.clock()
    context = ReviewContext(now, circle.zone, clock=time.thread_time, covered=circle.is_covered(now))
    if circle.rules is None:
        raise Refused("error.unsure")
    decision = await ctx.reviewer.review(RawText(handle), circle.rules, context)
    if any(reason.code == "unsure" for reason in decision.reasons):
        raise Refused("error.unsure")
    if decision.body.hidden:
        raise Refused("error.handle_identifier")
    if decision.action is not Action.SHOW:
        raise Refused("error.handle_words")


async def is_free(ctx: Context, circle: Circle, handle: str) -> bool:
    """True when nobody here has, had, or is just taking a handle that looks like this one."""
    record = await ctx.store.get("handle", await _claim_id(ctx, circle.id, handle))
    return skeleton(handle) not in circle.handles and (record is None or _is_left(ctx, record))


async def _claim_id(ctx: Context, group: str, handle: str) -> str:
    key = await tickets.service_key(ctx, "handle")
    return f"{group}:{hmac.new(key, skeleton(handle).encode(), hashlib.sha256).hexdigest()}"


def _is_left(ctx: Context, claim: Record) -> bool:
    return not claim.data["kept"] and ctx.clock() - claim.data["at"] > CLAIM_MS


async def claim(ctx: Context, group: str, handle: str, mark: str) -> None:
    """Take a handle under a random mark. Repeat-safe. Raises Refused('error.handle_taken')."""
    id, data = await _claim_id(ctx, group, handle), {"mark": mark, "at": ctx.clock(), "kept": False}
    if skeleton(handle) in (await ctx.circle(group)).handles:
        raise Refused("error.handle_taken")
    if await ctx.store.create("handle", id, f"handles:{group}", data):
        return
    record = await ctx.store.get("handle", id)
    if record is not None and record.data.get("mark") == mark:
        return
    if record is None or not _is_left(ctx, record):
        raise Refused("error.handle_taken")
    try:
        await ctx.store.put(replace(record, data=data), op=f"claim:{mark}")
    except Conflict:
        raise Refused("error.handle_taken") from None


async def keep(ctx: Context, group: str, handle: str) -> None:
    """Somebody sits under it: it is never given again, and the record does not say to whom. Repeat-safe."""
    id = await _claim_id(ctx, group, handle)
    record = await ctx.store.get("handle", id)
    if record is not None and not record.data["kept"]:
        await ctx.store.put(replace(record, data={"kept": True}), op=f"keep:{id}")


async def let_go(ctx: Context, group: str, handle: str, mark: str) -> None:
    """Give up a claim that this mark has and nobody sits under. Repeat-safe."""
    id = await _claim_id(ctx, group, handle)
    record = await ctx.store.get("handle", id)
    if record is not None and record.data.get("mark") == mark:
        await ctx.store.drop("handle", id)
