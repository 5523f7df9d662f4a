"""Rules and agreement of a group: drafted by one, agreed by two, in force at once, tried without telling on anybody."""

from __future__ import annotations

import re
from typing import Any

import pytest

from groups.actions import agreements, consents, drafts, dry_run, versions
from groups.commands import ADMIN
from groups.model import NotFound, Refused
from groups.web.clusters import CLUSTERS
from moderation import Seat, parse_rules
from moderation.changes import changes
from tests.conftest import World, start, stop
from tests.live.desk import comes_back
from tests.live.stage_admin import admin_of, send, wrote

OPEN = {"newcomers": {"first": 0}}
DURIAN = OPEN | {"words": {"own": [{"terms": ["durian"], "effect": "hold"}]}}
WHY = "Sering mengganggu cerita"


async def refusal(work: Any) -> str:
    with pytest.raises(Refused) as refused:
        await work
    return refused.value.code


async def drafted(world: World, document: dict[str, Any] = DURIAN, edition: int = 0) -> drafts.Draft:
    return await drafts.change(world.ctx, ADMIN, world["laras"].group, "rules", document, edition=edition)


# two taps


async def test_one_tap_changes_nothing_and_the_second_puts_the_draft_in_force(group: World) -> None:
    """And the next message of an open page obeys."""
    ctx, room = group.ctx, group["laras"].group
    sari, budi = await group["sari"].listen(), await group["budi"].listen()
    draft = await drafted(group)
    assert not await drafts.agree(ctx, ADMIN, room, "rules", draft.edition, why=WHY)
    assert (await sari.say("aku bawa durian"))["action"] == "show"
    assert await drafts.agree(ctx, await group["laras"].who(), room, "rules", draft.edition)
    assert (await budi.event("rules"))["data"] == {"version": 2}
    assert (await sari.say("aku bawa durian lagi"))["action"] == "hold"


async def test_a_version_says_whose_taps_and_why(group: World) -> None:
    ctx, room = group.ctx, group["laras"].group
    draft = await drafted(group)
    await drafts.agree(ctx, await group["laras"].who(), room, "rules", draft.edition, why=WHY)
    await drafts.agree(ctx, ADMIN, room, "rules", draft.edition)
    newest, oldest = await versions.of_group(ctx, room, "rules")
    assert (newest.number, newest.taps, newest.why.pieces) == (2, ("psychologist", "admin"), (WHY,))
    assert (oldest.number, oldest.taps) == (1, ())


async def test_a_tap_holds_for_the_edition_that_was_read(group: World) -> None:
    """Two people cannot agree to different drafts."""
    ctx, room = group.ctx, group["laras"].group
    draft = await drafted(group)
    await drafts.agree(ctx, ADMIN, room, "rules", draft.edition, why=WHY)
    changed = await drafted(group, OPEN | {"asks": {"meet": "refuse"}}, draft.edition)
    assert changed.agreed == ()
    laras = await group["laras"].who()
    assert await refusal(drafts.agree(ctx, laras, room, "rules", draft.edition)) == "error.changed"
    assert await refusal(drafted(group, OPEN, draft.edition)) == "error.changed"
    assert not await drafts.agree(ctx, laras, room, "rules", changed.edition, why=WHY)


async def test_the_first_tap_says_why_and_names_nobody(group: World) -> None:
    ctx, room = group.ctx, group["laras"].group
    draft = await drafted(group)
    for typed, code in (("  ", "error.why"), ("kata 0812-3456-7890", "error.own_words")):
        asked = drafts.agree(ctx, ADMIN, room, "rules", draft.edition, why=typed)
        assert await refusal(asked) == code
    assert not await drafts.agree(ctx, ADMIN, room, "rules", draft.edition, why="Laras memintanya")


async def test_the_same_side_twice_is_one_tap(group: World) -> None:
    ctx, room = group.ctx, group["laras"].group
    draft = await drafted(group)
    for _ in range(2):
        assert not await drafts.agree(ctx, ADMIN, room, "rules", draft.edition, why=WHY)


async def test_members_and_supporters_have_no_tap(group: World) -> None:
    room = group["laras"].group
    await group.person("embun", room, Seat.SUPPORTER)
    draft = await drafted(group)
    for name in ("sari", "embun"):
        who = await group[name].who()
        with pytest.raises(NotFound):
            await drafts.agree(group.ctx, who, room, "rules", draft.edition, why=WHY)
        with pytest.raises(NotFound):
            await drafts.change(group.ctx, who, room, "rules", OPEN, edition=draft.edition)


