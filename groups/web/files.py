"""Files of the service itself: scripts, sheets, icons, the service worker, the manifest, and its health."""

from __future__ import annotations

import functools
import gzip
import mimetypes
from pathlib import Path

from aiohttp import web

from groups.model import NotFound
from groups.web.keys import ctx_of, speech
from groups.web.render import render, static, static_dir

PACKED = frozenset({".js", ".css", ".svg"})
YEAR = "public, max-age=31536000, immutable"


async def static_file(request: web.Request) -> web.StreamResponse:
    """GET /static/...: addresses change with the bytes, so a browser may keep them for a year."""
    root = static_dir().resolve()
    path = (root / request.match_info["path"]).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise NotFound
    headers = {
        "Cache-Control": YEAR if request.query.get("v") else "no-cache",
        "Content-Type": _type(path.name),
    }
    if path.suffix in PACKED and "gzip" in request.headers.get("Accept-Encoding", ""):
        packed = _packed(path, path.stat().st_mtime_ns)
        return web.Response(
            body=packed, headers=headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        )
    return web.FileResponse(path, headers=headers)


@functools.lru_cache(maxsize=64)
def _packed(path: Path, changed: int) -> bytes:
    """A file gzipped once. Files hold nobody's secret, so packing them tells nothing (BREACH is about pages)."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)


async def help_page(request: web.Request) -> web.StreamResponse:
    """GET /help: the service's own numbers, the same for everyone; the service worker keeps it for times without a net."""
    return render(request, "help.html")


def _type(name: str) -> str:
    if name.endswith(".js"):
        return "text/javascript; charset=utf-8"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


async def service_worker(request: web.Request) -> web.StreamResponse:
    """GET /sw.js: at the root, so that its scope is the whole service."""
    headers = {"Cache-Control": "no-cache", "Content-Type": "text/javascript; charset=utf-8"}
    return web.FileResponse(static_dir() / "sw.js", headers=headers)


async def icon(request: web.Request) -> web.StreamResponse:
    """GET /favicon.ico: what browsers ask for by themselves."""
    return web.FileResponse(static_dir() / "icons" / "app.svg", headers={"Content-Type": "image/svg+xml"})


async def manifest(request: web.Request) -> web.StreamResponse:
    """GET /manifest.webmanifest: a neutral name and icon (CARE C9)."""
    words = speech(request)
    body = {
        "name": words.say("app.name"),
        "short_name": words.say("app.name"),
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": "#f8f7f3",
        "theme_color": "#f8f7f3",
        "icons": [{"src": static("icons/app.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return web.json_response(body, content_type="application/manifest+json")


async def health(request: web.Request) -> web.StreamResponse:
    """GET /healthz: 200 when the store takes a durable write."""
    await ctx_of(request).store.ping()
    return web.json_response({"ok": True})
