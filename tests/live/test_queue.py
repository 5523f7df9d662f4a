"""What waits, in which order, who holds it, and that every page of the staff hears of it."""

from __future__ import annotations

from pathlib import Path

from groups.actions import desks, unanswered
from groups.model import new_id
from moderation import Seat
from tests.conftest import Clock, World, start, stop, until
from tests.live.desk import (
    DANGER,
    INSULT,
    acts,
    comes_back,
    decide,
    hold,
    ids,
    later,
    queue,
    record,
    sections,
)

NEWCOMERS = {"newcomers": {"first": 1}}


async def test_cases_stand_by_rank_and_then_by_when_they_are_due(group: World) -> None:
    first, second = await hold(group, "sari"), await hold(group, "budi")
    called = await group["budi"].post(f"/g/{group['budi'].group}/call", id=new_id())
    assert called[0] == 200
    html = await queue(group["laras"])
    assert sections(html) == ["crisis", "held"]
    assert ids(html)[1:] == [first, second]
    assert "Sari Kecil" in html


async def test_the_queue_holds_all_own_groups_and_no_other(group: World) -> None:
    other = await group.group("Napas Pelan")
    await group.person("laras2", other, Seat.PSYCHOLOGIST, "Laras Widyasari", account=group["laras"].account)
    await group.person("tono", other)
    foreign = await group.circle_of("wati", name="Roti Hangat")
    case = await hold(group, "sari")
    theirs = await hold(group, "wati")
    html = await queue(group.people["laras2"])
    assert ids(html) == [case]
    assert foreign and theirs not in html


async def test_a_newcomers_first_message_stands_below_what_was_held_for_its_words(
    tmp_path: Path, clock: Clock
) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi", document=NEWCOMERS)
    await hold(world, "sari", "halo, aku baru di sini")
    await hold(world, "budi", INSULT)
    assert sections(await queue(world["laras"])) == ["held", "newcomer"]
    await stop(world)


