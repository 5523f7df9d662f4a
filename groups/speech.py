"""Codes and values become sentences: the one place that knows how moments are told to a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from groups.locale import Catalogue

_MOMENTS = {"until": "when", "reads_at": "when"}


def told(words: Catalogue, zone: str, code: str, values: Mapping[str, Any]) -> str:
    """The sentence of a code. Moments (UTC ms) are said with their zone; `retry_after` ms as whole seconds."""
    ready = {name: value for name, value in values.items() if name not in _MOMENTS}
    for name, placed in _MOMENTS.items():
        if values.get(name):
            ready[placed] = words.when(values[name], zone)
    if "at" in values:
        ready["time"] = words.clock(values["at"], zone)
    if values.get("name"):
        ready["who"] = words.say(f"role.{values['seat']}_named", name=values["name"])
    if "retry_after" in values:
        ready["seconds"] = max(1, round(values["retry_after"] / 1000))
    return words.say(code, **ready)


def reasons(words: Catalogue, codes: Iterable[str]) -> list[dict[str, str]]:
    """Codes with their sentences."""
    return [{"code": code, "text": words.say(f"reason.{code}")} for code in codes]
