"""The composition root: a folder becomes a context, a context becomes a web application."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

import moderation
from groups import errands, keeping
from groups.commands import Door
from groups.context import Context, wall_clock
from groups.jobs import Clockwork
from groups.locale import TAGS, catalogues
from groups.model import new_id
from groups.settings import Settings, read_settings
from groups.store import open_store
from groups.store.base import Event
from groups.vault import create_root, open_vault
from groups.web import middlewares
from groups.web.keys import CTX
from groups.web.routes import add_routes
from groups.worker import Reviewer

log = logging.getLogger("lingkar")
ROOT_KEY = "root.key"


class CannotStart(Exception):
    """A sentence that says what to do."""


def _not_yet(event: Event) -> None:
    raise AssertionError("an event before the context")


def make_folder(folder: Path) -> None:
    """A new data folder with its root key. Raises VaultError when there is one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_root(folder / ROOT_KEY)


async def open_context(
    folder: Path, environ: Mapping[str, str] = os.environ, clock: Callable[[], int] = wall_clock
) -> Context:
    """Open store and vault of a folder and finish what is owed. Raises CannotStart, StoreError, VaultError, SettingError."""
    if not (folder / ROOT_KEY).exists():
        raise CannotStart(f"There is no service in {folder}. Make one with: lingkar init --folder {folder}")
    settings = read_settings(folder, environ)
    _check_places(settings)
    _check_bind(settings)
    store = open_store(settings.store or f"sqlite://{folder.resolve()}", _not_yet)
    vault = open_vault(folder / ROOT_KEY, store)
    ctx = Context(
        settings, store, vault, catalogues, Reviewer(settings.inline_review, settings.review_seconds), clock
    )
    ctx.folder = folder.resolve()
    await store.open()
    ctx.epoch = await _epoch(ctx)
    _read_lists()
    await keeping.wake(ctx)
    await errands.finish_begun(ctx)
    return ctx


def _check_places(settings: Settings) -> None:
    """A language and a zone that nobody has would be found out in the middle of a page."""
    if settings.locale not in TAGS:
        raise CannotStart(f"LINGKAR_LOCALE is {settings.locale!r}: choose one of {', '.join(TAGS)}.")
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CannotStart(f"LINGKAR_ZONE is {settings.zone!r}: name a zone such as Asia/Jakarta.") from None


def _check_bind(settings: Settings) -> None:
    if settings.host not in ("127.0.0.1", "localhost", "::1") and not settings.proxy:
        raise CannotStart(
            f"{settings.host} can be reached from outside and this service speaks no TLS. "
            "Put a TLS proxy before it and set LINGKAR_PROXY=true, or listen on 127.0.0.1."
        )


def _read_lists() -> None:
    try:
        moderation.warm_up()
    except OSError as error:
        name = Path(error.filename or "").name
        raise CannotStart(f"Moderation lacks its file {name}: install this release anew.") from None


async def _epoch(ctx: Context) -> str:
    """The id of this data set: pages of another one load anew."""
    await ctx.store.create("service", "epoch", "service", {"epoch": new_id()})
    record = await ctx.store.get("service", "epoch")
    assert record is not None
    return str(record.data["epoch"])


def make_app(ctx: Context, *, folder: Path | None = None) -> web.Application:
    """The web application around a context; it owns the context from here on and closes it."""
    app = web.Application(middlewares=list(middlewares.ALL), client_max_size=256 * 1024)
    app[CTX] = ctx
    add_routes(app)
    app.on_response_prepare.append(middlewares.set_headers)
    app.on_shutdown.append(_say_goodbye)
    app.cleanup_ctx.append(_running(folder))
    return app


def _running(folder: Path | None) -> Callable[[web.Application], AsyncIterator[None]]:
    async def running(app: web.Application) -> AsyncIterator[None]:
        ctx = app[CTX]
        clockwork, door = Clockwork(ctx), Door(ctx, folder) if folder else None
        clockwork.start()
        if door:
            await door.open()
        yield
        clockwork.stop()
        if door:
            await door.close()
        await ctx.close()

    return running


async def _say_goodbye(app: web.Application) -> None:
    """Every page is told 1001 and comes back by itself; without this each would wait for its time-out."""
    app[CTX].hub.end(1001)
    await asyncio.sleep(0)


def _settle_memory() -> None:
    """What was read at start stays. Walking it (30 ms) in the middle of a review would put that over its budget."""
    gc.collect()
    gc.freeze()


async def serve(folder: Path, ready: Callable[[Settings], None]) -> None:
    """Run until SIGTERM or SIGINT."""
    ctx = await open_context(folder)
    runner = web.AppRunner(
        make_app(ctx, folder=folder),
        access_log=None,
        handle_signals=True,
        keepalive_timeout=20,
        shutdown_timeout=5,
    )
    await runner.setup()
    site = web.TCPSite(runner, ctx.settings.host, ctx.settings.port, backlog=4096)
    _settle_memory()
    try:
        await site.start()
        ready(ctx.settings)
        log.info("service.started port=%d", ctx.settings.port)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
