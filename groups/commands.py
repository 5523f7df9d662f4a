"""What the command line does to a service: the same functions whether it runs or not.

While it runs it holds the folder, so a command goes through its door: a Unix socket in the folder, mode 0600.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from groups import doctor, erasing, keeping
from groups.actions import accounts, groups, invitations, rules, seats, setup, sign_ins
from groups.actions.invitations import Offer
from groups.context import Context
from groups.keeping import CopyDamaged
from groups.model import NotFound, Refused, Role, SignIn, new_id
from groups.store.base import StoreError
from moderation import RulesError, Seat

log = logging.getLogger("lingkar")
SOCKET = "lingkar.sock"
Command = Callable[..., Awaitable[Any]]
ADMIN = SignIn("", "", Role.ADMIN, staff=True, shared=False, second=True)


class CommandFailed(Exception):
    """A sentence for the person at the terminal."""


async def add_group(ctx: Context, **given: Any) -> dict[str, Any]:
    """A new group; its id."""
    document = given.pop("rules", None)
    register = given.get("register") or groups.register_of(ctx)
    given.setdefault("agreement", setup.default_agreement(register))
    group = await groups.create_group(ctx, **given)
    if document is not None:
        await rules.set_rules(ctx, group, document, by="admin")
    return {"group": group}


async def set_rules(ctx: Context, group: str, document: dict[str, Any]) -> dict[str, Any]:
    """The next version of a group's rules, in force at once."""
    made = await rules.set_rules(ctx, await _group(ctx, group), document, by="admin")
    return {"version": made.version}


async def add_account(
    ctx: Context, name: str, password: str, role: str = "member", staff: bool = False
) -> dict[str, Any]:
    """An account; its id and the recovery code, shown once."""
    account, recovery = await accounts.create(ctx, name, password, role=Role(role), staff=staff)
    return {"account": account, "recovery": recovery}


async def solo(ctx: Context) -> dict[str, Any]:
    """From here on one person runs the service under two accounts (CARE C17)."""
    return {"new": await ctx.store.create("service", "solo", "service", {})}


async def invite(
    ctx: Context, group: str, seat: str = "member", places: int = 1, **staff: Any
) -> dict[str, Any]:
    """A code for `/join#CODE`."""
    offer = Offer(await _group(ctx, group), Seat(seat), staff.get("licence"))
    return {"code": await invitations.create(ctx, ADMIN, offer, places=places)}


async def seat(ctx: Context, group: str, account: str, handle: str, seat: str, **more: Any) -> dict[str, Any]:
    """Give an account a seat, and open the room when that was the last one missing."""
    who = await seats.seat_person(ctx, group, account, handle, Seat(seat), **more)
    await groups.open_if_ready(ctx, group)
    return {"membership": who.id}


async def link(ctx: Context, account: str) -> dict[str, Any]:
    """A one-use sign-in link's code. Demo folders only: `lingkar demo` marks them."""
    await _demo_only(ctx)
    return {"code": await sign_ins.make_link(ctx, account)}


async def list_groups(ctx: Context) -> list[dict[str, Any]]:
    """Id, name and state of every group."""
    return [
        {"group": id, "name": data["name"], "state": data["state"]}
        for id, data in await groups.list_groups(ctx)
    ]


