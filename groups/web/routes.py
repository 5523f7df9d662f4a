"""Every URL of the service in one table, with the door it stands behind. A test asks each as everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from groups.web import case, files, queue, room, socket
from groups.web.middlewares import Handler

Door = Literal["anyone", "signed_in", "member", "caller", "desk", "decides", "admin", "socket"]


@dataclass(frozen=True, slots=True)
class Route:
    """One URL. `door` is who gets more than 404 there."""

    method: Literal["GET", "POST"]
    path: str
    view: Handler
    door: Door


TABLE: tuple[Route, ...] = (
    Route("GET", "/healthz", files.health, "anyone"),
    Route("GET", "/manifest.webmanifest", files.manifest, "anyone"),
    Route("GET", "/sw.js", files.service_worker, "anyone"),
    Route("GET", "/favicon.ico", files.icon, "anyone"),
    Route("GET", "/static/{path:.+}", files.static_file, "anyone"),
    Route("GET", "/socket", socket.talk, "socket"),
    Route("GET", "/g/{group}", room.show, "member"),
    Route("POST", "/g/{group}/post", room.post, "member"),
    Route("POST", "/g/{group}/call", room.call, "caller"),
    Route("GET", "/queue", queue.show, "desk"),
    Route("GET", "/case/{case}", case.show, "decides"),
    Route("POST", "/case/{case}/open", case.open_words, "decides"),
    Route("POST", "/case/{case}/release", case.release, "decides"),
    Route("POST", "/case/{case}/refuse", case.refuse, "decides"),
)


def add_routes(app: web.Application) -> None:
    """Put the table into an app."""
    for route in TABLE:
        add = app.router.add_get if route.method == "GET" else app.router.add_post
        add(route.path, route.view)
