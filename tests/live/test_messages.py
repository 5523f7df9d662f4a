"""What is done to a message that stands: reactions, answers, labels, other versions, taking it away. By plain forms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from groups.actions import owed
from groups.actions.decisions import turn_of
from groups.locale import catalogues
from groups.model import new_id
from groups.web.messages import field_of, pieces_of_field
from groups.web.rows import Row, room_rows
from moderation import Body, Hidden, Kind
from moderation.types import unwrap
from tests.conftest import Clock, Page, Person, World, start, stop
from tests.live.test_post import INSULT, body_text
from tests.live.test_two_people_talk import shown

NUMBER = "0812-7733-9911"
DANGER = "aku mau bunuh diri malam ini"


async def rows(person: Person) -> list[Row]:
    return await room_rows(person.world.ctx, await person.who())


async def row(person: Person, seq: int) -> Row:
    return next(each for each in await rows(person) if each.seq == seq and each.channel == person.room)


async def act(person: Person, seq: int, what: str, **form: str) -> int:
    """A plain form; its status: 303 when it was done."""
    return (await person.post(f"/g/{person.group}/m/{seq}/{what}", **form))[0]


async def edit(person: Person, seq: int, text: str, **form: str) -> tuple[int, str]:
    given = {"text": text, "rev": str((await row(person, seq)).rev), "form": new_id()} | form
    return await person.post(f"/g/{person.group}/m/{seq}/edit", **given)


async def changed(page: Page) -> dict[str, Any]:
    """The new state that the next change brings."""
    now: dict[str, Any] = (await page.event("changed"))["now"]
    return now


async def said(person: Person, text: str = "cerita pertama", **more: Any) -> int:
    return int((await (await person.listen()).say(text, **more))["seq"])


# reactions


async def test_budi_stays_with_sari_and_everybody_reads_it_as_a_sentence(group: World) -> None:
    seq, page = await said(group["sari"]), await group["sari"].listen()
    assert await act(group["budi"], seq, "react", on="with") == 303
    now = await changed(page)
    assert now["data"]["reactions"] == {"with": [[group["budi"].membership, "Budi Kecil"]]}
    _, html = await group["sari"].get(f"/g/{group['sari'].group}")
    assert "Budi Kecil: menemani." in html
    assert "Kamu: menemani." in (await group["budi"].get(f"/g/{group['budi'].group}"))[1]


async def test_a_reaction_given_twice_is_one_and_taken_back_is_none(group: World) -> None:
    seq = await said(group["sari"])
    for _ in range(2):
        assert await act(group["budi"], seq, "react", on="heard") == 303
    assert (await row(group["budi"], seq)).rev == 2
    await act(group["budi"], seq, "react", off="heard")
    assert (await row(group["budi"], seq)).reacted == ()


async def test_of_many_two_are_named_and_nobody_is_counted(world: World) -> None:
    names = ("sari", "budi", "tono", "umi", "wati")
    group = await world.circle_of(*names)
    seq = await said(world["sari"])
    for name in names[1:]:
        await act(world[name], seq, "react", on="thanks")
    _, html = await world["sari"].get(f"/g/{group}")
    assert "Budi Kecil, Tono Kecil dan yang lain: terima kasih sudah cerita." in html
    assert "Kamu, Budi Kecil dan yang lain" in (await world["wati"].get(f"/g/{group}"))[1]


async def test_nobody_reacts_to_a_message_of_danger_or_to_their_own(group: World) -> None:
    grave = await said(group["sari"], "rasanya ingin mati saja")
    own = await said(group["budi"])
    assert (await row(group["budi"], grave)).data["level"] == 1
    assert await act(group["budi"], grave, "react", on="with") == 400
    assert await act(group["budi"], own, "react", on="with") == 400
    assert await act(group["budi"], own, "react", on="liked") == 400


async def test_who_joined_later_reacts_to_nothing_older(group: World) -> None:
    seq = await said(group["sari"])
    late = await group.person("tono", group["sari"].group)
    for what, form in (("react", {"on": "with"}), ("edit", {"text": "x"}), ("withdraw", {})):
        assert await act(late, seq, what, **form) == 404
    assert (await late.get(f"/g/{late.group}/m/{seq}"))[0] == 404


# answers


async def test_an_answer_quotes_by_reference_what_stands_there_now(group: World) -> None:
    seq, budi = await said(group["sari"], "aku takut pulang"), await group["budi"].listen()
    answer = await budi.say("aku dengar", reply=seq)
    assert (await budi.event("message"))["data"]["reply"] == seq
    quote = (await row(group["budi"], answer["seq"])).quote
    assert quote and (quote.handle, body_text(quote.body)) == ("Sari Kecil", "aku takut pulang")
    await edit(group["sari"], seq, "aku takut pulang sendiri")
    quote = (await row(group["budi"], answer["seq"])).quote
    assert quote and body_text(quote.body) == "aku takut pulang sendiri"
    await act(group["sari"], seq, "withdraw")
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Membalas pesan yang sudah tidak ada" in html
    assert "takut pulang" not in html


async def test_an_answer_to_something_gone_says_so_and_keeps_the_words(group: World) -> None:
    seq = await said(group["sari"])
    await act(group["sari"], seq, "withdraw")
    budi = await group["budi"].listen()
    for lost in (seq, 9999):
        assert (await budi.say("semoga kuat", reply=lost))["code"] == "reply_gone"
    form = {"text": "semoga kuat", "reply": str(seq), "form": "x"}
    _, html = await group["budi"].post(f"/g/{group['budi'].group}/post", **form)
    assert "sudah tidak ada" in html
    assert ">\nsemoga kuat</textarea>" in html
    assert (await budi.say("semoga kuat"))["action"] == "show"


async def test_a_cry_for_help_is_heard_also_when_what_it_answers_is_gone(group: World) -> None:
    ack = await (await group["budi"].listen()).say(DANGER, reply=9999)
    assert ack["action"] == "hold"


async def test_who_joined_later_reads_that_an_answer_speaks_of_what_was_before(group: World) -> None:
    seq = await said(group["sari"], "rahasia lama")
    late = await group.person("tono", group["sari"].group)
    answer = await said(group["budi"], "aku dengar", reply=seq)
    quote = (await row(late, answer)).quote
    assert quote and quote.lost == "reply.before"
    assert "rahasia lama" not in (await late.get(f"/g/{late.group}"))[1]


# labels


async def test_a_label_of_the_list_stands_in_each_readers_language(group: World) -> None:
    seq = await said(group["sari"], "malam ini berat", label="loss")
    assert (await row(group["budi"], seq)).data["label"] == "loss"
    assert "Tentang: kehilangan" in (await group["budi"].get(f"/g/{group['budi'].group}"))[1]


async def test_a_label_in_own_words_is_sealed_in_the_row(group: World) -> None:
    budi = await group["budi"].listen()
    seq = await said(group["sari"], "malam ini berat", label_own="kucing tua")
    assert (await budi.event("message"))["data"]["label_own"] == "kucing tua"
    stored = await group.ctx.store.event(group["sari"].room, seq)
    assert "kucing" not in str(dict(stored.data))
    assert "Tentang: kucing tua" in (await group["budi"].get(f"/g/{group['budi'].group}"))[1]


@pytest.mark.parametrize("label", [f"wa {NUMBER}", "kata " * 12, "a.b/c"])
async def test_own_words_that_are_no_clean_label_become_the_first_line(group: World, label: str) -> None:
    seq = await said(group["sari"], "malam ini berat", label_own=label)
    stands = await row(group["budi"], seq)
    assert "label_own" not in stands.data
    assert body_text(stands.body).endswith("\n\nmalam ini berat")
    assert NUMBER not in body_text(stands.body)


async def test_an_insult_in_a_label_is_held_with_the_message(group: World) -> None:
    ack = await (await group["sari"].listen()).say("malam ini berat", label_own=INSULT)
    assert ack["action"] == "hold"


async def test_a_label_that_is_not_on_the_list_is_no_frame(group: World) -> None:
    sari = await group["sari"].listen()
    answer = await sari.say("malam ini berat", label="lucu")
    assert (answer["code"], answer["field"]) == ("bad_frame", "label")


# another version


async def test_an_edit_reaches_every_page_redacted(group: World) -> None:
    seq, budi = await said(group["sari"], "cerita lama"), await group["budi"].listen()
    status, _ = await edit(group["sari"], seq, f"cerita baru, wa aku {NUMBER}")
    assert status == 303
    now = await changed(budi)
    assert (now["seq"], now["rev"], shown(now)) == (seq, 2, "cerita baru, wa aku [phone]")
    stands = await row(group["budi"], seq)
    assert body_text(stands.body) == "cerita baru, wa aku [phone]"
    assert stands.data["edited"]
    assert "cerita lama" not in (await group["budi"].get(f"/g/{group['budi'].group}"))[1]


async def test_a_hidden_piece_passes_through_an_edit_as_what_it_was(group: World) -> None:
    seq = await said(group["sari"], f"wa {NUMBER} atau 0813-5566-7788 ya")
    _, html = await group["sari"].get(f"/g/{group['sari'].group}/m/{seq}")
    assert "wa ⟦nomor telepon A⟧ atau ⟦nomor telepon B⟧ ya</textarea>" in html
    await edit(group["sari"], seq, "hanya ⟦nomor telepon B⟧, dan ⟦nomor telepon C⟧ ⟦surel⟧")
    stands = await row(group["budi"], seq)
    assert body_text(stands.body) == "hanya [phone], dan ⟦nomor telepon C⟧ ⟦surel⟧"


def test_a_field_reads_back_what_it_shows() -> None:
    for tag in ("id", "en"):
        body = Body(("a ", Hidden(Kind.PHONE, "A"), Hidden(Kind.PHONE, "B"), " ⟦x⟧ ", Hidden(Kind.SCHOOL)))
        raw = pieces_of_field(catalogues[tag], field_of(catalogues[tag], body), body)
        joined: list[Any] = []
        for piece in unwrap(raw):
            if isinstance(piece, str) and joined and isinstance(joined[-1], str):
                joined[-1] += piece
            else:
                joined.append(piece)
        assert tuple(joined) == body.pieces


async def test_an_edit_of_an_old_state_is_told_so_and_loses_nothing(group: World) -> None:
    seq = await said(group["sari"])
    await edit(group["sari"], seq, "versi dua")
    status, html = await edit(group["sari"], seq, "versi tiga", rev="1")
    assert status == 400
    assert "Ini sudah berubah sejak kamu membukanya." in html
    assert ">\nversi tiga</textarea>" in html and 'name="rev" value="2"' in html
    assert body_text((await row(group["budi"], seq)).body) == "versi dua"


async def test_an_edit_of_a_withdrawn_message_is_told_so(group: World) -> None:
    seq = await said(group["sari"])
    await act(group["sari"], seq, "withdraw")
    status, html = await edit(group["sari"], seq, "kembali", rev="1")
    assert (status, "Pesan ini sudah ditarik" in html) == (400, True)
    assert (await row(group["budi"], seq)).kind == "gone"


async def test_the_same_edit_sent_twice_is_one(group: World) -> None:
    seq, once = await said(group["sari"]), new_id()
    for _ in range(2):
        assert (await edit(group["sari"], seq, "versi dua", form=once, rev="1"))[0] == 303
    assert (await row(group["sari"], seq)).rev == 2


async def test_a_held_edit_leaves_the_old_version_and_takes_its_place_when_released(group: World) -> None:
    seq, sari = await said(group["sari"], "cerita lama"), await group["sari"].listen()
    await edit(group["sari"], seq, INSULT)
    held = await sari.event("held")
    assert held["data"]["target"] == seq
    assert body_text((await row(group["budi"], seq)).body) == "cerita lama"
    await release(group, held["data"]["case"])
    stands = await row(group["budi"], seq)
    assert (body_text(stands.body), bool(stands.data["edited"])) == (INSULT, True)
    assert len([each for each in await rows(group["budi"]) if each.kind == "message"]) == 1


async def test_who_decides_reads_a_held_edit_with_a_sign_for_the_piece_that_stays_hidden(
    group: World,
) -> None:
    seq, sari = await said(group["sari"], f"wa {NUMBER}"), await group["sari"].listen()
    await edit(group["sari"], seq, f"{INSULT}, wa ⟦nomor telepon⟧")
    case = (await sari.event("held"))["data"]["case"]
    _, html = await group["laras"].post(f"/case/{case}/open")
    assert "wa ▢" in html and NUMBER not in html
    await release(group, case)
    assert body_text((await row(group["budi"], seq)).body) == f"{INSULT}, wa [phone]"


async def test_a_released_edit_does_not_bring_back_what_was_withdrawn_or_edited_since(group: World) -> None:
    seqs = [await said(group["sari"], text) for text in ("satu", "dua")]
    sari = await group["sari"].listen()
    held = []
    for seq in seqs:
        await edit(group["sari"], seq, INSULT)
        held.append((await sari.event("held"))["data"]["case"])
    group.clock.forward(seconds=1)
    await act(group["sari"], seqs[0], "withdraw")
    await edit(group["sari"], seqs[1], "dua lagi")
    for case in held:
        await release(group, case)
    first, second = [await row(group["budi"], seq) for seq in seqs]
    assert (first.kind, body_text(second.body)) == ("gone", "dua lagi")


async def test_danger_in_an_edit_opens_a_case_with_the_words(group: World) -> None:
    seq, laras = await said(group["sari"]), await group["laras"].listen(group["laras"].desk)
    await edit(group["sari"], seq, DANGER)
    case = (await laras.event("case"))["data"]
    assert (case["kind"], case["level"] >= 2) == ("crisis", True)


async def test_nobody_edits_or_withdraws_what_another_wrote(group: World) -> None:
    seq = await said(group["sari"])
    for name in ("budi", "laras"):
        assert (await edit(group[name], seq, "bukan aku"))[0] == 404
        assert await act(group[name], seq, "withdraw") == 404


async def test_a_half_number_is_not_completed_by_the_version_that_it_replaces(group: World) -> None:
    seq = await said(group["sari"], "0812 7733")
    await edit(group["sari"], seq, "9911 kali aku mencoba")
    assert body_text((await row(group["budi"], seq)).body) == "9911 kali aku mencoba"


# taking away


async def test_a_withdrawn_message_leaves_no_words_anywhere(group: World) -> None:
    seq, budi = (
        await said(group["sari"], "jangan dibaca lagi", label_own="kucing tua"),
        await group["budi"].listen(),
    )
    await act(group["budi"], seq, "react", on="with")
    await budi.event("changed")
    assert await act(group["sari"], seq, "withdraw") == 303
    now = await changed(budi)
    assert (now["kind"], now["data"], "body" in now) == ("gone", {}, False)
    stored = await group.ctx.store.event(group["sari"].room, seq)
    assert (stored.body, dict(stored.data)) == (None, {})
    _, html = await group["budi"].get(f"/g/{group['budi'].group}")
    assert "Pesan ini ditarik." in html
    assert "jangan dibaca lagi" not in html
    assert "Yang sudah dilaporkan" in (await group["sari"].get(f"/g/{group['sari'].group}"))[1]


async def test_withdrawing_works_when_the_room_is_closed_and_twice(group: World) -> None:
    seq = await said(group["sari"])
    await owed.change_group(group.ctx, group["sari"].group, state="closed")
    assert (await edit(group["sari"], seq, "nanti"))[0] == 400
    for _ in range(2):
        assert await act(group["sari"], seq, "withdraw") == 303


async def test_everything_stands_after_a_restart(tmp_path: Path, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)
    await world.circle_of("sari", "budi")
    first = await said(world["sari"], "satu", label_own="kucing tua")
    second = await said(world["budi"], "dua", reply=first)
    await act(world["budi"], first, "react", on="same")
    await edit(world["budi"], second, "dua lagi")
    before = [(await world["sari"].get(f"/g/{world['sari'].group}"))[1]]
    people = world.people
    await stop(world)
    world = await start(tmp_path / "data", clock)
    for person in people.values():
        person.world = world
    before.append((await people["sari"].get(f"/g/{people['sari'].group}"))[1])
    logs = [re.sub(r'name="form" value="\w+"', "", text[text.index('id="log"') :]) for text in before]
    assert logs[0] == logs[1]
    await stop(world)


async def release(group: World, case: str) -> None:
    """The psychologist reads and releases."""
    await group["laras"].post(f"/case/{case}/open")
    record = await group.ctx.store.get("case", case)
    assert record
    status, _ = await group["laras"].post(f"/case/{case}/release", rev=str(turn_of(record)))
    assert status == 303
