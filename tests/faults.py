"""A store that fails, or ends the process, at its N-th call: the real store stands behind it."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Collection
from typing import Any, Literal

from groups.store.base import OnCommit, Store, Unavailable

#: The calls that write, or may.
WRITES = frozenset(
    {"append", "change", "create", "put", "drop", "mark", "lease", "claim_run", "ping", "forget", "sweep"}
    | {"key_put", "key_replace", "key_destroy", "original_put", "original_drop"}
)
KILLED = 77  # how a process that was ended here exits


class FaultyStore:
    """Counts the calls named in `counted` from 1 and fails at number `fail_at` (0: never).

    `before`: the call does not reach the store. `after`: it is durable, but its caller never hears so.
    `raise`: Unavailable, once; the next call works. `exit`: the process ends as with kill -9.
    """

    def __init__(
        self,
        store: Store,
        fail_at: int = 0,
        how: Literal["raise", "exit"] = "raise",
        when: Literal["before", "after"] = "before",
        *,
        counted: Collection[str] = WRITES,
    ) -> None:
        self._store = store
        self._fail_at, self._how, self._when, self._counted = fail_at, how, when, counted
        self.called: list[str] = []  # the names, in order

    @property
    def on_commit(self) -> OnCommit:
        return self._store.on_commit

    @on_commit.setter
    def on_commit(self, on_commit: OnCommit) -> None:
        self._store.on_commit = on_commit

    def fail_in(self, calls: int) -> None:
        """Fail at the `calls`-th counted call from now on (0: never)."""
        self._fail_at = len(self.called) + calls if calls else 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if name not in self._counted or not inspect.iscoroutinefunction(method):
            return method
        return self._counting(name, method)

    def _counting(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: Any, **options: Any) -> Any:
            self.called.append(name)
            number = len(self.called)
            self._fail(number, "before")
            answer = await method(*args, **options)
            self._fail(number, "after")
            return answer

        return call

    def _fail(self, number: int, when: str) -> None:
        if number != self._fail_at or when != self._when:
            return
        if self._how == "exit":
            os._exit(KILLED)
        raise Unavailable("a fault that was asked for")