async def test_a_newcomer_whose_messages_were_released_is_one_no_more(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi", document=NEWCOMERS)
    case = await hold(world, "sari", "halo, aku baru di sini")
    assert (await decide(world["laras"], case, "release"))[0] == 303
    assert (await (await world["sari"].listen()).say("terima kasih"))["action"] == "show"
    await stop(world)


async def test_a_hundred_cases_stand_on_a_page_and_the_rest_below(group: World) -> None:
    await hold(group)
    views = await desks.open_cases(group.ctx, group["laras"].group)
    desk = group.ctx.circles[group["laras"].group].desk
    assert desk is not None
    for number in range(149):
        desk.take(views[0] | {"case": f"{number:032x}"})
    first = await queue(group["laras"])
    second = await queue(group["laras"], "/queue?from=100")
    assert (len(ids(first)), len(ids(second))) == (100, 50)
    assert "Lihat 50 kasus lagi" in first
    assert not set(ids(first)) & set(ids(second))


async def test_an_open_queue_hears_of_everything_and_a_loaded_one_shows_the_same(group: World) -> None:
    laras = await group["laras"].listen(group["laras"].desk)
    case = await hold(group)
    opened = await laras.event("case")
    assert opened["data"]["case"] == case
    await group["laras"].post(f"/case/{case}/claim", seen="")
    changed = await laras.event("changed")
    assert changed["now"]["data"]["holder"]["name"] == "Laras Widyasari"
    live = (await desks.open_cases(group.ctx, group["laras"].group))[0]
    group.ctx.circles[group["laras"].group].desk = None
    assert live == (await desks.open_cases(group.ctx, group["laras"].group))[0] == changed["now"]["data"]


async def test_no_words_of_a_message_are_in_what_a_desk_hears(group: World) -> None:
    laras = await group["laras"].listen(group["laras"].desk)
    case = await hold(group)
    await decide(group["laras"], case, "ask", note="Bolehkah kamu menulisnya lagi?")
    await laras.event("changed")
    assert all("tolol" not in raw and "Bolehkah" not in raw for raw in laras.raw)


# holding


async def with_stand_in(world: World) -> None:
    await world.person("damar", world["laras"].group, Seat.STAND_IN, "Damar Setiawan")


async def test_a_case_is_held_by_one_and_said_so_to_the_other(group: World) -> None:
    await with_stand_in(group)
    case = await hold(group)
    assert (await group["damar"].post(f"/case/{case}/claim", seen=""))[0] == 303
    html = await queue(group["laras"])
    assert "Pengganti Laras Widyasari memegang ini" in html
    status, page = await group["laras"].post(f"/case/{case}/claim", seen="")
    assert status == 200 and "Ambil alih dulu" in page
    status, page = await decide(group["laras"], case, "release")
    assert status == 200 and "memegang kasus ini" in page
    assert (await record(group, case)).data["state"] == "waiting"


async def test_a_case_is_taken_over_from_the_one_whom_the_page_showed(group: World) -> None:
    await with_stand_in(group)
    case = await hold(group)
    await group["damar"].post(f"/case/{case}/claim", seen="")
    assert (await group["laras"].post(f"/case/{case}/claim", seen=group["damar"].membership))[0] == 303
    assert (await record(group, case)).data["holder"]["id"] == group["laras"].membership
    status, _ = await group["damar"].post(f"/case/{case}/claim", seen="")
    assert status == 200
    assert (await record(group, case)).data["holder"]["id"] == group["laras"].membership


async def test_a_case_that_is_let_go_can_be_taken(group: World) -> None:
    await with_stand_in(group)
    case = await hold(group)
    await group["damar"].post(f"/case/{case}/claim", seen="")
    assert (await group["laras"].post(f"/case/{case}/let-go"))[0] == 400
    assert (await group["damar"].post(f"/case/{case}/let-go"))[0] == 303
    assert (await group["laras"].post(f"/case/{case}/claim", seen=""))[0] == 303
    done = [act for act in await acts(group, group["laras"].group) if act.startswith("case.")]
    assert done == ["case.claimed", "case.let_go", "case.claimed"]


async def test_a_decided_case_cannot_be_held(group: World) -> None:
    case = await hold(group)
    await decide(group["laras"], case, "release")
    status, html = await group["laras"].post(f"/case/{case}/claim", seen="")
    assert status == 200
    assert group.ctx.texts["id"].say("error.changed") in html


async def test_who_holds_it_is_known_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    case = await hold(world)
    await world["laras"].post(f"/case/{case}/claim", seen="")
    people = world.people
    await stop(world)
    world = await start(tmp_path / "data", clock)
    people["laras"].world = world
    html = await queue(people["laras"])
    assert ids(html) == [case]
    assert "Kamu memegang ini" in html
    await stop(world)


# supporters


async def test_a_supporter_sees_the_queue_and_enters_a_crisis_alone(group: World) -> None:
    await group.person("sekar", group["laras"].group, Seat.SUPPORTER, "Sekar")
    held = await hold(group, "budi")
    crisis = await hold(group, "sari", DANGER)
    html = await queue(group["sekar"])
    assert ids(html) == [crisis, held]
    assert f'action="/case/{crisis}/claim"' in html
    assert f"/case/{held}" not in html


# unanswered first messages (CARE C24)


async def say(world: World, name: str, text: str) -> int:
    answer = await (await world[name].listen()).say(text)
    assert answer["action"] == "show"
    if world.ctx.circles[world[name].group].people[world[name].membership].posts == 1:
        await until(lambda: _is_watched(world, name))
    return int(answer["seq"])


def known(world: World, name: str) -> None:
    """Somebody whose first message lies long behind."""
    world.ctx.circles[world[name].group].people[world[name].membership].posts = 5


async def _is_watched(world: World, name: str) -> bool:
    """What follows a first message is done after its answer."""
    return await world.ctx.store.get("first", world[name].membership) is not None


async def unheard(world: World) -> list[str]:
    await unanswered.bring_overdue(world.ctx)
    return sections(await queue(await comes_back(world["laras"])))


async def test_a_first_message_that_nobody_answers_is_brought_after_three_covered_hours(group: World) -> None:
    seq = await say(group, "sari", "halo, ini cerita pertamaku")
    group.clock.forward(hours=2, minutes=59)
    assert await unheard(group) == []
    group.clock.forward(minutes=2)
    assert await unheard(group) == ["unanswered"]
    case = ids(await queue(group["laras"]))[0]
    _, html = await group["laras"].get(f"/case/{case}")
    assert "ini cerita pertamaku" in html and f"#m-{seq}" in html
    assert (await decide(group["laras"], case, "close"))[0] == 303
    assert await unheard(group) == []


async def test_hours_in_which_nobody_reads_do_not_count(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)
    weekly = {day: [["11:00", "13:00"]] for day in ("tue", "wed", "thu")}  # it is Tuesday noon
    await world.circle_of("sari", "budi", hours=weekly)
    await say(world, "sari", "halo, ini cerita pertamaku")
    clock.forward(hours=23, minutes=59)
    assert await unheard(world) == []
    clock.forward(hours=1, minutes=2)
    assert await unheard(world) == ["unanswered"]
    await stop(world)


async def test_a_message_that_somebody_answered_is_not_brought(group: World) -> None:
    await say(group, "sari", "halo, ini cerita pertamaku")
    known(group, "budi")
    await say(group, "budi", "aku dengar, Sari")
    group.clock.forward(hours=4)
    assert await unheard(group) == []


async def test_talk_of_others_hours_later_is_no_answer_but_a_reply_is(group: World) -> None:
    seq = await say(group, "sari", "halo, ini cerita pertamaku")
    known(group, "budi")
    group.clock.forward(hours=1)
    await say(group, "budi", "siapa yang menonton bola tadi malam")
    group.clock.forward(hours=3)
    budi = await group["budi"].listen()
    assert (await budi.say("aku di sini", reply=seq))["action"] == "show"
    assert await unheard(group) == []


async def test_a_withdrawn_first_message_waits_for_nobody(group: World) -> None:
    seq = await say(group, "sari", "halo, ini cerita pertamaku")
    await group["sari"].post(f"/g/{group['sari'].group}/m/{seq}/withdraw")
    group.clock.forward(hours=4)
    assert await unheard(group) == []


async def test_the_clock_work_brings_a_case_once(group: World) -> None:
    await say(group, "sari", "halo, ini cerita pertamaku")
    await later(group, hours=4)
    for _ in range(2):
        await unanswered.bring_overdue(group.ctx)
    assert len(ids(await queue(await comes_back(group["laras"])))) == 1