async def test_rules_that_cannot_be_are_refused_by_name_and_the_draft_stays(group: World) -> None:
    draft = await drafted(group)
    for document, code in (
        ({"identifiers": {"phone": "allow"}}, "error.rules.laxer"),
        ({"ask": {"meet": "hold"}}, "error.rules.unknown_key"),
        ({"length": {"message": 0}}, "error.rules.out_of_range"),
    ):
        assert await refusal(drafted(group, document, draft.edition)) == code
    kept = await drafts.read(group.ctx, group["laras"].group, "rules")
    assert kept is not None and kept.document == DURIAN


async def test_a_draft_given_up_leaves_what_is_in_force(group: World) -> None:
    ctx, room = group.ctx, group["laras"].group
    draft = await drafted(group)
    await drafts.drop(ctx, ADMIN, room, "rules", draft.edition)
    assert await drafts.read(ctx, room, "rules") is None
    assert (await versions.of_group(ctx, room, "rules"))[0].number == 1


# in an emergency, and back


async def test_what_is_only_stricter_the_psychologist_puts_in_force_at_once_and_the_admin_confirms(
    group: World,
) -> None:
    ctx, room, laras = group.ctx, group["laras"].group, await group["laras"].who()
    draft = await drafts.change(ctx, laras, room, "rules", DURIAN, edition=0)
    await drafts.at_once(ctx, laras, room, draft.edition, why=WHY)
    assert (await (await group["sari"].listen()).say("durian"))["action"] == "hold"
    assert (await versions.of_group(ctx, room, "rules"))[0].waits
    with pytest.raises(NotFound):
        await drafts.confirm(ctx, laras, room, 2)
    await drafts.confirm(ctx, ADMIN, room, 2)
    newest = (await versions.of_group(ctx, room, "rules"))[0]
    assert not newest.waits and newest.taps == ("psychologist", "admin")


async def test_what_is_laxer_anywhere_waits_for_two_also_in_an_emergency(group: World) -> None:
    ctx, room, laras = group.ctx, group["laras"].group, await group["laras"].who()
    draft = await drafts.change(ctx, laras, room, "rules", DURIAN | {"asks": {"meet": "allow"}}, edition=0)
    assert await refusal(drafts.at_once(ctx, laras, room, draft.edition, why=WHY)) == "error.not_stricter"


async def test_one_click_leads_back_and_the_other_side_agrees(group: World) -> None:
    ctx, room, laras = group.ctx, group["laras"].group, await group["laras"].who()
    draft = await drafted(group)
    await drafts.agree(ctx, ADMIN, room, "rules", draft.edition, why=WHY)
    await drafts.agree(ctx, laras, room, "rules", draft.edition)
    assert not await drafts.bring_back(ctx, laras, room, 1, 0)
    assert await drafts.agree(ctx, ADMIN, room, "rules", 1)
    newest = (await versions.of_group(ctx, room, "rules"))[0]
    assert newest.number == 3
    assert await versions.document_of(ctx, room, "rules", 3) == OPEN


# the agreement


PROMISES = {"promises": [{"text": "Yang kubaca tidak kubawa keluar.", "note": "", "rule": ""}], "staff": []}


async def agreed(world: World, document: dict[str, Any] = PROMISES, **more: Any) -> int:
    ctx, room = world.ctx, world["laras"].group
    draft = await drafts.change(ctx, ADMIN, room, "agreement", document, edition=0, **more)
    await drafts.agree(ctx, ADMIN, room, "agreement", draft.edition, why=WHY)
    await drafts.agree(ctx, await world["laras"].who(), room, "agreement", draft.edition)
    return int((await ctx.circle(room)).data["agreement_version"])


async def test_a_new_agreement_is_told_and_asked_of_every_member_again(group: World) -> None:
    who = await group["sari"].who()
    seen = consents.digest_now(group.ctx, who.group)
    await consents.consent(group.ctx, who, seen, [])
    budi = await group["budi"].listen()
    assert await agreed(group) == 1
    assert (await budi.event("notice"))["data"]["code"] == "notice.agreement"
    assert await consents.consented_at(group.ctx, who) is None


@pytest.mark.parametrize(
    ("promises", "code"),
    [
        ([], "error.promises_none"),
        (["satu dua"] * 8, "error.promises_many"),
        (["kata " * 16], "error.promises_long"),
        (["hubungi 0812-3456-7890"], "error.own_words"),
    ],
)
async def test_an_agreement_that_cannot_be_is_refused_by_name(
    group: World, promises: list[str], code: str
) -> None:
    document = {"promises": [{"text": each} for each in promises], "staff": []}
    assert await refusal(agreed(group, document)) == code


