"""A failing test shows the locals of every frame: those that hold words print ids and sizes, never the words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CANARY = "0812-7733-9911"

FAILING = f"""
from groups.access import Membership
from groups.actions.judge import Judged
from groups.actions.post import Answer, Draft
from groups.actions.joining import Comer
from groups.memory import Circle, Shown
from groups.model import Channel, Sealed
from groups.store.base import Entry, Event
from moderation import Action, Body, Context, Decision, RawText, Seat, parse_rules, review
from moderation.types import Span


def test_that_fails():
    number = RawText({CANARY[:4]!r} + "-" + {CANARY[5:]!r})
    def keeps():
        body = Body(({CANARY[:4]!r} + "-" + {CANARY[5:]!r},))
        return body
    body = keeps()
    draft = Draft(Channel.parse("room:1"), number, "c" * 32)
    answer = Answer(Action.SHOW, body=body)
    context = Context(recent=((True, body),))
    decision = Decision(Action.HOLD, body, 1, earlier=((0, body),))
    judged = Judged(decision, (1,))
    found = review(number, parse_rules({{}}, version=1), context)
    shown = Shown(1, 1, "m", body)
    comer = Comer(None, "teduh", {CANARY[:4]!r} + "-" + {CANARY[5:]!r}, "192.0.2.7", "id")
    sealed = Sealed(({CANARY[:4]!r} + "-" + {CANARY[5:]!r}).encode())
    entry = Entry("message", "m", "c", 1, sealed)
    event = Event("room:1", 1, "message", "m", "c", 1, 1, sealed, {{}})
    assert [number, body, draft, answer, context, decision, judged, found, shown, comer, sealed, entry, event] == []
"""


def test_a_failing_test_prints_no_number_with_all_its_locals(tmp_path: Path) -> None:
    """The number is put together from two parts, so that the source that pytest prints does not hold it."""
    (tmp_path / "test_shown.py").write_text(FAILING)
    command = [sys.executable, "-m", "pytest", "-vv", "--showlocals", "--tb=long", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [
            *command,
            "-c",
            str(ROOT / "pyproject.toml"),
            "--rootdir",
            str(tmp_path),
            str(tmp_path / "test_shown.py"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1 and "decision   = " in done.stdout, done.stdout[-3000:] + done.stderr[-3000:]
    for words in (CANARY, CANARY.replace("-", "")):
        assert words not in done.stdout + done.stderr
