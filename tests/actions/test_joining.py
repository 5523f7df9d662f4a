"""Joining: from a code to a seat, wholly or not at all, whoever asks twice and whatever fails in between."""

from __future__ import annotations

import asyncio

import pytest

from groups import access, errands
from groups.actions import accounts, handles, invitations, joining, sign_ins
from groups.actions.invitations import Offer
from groups.actions.joining import Comer
from groups.actions.seating import Joining, Step
from groups.actions.words import listed
from groups.model import NotFound, Refused, Role, SignIn
from groups.store.base import Unavailable
from moderation import Seat
from tests.conftest import LICENCE, Clock, World
from tests.faults import FaultyStore

ADMIN = SignIn("", "", Role.ADMIN, staff=True, shared=False, second=True)
PASSWORD = "embun di atas pagar"
HERE = "192.0.2.7"
PROMISES = {
    "promises": [{"text": "satu", "note": ""}, {"text": "dua", "note": ""}],
    "staff": ["tiga"],
    "signed": "",
}


async def invited(world: World, group: str, **offer: object) -> str:
    return await invitations.create(world.ctx, ADMIN, Offer(group, **offer))  # type: ignore[arg-type]


async def at_the_mirror(world: World, code: str, handle: str = "Hujan Tipis") -> Joining:
    """Somebody who has gone through all screens but the last."""
    ctx = world.ctx
    here = await joining.confirm_age(ctx, await joining.begin(ctx, code))
    if here.step is Step.HANDLE:
        here = await joining.choose_handle(ctx, here, handle)
    return await joining.agree(ctx, here, ["1", "2", "seat"])


def comer(name: str = "teduh", password: str = PASSWORD, me: SignIn | None = None) -> Comer:
    return Comer(me, name, password, HERE, "id")


async def refusal(awaited: object) -> str:
    with pytest.raises(Refused) as refused:
        await awaited  # type: ignore[misc]
    return refused.value.code


async def people(world: World, group: str) -> list[str]:
    world.ctx.circles.clear()
    return [person.handle for person in (await world.ctx.circle(group)).members()]


# the way in


async def test_a_code_leads_to_a_seat_under_the_chosen_handle(world: World) -> None:
    group = await world.group(agreement=PROMISES)
    entered = await joining.enter(world.ctx, await at_the_mirror(world, await invited(world, group)), comer())
    who = await access.member_of(world.ctx, entered.account, group)
    assert (who.id, who.seat) == (entered.membership, Seat.MEMBER)
    assert await people(world, group) == ["Hujan Tipis"]
    assert entered.code and await accounts.recover(world.ctx, "teduh", entered.code, "sandi lain lagi", HERE)


async def test_the_ticket_carries_the_way_and_opens_nowhere_else(world: World, clock: Clock) -> None:
    here = await at_the_mirror(world, await invited(world, await world.group()))
    ticket = await joining.ticket_of(world.ctx, here)
    assert await joining.resume(world.ctx, ticket) == here
    assert "Hujan" not in ticket
    for broken in ("", "abc", ticket[:-4], ticket[:40] + "AAAA" + ticket[44:]):
        assert await refusal(joining.resume(world.ctx, broken)) == "error.ticket"
    clock.forward(minutes=61)
    assert await refusal(joining.resume(world.ctx, ticket)) == "error.ticket"


async def test_until_the_last_screen_nothing_is_stored(world: World) -> None:
    code = await invited(world, await world.group())
    store = FaultyStore(world.ctx.store)
    await joining.ticket_of(world.ctx, await at_the_mirror(world, code))
    world.ctx.store = store  # type: ignore[assignment]
    await joining.ticket_of(world.ctx, await at_the_mirror(world, code))
    assert store.called == []


async def test_every_promise_has_to_be_ticked(world: World) -> None:
    group = await world.group(agreement=PROMISES)
    ctx = world.ctx
    here = await joining.confirm_age(ctx, await joining.begin(ctx, await invited(world, group)))
    here = await joining.choose_handle(ctx, here, "Hujan Tipis")
    for ticked in ([], ["1"], ["2", "2"], ["0", "1"]):
        assert await refusal(joining.agree(ctx, here, ticked)) == "error.promises"
    assert (await joining.agree(ctx, here, ["2", "1"])).step is Step.MIRROR


async def test_an_agreement_that_changed_is_read_again(world: World) -> None:
    group = await world.group(agreement=PROMISES)
    here = await at_the_mirror(world, await invited(world, group))
    world.ctx.circles[group].data["agreement"] = PROMISES | {"staff": ["lain"]}
    assert await refusal(joining.enter(world.ctx, here, comer())) == "error.agreement_changed"
    again = await joining.agree(world.ctx, joining.back_to_agreement(here), ["1", "2"])
    assert await joining.enter(world.ctx, again, comer())


