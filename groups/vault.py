"""What opens words at rest: data keys, one an owner, wrapped under a numbered root key.

1. An owner is 'membership:<id>', 'group:<id>', 'case:<id>', 'account:<id>' or 'desk:<group>:<psychologist>';
   destroying its key ends all that it opened, wherever copies lie.
2. Sealed bytes open only under the owner and the place (`aad`, 'channel|author|cid') they were closed for.
3. Raw words go in by `seal_original` and come out by `open_original`, after an audit row is durable.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from groups.model import Body, Sealed, body_of, decode, encode, pieces_of
from moderation.types import RawText, unwrap

IN_MEMORY = 20_000  # unwrapped keys, 0.1 kB each
CIPHERS = 256  # ready to use, 2.7 kB each
_LAYOUT = b"\x01"  # then a 12-byte nonce, then ciphertext with its 16-byte tag
_NONCE = 12


class VaultError(Exception):
    """The vault cannot be opened, or sealed bytes are not what they should be. Holds no words."""


class Destroyed(VaultError):
    """The owner has no key (any more): what it closed stays closed for good."""


class Keys(Protocol):
    """Where wrapped keys are kept: a part of the store."""

    async def key_put(self, owner: str, wrapped: bytes) -> bool:
        """False when the owner has one already."""

    async def key(self, owner: str) -> bytes | None:
        """The wrapped key."""

    async def keys(self) -> dict[str, bytes]:
        """Every wrapped key."""

    async def key_replace(self, wrapped: Mapping[str, bytes]) -> None:
        """All or none."""

    async def key_destroy(self, owner: str) -> None:
        """Returns when the bytes are gone."""


def create_root(path: Path) -> None:
    """Make the file of root keys with its first key. Raises VaultError when there is one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise VaultError(f"{path.name} is there already: it opens what was written, keep it") from None
    except OSError:
        raise VaultError(f"{path.name} cannot be written there") from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        _write(file, {1: new_root()})
    _sync_folder(path)


def new_root() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(256)


def open_vault(path: Path, keys: Keys) -> Vault:
    """Read the root keys. Raises VaultError when the file is missing, damaged, or readable by others."""
    return Vault(path, _read(path), keys)


