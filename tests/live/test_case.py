"""A case: opened, decided with time to take it back, carried out; and what its author reads of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from groups.actions import decisions, verdicts
from groups.model import Refused
from moderation import Body, RawText, Seat
from tests.conftest import Clock, World, start, stop
from tests.live.desk import DANGER, acts, comes_back, decide, heard, hold, later, queue, record, state
from tests.live.test_two_people_talk import shown

NOTE = "Aku membaca kemarahanmu. Bolehkah kamu menulisnya lagi tanpa menyebut orangnya?"


@pytest.fixture
async def careful(tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    """Laras, Sari and Budi, with ten seconds to take a decision back, as in a service."""
    world = await start(tmp_path / "data", clock, undo_seconds="10")
    await world.circle_of("sari", "budi")
    yield world
    await stop(world)


# with time to take it back (CARE C18)


async def test_a_release_is_carried_out_after_ten_seconds_and_not_before(careful: World) -> None:
    case = await hold(careful)
    budi = await careful["budi"].listen()
    assert (await decide(careful["laras"], case, "release"))[0] == 303
    html = await queue(careful["laras"])
    assert "Loloskan tersamar, Sari Kecil." in html and "Dijalankan 10 detik lagi." in html
    await later(careful, seconds=9)
    assert await state(careful, case) == "waiting"
    await later(careful, seconds=1)
    assert await state(careful, case) == "released"
    assert "sih" in shown(await budi.event("message"))


async def test_a_page_without_a_script_says_how_long_is_left_when_it_is_looked_at_again(
    careful: World,
) -> None:
    case = await hold(careful)
    await decide(careful["laras"], case, "release")
    careful.clock.forward(seconds=4)
    for path in ("/queue", f"/case/{case}"):
        _, html = await careful["laras"].get(path)
        assert "Dijalankan 6 detik lagi." in html and f'action="/case/{case}/undo"' in html


async def test_what_was_decided_can_be_taken_back_and_decided_anew(careful: World) -> None:
    case = await hold(careful)
    await decide(careful["laras"], case, "refuse", note=NOTE)
    assert (await careful["laras"].post(f"/case/{case}/undo"))[0] == 303
    await later(careful, seconds=60)
    assert await state(careful, case) == "waiting"
    assert await heard(careful, careful["sari"], "note") == []
    await decide(careful["laras"], case, "release")
    await later(careful, seconds=10)
    assert await state(careful, case) == "released"
    assert await heard(careful, careful["sari"], "note") == []


async def test_what_was_carried_out_is_never_called_undone(careful: World) -> None:
    case = await hold(careful)
    await decide(careful["laras"], case, "release")
    await later(careful, seconds=10)
    status, html = await careful["laras"].post(f"/case/{case}/undo")
    assert status == 200
    assert careful.ctx.texts["id"].say("error.too_late") in html
    assert await state(careful, case) == "released"


async def test_another_can_neither_take_it_back_nor_decide_meanwhile(careful: World) -> None:
    await careful.person("damar", careful["laras"].group, Seat.STAND_IN, "Damar Setiawan")
    case = await hold(careful)
    await decide(careful["laras"], case, "release")
    assert (
        careful.ctx.texts["id"].say("error.too_late")
        in (await careful["damar"].post(f"/case/{case}/undo"))[1]
    )
    status, html = await decide(careful["damar"], case, "refuse")
    assert (status, careful.ctx.texts["id"].say("error.changed") in html) == (200, True)
    assert "memutuskan: Loloskan tersamar." in await queue(careful["damar"])


async def test_two_who_decide_at_once_decide_once(careful: World) -> None:
    case = await hold(careful)
    answers = await asyncio.gather(
        decide(careful["laras"], case, "release"), decide(careful["laras"], case, "refuse")
    )
    assert sorted(status for status, _ in answers) == [200, 303]
    await later(careful, seconds=10)
    assert await state(careful, case) in ("released", "refused")
    carried = [act for act in await acts(careful, careful["laras"].group) if act.startswith("case.re")]
    assert len(carried) == 1


async def test_it_is_carried_out_once_by_itself_and_by_the_clock_work(careful: World) -> None:
    case = await hold(careful)
    await decide(careful["laras"], case, "release")
    careful.clock.forward(seconds=10)
    done = await asyncio.gather(*(verdicts.carry_out_due(careful.ctx, case) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    room = await careful.ctx.store.after(careful["sari"].room, 0, 500)
    assert [event.kind for event in room].count("message") == 1


async def test_a_decision_outlives_a_restart_and_waits_its_time(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock, undo_seconds="10")
    await world.circle_of("sari", "budi")
    case = await hold(world)
    await decide(world["laras"], case, "ask", note=NOTE)
    people = world.people
    await stop(world)
    world = await start(tmp_path / "data", clock, undo_seconds="10")
    assert await state(world, case) == "waiting"
    await later(world, seconds=10)
    assert await state(world, case) == "asked"
    people["sari"].world = world
    (note,) = await heard(world, people["sari"], "note")
    assert await world.ctx.body_loaded(note) == Body((NOTE,))
    await stop(world)


async def test_every_act_is_audited_in_order(careful: World) -> None:
    case = await hold(careful)
    await careful["laras"].post(f"/case/{case}/open")
    await decide(careful["laras"], case, "release")
    await careful["laras"].post(f"/case/{case}/undo")
    await decide(careful["laras"], case, "refuse", note=NOTE)
    await later(careful, seconds=10)
    done = [act for act in await acts(careful, careful["laras"].group) if act.partition(".")[0] in NOTED]
    reviewed = [act for act in done if act == "original.reviewed"]
    assert [act for act in done if act != "original.reviewed"] == [
        "original.opened",
        "verdict.release",
        "verdict.taken_back",
        "verdict.refuse",
        "case.refused",
    ]
    assert len(reviewed) == 1


NOTED = {"original", "verdict", "case"}


# what can be decided


async def test_asking_for_a_change_gives_it_back_with_the_psychologists_words(group: World) -> None:
    sari = await group["sari"].listen()
    case = await hold(group)
    assert (await decide(group["laras"], case, "ask", note=NOTE))[0] == 303
    assert shown(await sari.event("note")) == NOTE
    (held,) = await heard(group, group["sari"], "held")
    assert held.data["state"] == "asked"
    assert await group.ctx.store.original(case) is not None
    _, html = await group["sari"].get(f"/g/{group['sari'].group}")
    assert "meminta kamu menulisnya dengan cara lain" in html
    assert case not in await queue(group["laras"])


@pytest.mark.parametrize("act", ["ask", "remove"])
async def test_who_asks_for_a_change_or_takes_a_message_away_says_why(group: World, act: str) -> None:
    case = await hold(group) if act == "ask" else await about(group, "kalimat biasa saja")
    status, html = await decide(group["laras"], case, act, note="  ")
    assert (status, group.ctx.texts["id"].say("error.note_needed") in html) == (200, True)
    assert await state(group, case) == "waiting"


async def test_what_the_author_will_read_stands_on_the_page_before_it_is_done(group: World) -> None:
    case = await hold(group)
    _, html = await group["laras"].get(f"/case/{case}")
    words = group.ctx.texts["id"]
    for act in ("release", "ask", "refuse"):
        assert words.say(f"case.told_{act}") in html
    assert words.say("case.suggest_ask") in html
    assert "Ditandatangani Psikolog Laras Widyasari." in html


async def about(world: World, text: str) -> str:
    """A message that stands, and the case that the psychologist makes about it."""
    world.clock.forward(seconds=20)
    said = await (await world["sari"].listen()).say(text)
    status, _ = await world["laras"].post(f"/g/{world['laras'].group}/m/{said['seq']}/case")
    assert status == 303
    cases = await world.ctx.store.list("case", f"open:{world['laras'].group}", newest_first=True)
    return cases[0].id


async def test_a_message_that_stands_is_taken_away_and_its_author_told_why(group: World) -> None:
    budi, sari = await group["budi"].listen(), await group["sari"].listen()
    case = await about(group, "kalimat yang berat")
    await budi.event("message")
    assert (await decide(group["laras"], case, "remove", note="Kita bicarakan berdua."))[0] == 303
    gone = await budi.event("changed")
    assert (gone["now"]["kind"], gone["now"].get("body")) == ("gone", None)
    assert (await sari.event("notice"))["data"]["code"] == "notice.removed_yours"
    assert shown(await sari.event("note")) == "Kita bicarakan berdua."
    _, html = await group["sari"].get(f"/g/{group['sari'].group}")
    assert "Psikolog Laras Widyasari menghapus satu pesanmu dari ruang" in html
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "yang berat" not in html
    assert f'<p class="label">{group.ctx.texts["id"].say("notice.removed")}</p>' in html


async def test_a_message_that_was_withdrawn_meanwhile_has_nothing_to_take_away(group: World) -> None:
    case = await about(group, "kalimat yang berat")
    seq = (await record(group, case)).data["target"]
    await group["sari"].post(f"/g/{group['sari'].group}/m/{seq}/withdraw")
    assert (await decide(group["laras"], case, "remove", note=NOTE))[0] == 404
    assert (await decide(group["laras"], case, "close"))[0] == 303


async def test_a_case_about_a_message_is_made_once_and_tells_its_author_nothing(group: World) -> None:
    first = await about(group, "kalimat yang berat")
    seq = (await record(group, first)).data["target"]
    await group["laras"].post(f"/g/{group['laras'].group}/m/{seq}/case")
    assert len(await group.ctx.store.list("case", f"open:{group['laras'].group}")) == 1
    assert await group.ctx.store.after(group["sari"].me, 0, 100) == []


async def test_only_who_decides_makes_a_case_of_a_message(group: World) -> None:
    said = await (await group["sari"].listen()).say("kalimat biasa")
    assert (await group["budi"].post(f"/g/{group['budi'].group}/m/{said['seq']}/case"))[0] == 404


async def test_what_has_no_object_is_not_there(group: World) -> None:
    held, standing = await hold(group), await about(group, "kalimat biasa")
    for case, act in (
        (held, "remove"),
        (held, "close"),
        (standing, "release"),
        (standing, "ask"),
        (held, "dance"),
    ):
        assert (await decide(group["laras"], case, act, note=NOTE))[0] == 404, act


async def test_two_open_pages_the_older_one_is_told_and_its_words_stay_in_the_field(group: World) -> None:
    case = await hold(group)
    await decide(group["laras"], case, "release")
    status, html = await group["laras"].post(f"/case/{case}/refuse", rev="0", note="tulisan yang tetap ada")
    assert status == 200
    assert group.ctx.texts["id"].say("error.changed") in html


async def test_the_case_shows_five_messages_around_and_none_from_before_the_seat(group: World) -> None:
    sari = await group["sari"].listen()
    for number in range(5):
        group.clock.forward(seconds=20)
        await sari.say(f"sebelum {number}")
    case = await hold(group, "budi")
    for number in range(4):
        group.clock.forward(seconds=20)
        await sari.say(f"sesudah {number}")
    _, html = await (await comes_back(group["laras"])).get(f"/case/{case}")
    near = [f"sebelum {n}" in html for n in range(5)], [f"sesudah {n}" in html for n in range(4)]
    assert near == ([False, False, True, True, True], [True, True, False, False])
    await group.person("damar", group["laras"].group, Seat.STAND_IN, "Damar Setiawan")
    _, html = await group["damar"].get(f"/case/{case}")
    assert "sebelum 4" not in html and "sesudah 0" not in html


async def test_an_undecided_case_that_its_page_never_opened_shows_no_original(group: World) -> None:
    case = await hold(group)
    _, html = await group["laras"].get(f"/case/{case}")
    assert f'action="/case/{case}/open"' in html and "original.opened" not in await acts(
        group, group["laras"].group
    )


async def test_when_moderation_cannot_tell_at_the_time_it_goes_on_waiting(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moderation import pipeline

    case = await hold(group)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a detector is broken")

    monkeypatch.setattr(pipeline, "normalise", broken)
    status, html = await decide(group["laras"], case, "release")
    assert (status, group.ctx.texts["id"].say("error.unsure") in html) == (200, True)
    assert await state(group, case) == "waiting"


# muting


async def test_a_member_is_muted_at_once_reads_on_and_is_told_until_when(group: World) -> None:
    case = await hold(group)
    sari = await group["sari"].listen()
    assert (await group["laras"].post(f"/case/{case}/mute", **{"for": "hour"}))[0] == 303
    told = await sari.event("notice")
    assert told["data"]["code"] == "notice.muted"
    assert told["data"]["values"]["until"] == group.clock() + 3_600_000
    assert (await sari.say("halo lagi"))["code"] == "muted"
    _, html = await group["sari"].get(f"/g/{group['sari'].group}")
    assert "membisukanmu di ruang sampai Selasa 13.00 WIB" in html
    group.clock.forward(hours=1)
    assert (await sari.say("halo lagi"))["action"] == "show"


async def test_muting_ends_when_it_is_ended_and_both_are_audited(group: World) -> None:
    case = await hold(group)
    sari = await group["sari"].listen()
    for chosen in ("morning", "end"):
        await group["laras"].post(f"/case/{case}/mute", **{"for": chosen})
    assert (await sari.say("halo lagi"))["action"] == "show"
    done = [act for act in await acts(group, group["laras"].group) if act.startswith("member.")]
    assert done == ["member.muted", "member.unmuted"]


async def test_a_muting_is_known_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    case = await hold(world)
    await world["laras"].post(f"/case/{case}/mute", **{"for": "morning"})
    people = world.people
    await stop(world)
    world = await start(tmp_path / "data", clock)
    people["sari"].world = world
    answer = await (await people["sari"].listen()).say("halo lagi")
    assert (answer["code"], "Rabu 08.00 WIB" in answer["text"]) == ("muted", True)
    await stop(world)


async def test_nobody_mutes_staff_or_for_a_time_that_is_not_offered(group: World) -> None:
    case = await hold(group)
    assert (await group["laras"].post(f"/case/{case}/mute", **{"for": "century"}))[0] == 404
    from groups.actions.muting import mute
    from groups.model import NotFound

    with pytest.raises(NotFound):
        await mute(group.ctx, await group["laras"].who(), group["laras"].membership, 1)
    with pytest.raises(NotFound):
        await mute(group.ctx, await group["sari"].who(), group["budi"].membership, 1)


# a crisis is one case (CARE C3, C4)


async def test_later_messages_of_an_episode_join_the_open_case(group: World) -> None:
    main = await hold(group, "sari", DANGER)
    group.clock.forward(minutes=5)
    part = await hold(group, "sari", DANGER + " sekarang juga")
    html = await queue(group["laras"])
    assert (main in html, part in html) == (True, False)
    assert "1 pesan lagi" in html
    _, page = await group["laras"].get(f"/case/{main}")
    assert f'href="/case/{part}"' in page


async def test_after_a_day_it_is_another_case(group: World) -> None:
    await hold(group, "sari", DANGER)
    group.clock.forward(hours=24)
    await hold(group, "sari", DANGER + " sekarang juga")
    assert len(await group.ctx.store.list("case", f"open:{group['sari'].group}")) == 2


async def test_another_person_in_danger_is_another_case(group: World) -> None:
    await hold(group, "sari", DANGER)
    await hold(group, "budi", DANGER)
    assert len(await group.ctx.store.list("case", f"open:{group['sari'].group}")) == 2


async def test_one_tap_on_a_crisis_opens_every_word_as_typed_and_tells_who_reads(group: World) -> None:
    sari = await group["sari"].listen()
    main = await hold(group, "sari", DANGER + " di Jalan Melati 17")
    part = await hold(group, "sari", DANGER + " di Jalan Kenanga 4")
    status, html = await group["laras"].post(f"/case/{main}/open")
    assert status == 200
    assert "Jalan Melati 17" in html.replace('<mark class="found">', "").replace("</mark>", "")
    assert "Jalan Kenanga 4" in html
    assert [act for act in await acts(group, group["laras"].group) if act == "original.opened"] == [
        "original.opened"
    ] * 2
    changed = set()
    while changed != {main, part}:
        changed.add((await sari.event("changed"))["now"]["data"]["case"])
    answers = await heard(group, group["sari"], "held")
    assert {answer.data["code"] for answer in answers} == {"answer.crisis.a"}


async def test_a_crisis_stays_open_until_it_is_closed_and_its_words_end_then(group: World) -> None:
    main = await hold(group, "sari", DANGER)
    part = await hold(group, "sari", DANGER + " sekarang juga")
    await group["laras"].post(f"/case/{main}/open")
    await decide(group["laras"], part, "refuse")
    await decide(group["laras"], main, "refuse")
    assert main in await queue(group["laras"])
    assert await group.ctx.store.original(main) is not None
    assert (await decide(group["laras"], main, "close"))[0] == 303
    assert main not in await queue(group["laras"])
    for case in (main, part):
        assert await group.ctx.store.original(case) is None
        assert await group.ctx.store.key(f"case:{case}") is None
    held = {row.data["case"]: row.data for row in await heard(group, group["sari"], "held")}
    assert {case: data["state"] for case, data in held.items()} == {main: "refused", part: "refused"}
    assert all("line" not in data for data in held.values())
    _, html = await group["sari"].get(f"/g/{group['sari'].group}")
    assert "/case/" not in html


async def test_a_watch_is_a_row_for_the_desk_and_nothing_for_its_author(group: World) -> None:
    from groups.actions import cases
    from groups.actions.cases import Opening
    from moderation import Action, Decision, Level

    who = await group["sari"].who()
    decision = Decision(Action.SHOW, Body(("lelah",)), 1, alert=Level.WATCH)
    opening = Opening(who, str(who.room), "c" * 32, decision, Action.SHOW, "crisis", Level.WATCH)
    await cases.open_case(group.ctx, opening, None)
    assert (await group["sari"].get(f"/g/{group['sari'].group}"))[0] == 200
    assert await group.ctx.store.after(group["sari"].me, 0, 10) == []


async def test_a_decision_by_one_whose_seat_ended_is_none(group: World) -> None:
    from groups.actions.seats import remove
    from groups.model import NotFound

    await group.person("damar", group["laras"].group, Seat.STAND_IN, "Damar Setiawan")
    case = await hold(group)
    damar = await group["damar"].who()
    await remove(group.ctx, damar)
    with pytest.raises(NotFound):
        await verdicts.give(group.ctx, damar, await record(group, case), 0, "release", RawText(""))


async def test_an_old_turn_is_told(group: World) -> None:
    case = await hold(group)
    with pytest.raises(Refused, match=r"error\.changed"):
        await decisions.release(group.ctx, await group["laras"].who(), await record(group, case), 7)