async def test_no_screen_can_be_left_out(world: World) -> None:
    here = await joining.begin(world.ctx, await invited(world, await world.group()))
    assert await refusal(joining.enter(world.ctx, here, comer())) == "error.ticket"


async def test_the_room_opens_when_enough_have_joined(group: World) -> None:
    made = await group.group("Napas Pelan", open_at=2)
    await group.person("damar", made, Seat.PSYCHOLOGIST, "Damar Aji")
    for number, handle in enumerate(("Hujan Tipis", "Payung Senja")):
        assert not group.ctx.circles[made].is_open
        here = await at_the_mirror(group, await invited(group, made), handle)
        await joining.enter(group.ctx, here, comer(f"orang{number}"))
    assert group.ctx.circles[made].is_open


async def test_those_in_the_room_hear_that_somebody_joined_and_under_what_name(group: World) -> None:
    page = await group["sari"].listen()
    here = await at_the_mirror(group, await invited(group, group["sari"].group))
    entered = await joining.enter(group.ctx, here, comer())
    event = await page.event("joined")
    assert (event["by"], event["handle"]) == (entered.membership, "Hujan Tipis")


# handles


async def test_six_handles_are_offered_in_the_readers_language_and_each_can_be_taken(world: World) -> None:
    group = await world.group()
    for lang, word in (("id", "handles_id_things"), ("en", "handles_en_moods")):
        offers = await handles.offer(world.ctx, group, lang)
        assert len(set(offers)) == 6
        for each in offers:
            assert each.split()[0] in listed(word)
            assert await handles.choose(world.ctx, group, each) == each


@pytest.mark.parametrize("lang", ["id", "en"])
async def test_every_word_pair_passes_the_screen(world: World, lang: str) -> None:
    group = await world.group()
    firsts, seconds = listed(f"handles_{lang}_things"), listed(f"handles_{lang}_moods")
    if lang == "en":
        firsts, seconds = seconds, firsts
    for pair in (f"{first} {second}" for first in firsts for second in seconds[::3]):
        assert await handles.choose(world.ctx, group, pair) == pair


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("x", "error.handle_length"),
        ("x" * 25, "error.handle_length"),
        ("7777", "error.handle_length"),
        ("<b>tebal</b>", "error.handle_length"),
        ("hujan\u202etipis", "error.handle_length"),
        ("Psikolog Laras", "error.handle_reserved"),
        ("psik0log", "error.handle_reserved"),
        ("P s i k o l o g", "error.handle_reserved"),
        ("Psikologmu", "error.handle_reserved"),
        ("Аdmin", "error.handle_reserved"),  # a Cyrillic letter
        ("si admin baik", "error.handle_reserved"),
        ("Moderat0r", "error.handle_reserved"),
        ("Sistem", "error.handle_reserved"),
        ("Pendamping", "error.handle_reserved"),
        ("0812 3456 7890 a", "error.handle_identifier"),
        ("budi@surel.id", "error.handle_length"),
        ("kontol", "error.handle_words"),
    ],
)
async def test_a_handle_that_tells_who_pretends_or_wounds_is_not_taken(
    world: World, typed: str, code: str
) -> None:
    assert await refusal(handles.choose(world.ctx, await world.group(), typed)) == code


@pytest.mark.parametrize(
    "typed", ["hujan tipis", "HUJAN  TIPIS", "Hujan-Tipis", "Hujan Tip1s", "Нujan Tipis", "Hujan Típis"]
)
async def test_a_handle_that_looks_like_another_is_taken(world: World, typed: str) -> None:
    group = await world.group()
    await world.person("hana", group, handle="Hujan Tipis")
    assert await refusal(handles.choose(world.ctx, group, typed)) == "error.handle_taken"


async def test_a_handle_is_never_given_again_after_its_owner_left(world: World) -> None:
    from groups.actions import seats

    group = await world.group()
    entered = await joining.enter(world.ctx, await at_the_mirror(world, await invited(world, group)), comer())
    await seats.remove(world.ctx, await access.member_of(world.ctx, entered.account, group), "left")
    assert await refusal(handles.choose(world.ctx, group, "Hujan Tipis")) == "error.handle_taken"
    world.ctx.circles.clear()
    assert await refusal(handles.choose(world.ctx, group, "Hujan Tipis")) == "error.handle_taken"