async def test_an_agreement_changes_once_in_thirty_days_unless_for_safety(group: World) -> None:
    other = {"promises": [{"text": "Aku mendengar dulu."}], "staff": []}
    await agreed(group)
    assert await refusal(agreed(group, other)) == "error.agreement_soon"
    await drafts.drop(group.ctx, ADMIN, group["laras"].group, "agreement", 1)
    assert await agreed(group, other, safety=True) == 2
    group.clock.forward(days=agreements.DAYS_APART)
    assert await agreed(group) == 3


# tried on a text


async def test_a_sentence_of_ones_own_is_tried_on_the_draft_and_kept_nowhere(group: World) -> None:
    admin = await admin_of(group, group["laras"].group)
    await drafted(group)
    status, page = await admin.post(
        f"/admin/g/{admin.group}/rules/try", text="Aku bawa durian, WA 0812-3456-7890"
    )
    assert status == 200 and "0812-3456-7890" in page
    verdict = page[page.index('id="verdict"') :]
    assert "ditahan" in verdict and "nomor telepon" in verdict
    assert "0812" not in (await admin.get(f"/admin/g/{admin.group}/rules"))[1]
    assert await group.ctx.store.after(f"me:{group['sari'].membership}", 0, 9) == []


async def test_a_trial_does_not_know_who_is_here(group: World) -> None:
    """A handle and a name that nobody has answer with the same bytes."""
    admin = await admin_of(group, group["laras"].group)
    answers = set()
    for handle in (group["sari"].handle, "Saru Kecil"):
        path = f"/admin/g/{admin.group}/rules/try"
        answers.add((await admin.post(path, text=f"aku {handle}"))[1].replace(handle, "X"))
    assert len(answers) == 1


# tried on the past


@pytest.fixture
async def many(world: World) -> World:
    """Eleven members who each wrote twice; a number by three of them, twice each."""
    names = [f"anggota{number}" for number in range(11)]
    await world.circle_of(*names)
    for at, name in enumerate(names):
        number = "wa aku 0812-3456-7890" if at < 3 else "halo semua"
        await wrote(world, name, number, f"{number} ya")
    return world


async def on_past(world: World, by: Any = ADMIN, edition: int = 0) -> dict[str, str]:
    return dict(await dry_run.on_past(world.ctx, by, world["laras"].group, edition))


async def test_the_past_answers_rarely_for_few_people_however_often_they_wrote(many: World) -> None:
    """Six messages by three people, and none at all, are the same word."""
    bands = await on_past(many)
    assert bands["identifiers.phone"] == bands["identifiers.email"] == "rare"


async def test_the_past_answers_in_bands(many: World) -> None:
    for number in range(5):
        await wrote(many, f"anggota{number}", "telp 0812-3456-7890")
    assert (await on_past(many))["identifiers.phone"] == "sometimes"
    for number in range(5):
        await wrote(many, f"anggota{number}", *["telp 0812-3456-7890"] * 3)
    assert (await on_past(many))["identifiers.phone"] == "often"


async def test_under_ten_writers_nothing_is_tried(group: World) -> None:
    await wrote(group, "sari", "halo")
    assert await refusal(on_past(group)) == "error.few_writers"


async def test_an_admins_own_words_are_tried_after_the_psychologists_tap(many: World) -> None:
    for number in range(6):
        await wrote(many, f"anggota{number}", "aku bawa durian")
    draft = await drafted(many)
    assert "words.own" not in await on_past(many, edition=draft.edition)
    laras = await many["laras"].who()
    assert (await on_past(many, laras, draft.edition))["words.own"] == "sometimes"
    await drafts.let_terms(many.ctx, laras, many["laras"].group, draft.edition)
    assert (await on_past(many, edition=draft.edition))["words.own"] == "sometimes"


async def test_five_trials_a_day_and_each_is_in_the_log(many: World) -> None:
    for _ in range(dry_run.RUNS_A_DAY):
        await on_past(many)
    assert await refusal(on_past(many)) == "error.dry_runs"
    room, laras = many["laras"].group, await comes_back(many["laras"])
    status, page = await laras.get(f"/g/{room}/desk/audit")
    assert status == 200 and page.count("Draf dicoba pada masa lalu") == dry_run.RUNS_A_DAY
    many.clock.forward(days=1)
    await on_past(many)


# through the pages


def edition_of(page: str) -> str:
    found = re.search(r'name="edition" value="(\d+)"', page)
    assert found
    return found[1]


