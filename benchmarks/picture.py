"""`python -m benchmarks.picture`: docs/room.png, the room of the demo on a phone, as README shows it.

A demo folder is made, served and thrown away; a member comes in by their one-tap link in the machine's Chromium.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from aiohttp import web
from playwright.async_api import ViewportSize, async_playwright

from groups import demo
from groups.app import make_app, open_context

TARGET = Path(__file__).resolve().parents[1] / "docs" / "room.png"
PORT = 8797
SIZE: ViewportSize = {"width": 390, "height": 844}
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
TYPED = "Kayu Manis, kursi Bapak juga masih kusimpan. Aku di 0812-5550-1234."


async def take(folder: Path) -> None:
    """Serve the demo, open the room as Hujan Tipis, begin to write a number."""
    links = await demo.prepare(folder)
    code = next(code for who, code in links if "Hujan Tipis" in who)
    ctx = await open_context(folder, {"LINGKAR_PORT": str(PORT)})
    runner = web.AppRunner(make_app(ctx), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", PORT).start()
    try:
        await _picture(f"http://127.0.0.1:{PORT}", code)
    finally:
        await runner.cleanup()


async def _picture(base: str, code: str) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGS)
        context = await browser.new_context(viewport=SIZE, locale="id-ID", device_scale_factor=2)
        page = await context.new_page()
        await page.goto(f"{base}/link#{code}")
        await page.wait_for_selector("textarea")
        await page.fill("textarea", TYPED)
        await page.wait_for_selector("#hint .piece")
        await page.screenshot(path=TARGET)
        await browser.close()


def main() -> None:
    """Take the picture and say where it is."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(take(Path(folder) / "demo"))
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