async def test_the_same_handle_is_free_in_another_group(world: World) -> None:
    for name, group in (("teduh", await world.group()), ("lain7", await world.group("Napas Pelan"))):
        await joining.enter(world.ctx, await at_the_mirror(world, await invited(world, group)), comer(name))
        assert await people(world, group) == ["Hujan Tipis"]


async def test_two_who_chose_one_handle_do_not_both_get_it_and_the_second_keeps_the_place(
    world: World,
) -> None:
    group = await world.group()
    ctx, code = world.ctx, await invitations.create(world.ctx, ADMIN, Offer(group), places=2)
    one, two = [await at_the_mirror(world, code) for _ in range(2)]
    came = await asyncio.gather(
        joining.enter(ctx, one, comer("satu1")),
        joining.enter(ctx, two, comer("dua22")),
        return_exceptions=True,
    )
    assert [type(each) for each in came].count(Refused) == 1
    assert await people(world, group) == ["Hujan Tipis"]
    assert (await invitations.read(ctx, invitations.id_of(code))).data["used"] == 1
    left_out = "satu1" if isinstance(came[0], Refused) else "dua22"
    assert await accounts.account_of(ctx, left_out) is None


# accounts


async def test_one_account_has_unlinked_handles_in_two_groups(world: World) -> None:
    one, two = await world.group(), await world.group("Napas Pelan")
    first = await joining.enter(world.ctx, await at_the_mirror(world, await invited(world, one)), comer())
    here = await at_the_mirror(world, await invited(world, two), "Payung Senja")
    second = await joining.enter(world.ctx, here, comer())
    assert first.account == second.account and first.membership != second.membership
    assert second.code is None
    for group in (one, two):
        room = f"room:{group}"
        seen = repr([(event.author, event.data) for event in await world.ctx.store.after(room, 0, 100)])
        assert first.account not in seen


async def test_who_is_signed_in_joins_without_typing_anything(world: World) -> None:
    account, _ = await accounts.create(world.ctx, "teduh", PASSWORD)
    tokens = await sign_ins.start(world.ctx, account, shared=False)
    me = await sign_ins.who(world.ctx, tokens.token, tokens.half)
    here = await at_the_mirror(world, await invited(world, await world.group()))
    entered = await joining.enter(world.ctx, here, comer("", "", me))
    assert (entered.account, entered.code) == (account, None)


async def test_another_persons_sign_in_name_is_taken_and_opens_nothing(world: World) -> None:
    await accounts.create(world.ctx, "teduh", PASSWORD)
    group = await world.group()
    code = await invited(world, group)
    here = await at_the_mirror(world, code)
    assert (
        await refusal(joining.enter(world.ctx, here, comer(password="sandi orang lain")))
        == "error.name_taken"
    )
    assert await people(world, group) == []
    assert await invitations.read(world.ctx, invitations.id_of(code))


async def test_nobody_has_two_places_in_one_group(world: World) -> None:
    group = await world.group()
    await joining.enter(world.ctx, await at_the_mirror(world, await invited(world, group)), comer())
    here = await at_the_mirror(world, await invited(world, group), "Payung Senja")
    assert await refusal(joining.enter(world.ctx, here, comer())) == "error.already_here"


async def test_an_admin_takes_no_seat(world: World) -> None:
    await accounts.create(world.ctx, "kelola", PASSWORD, role=Role.ADMIN)
    here = await at_the_mirror(world, await invited(world, await world.group()))
    assert await refusal(joining.enter(world.ctx, here, comer("kelola"))) == "error.staff_seat"


# staff


async def test_a_stand_in_joins_under_the_name_on_the_licence_and_needs_a_second_factor(world: World) -> None:
    group = await world.group()
    code = await invited(world, group, seat=Seat.STAND_IN, licence=LICENCE)
    entered = await joining.enter(world.ctx, await at_the_mirror(world, code), comer("pengganti7"))
    circle = await world.ctx.circle(group)
    assert circle.people[entered.membership].name == LICENCE["name"]
    assert (await accounts.get(world.ctx, entered.account)).data["staff"]


async def test_a_stand_in_accepts_the_seat_with_a_tick_of_their_own(world: World) -> None:
    group = await world.group(agreement=PROMISES)
    code = await invited(world, group, seat=Seat.STAND_IN, licence=LICENCE)
    here = await joining.confirm_age(world.ctx, await joining.begin(world.ctx, code))
    assert await refusal(joining.agree(world.ctx, here, ["1", "2"])) == "error.promises"
    assert (await joining.agree(world.ctx, here, ["1", "2", "seat"])).step is Step.MIRROR


