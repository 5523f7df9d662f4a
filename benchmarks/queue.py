"""How long the staff's queue takes with 2,000 open cases: a page of it, and an update until the page that shows it.

`python -m benchmarks.queue`. Bars: 50 ms a page, 300 ms from somebody's act to the page that shows it. Both are
medians over the wire, in one process with their client, so they are a little more than the server's own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from benchmarks.service import free_port
from groups import commands
from groups.actions import cases, desks
from groups.app import make_app, make_folder, open_context
from groups.context import Context
from groups.model import new_id

PAGE_BAR, SEEN_BAR = 50.0, 300.0  # ms
TURNS = 20


async def measure(folder: Path, count: int) -> tuple[float, float]:
    """Median ms of a page, and of an update until the page that shows it was read."""
    port = free_port()
    make_folder(folder)
    ctx = await open_context(folder, {"LINGKAR_PORT": str(port)})
    await ctx.store.create("service", "demo", "service", {})
    rows = await commands.seed(ctx, 1, 20)
    for number in range(count):
        await _case(ctx, rows, number)
    runner = web.AppRunner(make_app(ctx), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    origin = f"http://127.0.0.1:{port}"
    headers = {"Cookie": rows[0]["cookie_header"], "Origin": origin}
    try:
        async with ClientSession(origin, headers=headers) as http:
            return await _page(http), await _seen(ctx, http, rows[0]["group"])
    finally:
        await runner.cleanup()


async def _case(ctx: Context, rows: list[dict[str, Any]], number: int) -> None:
    author = rows[1 + number % 20]
    circle = await ctx.circle(author["group"])
    about = {"kind": "held", "author": author["membership"], "channel": f"room:{circle.id}", "cid": new_id()}
    about |= {"action": "hold", "reasons": ["word.insult", "identifier.phone"], "owed": ["desk"]}
    record = await cases.claim_record(ctx, new_id(), circle.id, cases.case_data(ctx, circle, about))
    await cases.pay(ctx, record)


async def _read(http: ClientSession) -> str:
    async with http.get("/queue") as answer:
        assert answer.status == 200
        return await answer.text()


async def _page(http: ClientSession) -> float:
    await _read(http)  # the first look reads the desk
    taken = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        await _read(http)
        taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


async def _seen(ctx: Context, http: ClientSession, group: str) -> float:
    desk, taken = f"desk:{group}", []
    open_now = [view["case"] for view in await desks.open_cases(ctx, group)]
    async with http.ws_connect("/socket", protocols=("lingkar.1",)) as page:
        head = await ctx.store.head(desk)
        await page.send_str(json.dumps({"t": "open", "epoch": "", "after": {desk: head}}))
        await page.receive_json()
        for case in open_now[:TURNS]:
            begun = time.perf_counter()
            async with http.post(f"/case/{case}/claim", data={"seen": ""}, allow_redirects=False):
                pass
            await page.receive_json()
            assert "Kamu memegang ini" in await _read(http)
            taken.append(1000 * (time.perf_counter() - begun))
    return statistics.median(taken)


def main() -> int:
    """1 when one of them takes longer than its bar."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=2000)
    count = asked.parse_args().cases
    with tempfile.TemporaryDirectory(prefix="lingkar-bench-") as folder:
        page, seen = asyncio.run(measure(Path(folder) / "data", count))
    print(
        f"queue of {count}: {page:.1f} ms a page (bar {PAGE_BAR:.0f}), {seen:.1f} ms until seen (bar {SEEN_BAR:.0f})"
    )
    return page > PAGE_BAR or seen > SEEN_BAR


if __name__ == "__main__":
    sys.exit(main())
