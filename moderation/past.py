"""An earlier message of the window, and what a way of joining it with the new text gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from moderation.normalise import Text, normalise
from moderation.page import Page, lay_out
from moderation.types import Body, Hidden, Kind


@lru_cache(maxsize=256)
def _read(body: Body) -> tuple[Page, Text]:
    """A shown body, read once although it stands in the windows of the next eight messages."""
    page = lay_out(body.pieces)
    return page, normalise(page.typed)


class Past:
    """An earlier message: whose it is, its words, and what stands hidden in it. Read when first asked."""

    def __init__(self, index: int, own: bool, body: Body) -> None:
        self.index = index
        self.own = own
        self._body = body

    @cached_property
    def page(self) -> Page:
        """Its pieces laid out, a wall for each hidden one."""
        return _read(self._body)[0]

    @cached_property
    def text(self) -> Text:
        """Its words, made comparable."""
        return _read(self._body)[1]

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """Hidden pieces in order."""
        return tuple(self.page.walls.values())

    def ends_hidden(self) -> Kind | None:
        """The kind of a hidden piece that nothing but marks follows."""
        if not self.page.order:
            return None
        last = self.page.order[-1]
        rest = self.page.typed[last + 1 :]
        return self.page.walls[last].kind if not any(char.isalnum() for char in rest) else None


#: Index into recent or None for the new text; offsets as laid out; kind.
Found = tuple[int | None, int, int, Kind]
Joiner = Callable[[Text, Sequence[Past]], Iterator[Found]]