async def test_a_group_has_one_psychologist(group: World) -> None:
    code = await invited(group, group["laras"].group, seat=Seat.PSYCHOLOGIST, licence=LICENCE)
    here = await at_the_mirror(group, code)
    assert await refusal(joining.enter(group.ctx, here, comer("kedua7"))) == "error.seat_taken"
    assert await accounts.account_of(group.ctx, "kedua7") is None


# twice, and with faults


async def test_the_last_form_sent_again_gives_the_same_answer(world: World) -> None:
    group = await world.group()
    here = await at_the_mirror(world, await invitations.create(world.ctx, ADMIN, Offer(group), places=5))
    answers = await asyncio.gather(*(joining.enter(world.ctx, here, comer()) for _ in range(3)))
    answers.append(await joining.enter(world.ctx, here, comer()))
    assert len({(each.account, each.membership, each.code) for each in answers}) == 1
    assert (await world.ctx.store.get("invitation", here.invitation)).data["used"] == 1  # type: ignore[union-attr]
    joined = [each for each in await world.ctx.store.after(f"room:{group}", 0, 50) if each.kind == "joined"]
    assert len(joined) == 1


async def test_a_stranger_with_the_ticket_does_not_get_the_code_again(world: World) -> None:
    here = await at_the_mirror(world, await invited(world, await world.group()))
    await joining.enter(world.ctx, here, comer())
    assert (
        await refusal(joining.enter(world.ctx, here, comer(password="sandi orang lain")))
        == "error.name_taken"
    )


async def outcome(world: World, group: str, here: Joining) -> tuple[bool, bool, int, bool]:
    """(seated?, can sign in?, places used, handle free?) as people see it."""
    ctx = world.ctx
    ctx.circles.clear()
    ctx.places.clear()
    account = await accounts.account_of(ctx, "teduh")
    record = await ctx.store.get("invitation", here.invitation)
    assert record
    seated = False
    if account:
        try:
            await access.member_of(ctx, account, group)
            seated = True
        except NotFound:
            pass
    is_free = await handles.is_free(ctx, await ctx.circle(group), here.handle)
    return seated, account is not None, record.data["used"], is_free


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_join_cut_off_after_any_store_call_is_finished_or_never_was(
    world: World, clock: Clock, when: str
) -> None:
    """The store fails at the N-th write, for every N; then the clock work runs as after a restart."""
    real, number = world.ctx.store, 0
    while True:
        number += 1
        group = await world.group(f"Kelompok {number}{when}")
        here = await at_the_mirror(world, await invited(world, group))
        faulty = FaultyStore(real, number, when=when)  # type: ignore[arg-type]
        world.ctx.store = faulty  # type: ignore[assignment]
        world.ctx.vault._keys = faulty  # type: ignore[assignment]
        try:
            await joining.enter(world.ctx, here, comer())
            failed = False
        except Unavailable:
            failed = True
        finally:
            world.ctx.store, world.ctx.vault._keys = real, real
        clock.forward(seconds=11)
        await errands.finish_overdue(world.ctx)
        seen = await outcome(world, group, here)
        assert seen in {(True, True, 1, False), (False, False, 0, True)}, (number, faulty.called, seen)
        assert await real.list("errand", "errands") == [] == await real.list("errand", "errands:back")
        if seen[0]:
            await _forget(world)
        if not failed:
            assert len(faulty.called) > 8
            break


async def _forget(world: World) -> None:
    """Let the name be used again in the next round."""
    ctx = world.ctx
    account = await accounts.account_of(ctx, "teduh")
    assert account
    await ctx.store.drop("account", account)
    for record in await ctx.store.list("sign_in_name", "names"):
        await ctx.store.drop("sign_in_name", record.id)


async def test_who_was_refused_is_not_seated_later(world: World, clock: Clock) -> None:
    """The place was gone; taking back was cut off; the errand is taken up again: still wholly not."""
    group = await world.group()
    code = await invited(world, group)
    here = await at_the_mirror(world, code)
    await invitations.take(world.ctx, invitations.id_of(code), "another")
    real = world.ctx.store
    for number in range(1, 30):
        faulty = FaultyStore(real, number)
        world.ctx.store = faulty  # type: ignore[assignment]
        world.ctx.vault._keys = faulty  # type: ignore[assignment]
        with pytest.raises((Refused, Unavailable)):
            await joining.enter(world.ctx, here, comer())
        world.ctx.store, world.ctx.vault._keys = real, real
        clock.forward(seconds=11)
        await errands.finish_overdue(world.ctx)
        assert await outcome(world, group, here) == (False, False, 1, True), (number, faulty.called)
        if len(faulty.called) < number:
            return
    raise AssertionError("a join that never ended")
