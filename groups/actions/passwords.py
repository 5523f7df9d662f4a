"""Sign-in names, passwords and recovery codes: what they may look like, and how they are kept."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from groups.actions import tickets
from groups.actions.words import listed
from groups.context import Context
from groups.model import Refused

PASSWORD_MIN, PASSWORD_MAX = 10, 256
NAME_MIN, NAME_MAX = 3, 32
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})
#: OWASP, Password Storage Cheat Sheet, 2024: argon2id with 19 MiB, t=2, p=1.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: The hash of a secret nobody has: unknown names are compared with it.
_NOBODY = _HASHER.hash(secrets.token_hex(16))


def fold_name(name: str) -> str:
    """A sign-in name as it is compared: case and width do not count."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


async def name_hash(ctx: Context, name: str) -> str:
    """Where a sign-in name is looked up: its keyed hash, so that the records name nobody."""
    key = await tickets.service_key(ctx, "sign_in_name")
    return hmac.new(key, fold_name(name).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def check_name(name: str) -> None:
    """Raises Refused('error.name_shape')."""
    folded = fold_name(name)
    if not NAME_MIN <= len(folded) <= NAME_MAX or not folded.isalnum():
        raise Refused("error.name_shape", min=NAME_MIN, max=NAME_MAX)


def check_password(password: str, name: str = "") -> None:
    """Long, and not one of the first tried; nothing else is asked (NIST SP 800-63B, 2017, 5.1.1.2)."""
    if len(password) < PASSWORD_MIN:
        raise Refused("error.password_short", min=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise Refused("error.password_long", max=PASSWORD_MAX)
    folded = fold_name(password)
    if (
        folded in listed("passwords_first_tried")
        or len(set(folded)) < 3
        or (name and folded == fold_name(name))
    ):
        raise Refused("error.password_common")


async def hash_secret(ctx: Context, secret: str) -> str:
    """argon2id of a password or code: 19 MiB and a thread for some 25 ms, at most two at once."""
    async with ctx.hashing:
        return await asyncio.to_thread(_HASHER.hash, _plain(secret))


async def fits(ctx: Context, hashed: str | None, secret: str) -> bool:
    """True when this is the secret behind the hash. Without a hash: the same work, and False."""
    async with ctx.hashing:
        is_right = await asyncio.to_thread(_verify, hashed or _NOBODY, _plain(secret))
    return is_right and hashed is not None


def _verify(hashed: str, secret: bytes) -> bool:
    try:
        return _HASHER.verify(hashed, secret)
    except (VerificationError, InvalidHashError):
        return False


def _plain(secret: str) -> bytes:
    return unicodedata.normalize("NFKC", secret[: 4 * PASSWORD_MAX]).encode("utf-8", "surrogatepass")


def recovery_code(bits: bytes | None = None) -> str:
    """128 bits as 26 of Crockford's characters in groups of five: read out, written down, typed back."""
    number = int.from_bytes(bits or secrets.token_bytes(16), "big")
    digits = [_CROCKFORD[number >> 5 * place & 31] for place in range(25, -1, -1)]
    return "-".join("".join(digits[at : at + 5]) for at in range(0, 26, 5))


def code_typed(code: str) -> str:
    """A recovery code as it is compared: case, blanks and look-alikes do not count."""
    return code.upper().translate(_LOOKS_LIKE)[:64]


async def hash_code(ctx: Context, code: str) -> str:
    """hash_secret() of a recovery code, however it is spaced."""
    return await hash_secret(ctx, code_typed(code))
