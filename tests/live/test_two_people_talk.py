"""Two people in a room: the main job, over real sockets, on disk."""

from __future__ import annotations

from tests.conftest import World


def shown(event: dict) -> str:
    """What a reader of the frame reads."""
    return "".join(
        piece if isinstance(piece, str) else f"[{piece['k']}{piece.get('n', '')}]" for piece in event["body"]
    )


async def test_budi_sees_the_message_without_the_number(group: World) -> None:
    budi = await group["budi"].listen()
    sari = await group["sari"].listen()
    ack = await sari.say("wa aku 0812-3456-7890")
    assert ack["action"] == "show"
    assert shown(ack) == "wa aku [phone]"
    assert shown(await budi.event("message")) == "wa aku [phone]"
