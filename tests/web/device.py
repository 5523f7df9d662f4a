"""A browser without scripts: it keeps cookies, follows nothing by itself, and fills forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie

from multidict import CIMultiDict

from tests.conftest import World


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: CIMultiDict[str]

    @property
    def where(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")

    @property
    def says(self) -> str:
        """What a person reads, without markup and the strip's own words."""
        main = self.text.partition("<main")[2].partition("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    @property
    def chosen(self) -> int:
        """How many choices come already made."""
        return len(re.findall(r"<input[^>]* checked", self.text))

    def hidden(self, name: str) -> str:
        """A hidden field's value."""
        found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', self.text)
        assert found, f"no hidden field {name}"
        return unescape(found[1])

    def values(self, name: str) -> list[str]:
        """The values of the inputs of this name."""
        return [unescape(each) for each in re.findall(rf'name="{name}" value="([^"]*)"', self.text)]


@dataclass
class Device:
    """One browser."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "id"

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, {}, headers)

    async def post(self, path: str, **form: str | list[str]) -> Answer:
        return await self._ask("POST", path, form, {"Origin": self.world.origin})

    async def _ask(
        self, method: str, path: str, form: dict[str, str | list[str]], more: dict[str, str]
    ) -> Answer:
        pairs = [
            (k, v) for k, values in form.items() for v in ([values] if isinstance(values, str) else values)
        ]
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept-Language": self.language, "Cookie": cookie} | more
        url = self.world.origin + path
        async with self.world.http.request(
            method, url, data=pairs or None, headers=headers, allow_redirects=False
        ) as answer:
            for line in answer.headers.getall("Set-Cookie", []):
                self._keep(line)
            return Answer(answer.status, await answer.text(), CIMultiDict(answer.headers))

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            assert morsel["secure"] and morsel["path"] == "/" and morsel["samesite"] == "Lax"
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value

    @property
    def is_in(self) -> bool:
        """True with both halves of a sign-in on the device."""
        return {"__Host-lingkar", "__Host-lingkar_here"} <= set(self.cookies)
