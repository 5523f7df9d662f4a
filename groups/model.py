"""The nouns of the server: data only. Words for people come from the catalogues, never from here."""

from __future__ import annotations

import enum
import secrets
from dataclasses import dataclass
from typing import Any

import msgspec

from moderation.types import Body, Hidden, Kind, Piece, Seat


class Sealed(bytes):
    """A body at rest. Made by `vault` alone, or read back from a store as it was given."""

    def __repr__(self) -> str:
        return f"<Sealed size={len(self)}>"

    __str__ = __repr__


class Refused(Exception):
    """What was asked cannot be done; `code` is a catalogue key, `values` fill its sentence. Never a person's words."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class NotFound(Exception):
    """Not there, or not yours: nobody can tell which."""


class RulesDamaged(Exception):
    """A stored version of rules cannot be read: everything is held until another is set."""


class ChannelKind(enum.Enum):
    """Who may read a channel follows from its kind and a membership, never from a message."""

    ROOM = "room"
    LINE = "line"
    CASE = "case"
    ME = "me"
    DESK = "desk"
    OVERSIGHT = "oversight"
    SAFE = "safe"
    AUDIT = "audit"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Channel:
    """A name of a log: `room:<group>`, `me:<membership>`, `desk:<group>`, `case:<case>`, ..."""

    kind: ChannelKind
    of: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.of}"

    @classmethod
    def parse(cls, name: str) -> Channel:
        """Raises NotFound for anything that is no channel name."""
        kind, _, of = name.partition(":")
        try:
            return cls(ChannelKind(kind), of)
        except ValueError:
            raise NotFound from None


#: Channels of one person or case: their words are under the key of that one, whoever writes.
OWNED = {ChannelKind.ME: "membership", ChannelKind.LINE: "membership", ChannelKind.CASE: "case"}


def key_owner(channel: Channel, author: str) -> str:
    """Whose key opens a body in this channel: the author's in a room, else the one whose channel it is."""
    kind = OWNED.get(channel.kind)
    return f"{kind}:{channel.of}" if kind else f"membership:{author}"


def label_place(channel: str, author: str) -> tuple[str, str]:
    """Owner of the key and place of a content label in its author's own words."""
    return key_owner(Channel.parse(channel), author), f"{channel}|{author}|label"


def aad_of(channel: str, author: str, cid: str) -> str:
    """What a sealed body is bound to: it opens in its own place only."""
    return f"{channel}|{author}|{cid}"


class Role(enum.Enum):
    """What an account may do outside groups. Who is admin or operator holds no seat."""

    MEMBER = "member"
    ADMIN = "admin"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who asks: a device on which an account is signed in, and how. `id` is the hash of its token."""

    id: str
    account: str
    role: Role
    staff: bool  # holds a seat other than member's, or a role: needs a second factor
    shared: bool  # the device is shared: ends with the tab
    second: bool  # the second factor was given

    @property
    def lacks_second(self) -> bool:
        """True for staff before the second factor: nothing but that and the way out is open to them."""
        return self.staff and not self.second


def new_id() -> str:
    """128 random bits, 32 hexadecimal digits."""
    return secrets.token_hex(16)


def pieces_of(body: Body) -> list[Any]:
    """The sent and stored form of a body: `"text"` or `{"k": "phone", "n": "A"}`, `n` only where it tells two apart."""
    return [_piece_out(piece) for piece in body.pieces]


def body_of(pieces: list[Any]) -> Body:
    """The body of a stored form. Raises ValueError for a kind that is not on the list."""
    return Body(tuple(_piece_in(piece) for piece in pieces))


def _piece_out(piece: Piece) -> Any:
    if isinstance(piece, str):
        return piece
    out = {"k": piece.kind.value}
    return out | {"n": piece.letter} if piece.letter else out


def _piece_in(piece: Any) -> Piece:
    return piece if isinstance(piece, str) else Hidden(Kind(piece["k"]), piece.get("n", ""))


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder().decode

__all__ = [
    "OWNED",
    "Body",
    "Channel",
    "ChannelKind",
    "Hidden",
    "Kind",
    "NotFound",
    "Refused",
    "Role",
    "RulesDamaged",
    "Sealed",
    "Seat",
    "SignIn",
    "aad_of",
    "body_of",
    "decode",
    "encode",
    "key_owner",
    "label_place",
    "new_id",
    "pieces_of",
]
