"""An admin at a browser."""

from __future__ import annotations

import secrets
from typing import Any

from tests.browser.people import Circle, Person


def admin_of(circle: Circle, **phone: Any) -> Person:
    """Signed in by a one-tap link; the phone may be one without scripts."""
    name = f"kelola{secrets.token_hex(4)}"
    made = circle.service.ask(
        "add_account", name=name, password=secrets.token_urlsafe(12), role="admin", staff=True
    )
    code = circle.service.ask("link", account=made["account"])["code"]
    came = circle.stranger()
    came.page.goto(f"{circle.service.url}/link#{code}")
    came.page.wait_for_url("**/admin")
    if not phone:
        return came
    other = circle.stranger(**phone)
    other.context.add_cookies(came.context.cookies())  # type: ignore[arg-type]
    return other
