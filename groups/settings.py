"""Settings: one table that feeds the server, the command line and docs/operating.md.

Each is read from the environment (`LINGKAR_<NAME>`), else from `lingkar.toml` in the data folder, else its default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


class SettingError(ValueError):
    """A setting has a name or value that cannot be used; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set. Every default has its reason in its help."""

    host: str = _setting(
        "127.0.0.1",
        "Address to listen on. Another than loopback needs `proxy`: the service itself speaks no TLS.",
    )
    port: int = _setting(8765, "Port to listen on.")
    origin: str = _setting(
        "",
        "Where browsers reach the service, such as https://lingkar.example. Empty: http://HOST:PORT. Others are refused.",
    )
    proxy: bool = _setting(
        False, "True behind a TLS proxy that sets X-Forwarded-For; only then is that header believed."
    )
    store: str = _setting("", "Store URL. Empty: SQLite in the data folder, enough for one process.")
    locale: str = _setting("id", "Language when the browser asks for none: id, id@anda or en.")
    zone: str = _setting("Asia/Jakarta", "Zone of new groups.")
    handle_max: int = _setting(24, "Code points of a handle.")
    flood_per_second: int = _setting(
        5, "Posts a second per account that are looked at at all; the only gate before the review."
    )
    address_per_minute: int = _setting(
        600, "Requests a minute from one address: a whole group behind one phone mast."
    )
    sign_in_per_minute: int = _setting(10, "Tries to sign in a minute, per name and per address.")
    inline_review: int = _setting(
        1000, "Code points up to which a text is reviewed in the loop; longer ones go to a worker process."
    )
    review_seconds: float = _setting(
        2.0, "A review in the worker that takes longer is stopped and the message held."
    )
    page: int = _setting(50, "Messages of a page.")
    open_at: int = _setting(5, "Members before a room opens (CARE C11): under five one can guess.")
    retention_days: int = _setting(90, "Days a message is kept, 30 to 365.")
    sign_in_days: int = _setting(14, "Days a member's sign-in lasts on an own device.")
    staff_hours: int = _setting(8, "Hours a staff sign-in lasts: a working day.")
    staff_idle_minutes: int = _setting(15, "Idle minutes after which a staff sign-in ends.")
    shared_idle_minutes: int = _setting(
        10, "Idle minutes after which a sign-in on a shared phone ends (CARE C9)."
    )
    invitation_days: int = _setting(7, "Days an invitation lasts.")
    sealed_days: int = _setting(
        30, "Days that sealed words of an open case outlive their author's leaving, at most (CARE C21)."
    )
    help_days: int = _setting(14, "Days a removed member can still call the psychologist (CARE C1).")
    held_hours: int = _setting(12, "Covered hours within which a held message is answered.")
    undo_seconds: int = _setting(
        10,
        "Seconds in which a psychologist's decision can be taken back before it is carried out (CARE C18).",
    )
    answer_hours: int = _setting(
        3, "Covered hours after which a first message without a person's reply is in the queue (CARE C24)."
    )
    episode_hours: int = _setting(24, "Hours in which one crisis is one case (CARE C4).")
    resume_events: int = _setting(500, "Missed events above which a page loads anew.")
    resume_bytes: int = _setting(256 * 1024, "Missed bytes above which a page loads anew.")
    backlog_bytes: int = _setting(64 * 1024, "Bytes that may wait for one reader before it is cut.")
    heartbeat: float = _setting(25.0, "Seconds between pings to a page.")
    errand_seconds: int = _setting(10, "Seconds after which an unfinished errand is taken up again.")


def rows() -> Iterator[tuple[str, Any, str]]:
    """Name, default and help of each setting, in the order of the table."""
    for one in fields(Settings):
        yield one.name, one.default, one.metadata["help"]


def read_settings(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Raises SettingError for an unknown name or a value of the wrong type."""
    known = {one.name: type(one.default) for one in fields(Settings)}
    values: dict[str, Any] = dict(_from_file(folder / "lingkar.toml"))
    if unknown := sorted(set(values) - set(known)):
        raise SettingError(f"lingkar.toml: unknown setting {unknown[0]!r}. `lingkar settings` lists them.")
    for name in known:
        if f"LINGKAR_{name.upper()}" in environ:
            values[name] = environ[f"LINGKAR_{name.upper()}"]
    return Settings(**{name: _typed(name, value, known[name]) for name, value in values.items()})


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"lingkar.toml cannot be read: {error}") from None


def _typed(name: str, value: Any, kind: type) -> Any:
    if kind is bool and isinstance(value, str) and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    if kind in (int, float) and isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            return kind(value)
        except ValueError:
            pass
    elif isinstance(value, kind):
        return value
    raise SettingError(f"Setting {name} must be a {kind.__name__}. `lingkar settings` shows its default.")


_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
