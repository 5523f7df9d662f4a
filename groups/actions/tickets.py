"""What a page carries from one form to the next: sealed by the service, short-lived, stored nowhere.

The service's own secrets live here too: one random root a data folder, sealed, and a key a purpose.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from groups.context import Context
from groups.model import Refused, Sealed, decode, encode

MINUTE_MS = 60_000
_OWNER, _NONCE = "service", 12
_LONGEST = 8_192


async def service_key(ctx: Context, purpose: str) -> bytes:
    """32 bytes for one purpose, the same in every process over this folder."""
    if not ctx.service_root:
        ctx.service_root = await _root(ctx)
    return hmac.digest(ctx.service_root, purpose.encode(), hashlib.sha256)


async def _root(ctx: Context) -> bytes:
    await ctx.vault.ensure(_OWNER)
    await ctx.vault.load(_OWNER)
    sealed = ctx.vault.close_text(secrets.token_hex(32), _OWNER, "root")
    await ctx.store.create("service", "root", "service", {}, body=sealed)
    record = await ctx.store.get("service", "root")
    kept = record.body if record and record.body else Sealed()
    return bytes.fromhex(ctx.vault.open_text(kept, _OWNER, "root"))


async def close_ticket(ctx: Context, purpose: str, kept: dict[str, Any], minutes: int) -> str:
    """A ticket for a hidden field: opens with the same purpose, for so many minutes."""
    nonce, until = os.urandom(_NONCE), ctx.clock() + minutes * MINUTE_MS
    cipher = AESGCM(await service_key(ctx, "ticket"))
    sealed = nonce + cipher.encrypt(nonce, encode({**kept, "until": until}), purpose.encode())
    return base64.urlsafe_b64encode(sealed).decode()


async def open_ticket(ctx: Context, purpose: str, ticket: str) -> dict[str, Any]:
    """What the ticket carries. Raises Refused('error.ticket') when it is too old, or not of our making."""
    try:
        sealed = base64.urlsafe_b64decode(ticket[:_LONGEST])
        cipher = AESGCM(await service_key(ctx, "ticket"))
        kept: dict[str, Any] = decode(cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode()))
    except (ValueError, InvalidTag):
        raise Refused("error.ticket") from None
    if kept["until"] < ctx.clock():
        raise Refused("error.ticket")
    return kept
