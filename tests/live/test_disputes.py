"""*Salah samar?* A hidden piece typed again, sealed, and put back in its place or not. By plain forms."""

from __future__ import annotations

import re
from pathlib import Path

from groups.actions import verdicts
from groups.actions.decisions import turn_of
from tests.conftest import Clock, Person, World, start, stop
from tests.live.test_messages import act, changed, edit, row, rows, said
from tests.live.test_post import body_text

FLOWER = "aku menanam pohon namanya Melati Rahmawati di depan rumah"


async def told(person: Person) -> list[str]:
    """What the service told this person, in order."""
    return [each.data["code"] for each in await rows(person) if each.channel == person.me]


async def dispute(person: Person, seq: int, text: str, at: int = 1, **more: str) -> tuple[int, str]:
    given = {"text": text, "piece": str(at), "rev": str((await row(person, seq)).rev)} | more
    return await person.post(f"/g/{person.group}/m/{seq}/dispute", **given)


async def case_in_queue(world: World) -> str:
    """The one case that the queue leads to."""
    found = set(re.findall(r'href="/case/(\w+)"', (await world["laras"].get("/queue"))[1]))
    assert len(found) == 1
    return str(found.pop())


async def decide(world: World, case: str, act: str, **more: str) -> tuple[int, str]:
    record = await world.ctx.store.get("case", case)
    assert record is not None
    return await world["laras"].post(f"/case/{case}/{act}", rev=str(turn_of(record)), **more)


async def hidden(world: World, text: str = FLOWER) -> int:
    """Sari's message, in which a name was hidden."""
    seq = await said(world["sari"], text)
    assert [piece.kind.value for piece in (await row(world["sari"], seq)).body.hidden] == ["name"]
    return seq


async def test_a_piece_wrongly_hidden_is_put_back_where_it_stood(group: World) -> None:
    seq, page = await hidden(group), await group["budi"].listen()
    before = body_text((await row(group["budi"], seq)).body)
    name = "Melati Rahmawati" if "Rahmawati" not in before else "Melati"
    assert (await dispute(group["sari"], seq, name))[0] == 303
    case = await case_in_queue(group)
    assert name in (await group["laras"].post(f"/case/{case}/open"))[1]
    assert (await decide(group, case, "restore"))[0] == 303
    now = await changed(page)
    assert "".join(now["body"]) == before.replace("[name]", name)
    assert (now["seq"], now["rev"]) == (seq, 2)
    assert await told(group["sari"]) == ["told.dispute_received", "told.dispute_restored"]
    assert "Kamu benar, ini keliru. Psikolog" in (await group["sari"].get(f"/g/{group['sari'].group}"))[1]
    assert await group.ctx.store.original(case) is None


async def test_only_its_author_disputes_and_the_piece_typed_again_is_in_no_page(group: World) -> None:
    seq = await hidden(group)
    assert (await dispute(group["budi"], seq, "Melati"))[0] == 404
    assert (await group["budi"].get(f"/g/{group['budi'].group}/m/{seq}/dispute"))[0] == 404
    await dispute(group["sari"], seq, "Wirasakti")
    case = await case_in_queue(group)
    pages = [await group["laras"].get(path) for path in ("/queue", f"/case/{case}")]
    pages += [await group[name].get(f"/g/{group[name].group}") for name in ("sari", "budi")]
    assert not any("Wirasakti" in html for _, html in pages)


async def test_nobody_decides_on_their_own_words(group: World) -> None:
    laras = group["laras"]
    seq = await said(laras, "teleponku 0812-7733-9911")
    assert f"/m/{seq}/dispute" not in (await laras.get(f"/g/{laras.group}"))[1]
    assert (await laras.get(f"/g/{laras.group}/m/{seq}/dispute"))[0] == 404
    assert (await dispute(laras, seq, "0812"))[0] == 404


