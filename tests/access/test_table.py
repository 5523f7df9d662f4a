"""Who gets where: every route and every client frame, asked as everybody, against the table written here.

A route or frame without a row fails. "Not there" and "not yours" are the same bytes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from groups import access, frames
from groups.actions import accounts, groups, seats, sign_ins
from groups.model import NotFound, Role, new_id
from groups.web.routes import TABLE
from moderation import Seat
from tests.conftest import Clock, World, start, stop

DAY = 86_400_000
PASSWORD = "embun di atas pagar"

# who asks: name -> what they are to the group that is asked about
EVERYBODY = (
    "anonymous",
    "member",
    "elsewhere",  # a member of another group
    "psychologist",
    "stand_in_before",
    "stand_in",
    "stand_in_after",
    "supporter",
    "supervisor",
    "admin",
    "operator",
    "former",  # left by themselves
    "removed",  # within 14 days
    "removed_long",
    "unproven",  # the psychologist, before the second factor
)
ALL = frozenset(EVERYBODY)
NOBODY: frozenset[str] = frozenset()
PROVEN = ALL - {"anonymous", "unproven"}
ROOM = frozenset({"member", "psychologist", "stand_in", "supporter"})
DESK = frozenset({"psychologist", "stand_in", "supporter"})
DECIDES = frozenset({"psychologist", "stand_in"})
ADMIN = frozenset({"admin"})
CALLERS = ROOM | {"supervisor", "removed"}
ELSEWHERE = frozenset({"elsewhere"})

#: Who gets something else than 404.
ROUTES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/healthz"): ALL,
    ("GET", "/manifest.webmanifest"): ALL,
    ("GET", "/sw.js"): ALL,
    ("GET", "/favicon.ico"): ALL,
    ("GET", "/help"): ALL,
    ("GET", "/static/{path:.+}"): ALL,
    ("GET", "/socket"): ALL,  # 401 without a sign-in: see the frames below
    ("GET", "/"): ALL,
    ("GET", "/promise"): ALL,
    ("GET", "/keluar"): ALL,
    ("GET", "/sign-in"): ALL,
    ("POST", "/sign-in"): ALL,
    ("POST", "/sign-out"): ALL,
    ("GET", "/link"): ALL,
    ("POST", "/link"): ALL,
    ("GET", "/recover"): ALL,
    ("POST", "/recover"): ALL,
    ("GET", "/lost"): ALL,
    ("POST", "/lost"): ALL,
    ("GET", "/join"): ALL,
    ("POST", "/join"): ALL,
    ("GET", "/second-factor"): frozenset({"unproven"}),
    ("POST", "/second-factor"): frozenset({"unproven"}),
    ("GET", "/sign-ins"): PROVEN,
    ("POST", "/sign-ins/all/end"): PROVEN,
    ("GET", "/g/{group}"): ROOM,
    ("POST", "/g/{group}/post"): ROOM,
    ("POST", "/g/{group}/call"): CALLERS,
    ("GET", "/g/{group}/m/{seq}"): ROOM,
    ("POST", "/g/{group}/m/{seq}/react"): ROOM,
    ("POST", "/g/{group}/m/{seq}/edit"): frozenset({"member"}),
    ("POST", "/g/{group}/m/{seq}/case"): DECIDES,
    ("POST", "/g/{group}/m/{seq}/withdraw"): frozenset({"member"}),
    ("GET", "/g/{group}/invite"): DECIDES,
    ("POST", "/g/{group}/invite"): DECIDES,
    ("GET", "/g/{group}/line"): frozenset({"member"}),
    ("POST", "/g/{group}/line/post"): frozenset({"member"}),
    ("GET", "/g/{group}/line/{member}"): DECIDES,
    ("POST", "/g/{group}/line/{member}/post"): DECIDES,
    ("GET", "/g/{group}/case/{case}"): frozenset({"member"}),
    ("POST", "/g/{group}/case/{case}/post"): frozenset({"member"}),
    ("GET", "/g/{group}/hours"): DECIDES,
    ("POST", "/g/{group}/hours"): DECIDES,
    ("POST", "/g/{group}/open"): DECIDES,
    ("POST", "/g/{group}/close"): DECIDES,
    ("GET", "/queue"): DESK,
    ("GET", "/lines"): DECIDES,
    ("POST", "/case/{case}/claim"): DECIDES,
    ("POST", "/case/{case}/let-go"): DECIDES,
    ("POST", "/case/{case}/ask"): DECIDES,
    ("POST", "/case/{case}/remove"): DECIDES,
    ("POST", "/case/{case}/close"): DECIDES,
    ("POST", "/case/{case}/undo"): DECIDES,
    ("POST", "/case/{case}/mute"): DECIDES,
    ("GET", "/case/{case}/line"): DECIDES,  # a supporter only while holding it: below
    ("POST", "/case/{case}/line/post"): DECIDES,
    ("GET", "/case/{case}"): DECIDES,
    ("POST", "/case/{case}/open"): DECIDES,
    ("POST", "/case/{case}/release"): DECIDES,
    ("POST", "/case/{case}/refuse"): DECIDES,
    ("POST", "/case/{case}/readmit"): NOBODY,  # the case asked about is none of a lost way in
    ("GET", "/admin"): ADMIN,
    ("GET", "/admin/g/{group}"): ADMIN,
    ("POST", "/admin/g/{group}"): ADMIN,
    ("GET", "/admin/new"): ADMIN,
    ("POST", "/admin/new"): ADMIN,
    ("GET", "/admin/move"): ADMIN,
    ("POST", "/admin/move"): ADMIN,
    ("GET", "/admin/g/{group}/people"): ADMIN,
    ("POST", "/admin/g/{group}/people"): ADMIN,
    ("POST", "/admin/g/{group}/people/end"): NOBODY,  # no membership is named
    ("GET", "/admin/g/{group}/signposts"): ADMIN,
    ("POST", "/admin/g/{group}/signposts"): ADMIN,
    ("POST", "/admin/g/{group}/retention"): ADMIN,
    ("POST", "/admin/g/{group}/rules/confirm"): NOBODY,  # no version is named
    ("POST", "/g/{group}/desk/rules/at-once"): DECIDES,
    ("POST", "/g/{group}/desk/rules/terms"): DECIDES,
    ("GET", "/g/{group}/m/{seq}/dispute"): frozenset({"member"}),
    ("POST", "/g/{group}/m/{seq}/dispute"): frozenset({"member"}),
    ("POST", "/g/{group}/held/{case}/take"): frozenset({"member"}),
    ("GET", "/g/{group}/p/{member}"): ROOM - {"member"},  # nobody needs a page about themselves
    ("GET", "/g/{group}/m/{seq}/report"): ROOM - {"member"},
    ("POST", "/g/{group}/m/{seq}/report"): ROOM - {"member"},
    ("POST", "/g/{group}/m/{seq}/ignore"): NOBODY,  # for fellow members alone
    ("POST", "/g/{group}/m/{seq}/recognised"): NOBODY,
    ("GET", "/g/{group}/p/{member}/report"): ROOM - {"member"},
    ("POST", "/g/{group}/p/{member}/report"): ROOM - {"member"},
    ("POST", "/g/{group}/p/{member}/ignore"): NOBODY,
    ("POST", "/g/{group}/p/{member}/recognised"): NOBODY,
    ("GET", "/g/{group}/agreement"): ROOM,
    ("POST", "/g/{group}/agreement"): ROOM,
    ("GET", "/g/{group}/rules"): ROOM,
    ("GET", "/g/{group}/welcome"): DECIDES,
    ("POST", "/g/{group}/welcome"): DECIDES,
    ("GET", "/g/{group}/leave"): frozenset({"member"}),
    ("POST", "/g/{group}/leave"): frozenset({"member"}),
    ("GET", "/oversight"): frozenset({"supervisor"}),
    ("GET", "/oversight/{case}"): NOBODY,  # the case asked about is no report about staff
    ("POST", "/oversight/{case}/open"): NOBODY,
    ("POST", "/oversight/{case}/close"): NOBODY,
    ("POST", "/case/{case}/restore"): DECIDES,
    ("POST", "/case/{case}/keep"): DECIDES,
}
#: Desk pages that an admin has under one address and who decides under another.
BOTH: dict[tuple[str, str], bool] = {
    ("GET", "/rules"): True,
    ("GET", "/rules/edit"): False,  # no rule is named
    ("GET", "/rules.json"): True,
    ("POST", "/rules/change"): False,
    ("POST", "/rules/try"): True,
    ("POST", "/rules/past"): True,
    ("POST", "/rules/agree"): True,
    ("POST", "/rules/return"): False,  # no version is named
    ("POST", "/rules/drop"): True,
    ("GET", "/agreement"): True,
    ("POST", "/agreement/change"): True,
    ("POST", "/agreement/agree"): True,
    ("POST", "/agreement/drop"): True,
    ("GET", "/audit"): True,
}
for (method, path), answers in BOTH.items():
    ROUTES[method, f"/admin/g/{{group}}{path}"] = ADMIN if answers else NOBODY
    ROUTES[method, f"/g/{{group}}/desk{path}"] = DECIDES if answers else NOBODY

#: Who may open a channel of the group; `me:` and `line:` are asked with the member's own membership.
CHANNELS: dict[str, frozenset[str]] = {
    "room:{group}": ROOM,
    "me:{member}": frozenset({"member"}),
    "line:{member}": DECIDES | {"member"},
    "desk:{group}": DESK,
    "oversight:{group}": frozenset({"supervisor"}),
    "safe:{group}": NOBODY,
    "case:{case}": NOBODY,  # a message that waits has no line
    "case:{crisis}": DECIDES | {"member"},
    "audit:{group}": NOBODY,
    "service:{group}": NOBODY,
}
#: Who may post and preview there.
WRITES: dict[str, frozenset[str]] = dict.fromkeys(CHANNELS, NOBODY) | {"room:{group}": ROOM}
for line in ("line:{member}", "case:{crisis}"):
    WRITES[line] = CHANNELS[line]
FRAMES = {"open": CHANNELS, "post": WRITES, "preview": WRITES}


@dataclass
class House:
    """A group, a case in it, and everybody of the table."""

    world: World
    group: str
    other: str
    case: str
    accounts: dict[str, str]
    member: str  # the member's membership
    seq: str = "0"  # of a message that the member has in the room
    crisis: str = ""  # a case of the member that has a line

    def path(self, shape: str, *, missing: bool = False) -> str:
        """A route with the ids of this house, or with ids of nothing."""
        nothing = new_id()
        ids = {"group": nothing, "case": nothing, "seq": "99999", "member": nothing}
        if not missing:
            case = self.crisis if "/line" in shape or "}/case/" in shape else self.case
            ids = {"group": self.group, "case": case, "seq": self.seq, "member": self.member}
        filled = re.sub(r"\{(\w+)[^}]*\}", lambda found: ids.get(found[1], "css/tokens.css"), shape)
        return filled if filled != shape or not missing else "/nothing-here"

    def channel(self, shape: str, *, missing: bool = False) -> str:
        ids = {"group": self.group, "member": self.member, "case": self.case, "crisis": self.crisis}
        return shape.format(**({name: new_id() for name in ids} if missing else ids))

    async def cookies(self, name: str) -> dict[str, str]:
        """A new sign-in of this person."""
        account = self.accounts.get(name)
        if account is None:
            return {}
        tokens = await sign_ins.start(self.world.ctx, account, shared=False, second=name != "unproven")
        return {"Cookie": f"__Host-lingkar={tokens.token}; __Host-lingkar_here={tokens.half}"}

    async def ask(self, name: str, method: str, path: str) -> tuple[int, bytes, dict[str, str]]:
        headers = await self.cookies(name) | {"Origin": self.world.origin, "Accept-Language": "id"}
        self.world.ctx.sign_in_tries._left.clear()
        self.world.ctx.addresses._left.clear()
        url = self.world.origin + path
        async with self.world.http.request(
            method,
            url,
            headers=headers,
            data={"text": "halo"} if method == "POST" else None,
            allow_redirects=False,
        ) as answer:
            kept = {key: value for key, value in answer.headers.items() if key not in ("Date", "Set-Cookie")}
            return answer.status, await answer.read(), kept


async def build(folder: Path) -> House:
    clock = Clock()
    world = await start(folder, clock)
    group = await world.circle_of("member")
    other = await world.group("Napas Pelan")
    now = clock.now
    seated: dict[str, tuple[Seat, dict[str, Any]]] = {
        "stand_in_before": (Seat.STAND_IN, {"starts_at": now + DAY}),
        "stand_in": (Seat.STAND_IN, {"starts_at": now - DAY, "ends_at": now + DAY}),
        "stand_in_after": (Seat.STAND_IN, {"starts_at": now - 2 * DAY, "ends_at": now - DAY}),
        "supporter": (Seat.SUPPORTER, {}),
        "supervisor": (Seat.SUPERVISOR, {}),
        "former": (Seat.MEMBER, {}),
        "removed": (Seat.MEMBER, {}),
        "removed_long": (Seat.MEMBER, {}),
    }
    for name, (seat, times) in seated.items():
        await world.person(name, group, seat, f"Nama {name.replace('_', ' ')}", **times)
    await world.person("elsewhere", other)
    await groups.open_if_ready(world.ctx, group)
    for name, state in (("former", "left"), ("removed", "removed"), ("removed_long", "removed")):
        if name == "removed_long":
            clock.now -= 15 * DAY
        await seats.remove(world.ctx, await world[name].who(), state)
        clock.now = now
    held = await (await world["member"].listen()).say("kamu tolol banget sih, dasar bodoh")
    assert held["action"] == "hold"
    people = {name: person.account for name, person in world.people.items()}
    people |= {"psychologist": people["laras"], "unproven": people.pop("laras")}
    for role in (Role.ADMIN, Role.OPERATOR):
        people[role.value], _ = await accounts.create(world.ctx, role.value, PASSWORD, role=role)
    said = await (await world["member"].listen()).say("cerita untuk semua")
    seq = str(said["seq"])
    danger = await (await world["member"].listen()).say("aku mau bunuh diri malam ini, sudah siap semuanya")
    member = world["member"].membership
    return House(world, group, other, held["case"], people, member, seq, danger["case"])


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = await build(tmp_path / "data")
    yield made
    await stop(made.world)


# routes


def test_every_route_stands_in_the_table_and_nothing_else_does() -> None:
    assert {(route.method, route.path) for route in TABLE} == set(ROUTES)


def test_every_route_is_mounted_once() -> None:
    assert len({(route.method, route.path) for route in TABLE}) == len(TABLE)


async def test_everybody_gets_through_their_own_doors_and_no_others(house: House) -> None:
    wrong = []
    for (method, shape), doors in ROUTES.items():
        for name in EVERYBODY:
            if "{case}" in shape and method == "POST" and name in doors:
                continue  # these change the case: below
            status, _, _ = await house.ask(name, method, house.path(shape))
            if (status != 404) != (name in doors) or status >= 500:
                wrong.append((name, method, shape, status))
    assert not wrong


@pytest.mark.parametrize("name", sorted(DECIDES))
@pytest.mark.parametrize("act", ["open", "release", "refuse"])
async def test_who_decides_may_act_on_a_case(house: House, name: str, act: str) -> None:
    status, _, _ = await house.ask(name, "POST", f"/case/{house.case}/{act}")
    assert status in (200, 303, 400)


async def test_what_is_not_yours_is_the_same_bytes_as_what_is_not_there(house: House) -> None:
    """Also the headers. Those who know the group anyway (a seat, or lately) may see its help around the 404."""
    knows = CALLERS | {"stand_in_before", "stand_in_after"}
    differing = []
    for (method, shape), doors in ROUTES.items():
        for name in sorted(ALL - doors):
            if name in knows and "{group}" in shape:
                continue
            yours = await house.ask(name, method, house.path(shape))
            there = await house.ask(name, method, house.path(shape, missing=True))
            if yours != there:
                differing.append((name, method, shape))
    assert not differing


async def test_whoever_is_not_signed_in_cannot_tell_which_groups_exist(house: House) -> None:
    answers = {
        await _bytes(house, path) for path in (f"/g/{house.group}", f"/g/{house.other}", f"/g/{new_id()}")
    }
    assert len(answers) == 1


async def _bytes(house: House, path: str) -> bytes:
    return (await house.ask("anonymous", "GET", path))[1]


async def test_get_changes_nothing(house: House) -> None:
    """No GET writes to the store, whoever asks; leaving by /keluar is the one that ends a sign-in."""
    from tests.faults import WRITES as CALLS
    from tests.faults import FaultyStore

    real = house.world.ctx.store
    for name in ("member", "psychologist", "admin"):
        cookies = await house.cookies(name)
        for method, shape in ROUTES:
            if method != "GET" or shape in ("/healthz", "/socket", "/keluar"):
                continue
            counting = FaultyStore(real, counted=CALLS)
            house.world.ctx.store = counting  # type: ignore[assignment]
            async with house.world.http.get(
                house.world.origin + house.path(shape), headers=cookies
            ) as answer:
                await answer.read()
            house.world.ctx.store = real
            assert counting.called == [], (name, shape)


# frames


def test_every_client_frame_stands_in_the_table() -> None:
    known = {
        kind.__struct_config__.tag
        for _, kind in inspect.getmembers(frames, inspect.isclass)
        if issubclass(kind, msgspec.Struct) and kind.__struct_config__.tag
    }
    assert known == set(FRAMES)


def test_every_kind_of_channel_stands_in_the_table() -> None:
    from groups.model import ChannelKind

    assert {shape.partition(":")[0] for shape in CHANNELS} == {kind.value for kind in ChannelKind}


async def connect(house: House, name: str) -> aiohttp.ClientWebSocketResponse:
    headers = await house.cookies(name) | {"Origin": house.world.origin, "Accept-Language": "id"}
    url = f"{house.world.origin}/socket"
    return await house.world.http.ws_connect(url, headers=headers, protocols=("lingkar.1",))


async def told(ws: aiohttp.ClientWebSocketResponse, *kinds: str, **frame: Any) -> dict[str, Any]:
    """Send a frame; the first answer of these kinds."""
    await ws.send_json(frame)
    while True:
        answer: dict[str, Any] = await ws.receive_json(timeout=5)
        if answer["t"] in kinds:
            return answer


@pytest.mark.parametrize("name", ["anonymous", "unproven"])
async def test_a_socket_needs_a_whole_sign_in(house: House, name: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await connect(house, name)
    assert refused.value.status == 401


async def test_everybody_hears_their_own_channels_and_no_others(house: House) -> None:
    wrong = []
    for name in sorted(PROVEN):
        ws = await connect(house, name)
        for shape, readers in CHANNELS.items():
            yours = await told(ws, "ready", "reload", t="open", epoch="", after={house.channel(shape): 0})
            nothing = house.channel(shape, missing=True)
            there = await told(ws, "ready", "reload", t="open", epoch="", after={nothing: 0})
            if (yours["t"] == "ready") != (name in readers) or there != {"t": "reload", "why": "access"}:
                wrong.append((name, shape, yours))
            if name not in readers and yours != there:
                wrong.append((name, shape, "differs"))
        await ws.close()
    assert not wrong


async def test_everybody_writes_where_they_may_and_nowhere_else(house: House) -> None:
    wrong = []
    for name in sorted(PROVEN):
        ws = await connect(house, name)
        opened = [house.channel(shape) for shape, readers in CHANNELS.items() if name in readers]
        await told(ws, "ready", "reload", t="open", epoch="", after=dict.fromkeys(opened, 0))
        for shape, writers in WRITES.items():
            for answer, there in await _both(house, ws, shape):
                if (answer.get("code") != "not_found") != (name in writers):
                    wrong.append((name, shape, answer.get("code")))
                if name not in writers and answer != there:
                    wrong.append((name, shape, "differs"))
        await ws.close()
    assert not wrong


async def _both(
    house: House, ws: aiohttp.ClientWebSocketResponse, shape: str
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """A post and a preview, each to this channel and to one that is not there."""
    house.world.clock.forward(seconds=30)
    pairs, cid = [], new_id()
    post = {"t": "post", "id": cid, "text": "halo semua"}
    preview = {"t": "preview", "n": 1, "text": "halo semua"}
    for frame, kinds in ((post, ("ack", "error")), (preview, ("preview", "error"))):
        answers = []
        for missing in (False, True):
            answers.append(await told(ws, *kinds, **frame, channel=house.channel(shape, missing=missing)))
        pairs.append((answers[0], answers[1]))
    return pairs


async def test_a_page_before_open_posts_nowhere(house: House) -> None:
    ws = await connect(house, "member")
    answer = await told(ws, "ack", "error", t="post", channel=f"room:{house.group}", id=new_id(), text="halo")
    assert answer["code"] == "not_open"
    await ws.close()


async def test_a_supporter_is_in_the_line_of_a_crisis_while_holding_it_and_no_longer(house: House) -> None:
    line, claim = f"/case/{house.crisis}/line", f"/case/{house.crisis}/claim"
    assert (await house.ask("supporter", "GET", line))[0] == 404
    assert (await house.ask("supporter", "POST", claim))[0] == 303
    assert (await house.ask("supporter", "GET", line))[0] == 200
    assert (await house.ask("supporter", "GET", f"/case/{house.crisis}"))[0] == 404
    assert (await house.ask("supporter", "POST", f"/case/{house.crisis}/let-go"))[0] == 303
    assert (await house.ask("supporter", "GET", line))[0] == 404
    assert (await house.ask("supporter", "POST", f"/case/{house.case}/claim"))[0] == 404


# seats that begin and end


async def test_a_stand_in_comes_in_at_the_start_and_is_out_at_the_end(house: House) -> None:
    clock, group = house.world.clock, house.group
    page = f"/g/{group}"
    clock.forward(hours=23)
    assert (await house.ask("stand_in", "GET", page))[0] == 200
    assert (await house.ask("stand_in_before", "GET", page))[0] == 404
    clock.forward(hours=1)
    assert (await house.ask("stand_in", "GET", page))[0] == 404
    assert (await house.ask("stand_in_before", "GET", page))[0] == 200


async def test_an_open_page_of_a_stand_in_closes_when_the_seat_ends(house: House) -> None:
    from groups.actions import lost

    ws = await connect(house, "stand_in")
    await told(ws, "ready", t="open", epoch="", after={f"room:{house.group}": 0})
    house.world.clock.forward(days=1)
    await lost.close_places(house.world.ctx)
    while (message := await ws.receive(5)).type is aiohttp.WSMsgType.TEXT:
        pass
    assert message.data == 4003


async def test_who_was_removed_can_call_for_fourteen_days_and_not_longer(house: House) -> None:
    call = f"/g/{house.group}/call"
    house.world.clock.forward(days=13)
    assert (await house.ask("removed", "POST", call))[0] == 200
    house.world.clock.forward(days=2)
    assert (await house.ask("removed", "POST", call))[0] == 404


async def test_a_membership_in_hand_is_no_key_once_it_ended(house: House) -> None:
    world = house.world
    who = await access.member_of(world.ctx, house.accounts["member"], house.group)
    await seats.remove(world.ctx, who)
    with pytest.raises(NotFound):
        access.still(world.ctx, who)