async def seed(
    ctx: Context, groups_wanted: int, members: int, document: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Groups of fictional people, signed in, for tests and benchmarks. Demo folders only."""
    await _demo_only(ctx)
    made = []
    for number in range(groups_wanted):
        made += await _seed_group(ctx, number, members, document)
    return made


async def _seed_group(
    ctx: Context, number: int, members: int, document: dict[str, Any] | None
) -> list[dict[str, Any]]:
    group = await groups.create_group(
        ctx, f"Group {number}", "anything", open_at=min(2, members), hours=ALWAYS, needs=groups.SEEDED
    )
    await rules.set_rules(ctx, group, document or {"newcomers": {"first": 0}}, by="admin")
    seats_wanted = [("psychologist", "Laras"), *(("member", f"Tester {n}") for n in range(members))]
    rows = []
    for place, handle in seats_wanted:
        rows.append(await _seed_person(ctx, group, place, handle))
    await groups.open_if_ready(ctx, group)
    return rows


async def _seed_person(ctx: Context, group: str, place: str, handle: str) -> dict[str, Any]:
    account, is_staff = new_id(), place != "member"
    data = {
        "password": "",
        "recovery": "",
        "role": "member",
        "staff": is_staff,
        "totp": False,
        "locale": "id",
    }
    await ctx.store.create("account", account, "accounts", data)
    licence = LICENCE if is_staff else None
    who = await seats.seat_person(ctx, group, account, handle, Seat(place), licence=licence)
    tokens = await sign_ins.start(ctx, account, shared=False, second=True)
    cookie = f"__Host-lingkar={tokens.token}; __Host-lingkar_here={tokens.half}"
    return {"group": group, "seat": place, "membership": who.id, "account": account, "cookie_header": cookie}


ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
LICENCE = {
    "name": "Laras Widyasari",
    "title": "M.Psi., Psikolog",
    "kind": "SIPP",
    "number": "0000-00 (contoh)",
    "issuer": "HIMPSI",
    "valid_until": "2099-06-30",
    "checked_on": "2026-11-24",
    "checked_by": "contoh",
}


async def _group(ctx: Context, asked: str) -> str:
    """A group by id or by its whole name. Raises CommandFailed."""
    found = [id for id, data in await groups.list_groups(ctx) if asked in (id, data["name"])]
    if len(found) != 1:
        raise CommandFailed(f"There is no one group {asked!r}. `lingkar groups` lists them.")
    return found[0]


async def _demo_only(ctx: Context) -> None:
    if await ctx.store.get("service", "demo") is None:
        raise CommandFailed("Only demo folders give sign-in links. `lingkar demo` makes one.")


async def backup(ctx: Context) -> dict[str, Any]:
    """A verified copy in the folder's `backups`."""
    copy = await keeping.back_up(ctx, ctx.folder)
    return {"path": str(copy.path), "channels": copy.channels, "rows": copy.rows}


async def purge(ctx: Context) -> dict[str, Any]:
    """What is due for destruction goes now. Raises CommandFailed while the clock is doubted."""
    if not await keeping.may_destroy(ctx):
        raise CommandFailed(
            "The clock is doubted, so nothing was destroyed. Check the date: lingkar doctor --clock-is-right."
        )
    return {name: await work(ctx) for name, work in PURGED.items()}


async def look_over(ctx: Context, clock_is_right: bool = False) -> list[dict[str, Any]]:
    """What an operator should know today."""
    if clock_is_right:
        await keeping.trust_clock(ctx)
    return await doctor.look_over(ctx, ctx.folder)


#: What `purge` runs at once: the jobs that destroy, by the word for what they take.
PURGED: dict[str, Callable[[Context], Awaitable[int]]] = {
    "late holds": erasing.late_holds,
    "rows": keeping.retain,
    "closed cases": erasing.end_cases,
    "people": erasing.erase_left,
    "sealed words": erasing.end_sealed,
    "sign-ins": sign_ins.end_overdue,
    "invitations": invitations.end_overdue,
}
COMMANDS: dict[str, Command] = {
    "backup": backup,
    "purge": purge,
    "doctor": look_over,
    "add_group": add_group,
    "set_rules": set_rules,
    "add_account": add_account,
    "solo": solo,
    "invite": invite,
    "seat": seat,
    "link": link,
    "groups": list_groups,
    "seed": seed,
}


async def run(ctx: Context, name: str, given: dict[str, Any]) -> Any:
    """One command. Raises CommandFailed with a sentence."""
    if name not in COMMANDS:
        raise CommandFailed("The service that runs here is another release: restart it.")
    try:
        return await COMMANDS[name](ctx, **given)
    except RulesError as error:
        raise CommandFailed(f"{error.path or 'the document'}: {error.code}. {error.suggestion}") from None
    except Refused as refused:
        raise CommandFailed(ctx.texts["en"].say(refused.code, **refused.values)) from None
    except NotFound:
        raise CommandFailed("There is no such thing here.") from None
    except CopyDamaged as damaged:
        raise CommandFailed(str(damaged)) from None
    except StoreError as error:
        raise CommandFailed(
            f"{error}. Nothing was changed: look at `lingkar doctor`, then try again."
        ) from None


class Door:
    """The Unix socket through which commands reach a running service: one JSON line in, one out."""

    def __init__(self, ctx: Context, folder: Path) -> None:
        self._ctx, self._path = ctx, folder / SOCKET
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen; only the owner of the folder can connect."""
        self._path.unlink(missing_ok=True)
        mask = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._answer, self._path, limit=4 * 1024 * 1024)
        finally:
            os.umask(mask)

    async def close(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.close()
        self._path.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        if line:
            writer.write(json.dumps(await self._reply(json.loads(line))).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _reply(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"ok": await run(self._ctx, asked["do"], asked["with"])}
        except CommandFailed as failed:
            return {"error": str(failed)}


async def ask(folder: Path, name: str, given: dict[str, Any]) -> Any:
    """Send a command to the running service. Raises ConnectionError when none runs, CommandFailed."""
    try:
        reader, writer = await asyncio.open_unix_connection(folder / SOCKET, limit=64 * 1024 * 1024)
    except FileNotFoundError:
        raise ConnectionError from None
    writer.write(json.dumps({"do": name, "with": given}).encode() + b"\n")
    line = await reader.readline()
    writer.close()
    if not line:
        raise CommandFailed("The service ended before it answered: start it and look whether it was done.")
    reply = json.loads(line)
    if "error" in reply:
        raise CommandFailed(reply["error"])
    return reply["ok"]
