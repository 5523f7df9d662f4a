"""Who may be where. The only maker of a `Membership`; web, jobs and command line ask here, actions take what it gives.

"Not there" and "not yours" are one answer: NotFound. A membership in hand was true when it was made; sockets are
closed when it ends, and every act asks again (`still`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from groups.context import Context
from groups.memory import Circle, Person
from groups.model import Channel, ChannelKind, NotFound
from groups.store.base import Record
from moderation import Level, Seat


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in one group: the only proof of access. `id` is 'system' for the service's own jobs."""

    id: str
    group: str
    seat: Seat
    from_seq: int
    former: bool = False  # removed lately: may call for help and talk in its line, nothing else
    lines: tuple[tuple[str, int], ...] = ()  # lines it was let into (`enter`): channel, first seq to be read

    @property
    def me(self) -> Channel:
        """The channel of what the service tells this person alone."""
        return Channel(ChannelKind.ME, self.id)

    @property
    def room(self) -> Channel:
        """The group's room."""
        return Channel(ChannelKind.ROOM, self.group)

    @property
    def desk(self) -> Channel:
        """What the group's staff hear."""
        return Channel(ChannelKind.DESK, self.group)

    @property
    def is_service(self) -> bool:
        """True for jobs, which cannot read bodies."""
        return self.id == "system"

    @classmethod
    def service(cls, group: str) -> Membership:
        """Jobs act as this: it opens no channel and no body."""
        return cls("system", group, Seat.MEMBER, 0)

    @classmethod
    def dry_run(cls, group: str) -> Membership:
        """A try-out of rules on the past acts as this: it reads the room for the worker alone, which gives bands."""
        return cls("dry_run", group, Seat.MEMBER, 1)


#: Seats that read the room, hold the desk, and decide on held messages.
ROOM = frozenset({Seat.MEMBER, Seat.PSYCHOLOGIST, Seat.STAND_IN, Seat.SUPPORTER})
DESK = frozenset({Seat.PSYCHOLOGIST, Seat.STAND_IN, Seat.SUPPORTER})
DECIDES = frozenset({Seat.PSYCHOLOGIST, Seat.STAND_IN})
_DAY_MS = 86_400_000


async def member_of(ctx: Context, account: str, group: str) -> Membership:
    """The account's membership in this group. Raises NotFound."""
    places = await places_of(ctx, account)
    if group not in places:
        raise NotFound
    circle = await ctx.circle(group)
    return _membership(ctx, circle, places[group])


async def caller_of(ctx: Context, account: str, group: str) -> Membership:
    """Like member_of, also for one removed lately: who may call for help (CARE C1)."""
    try:
        return await member_of(ctx, account, group)
    except NotFound:
        for record in await ctx.store.about(account, kind="membership"):
            ended = record.data.get("ended_at", 0)
            removed = record.data["state"] == "removed" and record.data["group"] == group
            if removed and ctx.clock() - ended <= ctx.settings.help_days * _DAY_MS:
                await ctx.circle(group)
                return Membership(record.id, group, Seat.MEMBER, record.data["from_seq"], former=True)
        raise


async def memberships_of(ctx: Context, account: str) -> list[Membership]:
    """Every place of this account that holds now."""
    found = []
    for group, membership in (await places_of(ctx, account)).items():
        try:
            found.append(_membership(ctx, await ctx.circle(group), membership))
        except NotFound:
            continue
    return found


async def places_of(ctx: Context, account: str) -> dict[str, str]:
    """group -> membership of an account, from memory where it is."""
    if account not in ctx.places:
        records = await ctx.store.about(account, kind="membership")
        ctx.places[account] = {
            each.data["group"]: each.id for each in records if each.data["state"] == "active"
        }
    return ctx.places[account]


def still(ctx: Context, who: Membership) -> Person:
    """The person behind a membership, asked again at every act. Raises NotFound when it has ended or changed."""
    circle = ctx.circles.get(who.group)
    person = circle.people.get(who.id) if circle else None
    if person is None or person.state != "active" or person.seat is not who.seat or not seated(ctx, person):
        raise NotFound
    return person


def seated(ctx: Context, person: Person) -> bool:
    """True while a seat holds: a psychologist from its start, a stand-in between start and end."""
    return person.is_seated(ctx.clock())


def reads(who: Membership, channel: Channel) -> int:
    """The first seq this membership may read of a channel, by the channel's kind alone. Raises NotFound."""
    kind = channel.kind
    if kind is ChannelKind.ROOM and channel.of == who.group and who.seat in ROOM:
        return who.from_seq
    if kind is ChannelKind.ME and channel.of == who.id:
        return 1
    if kind is ChannelKind.DESK and channel.of == who.group and who.seat in DESK:
        return 1
    if kind is ChannelKind.OVERSIGHT and channel.of == who.group and who.seat is Seat.SUPERVISOR:
        return 1
    for name, first in who.lines:
        if name == str(channel):
            return first
    raise NotFound


