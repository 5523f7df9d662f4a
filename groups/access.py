"""Who may be where. The only maker of a `Membership`; web, jobs and command line ask here, actions take what it gives.

"Not there" and "not yours" are one answer: NotFound. A membership in hand was true when it was made; sockets are
closed when it ends, and every act asks again (`still`).
"""

from __future__ import annotations

from dataclasses import dataclass

from groups.context import Context
from groups.memory import Circle, Person
from groups.model import Channel, ChannelKind, NotFound
from groups.store.base import Record
from moderation import Seat


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place in one group: the only proof of access. `id` is 'system' for the service's own jobs."""

    id: str
    group: str
    seat: Seat
    from_seq: int
    former: bool = False  # removed lately: may call for help, nothing else

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
    now = ctx.clock()
    return person.starts_at <= now and (person.ends_at is None or now < person.ends_at)


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
    raise NotFound


def writes(who: Membership, channel: Channel) -> None:
    """Raises NotFound where this membership may not post."""
    if channel.kind is not ChannelKind.ROOM or channel.of != who.group or who.seat not in ROOM:
        raise NotFound


async def case_of(ctx: Context, account: str, case: str) -> tuple[Membership, Record]:
    """A case of one of the account's groups, for who decides there. Raises NotFound."""
    record = await ctx.store.get("case", case)
    if record is None:
        raise NotFound
    who = await member_of(ctx, account, record.data["group"])
    if who.seat not in DECIDES:
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
