"""What stands on the wire (docs/protocol.md): client frames decoded, server frames encoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from groups.hub import frame_of
from groups.model import Body, Refused, encode, pieces_of
from groups.store.base import Event

Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
Name = Annotated[str, msgspec.Meta(max_length=80)]


class Open(msgspec.Struct, tag="open", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """First frame of a page: its epoch, and the last seq that it has of each channel."""

    epoch: Name
    after: Annotated[dict[Name, Annotated[int, msgspec.Meta(ge=0, lt=2**53)]], msgspec.Meta(max_length=64)]


class Post(msgspec.Struct, tag="post", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """A message to a channel."""

    channel: Name
    id: Id
    text: str
    roster: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] | None = None
    wish: Literal["listen", "advice"] | None = None
    label: Name | None = None
    label_own: Name | None = None
    reply: Annotated[int, msgspec.Meta(ge=1, lt=2**53)] | None = None
    unchecked: bool = False


class Preview(msgspec.Struct, tag="preview", tag_field="t", forbid_unknown_fields=True, frozen=True):
    """What would be hidden: keeps nothing, alerts nobody."""

    channel: Name
    n: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    text: str


_decoder = msgspec.json.Decoder(Open | Post | Preview)


def read_frame(data: str) -> Open | Post | Preview:
    """Raises Refused('bad_frame') for anything that is not a client frame, naming the field where it can."""
    try:
        found: Open | Post | Preview = _decoder.decode(data)
        return found
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise Refused("error.bad_frame", field=_field(error)) from None


def _field(error: Exception) -> str:
    """The path in a msgspec error (`$.text`), or the unknown field's name; never a value."""
    if not isinstance(error, msgspec.ValidationError):
        return ""
    text = str(error)
    if "unknown field" in text:
        return text.split("`")[1][:40] if text.count("`") >= 2 else ""
    return text.rsplit("`$.", 1)[1].rstrip("`")[:40] if "`$." in text else ""


#: A row whose author was erased: it keeps its number alone, and no page shows it.
FORGOTTEN = "forgotten"


def event_json(event: Event, body: Body | None, handle: str | None, seat: str | None) -> dict[str, Any]:
    """An event as every reader gets it."""
    out: dict[str, Any] = {
        "t": "event",
        "c": event.channel,
        "seq": event.seq,
        "kind": event.kind if event.author or event.kind == "changed" else FORGOTTEN,
        "rev": event.rev,
        "by": event.author,
        "handle": handle,
        "seat": seat,
        "at": event.at,
        "data": event.data,
    }
    if body is not None:
        out["body"] = pieces_of(body)
    return out


def message_data(data: Mapping[str, Any], handles: Mapping[str, str], label: str) -> dict[str, Any]:
    """A message's data as readers get it: own words of a label opened, reactions with the handles of now.

    `reactions` becomes {kind: [[membership, handle], ...]}; who has no handle any more is left out.
    """
    out = {name: value for name, value in data.items() if name not in ("label_own", "reactions")}
    if label:
        out["label_own"] = label
    named = {
        kind: [[id, handles[id]] for id in ids if handles.get(id)]
        for kind, ids in data.get("reactions", {}).items()
    }
    if any(named.values()):
        out["reactions"] = {kind: who for kind, who in named.items() if who}
    return out


def frame(payload: dict[str, Any]) -> bytes:
    """One server frame, ready for the transport."""
    return frame_of(encode(payload))
