"""A real service in a process of its own, and real browsers before it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import Circle, Service

ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything that asks for a browser says so."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium: skipped where there is none, failing where CI says there must be one."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        assert os.environ.get("CI") != "true", "CI needs a Chromium"
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all tests that leave it standing; each has a group of its own in it."""
    running = Service(tmp_path_factory.mktemp("service"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """A service that a test may kill."""
    running = Service(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def circle(browser: Browser, service: Service) -> Iterator[Circle]:
    """A group of two members and a psychologist, made by a command: open at two, holding no newcomers."""
    made = Circle(browser, service)
    yield made
    made.close()


@pytest.fixture(scope="session")
def timed_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in which a decision can be taken back for some seconds, as it is for people."""
    running = Service(tmp_path_factory.mktemp("timed"), undo_seconds="4")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def timed_circle(browser: Browser, timed_service: Service) -> Iterator[Circle]:
    """A group there."""
    made = Circle(browser, timed_service)
    yield made
    made.close()


@pytest.fixture
def own_circle(browser: Browser, own_service: Service) -> Iterator[Circle]:
    """The same in a service that a test may kill."""
    made = Circle(browser, own_service)
    yield made
    made.close()
