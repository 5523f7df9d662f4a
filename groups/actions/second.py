"""The second factor of staff: a code app (RFC 6238). Each time step is used once."""

from __future__ import annotations

import hmac
import unicodedata

import pyotp

from groups.actions.accounts import change, get, profile_of, slow_down
from groups.context import Context
from groups.model import NotFound, Refused

STEP_SECONDS = 30


async def new_secret(ctx: Context, account: str) -> str:
    """A secret that is not in force yet. Raises NotFound when one is."""
    if (await get(ctx, account)).data["totp"]:
        raise NotFound
    return pyotp.random_base32()


def address_of(secret: str) -> str:
    """What the picture says. It names the service, never the account: the app's list may be seen."""
    return str(pyotp.TOTP(secret, name="Lingkar").provisioning_uri())


async def enrol(ctx: Context, account: str, secret: str, code: str) -> None:
    """Put a secret in force once its code was given. Raises Refused('error.second_factor' or 'error.rate'),
    NotFound when one is in force.
    """
    slow_down(ctx, f"code:{account}")
    record = await get(ctx, account)
    if record.data["totp"]:
        raise NotFound
    step = _step_of(ctx, secret, code, after=0)
    profile = await profile_of(ctx, record)
    owner = f"account:{account}"
    sealed = ctx.vault.close_data(profile | {"totp": secret}, owner, "profile")
    await change(ctx, record, body=sealed, totp=True, step=step)


async def give_second(ctx: Context, account: str, code: str) -> None:
    """Use up a code. Raises Refused('error.second_factor') for a wrong or used one, or 'error.rate'."""
    slow_down(ctx, f"code:{account}")
    record = await get(ctx, account)
    secret = (await profile_of(ctx, record)).get("totp")
    if not record.data["totp"] or not secret:
        raise Refused("error.second_factor")
    step = _step_of(ctx, secret, code, after=record.data.get("step", 0))
    await change(ctx, record, step=step)


def _step_of(ctx: Context, secret: str, code: str, *, after: int) -> int:
    """The time step of a code, one step early or late allowed; each is used once."""
    totp, now = pyotp.TOTP(secret), ctx.clock() // 1000 // STEP_SECONDS
    given = unicodedata.normalize("NFKC", code).replace(" ", "")
    for step in (now - 1, now, now + 1):
        if (
            hmac.compare_digest(totp.generate_otp(step).encode(), given.encode("utf-8", "replace"))
            and step > after
        ):
            return step
    raise Refused("error.second_factor")
