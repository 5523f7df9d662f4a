"""People at their browsers, and the service that they talk through."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Locator, Page, expect

COMMAND = [sys.executable, "-c", "from groups.cli import main; main()"]
READY_SECONDS = 30


class Service:
    """`lingkar serve` on a free port."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder / "data"
        self._settings = {f"LINGKAR_{name.upper()}": value for name, value in settings.items()}
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._log = folder / "log"
        asked = [*COMMAND, "seed", *self._where(), "--groups", "0"]
        subprocess.run(asked, env=self._env(), check=True, capture_output=True)

    def start(self) -> None:
        """Run it until it answers."""
        with self._log.open("ab") as log:
            asked = [*COMMAND, "serve", *self._where()]
            self._process = subprocess.Popen(asked, env=self._env(), stdout=log, stderr=log)
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """As an operator stops it."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=15)

    def ask(self, command: str, **given: Any) -> Any:
        """A command, through the door that the command line uses."""
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(self.folder / "lingkar.sock"))
            door.sendall(json.dumps({"do": command, "with": given}).encode() + b"\n")
            reply = json.loads(door.makefile().readline())
        assert "ok" in reply, reply
        return reply["ok"]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _where(self) -> list[str]:
        return ["--folder", str(self.folder)]

    def _env(self) -> dict[str, str]:
        usual = {"LINGKAR_UNDO_SECONDS": "0"} | os.environ | {"LINGKAR_PORT": str(self.port)}
        return usual | self._settings


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Person:
    """One person of a group at a phone of their own."""

    def __init__(
        self, browser: Browser, service: Service, group: str, cookies: str = "", **phone: Any
    ) -> None:
        self.service, self.group = service, group
        self.membership = ""
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="id-ID", timezone_id="Asia/Jakarta", **phone
        )
        self.context.set_default_timeout(10_000)
        self.context.add_cookies([_cookie(pair, service.url) for pair in cookies.split("; ") if pair])
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error.stack)))
        self.page.on("dialog", lambda dialog: self.faults.append("dialog"))

    def enter(self) -> Person:
        """Open the room and wait until it is live (or, without scripts, there)."""
        self.page.goto(f"{self.service.url}/g/{self.group}")
        return self

    def listen(self) -> Person:
        """Enter, and wait until the room is live."""
        self.enter()
        expect(self.page.locator("main.room")).to_have_attribute("data-state", "live")
        return self

    def write(self, text: str) -> None:
        """Type into the composer."""
        self.page.locator("#isi").fill(text)

    def say(self, text: str) -> None:
        """Type and send."""
        self.write(text)
        self.page.locator("#kirim").click()

    def send(self, path: str, **form: str) -> int:
        """A plain form from this phone, without its page; the status, 303 when it was done."""
        return self._asked(path, form).status

    def post_and_read(self, path: str, **form: str) -> str:
        """A plain form, and the page that answers it."""
        return self._asked(path, form).text()

    def read(self, path: str) -> str:
        """A page, as this person gets it, without opening it."""
        return self.context.request.get(f"{self.service.url}{path}").text()

    def _asked(self, path: str, form: dict[str, str]) -> APIResponse:
        headers = {"Origin": self.service.url}
        url = f"{self.service.url}{path}"
        return self.context.request.post(url, form=dict(form), headers=headers, max_redirects=0)

    @property
    def messages(self) -> Locator:
        """The words of what stands in the room, held ones of one's own included."""
        return self.page.locator("#log .message .message-text")

    def sees(self, *texts: str) -> None:
        """These messages stand in the room, in this order, each once."""
        expect(self.messages).to_have_text(list(texts))

    def hears_aloud(self) -> str:
        """The room as a screen reader gets it."""
        return self.page.locator("#log").aria_snapshot()

    def log_html(self) -> str:
        """The markup of the list of messages."""
        return str(self.page.locator("#log").evaluate("log => log.innerHTML"))


# Chromium takes a Secure cookie from a script for https alone; it sends it to http on the loopback all the same.
def _cookie(pair: str, url: str) -> Any:
    name, _, value = pair.partition("=")
    hidden = not name.endswith("_here")
    return {
        "name": name,
        "value": value,
        "url": url.replace("http:", "https:"),
        "secure": True,
        "httpOnly": hidden,
        "sameSite": "Lax",
    }


class Circle:
    """Sari and Budi, members, and Laras, their psychologist."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self.browser, self.service = browser, service
        rows = service.ask("seed", groups_wanted=1, members=2)
        rows.sort(key=lambda row: row["seat"] != "member")
        self._rows = dict(zip(("sari", "budi", "laras"), rows, strict=True))
        self.group: str = rows[0]["group"]
        self._people: list[Person] = []

    def person(self, name: str, **phone: Any) -> Person:
        """Somebody at a new phone, signed in."""
        came = self._came(self._rows[name]["cookie_header"], **phone)
        came.membership = self._rows[name]["membership"]
        return came

    def stranger(self, **phone: Any) -> Person:
        """Somebody at a new phone, not signed in."""
        return self._came("", **phone)

    def newcomer(self, handle: str) -> Person:
        """One more member, who comes in now."""
        (row,) = [
            row for row in self.service.ask("seed", groups_wanted=1, members=1) if row["seat"] == "member"
        ]
        seat = {"group": self.group, "account": row["account"], "handle": handle, "seat": "member"}
        came = self._came(row["cookie_header"])
        came.membership = self.service.ask("seat", **seat)["membership"]
        return came

    def without_pace(self) -> None:
        """Rules under which nobody posts too fast for a test."""
        document = {"newcomers": {"first": 0}, "rate": {"per_minute": 600, "burst": 60}}
        self.service.ask("set_rules", group=self.group, document=document)

    def account(self, name: str) -> str:
        """The id of an account."""
        return str(self._rows[name]["account"])

    def _came(self, cookies: str, **phone: Any) -> Person:
        came = Person(self.browser, self.service, self.group, cookies, **phone)
        self._people.append(came)
        return came

    def close(self) -> None:
        """Everybody puts the phone away. Nobody's page had a fault."""
        faults = [fault for person in self._people for fault in person.faults]
        for person in self._people:
            person.context.close()
        assert faults == []