def writes(who: Membership, channel: Channel) -> None:
    """Raises NotFound where this membership may not post."""
    if str(channel) in [name for name, _ in who.lines]:
        return
    if channel.kind is not ChannelKind.ROOM or channel.of != who.group or who.seat not in ROOM:
        raise NotFound


async def enter(ctx: Context, who: Membership, channel: Channel) -> Membership:
    """The membership let into a line, as things stand now; for other channels the same. Raises NotFound.

    A private line is open to its member and to who decides in the group, from their seat's beginning on. A crisis's
    line is open to its member, to who decides, and to the supporter who holds it, from that moment on (CARE C4).
    """
    if channel.kind is ChannelKind.LINE:
        return replace(who, lines=((str(channel), await _private(ctx, who, channel)),))
    if channel.kind is ChannelKind.CASE:
        return replace(who, lines=((str(channel), await _crisis(ctx, who, channel.of)),))
    return who


async def _private(ctx: Context, who: Membership, channel: Channel) -> int:
    circle = await ctx.circle(who.group)
    person = circle.people.get(channel.of)
    if person is None or person.seat is not Seat.MEMBER or who.former:
        raise NotFound
    if channel.of == who.id:
        return 1
    if who.seat not in DECIDES:
        raise NotFound
    record = await ctx.store.get("membership", who.id)
    joined = record.data["joined_at"] if record else ctx.clock()
    return await first_since(ctx, str(channel), max(joined, circle.people[who.id].starts_at))


async def first_since(ctx: Context, channel: str, moment: int) -> int:
    """The first seq of a channel at or after a moment, head + 1 when there is none; halving, for time rises with seq."""
    low, high = await ctx.store.floor(channel) + 1, await ctx.store.head(channel) + 1
    while low < high:
        middle = (low + high) // 2
        if (await ctx.store.event(channel, middle)).at < moment:
            low = middle + 1
        else:
            high = middle
    return low


async def _crisis(ctx: Context, who: Membership, case: str) -> int:
    record = await ctx.store.get("case", case)
    if record is None or record.data["group"] != who.group or not has_line(record):
        raise NotFound
    ctx.group_of[case] = who.group
    if record.data["author"] == who.id or who.seat in DECIDES:
        return 1
    holder = record.data.get("holder") or {}
    if who.seat is Seat.SUPPORTER and holder.get("id") == who.id:
        return int(holder["from_seq"])
    raise NotFound


def has_line(case: Record) -> bool:
    """True for an open crisis at urgent or above: an episode has one line, and closing the case ends it."""
    grave = case.data["kind"] == "crisis" and int(case.data["level"]) >= Level.URGENT
    return grave and "part_of" not in case.data and case.data["state"] != "closed"


async def line_of(ctx: Context, account: str, case: str) -> tuple[Membership, Record]:
    """The line of a crisis in one of the account's groups, for its staff. Raises NotFound."""
    record = await ctx.store.get("case", case)
    if record is None:
        raise NotFound
    who = await member_of(ctx, account, record.data["group"])
    if who.seat not in DESK or not has_line(record):
        raise NotFound
    return who, record


async def case_of(ctx: Context, account: str, case: str) -> tuple[Membership, Record]:
    """A case of one of the account's groups, for who decides there. Raises NotFound."""
    record = await ctx.store.get("case", case)
    if record is None:
        raise NotFound
    who = await member_of(ctx, account, record.data["group"])
    if who.seat not in DECIDES or record.data.get("oversight"):
        raise NotFound
    return who, record


async def oversight_of(ctx: Context, account: str, case: str) -> tuple[Membership, Record]:
    """A report about staff of one of the account's groups, for the supervisor alone (CARE C15). Raises NotFound."""
    record = await ctx.store.get("case", case)
    if record is None or not record.data.get("oversight"):
        raise NotFound
    who = await member_of(ctx, account, record.data["group"])
    if who.seat is not Seat.SUPERVISOR:
        raise NotFound
    return who, record


def membership_of(circle: Circle, membership: str) -> Membership:
    """A place that was given, whether or not its seat has begun. For what the service itself carries out."""
    person = circle.people.get(membership)
    if person is None or person.state != "active":
        raise NotFound
    return Membership(person.id, circle.id, person.seat, person.from_seq)


def _membership(ctx: Context, circle: Circle, membership: str) -> Membership:
    who = membership_of(circle, membership)
    if not seated(ctx, circle.people[membership]):
        raise NotFound
    return who
