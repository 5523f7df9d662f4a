"""Durable memory: one contract (`base.py`), one file a back-end."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from groups.store.base import OnCommit, Store
from groups.store.sqlite import SqliteStore


def open_store(url: str, on_commit: OnCommit) -> Store:
    """The store of a URL, not opened yet: `sqlite:///absolute/folder` or `sqlite:relative/folder`.

    Raises ValueError for a scheme that is not known.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and parts.path:
        return SqliteStore(Path(unquote(parts.path)), on_commit)
    raise ValueError("a store is named by sqlite:///path/to/folder; no other scheme is known")


__all__ = ["open_store"]
