"""The load side of a WebSocket, raw: for a thousand sockets in one epoll loop (RFC 6455)."""

from __future__ import annotations

import base64
import os
import resource
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field


def many_files() -> None:
    """Allow as many sockets as the machine does; children inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def frame(payload: bytes) -> bytes:
    """A masked text frame. The mask is zero, which is allowed and costs nothing."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, 0x80 | size)) + b"\0\0\0\0" + payload
    return b"\x81\xfe" + size.to_bytes(2, "big") + b"\0\0\0\0" + payload


def frames(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Take every whole frame out of the buffer: (opcode, payload)."""
    at = 0
    while (end := _end(buffer, at)) is not None:
        start, stop = end
        yield buffer[at] & 0x0F, bytes(buffer[start:stop])
        at = stop
    del buffer[:at]


def _end(buffer: bytearray, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `at` starts and stops; None when it is not all there."""
    if len(buffer) < at + 2:
        return None
    size, start = buffer[at + 1] & 0x7F, at + 2
    wide = {126: 2, 127: 8}.get(size, 0)
    if wide:
        size, start = int.from_bytes(buffer[start : start + wide], "big"), start + wide
    return (start, start + size) if len(buffer) >= start + size else None


@dataclass(slots=True, eq=False)
class Line:
    """One listener: its socket, its group, how many deliveries it got."""

    sock: socket.socket
    group: int
    member: int
    name: str = ""  # of the group, on the wire
    seen: int = 0
    tail: bytes = b""
    buffer: bytearray = field(default_factory=bytearray)

    def read(self) -> list[tuple[int, bytes]]:
        """Whole frames that are here; raises ConnectionError when the server closed."""
        data = self.sock.recv(262_144)
        if not data:
            raise ConnectionResetError("the server closed a socket")
        self.buffer += data
        return list(frames(self.buffer))

    def await_text(self, part: bytes) -> bytes:
        """Read on until a text frame holds `part`; give that frame."""
        waiting = list(frames(self.buffer))
        while True:
            for opcode, payload in waiting:
                if opcode == 1 and part in payload:
                    return payload
            waiting = self.read()


def open_line(
    port: int, path: str, headers: dict[str, str], group: int, member: int, *, small: bool = False
) -> Line:
    """Upgrade one socket. `small`: a receive buffer so small that a reader who stops is felt soon."""
    sock = socket.socket()
    if small:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.settimeout(20)
    sock.connect(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade"]
    lines += ["Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    return Line(sock, group, member, buffer=_upgraded(sock))


def _upgraded(sock: socket.socket) -> bytearray:
    answer = bytearray()
    while b"\r\n\r\n" not in answer:
        data = sock.recv(65_536)
        if not data:
            break
        answer += data
    head, _, rest = bytes(answer).partition(b"\r\n\r\n")
    status = head.split(b"\r\n")[0].decode()
    if " 101 " not in status:
        raise SystemExit(f"no upgrade: {status}")
    return bytearray(rest)
