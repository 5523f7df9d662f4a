"""Peers to measure against, on the same machine in the same run: relays that neither moderate nor store.

Run as a program: `python -m benchmarks.peers socketio|aiohttp PORT`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from aiohttp import WSMsgType, web

from benchmarks.load import Key
from benchmarks.wire import Line, frame, open_line

BY = "rusa-senja"


def relayed(room: str, n: int, text: str) -> dict[str, Any]:
    """What both relays send to every listener."""
    return {"t": "message", "room": room, "seq": n, "by": BY, "text": text}


def socketio_app() -> web.Application:
    """python-socketio as its documentation builds a chat: rooms, and an emit to the room."""
    import socketio  # type: ignore[import-untyped]

    server = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*", ping_interval=3600)
    app = web.Application()
    server.attach(app)

    @server.event  # type: ignore[untyped-decorator, unused-ignore]
    async def join(sid: str, room: str) -> str:
        await server.enter_room(sid, room)
        return "joined"

    @server.event  # type: ignore[untyped-decorator, unused-ignore]
    async def post(sid: str, said: dict[str, Any]) -> None:
        room = said["room"]
        await server.emit("message", relayed(room, said["n"], said["text"]), room=room)

    return app


def aiohttp_app() -> web.Application:
    """The plainest relay: one frame built for each post and written to each transport."""
    rooms: dict[str, set[Any]] = {}

    async def listen(request: web.Request) -> web.WebSocketResponse:
        room, socket = request.query["room"], web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        readers = rooms.setdefault(room, set())
        readers.add(request.transport)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                said = json.loads(message.data)
                out = _unmasked(json.dumps(relayed(room, said["n"], said["text"])).encode())
                for transport in readers:
                    transport.write(out)
        readers.discard(request.transport)
        return socket

    app = web.Application()
    app.router.add_get("/ws", listen)
    return app


def _unmasked(payload: bytes) -> bytes:
    size = len(payload)
    head = bytes((0x81, size)) if size < 126 else b"\x81\x7e" + size.to_bytes(2, "big")
    return head + payload


class SocketIo:
    """Listeners of python-socketio's relay."""

    name, marker, acks, unshown = "python-socketio", BY.encode(), False, 0

    def __init__(self, port: int) -> None:
        self._port = port

    def line(self, group: int, member: int) -> Line:
        """A socket in its room."""
        line = open_line(self._port, "/socket.io/?EIO=4&transport=websocket", {}, group, member)
        line.name = f"g{group}"
        line.await_text(b'"sid"')
        line.sock.sendall(frame(b"40"))
        line.await_text(b'"sid"')
        line.sock.sendall(frame(b'420["join","' + line.name.encode() + b'"]'))
        line.await_text(b'"joined"')
        return line

    def post(self, line: Line, n: int, text: str) -> bytes:
        """The frame of post number n."""
        return frame(b"42" + json.dumps(["post", {"room": line.name, "n": n, "text": text}]).encode())

    def delivery(self, line: Line, payload: bytes) -> Key | None:
        """The room and n of a relayed post."""
        return _key(json.loads(payload[2:])[1]) if payload.startswith(b'42["message"') else None

    def number(self, key: Key) -> int:
        """A relayed post carries its n."""
        return key[1]


class Plain:
    """Listeners of the bare aiohttp relay."""

    name, marker, acks, unshown = "bare aiohttp", BY.encode(), False, 0

    def __init__(self, port: int) -> None:
        self._port = port

    def line(self, group: int, member: int) -> Line:
        """A socket in its room."""
        line = open_line(self._port, f"/ws?room=g{group}", {}, group, member)
        line.name = f"g{group}"
        return line

    def post(self, line: Line, n: int, text: str) -> bytes:
        """The frame of post number n."""
        return frame(json.dumps({"n": n, "text": text}).encode())

    def delivery(self, line: Line, payload: bytes) -> Key | None:
        """The room and n of a relayed post."""
        return _key(json.loads(payload))

    def number(self, key: Key) -> int:
        """A relayed post carries its n."""
        return key[1]


def _key(said: dict[str, Any]) -> Key:
    return str(said["room"]), int(said["seq"])


APPS = {"socketio": socketio_app, "aiohttp": aiohttp_app}

if __name__ == "__main__":
    web.run_app(APPS[sys.argv[1]](), host="127.0.0.1", port=int(sys.argv[2]), print=None, access_log=None)
