"""The law of a live page: one that lived through everything shows what a page shows that was loaded just now."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from groups.model import new_id
from tests.browser.people import Circle, Person

ACTS = 200
NEWEST = 50
WORDS = "malam hujan rumah sepi teh hangat kursi kosong pagi capek pulang angin jendela lampu"
NUMBER = "0812-3456-7890"
INSULT = "kamu memang tolol dan tidak berguna"
REACTIONS = ("with", "heard", "same", "thanks")

#: What a page shows, as text: the newest rows of the room with what stands between them, and everything around.
SHOWN = f"""() => {{
  const rows = [...document.querySelectorAll("#log [data-seq]")];
  const room = rows.filter((row) => row.dataset.channel.startsWith("room:")).slice(-{NEWEST});
  const first = rows.indexOf(room[0]);
  const list = [...document.querySelector("#log").children];
  const around = document.querySelector("main").cloneNode(true);
  around.querySelector("#log").replaceChildren();
  for (const name of ["channels", "state", "stale", "trouble"]) delete around.dataset[name];
  for (const gone of around.querySelectorAll("input[name=form]")) gone.remove();
  const log = list.slice(list.indexOf(rows[first])).map((row) => row.outerHTML);
  return [...log, around.outerHTML];
}}"""


@dataclass
class Evening:
    """What has happened so far, as far as somebody needs to know it to go on."""

    circle: Circle
    chance: random.Random
    lived: Person
    phones: dict[str, Person]
    cases: list[str] = field(default_factory=list)
    joined: int = 0
    done: dict[str, int] = field(default_factory=dict)

    def who(self) -> Person:
        return self.phones[self.chance.choice(["sari", "budi", "tono", "laras"])]

    def text(self) -> str:
        words = " ".join(self.chance.choices(WORDS.split(), k=self.chance.randint(1, 12)))
        return self.chance.choice([words, words, f"{words} {NUMBER}", f"<b>{words}</b>\n& {words}"])

    def rows(self, kind: str = "article.message[id^=m-]") -> list[dict[str, Any]]:
        """The messages on the page that lived: seq, rev, author."""
        found = self.lived.page.locator(f"#log {kind}").evaluate_all(
            "rows => rows.map(row => ({...row.dataset}))"
        )
        return list(found)

    def one(self, mine: str | None = None) -> dict[str, Any] | None:
        rows = [row for row in self.rows() if row["kind"] == "message"]
        rows = [row for row in rows if mine is None or row["by"] == mine][-60:]
        return self.chance.choice(rows) if rows else None

    def path(self, row: dict[str, Any], what: str) -> str:
        return f"/g/{self.circle.group}/m/{row['seq']}/{what}"

    def say(self, text: str, who: Person | None = None, **more: str) -> None:
        form = {"text": text, "form": new_id(), "roster": "999999"} | more
        (who or self.who()).send(f"/g/{self.circle.group}/post", **form)


def post(evening: Evening) -> None:
    wish = evening.chance.choice(["", "", "listen", "advice"])
    label = evening.chance.choice(["", "", "", "loss", "illness"])
    own = evening.chance.choice(["", "", "", "kucing tua"])
    evening.say(evening.text(), wish=wish, label=label, label_own=own)


def reply(evening: Evening) -> None:
    if row := evening.one():
        evening.say(evening.text(), reply=row["seq"])


def react(evening: Evening) -> None:
    if row := evening.one():
        on = evening.chance.choice(["on", "on", "off"])
        evening.who().send(evening.path(row, "react"), **{on: evening.chance.choice(REACTIONS)})


def edit(evening: Evening) -> None:
    who = evening.who()
    if row := evening.one(who.membership):
        form = {"text": evening.text(), "rev": row["rev"], "form": new_id()}
        who.send(evening.path(row, "edit"), **form)


def withdraw(evening: Evening) -> None:
    who = evening.who()
    if row := evening.one(who.membership):
        who.send(evening.path(row, "withdraw"))


def hold(evening: Evening) -> None:
    evening.say(INSULT, evening.phones[evening.chance.choice(["sari", "budi"])])


def hold_an_edit(evening: Evening) -> None:
    sari = evening.phones["sari"]
    if row := evening.one(sari.membership):
        sari.send(evening.path(row, "edit"), text=INSULT, rev=row["rev"], form=new_id())


def decide(evening: Evening) -> None:
    """The psychologist opens what has waited longest, and releases or refuses it."""
    laras = evening.phones["laras"]
    queue = laras.read("/queue")
    for case in re.findall(r'href="/case/([0-9a-f]{32})"', queue)[:1]:
        opened = laras.post_and_read(f"/case/{case}/open")
        turn = re.search(r'name="rev" value="(\d+)"', opened)
        act = evening.chance.choice(["release", "release", "refuse"])
        laras.send(f"/case/{case}/{act}", rev=turn[1] if turn else "0", note="Kita bicara besok.")


def danger(evening: Evening) -> None:
    evening.say("rasanya ingin mati saja", evening.phones["tono"])


def join(evening: Evening) -> None:
    if evening.joined < 4:
        evening.joined += 1
        evening.circle.newcomer(f"Baru {evening.joined}")


def reconnect(evening: Evening) -> None:
    evening.lived.context.set_offline(True)
    for _ in range(evening.chance.randint(1, 4)):
        evening.chance.choice([post, reply, react, edit, withdraw])(evening)
    evening.lived.context.set_offline(False)


def from_the_page(evening: Evening) -> None:
    """The page that lives writes too."""
    evening.lived.say(evening.text())
    expect(evening.lived.page.locator("#isi")).to_have_value("")


CHOICES: list[tuple[Callable[[Evening], None], int]] = [
    (post, 30), (reply, 14), (react, 24), (edit, 12), (withdraw, 5), (hold, 3), (hold_an_edit, 2),
    (decide, 4), (danger, 1), (join, 1), (reconnect, 2), (from_the_page, 2),
]  # fmt: skip


def shown(person: Person) -> list[str]:
    return list(person.page.evaluate(SHOWN))


def ids(parts: list[str]) -> list[str]:
    """What stands where, before it is compared character by character."""
    return [re.findall(r'id="([^"]*)"', part)[0][:12] for part in parts[:-1]]


@pytest.mark.parametrize("seed", [5])
def test_a_page_that_lived_shows_what_a_fresh_one_shows(circle: Circle, seed: int) -> None:
    circle.without_pace()
    phones = {name: circle.person(name) for name in ("sari", "budi", "laras")}
    phones["tono"] = circle.newcomer("Tono Kecil")
    evening = Evening(circle, random.Random(seed), circle.person("sari").listen(), phones)
    acts, weights = zip(*CHOICES, strict=True)
    for act in evening.chance.choices(acts, weights, k=ACTS):
        act(evening)
        evening.done[act.__name__] = evening.done.get(act.__name__, 0) + 1
    assert set(evening.done) == {act.__name__ for act in acts}
    evening.say("selesai", phones["budi"])
    expect(evening.lived.messages.last).to_have_text("selesai")
    evening.lived.page.wait_for_load_state("networkidle")
    fresh = circle.person("sari").listen()
    assert len(fresh.page.locator("#log [id^=m-]").all()) >= NEWEST
    lived, loaded = shown(evening.lived), shown(fresh)
    assert ids(lived) == ids(loaded)
    for one, other in zip(lived, loaded, strict=True):
        assert one == other