async def test_a_word_is_added_by_form_agreed_by_both_and_obeyed_after_a_restart(group: World) -> None:
    room, laras = group["laras"].group, group["laras"]
    admin = await admin_of(group, room)
    base = f"/admin/g/{room}/rules"
    form = {"rule": "own.new", "edition": "0", "terms": "Durian\nbuah naga", "effect": "hold"}
    assert (await admin.post(f"{base}/change", **form))[0] == 303
    edition = edition_of((await admin.get(base))[1])
    assert (await admin.post(f"{base}/agree", edition=edition, why=""))[0] == 400
    assert (await admin.post(f"{base}/agree", edition=edition, why=WHY))[0] == 303
    theirs = (await laras.get(f"/g/{room}/desk/rules"))[1]
    assert "Pengelola sudah setuju" in theirs and "durian" in theirs and WHY in theirs
    assert (await laras.post(f"/g/{room}/desk/rules/agree", edition=edition))[0] == 303
    await _restarts(group)
    sari = await group["sari"].listen()
    assert (await sari.say("ada buah naga"))["action"] == "hold"


async def _restarts(world: World) -> None:
    """Another process over the same folder."""
    await stop(world)
    fresh = await start(world.folder, world.clock)
    world.ctx, world.runner, world.origin, world.http = fresh.ctx, fresh.runner, fresh.origin, fresh.http
    world.pages.clear()


async def test_a_form_that_cannot_be_keeps_its_place_and_says_which_part(group: World) -> None:
    admin = await admin_of(group, group["laras"].group)
    form = {"rule": "length", "edition": "0", "effect.length": "refuse", "length.message": "0"}
    status, page = await admin.post(f"/admin/g/{admin.group}/rules/change", **form)
    assert status == 400 and "1–20000" in page and 'name="length.message"' in page


async def test_every_cluster_of_rules_can_be_saved_as_it_stands(group: World) -> None:
    """What a form shows is what it makes: saving without a change leaves the rules as they are."""
    room = group["laras"].group
    admin, base = await admin_of(group, room), f"/admin/g/{room}/rules"
    for number, cluster in enumerate(CLUSTERS):
        page = (await admin.get(f"{base}/edit?rule={cluster.key}"))[1]
        status, told = await send(admin, f"{base}/change", filled(page))
        assert status == 303, (cluster.key, told)
        draft = await drafts.start_of(group.ctx, room, "rules")
        assert draft.edition == number + 1
        assert changes(parse_rules(OPEN), parse_rules(draft.document)) == (), cluster.key


def filled(page: str) -> list[tuple[str, str]]:
    """The fields of the page's form as a browser would send them untouched."""
    form = page[page.index('<form class="flow"') :]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    fields += re.findall(r'<input type="(?:number|time)" [^>]*name="([^"]+)" value="([^"]*)"', form)
    fields += re.findall(r'name="([^"]+)" value="([^"]+)" checked', form)
    return fields + re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>([^<]*)<', form)


async def test_the_rules_in_force_can_be_taken_along_as_a_file(group: World) -> None:
    admin = await admin_of(group, group["laras"].group)
    status, text = await admin.get(f"/admin/g/{admin.group}/rules.json")
    assert (status, text) == (200, '{"newcomers": {"first": 0}}')


async def test_a_person_cannot_tap_for_both(group: World) -> None:
    room = group["laras"].group
    admin = await admin_of(group, room)
    assert (await admin.get(f"/g/{room}/desk/rules"))[0] == 404
    assert (await group["laras"].get(f"/admin/g/{room}/rules"))[0] == 404


# what the others see of it


async def test_a_changed_agreement_asks_in_the_room_until_it_is_agreed_to(group: World) -> None:
    sari, asks = group["sari"], 'id="sepakat"><a'
    assert asks not in (await sari.get(f"/g/{sari.group}"))[1]
    await agreed(group)
    assert asks in (await sari.get(f"/g/{sari.group}"))[1]
    assert asks not in (await group["laras"].get(f"/g/{sari.group}"))[1]
    seen = consents.digest_now(group.ctx, sari.group)
    assert (await sari.post(f"/g/{sari.group}/agreement", seen=seen, promise="1"))[0] == 303
    assert asks not in (await sari.get(f"/g/{sari.group}"))[1]


async def test_the_queue_says_which_drafts_wait_for_the_psychologist(group: World) -> None:
    laras, waits = group["laras"], "Draf aturan menunggu persetujuan psikolog"
    draft = await drafted(group)
    assert waits not in (await laras.get("/queue"))[1]
    await drafts.agree(group.ctx, ADMIN, laras.group, "rules", draft.edition, why=WHY)
    assert waits in (await laras.get("/queue"))[1]


async def test_members_read_the_rules_in_force_and_never_a_draft(group: World) -> None:
    await drafted(group)
    status, page = await group["sari"].get(f"/g/{group['sari'].group}/rules")
    assert status == 200 and "Nomor telepon" in page and "durian" not in page and "/edit" not in page