class Vault:
    """Closes and opens. `close` and `open` are sync: `await load(owner)` first."""

    def __init__(self, path: Path, roots: Mapping[int, bytes], keys: Keys) -> None:
        self._path = path
        self._roots = dict(roots)
        self._keys = keys
        self._opened: dict[str, bytes | None] = {}  # the last loaded last; None: it is known to be gone
        self._ciphers: dict[str, AESGCM] = {}  # the oldest first
        self._wrapping = asyncio.Lock()

    async def ensure(self, owner: str) -> None:
        """Give the owner a key unless it has one; it is durable and in memory when this returns."""
        async with self._wrapping:
            key = AESGCM.generate_key(256)
            if await self._keys.key_put(owner, self._wrap(owner, key)):
                self._remember(owner, key)
                self._trim(IN_MEMORY)
                return
        await self.load(owner)

    async def load(self, *owners: str) -> None:
        """Bring keys into memory. One that is gone is no error here: `open` raises Destroyed for it."""
        for owner in owners:
            if owner in self._opened:
                self._remember(owner, self._opened[owner])
                continue
            wrapped = await self._keys.key(owner)
            if owner not in self._opened:  # it may have been destroyed meanwhile
                self._remember(owner, self._unwrap(owner, wrapped) if wrapped else None)
        self._trim(max(IN_MEMORY, len(owners)))

    def close(self, body: Body, owner: str, aad: str) -> Sealed:
        """Seal a body for its place. Raises Destroyed; KeyError when the key was not loaded."""
        nonce = os.urandom(_NONCE)
        words = encode(pieces_of(body))
        return Sealed(_LAYOUT + nonce + self._key(owner).encrypt(nonce, words, _place(owner, aad)))

    def open(self, sealed: Sealed, owner: str, aad: str) -> Body:
        """Raises Destroyed, VaultError when it was closed for another place; KeyError when not loaded."""
        key = self._key(owner)
        if sealed[:1] != _LAYOUT:
            raise VaultError("sealed by a newer release")
        return body_of(decode(_decrypt(key, sealed[1:], _place(owner, aad))))

    def close_text(self, text: str, owner: str, aad: str) -> Sealed:
        """For a text that is no message: a handle, a profile's field."""
        return self.close(Body((text,)), owner, aad)

    def open_text(self, sealed: Sealed, owner: str, aad: str) -> str:
        """What `close_text` closed."""
        return "".join(piece for piece in self.open(sealed, owner, aad).pieces if isinstance(piece, str))

    def close_word(self, word: str, owner: str, aad: str) -> str:
        """For a few words inside a row's data: sealed, as hexadecimal digits."""
        return self.close_text(word, owner, aad).hex()

    def open_word(self, sealed: str, owner: str, aad: str) -> str:
        """What `close_word` closed; '' of ''."""
        return self.open_text(Sealed(bytes.fromhex(sealed)), owner, aad) if sealed else ""

    def close_data(self, value: Any, owner: str, aad: str) -> Sealed:
        """For small JSON: registered words, second factor, bookings."""
        return self.close_text(encode(value).decode("utf-8"), owner, aad)

    def open_data(self, sealed: Sealed, owner: str, aad: str) -> Any:
        """What `close_data` closed."""
        return decode(self.open_text(sealed, owner, aad))

    async def seal_original(self, raw: RawText, case: str, place: str = "original") -> Sealed:
        """Raw words of a held or crisis message, under the key of their case (made here where needed).

        `place` is another one only for words that could not be reviewed, in the case's own line (CARE C3).
        """
        await self.ensure(_case(case))
        return self.close(Body(unwrap(raw)), _case(case), place)

    async def open_original(self, sealed: Sealed, case: str, audit: Callable[[], Awaitable[None]]) -> RawText:
        """The raw words, once `audit` (a durable row of who opens them) has returned."""
        await audit()
        await self.load(_case(case))
        return RawText(*self.open(sealed, _case(case), "original").pieces)

    async def destroy(self, owner: str) -> None:
        """Returns when the key is out of memory and out of the files."""
        self._remember(owner, None)
        await self._keys.key_destroy(owner)

    async def rotate(self, root: bytes) -> int:
        """Wrap every key under a new root key and forget the old ones; gives its number.

        The file holds old and new until all are wrapped anew, so an end at any point loses nothing; to go on,
        rotate again.
        """
        async with self._wrapping:
            number = max(self._roots) + 1
            both = {**self._roots, number: root}
            _replace(self._path, both)
            self._roots = both
            old = await self._keys.keys()
            await self._keys.key_replace({who: self._wrap(who, self._unwrap(who, old[who])) for who in old})
            self._roots = {number: root}
            _replace(self._path, self._roots)  # from here on a copy of the old file opens nothing
        return number

    def _key(self, owner: str) -> AESGCM:
        cipher = self._ciphers.get(owner)
        if cipher is None:
            key = self._opened[owner]
            if key is None:
                raise Destroyed("its key is gone")
            cipher = self._ciphers[owner] = AESGCM(key)
            if len(self._ciphers) > CIPHERS:
                del self._ciphers[next(iter(self._ciphers))]
        return cipher

    def _remember(self, owner: str, key: bytes | None) -> None:
        self._opened.pop(owner, None)
        self._opened[owner] = key
        if key is None:
            self._ciphers.pop(owner, None)

    def _trim(self, size: int) -> None:
        while len(self._opened) > size:
            oldest = next(iter(self._opened))
            del self._opened[oldest]
            self._ciphers.pop(oldest, None)

    def _wrap(self, owner: str, key: bytes) -> bytes:
        number, nonce = max(self._roots), os.urandom(_NONCE)
        sealed = AESGCM(self._roots[number]).encrypt(nonce, key, owner.encode())
        return _LAYOUT + number.to_bytes(4, "big") + nonce + sealed

    def _unwrap(self, owner: str, wrapped: bytes) -> bytes:
        root = self._roots.get(int.from_bytes(wrapped[1:5], "big"))
        if wrapped[:1] != _LAYOUT or root is None:
            raise VaultError(f"a key's root key is not in {self._path.name}: restore that file")
        return _decrypt(AESGCM(root), wrapped[5:], owner.encode())


def _case(case: str) -> str:
    return f"case:{case}"


def _place(owner: str, aad: str) -> bytes:
    return f"{owner}\n{aad}".encode()


def _decrypt(key: AESGCM, sealed: bytes, aad: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], aad)
    except (InvalidTag, ValueError):
        raise VaultError("sealed bytes were changed, or closed for another place") from None


def _read(path: Path) -> dict[int, bytes]:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise VaultError(f"others may read {path.name}: chmod 600 it, and rotate it if somebody did")
        lines = path.read_text("ascii").split("\n")
    except FileNotFoundError:
        raise VaultError(f"there is no {path.name}: restore it, nothing opens without it") from None
    except (OSError, UnicodeDecodeError):
        raise VaultError(f"{path.name} cannot be read") from None
    try:
        return _roots([line.split() for line in lines if line.strip()])
    except ValueError:
        raise VaultError(f"{path.name} is damaged: restore it from its back-up") from None


def _roots(lines: list[list[str]]) -> dict[int, bytes]:
    roots = {int(number): bytes.fromhex(key) for number, key in lines}
    if not roots or any(len(key) != 32 for key in roots.values()):
        raise ValueError
    return roots


def _replace(path: Path, roots: Mapping[int, bytes]) -> None:
    part = path.with_name(f"{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        _write(file, roots)
    part.replace(path)
    _sync_folder(path)


def _write(file: Any, roots: Mapping[int, bytes]) -> None:
    file.writelines(f"{number} {key.hex()}\n" for number, key in sorted(roots.items()))
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
