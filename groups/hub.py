"""Who listens to what, in this process. Publishing never awaits: one frame, the same bytes to every transport.

Per channel, events go out in order of seq and once. A seq above the last + 1 is not sent but asked for
(`fill`), so that own commits and other processes' hints take the same way.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


def frame_of(payload: bytes) -> bytes:
    """An unmasked WebSocket text frame (RFC 6455, 5.2) around a JSON payload."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


@dataclass(slots=True, eq=False)
class Reader:
    """One page's socket. `channels` maps what it hears to the first seq that it may see the state of."""

    transport: asyncio.Transport
    sign_in: str
    limit: int  # bytes that may wait in the transport
    end: Callable[[int], None]  # close with a code, soon
    channels: dict[str, int] = field(default_factory=dict)
    memberships: frozenset[str] = frozenset()
    missed: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)  # written while it catches up
    ahead: dict[str, int] = field(default_factory=dict)  # sent from the store before they were published here

    def write(self, frame: bytes) -> None:
        """Hand bytes to the transport; a reader that does not read is aborted and will resume by seq."""
        transport = self.transport
        if transport.is_closing():
            return
        transport.write(frame)
        if transport.get_write_buffer_size() > self.limit:
            transport.abort()


class Hub:
    """The readers of each channel and the last seq that was published on it here."""

    def __init__(self, fill: Callable[[str], None]) -> None:
        self._readers: defaultdict[str, set[Reader]] = defaultdict(set)
        self._last: dict[str, int] = {}
        self._fill = fill

    def listens(self, channel: str) -> bool:
        """True when somebody here hears this channel."""
        return channel in self._readers

    def last(self, channel: str) -> int | None:
        """The seq up to which this channel was published here; None where that is not known."""
        return self._last.get(channel)

    def enter(self, reader: Reader, channel: str, from_seq: int) -> None:
        """Enter a reader; frames wait in `missed` until `caught_up`. Read the head after this, never before."""
        reader.channels[channel] = from_seq
        reader.missed[channel] = []
        self._readers[channel].add(reader)

    def reached(self, channel: str, head: int) -> None:
        """The store's head was read: from here on seqs are known, and what others wrote is filled in."""
        last = self._last.setdefault(channel, head)
        if head > last:
            self._fill(channel)

    def caught_up(self, reader: Reader, channel: str, sent: int) -> None:
        """Send what was written meanwhile above `sent`; from here on the reader is live."""
        for seq, frame in reader.missed.pop(channel, []):
            if seq > sent:
                reader.write(frame)
        if sent > self._last.get(channel, 0):
            reader.ahead[channel] = sent

    def leave(self, reader: Reader) -> None:
        """Forget a reader."""
        for channel in reader.channels:
            readers = self._readers.get(channel)
            if readers is not None:
                readers.discard(reader)
                if not readers:
                    del self._readers[channel]
                    self._last.pop(channel, None)
        reader.channels.clear()

    def is_next(self, channel: str, seq: int) -> bool:
        """True when this seq goes out now. Above the next: the store is asked to fill; below: it went already."""
        last = self._last.get(channel)
        if last is None:
            return True
        if seq > last + 1:
            self._fill(channel)
        return seq == last + 1

    def publish(self, channel: str, seq: int, frame: bytes, *, target: int = 0, short: bytes = b"") -> None:
        """Write one event to every reader. Readers who may not see the state of `target` get `short`."""
        self._last[channel] = seq
        for reader in list(self._readers.get(channel, ())):
            out = short if target and reader.channels.get(channel, 0) > target else frame
            waiting = reader.missed.get(channel) if reader.missed else None
            if waiting is not None:
                waiting.append((seq, out))
            elif not reader.ahead or seq > reader.ahead.get(channel, 0):
                reader.write(out)

    def end(self, code: int, *, membership: str | None = None, sign_in: str | None = None) -> None:
        """Close the pages of a membership or of a sign-in, or all when neither is given."""
        for reader in list(self.readers()):
            everyone = membership is None and sign_in is None
            if everyone or membership in reader.memberships or (sign_in and reader.sign_in == sign_in):
                reader.end(code)

    def part(self, channel: str, membership: str) -> None:
        """Close the pages on which a membership hears this channel: it may not any more."""
        for reader in list(self._readers.get(channel, ())):
            if membership in reader.memberships:
                reader.end(4003)

    def readers(self) -> Iterator[Reader]:
        """Every reader once."""
        yield from {reader for readers in self._readers.values() for reader in readers}

    def tell(self, channel: str, frame: bytes) -> None:
        """Write a frame that is no event (`trouble`) to every reader of a channel."""
        for reader in list(self._readers.get(channel, ())):
            reader.write(frame)
