"""What cannot be promised (CARE C20): every sentence has a source that a test can ask."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from groups.web.promises import cannot_of, slipping
from moderation import Context, RawText, parse_rules, review
from tests.conftest import World

CORPUS = Path(__file__).parents[1] / "corpus" / "pii_dev.jsonl"
TAG = re.compile(r"</?([A-Z_]+)>")


def found_and_marked() -> tuple[int, int]:
    """Of the marked identifiers of the carried corpus: (wholly hidden, all)."""
    rules, found, marked = parse_rules({}, version=0), 0, 0
    for line in CORPUS.read_text("utf-8").splitlines():
        typed, gold, at = "", [], 0
        tagged = json.loads(line)["text"]
        for tag in TAG.finditer(tagged):
            typed += tagged[at : tag.start()]
            at = tag.end()
            gold = [*gold, (len(typed), 0)] if tag[0][1] != "/" else [*gold[:-1], (gold[-1][0], len(typed))]
        typed += tagged[at:]
        hidden = {
            i for span in review(RawText(typed), rules, Context()).spans for i in range(span.start, span.end)
        }
        marked += len(gold)
        found += sum(all(i in hidden or not typed[i].isalnum() for i in range(*each)) for each in gold)
    return found, marked


def test_the_stated_share_that_slips_through_is_not_smaller_than_measured() -> None:
    found, marked = found_and_marked()
    assert marked > 100
    assert 100 * (marked - found) / marked <= slipping()


@pytest.mark.parametrize("tag", ["id", "id@anda", "en"])
async def test_every_sentence_is_whole_in_every_language(world: World, tag: str) -> None:
    circle = await world.ctx.circle(await world.group())
    bare = await world.ctx.circle(await world.group("Tanpa Jam", hours={"mon": []}))
    words = world.ctx.texts[tag]
    for each in (circle, bare, None):
        for said in cannot_of(world.ctx, words, each):
            sentence = words.say(f"cannot.{said['code']}", **said["values"])
            assert words.has(f"cannot.{said['code']}") and "…" not in sentence, said["code"]


async def test_days_and_hours_are_those_of_the_group(world: World) -> None:
    circle = await world.ctx.circle(await world.group(retention_days=45))
    values = {said["code"]: said["values"] for said in cannot_of(world.ctx, world.ctx.texts["id"], circle)}
    assert values["retention"] == {"n": 45}
    assert values["emergency"] == {"hours": "00.00–24.00 WIB"}


async def test_a_group_without_hours_says_that_perhaps_nobody_reads(world: World) -> None:
    circle = await world.ctx.circle(await world.group(hours={"mon": []}))
    assert cannot_of(world.ctx, world.ctx.texts["id"], circle)[0]["code"] == "emergency_never"


def test_nothing_that_is_never_promised_stands_in_a_catalogue() -> None:
    """CARE C20's list, in the three catalogues."""
    never = (
        "100 %",
        "100%",
        "anonim sepenuhnya",
        "kerahasiaan terjamin",
        "kami selalu ada",
        "secepatnya",
        "segera ",
    )
    folder = Path(__file__).parents[2] / "groups" / "locale"
    for path in folder.glob("*/LC_MESSAGES/lingkar.po"):
        said = [line for line in path.read_text("utf-8").splitlines() if line.startswith("msgstr")]
        assert not [line for line in said if any(each in line.lower() for each in never)]