async def test_kept_hidden_the_author_hears_it_from_the_psychologist(group: World) -> None:
    seq = await hidden(group)
    await dispute(group["sari"], seq, "Melati")
    assert (await decide(group, await case_in_queue(group), "keep", note="Nama ini bisa menunjuk orang."))[
        0
    ] == 303
    assert (await row(group["sari"], seq)).rev == 1
    assert "told.dispute_kept" in [each.data.get("code") for each in await rows(group["sari"])]
    assert "note" in [each.kind for each in await rows(group["sari"])]


async def test_something_else_in_the_piece_stays_hidden(group: World) -> None:
    seq = await hidden(group)
    await dispute(group["sari"], seq, "telepon 0812-7733-9911 ya")
    status, html = await decide(group, await case_in_queue(group), "restore")
    assert (status, "tetap disamarkan" in html) == (200, True)
    assert (await row(group["budi"], seq)).rev == 1


async def test_a_message_that_changed_since_is_left_as_it_is(group: World) -> None:
    seq = await hidden(group)
    rev = (await row(group["sari"], seq)).rev
    await edit(group["sari"], seq, "lain sekali")
    assert (await dispute(group["sari"], seq, "Melati", rev=str(rev)))[0] == 400
    again = await hidden(group)
    await dispute(group["sari"], again, "Melati")
    await edit(group["sari"], again, "lain lagi")
    case = await case_in_queue(group)
    status, html = await decide(group, case, "restore")
    assert (status, "Ini sudah berubah" in html) == (200, True)
    assert body_text((await row(group["budi"], again)).body) == "lain lagi"


async def test_a_piece_that_is_not_there_empty_words_and_a_message_gone_are_refused(group: World) -> None:
    sari, seq = group["sari"], await hidden(group)
    assert (await dispute(sari, seq, "Melati", at=0))[0] == 400
    assert (await dispute(sari, seq, "  "))[0] == 400
    status, html = await dispute(sari, seq, "b" * 201)
    assert (status, "b" * 201 in html) == (400, True)
    await act(sari, seq, "withdraw")
    assert (await sari.post(f"/g/{sari.group}/m/{seq}/dispute", text="x", piece="1", rev="2"))[0] == 400
    assert (await sari.post(f"/g/{sari.group}/m/9999/dispute", text="x", piece="1", rev="1"))[0] == 404


async def test_changed_in_the_seconds_before_it_is_carried_out_it_is_left_and_the_author_told_so(
    tmp_path: Path, clock: Clock
) -> None:
    world = await start(tmp_path / "data", clock, undo_seconds="10")
    await world.circle_of("sari", "budi")
    seq = await hidden(world)
    await dispute(world["sari"], seq, "Melati")
    case = await case_in_queue(world)
    assert (await decide(world, case, "restore"))[0] == 303
    await edit(world["sari"], seq, "lain sekali")
    clock.forward(seconds=11)
    await verdicts.carry_out_due(world.ctx, case)
    assert (await told(world["sari"]))[-1] == "told.dispute_changed"
    assert body_text((await row(world["budi"], seq)).body) == "lain sekali"
    await stop(world)


async def test_asked_twice_it_is_one_case(group: World) -> None:
    seq = await hidden(group)
    for _ in range(2):
        assert (await dispute(group["sari"], seq, "Melati"))[0] == 303
    await case_in_queue(group)
    assert await told(group["sari"]) == ["told.dispute_received"]


async def test_a_cry_for_help_typed_there_reaches_the_psychologist(group: World) -> None:
    seq = await hidden(group)
    await dispute(group["sari"], seq, "aku mau bunuh diri malam ini")
    kinds = [view["kind"] for view in (await queue_of(group))]
    assert sorted(kinds) == ["crisis", "dispute"]


async def queue_of(world: World) -> list[dict[str, str]]:
    from groups.actions.desks import open_cases

    return await open_cases(world.ctx, world["laras"].group)
