"""Files of the service itself: scripts, sheets, icons, the service worker, the manifest, and its health."""

from __future__ import annotations

import mimetypes

from aiohttp import web

from groups.model import NotFound
from groups.web.keys import ctx_of, speech
from groups.web.render import static, static_dir

YEAR = "public, max-age=31536000, immutable"


async def static_file(request: web.Request) -> web.StreamResponse:
    """GET /static/...: addresses change with the bytes, so a browser may keep them for a year."""
    root = static_dir().resolve()
    path = (root / request.match_info["path"]).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise NotFound
    kept = YEAR if request.query.get("v") else "no-cache"
    return web.FileResponse(path, headers={"Cache-Control": kept, "Content-Type": _type(path.name)})


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
