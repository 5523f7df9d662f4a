"""Browser tests run last: Playwright keeps an event loop of its own in this thread until the session ends."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A stable order: everything else first."""
    items.sort(key=lambda item: "browser" in item.path.parts)
