"""Words at rest open for their owner, at their place, while there is a key."""

from __future__ import annotations

import asyncio
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups import vault as vaults
from groups.model import Body, Sealed
from groups.store import open_store
from groups.vault import Destroyed, Vault, VaultError, create_root, new_root, open_vault
from moderation.types import Hidden, Kind, RawText, unwrap

SARI, BUDI = "membership:sari", "membership:budi"
PLACE = "room:g1|sari|c1"
BODY = Body(("wa aku ", Hidden(Kind.PHONE, "A"), " atau ", Hidden(Kind.PHONE, "B")))


class Drawer:
    """Keys in memory."""

    def __init__(self) -> None:
        self.wrapped: dict[str, bytes] = {}

    async def key_put(self, owner: str, wrapped: bytes) -> bool:
        return self.wrapped.setdefault(owner, wrapped) is wrapped

    async def key(self, owner: str) -> bytes | None:
        return self.wrapped.get(owner)

    async def keys(self) -> dict[str, bytes]:
        return dict(self.wrapped)

    async def key_replace(self, wrapped: Mapping[str, bytes]) -> None:
        self.wrapped |= {owner: key for owner, key in wrapped.items() if owner in self.wrapped}

    async def key_destroy(self, owner: str) -> None:
        self.wrapped.pop(owner, None)


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    create_root(tmp_path / "root.key")
    return tmp_path / "root.key"


@pytest.fixture
async def vault(root: Path, drawer: Drawer) -> Vault:
    vault = open_vault(root, drawer)
    await vault.ensure(SARI)
    await vault.ensure(BUDI)
    return vault


# bodies


def test_what_was_closed_opens_as_it_was(vault: Vault):
    assert vault.open(vault.close(BODY, SARI, PLACE), SARI, PLACE) == BODY


@given(pieces=st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(BODY.hidden)))
def test_any_body_opens_as_it_was(pieces):
    async def there_and_back() -> Body:
        vault = Vault(Path("root.key"), {1: new_root()}, Drawer())
        await vault.ensure(SARI)
        return vault.open(vault.close(Body(tuple(pieces)), SARI, PLACE), SARI, PLACE)

    assert asyncio.run(there_and_back()).pieces == tuple(pieces)


def test_a_body_opens_for_its_owner_and_at_its_place_only(vault: Vault):
    sealed = vault.close(BODY, SARI, PLACE)
    for owner, place in ((BUDI, PLACE), (SARI, "room:g1|sari|c2"), (SARI, "room:g2|sari|c1")):
        with pytest.raises(VaultError, match="another place"):
            vault.open(sealed, owner, place)


def test_one_changed_bit_opens_nothing(vault: Vault):
    sealed = vault.close(BODY, SARI, PLACE)
    for position in range(len(sealed)):
        torn = bytearray(sealed)
        torn[position] ^= 1
        with pytest.raises(VaultError):
            vault.open(Sealed(torn), SARI, PLACE)
    for size in (0, 1, 12, 28):
        with pytest.raises(VaultError):
            vault.open(Sealed(sealed[:size]), SARI, PLACE)


def test_the_same_words_never_look_the_same(vault: Vault):
    assert vault.close(BODY, SARI, PLACE) != vault.close(BODY, SARI, PLACE)
    assert b"wa aku" not in vault.close(BODY, SARI, PLACE)


def test_a_handle_and_small_data_open_as_they_were(vault: Vault):
    assert vault.open_text(vault.close_text("Laut Tenang", SARI, "handle"), SARI, "handle") == "Laut Tenang"
    words = {"words": ["Melati"], "count": 2}
    assert vault.open_data(vault.close_data(words, SARI, "words"), SARI, "words") == words


# keys


async def test_a_key_lasts_and_is_found_again_by_a_new_server(vault: Vault, root: Path, drawer: Drawer):
    sealed = vault.close(BODY, SARI, PLACE)
    await vault.ensure(SARI)
    later = open_vault(root, drawer)
    await later.load(SARI, BUDI)
    assert later.open(sealed, SARI, PLACE) == BODY


async def test_two_who_ensure_at_once_get_one_key(vault: Vault):
    await asyncio.gather(*(vault.ensure("case:k1") for _ in range(5)))
    assert vault.open(vault.close(BODY, "case:k1", PLACE), "case:k1", PLACE) == BODY


async def test_a_destroyed_key_ends_all_it_opened_and_nothing_else(vault: Vault, root: Path, drawer: Drawer):
    hers, his = vault.close(BODY, SARI, PLACE), vault.close(BODY, BUDI, PLACE)
    await vault.destroy(SARI)
    for server in (vault, open_vault(root, drawer)):
        await server.load(SARI, BUDI)
        with pytest.raises(Destroyed):
            server.open(hers, SARI, PLACE)
        with pytest.raises(Destroyed):
            server.close(BODY, SARI, PLACE)
        assert server.open(his, BUDI, PLACE) == BODY


async def test_a_wrapped_key_does_not_serve_another_owner(vault: Vault, root: Path, drawer: Drawer):
    drawer.wrapped[BUDI] = drawer.wrapped[SARI]
    with pytest.raises(VaultError):
        await open_vault(root, drawer).load(BUDI)


async def test_keys_that_were_not_used_for_long_leave_memory_and_come_back(vault: Vault, monkeypatch):
    monkeypatch.setattr(vaults, "IN_MEMORY", 10)
    sealed = vault.close(BODY, SARI, PLACE)
    owners = [f"membership:{n}" for n in range(40)]
    for owner in owners:
        await vault.ensure(owner)
    assert len(vault._opened) == 10
    with pytest.raises(KeyError):
        vault.open(sealed, SARI, PLACE)
    await vault.load(SARI, *owners)
    assert vault.open(sealed, SARI, PLACE) == BODY
    await vault.load(BUDI)
    assert len(vault._opened) == 10


# the root key


def test_the_root_key_is_for_its_owner_alone_and_never_made_twice(root: Path):
    assert stat.S_IMODE(root.stat().st_mode) == 0o600
    assert root.read_text().startswith("1 ")
    with pytest.raises(VaultError, match="there already"):
        create_root(root)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda path: path.chmod(0o640), "chmod 600"),
        (lambda path: path.unlink(), "restore it"),
        (lambda path: path.write_text(""), "damaged"),
        (lambda path: path.write_text("1 abcd\n"), "damaged"),
        (lambda path: path.write_text("one key too many\n"), "damaged"),
    ],
)
def test_a_root_key_in_trouble_stops_the_start_and_says_what_to_do(
    root: Path, drawer: Drawer, damage, says: str
):
    key = root.read_text()[2:20]
    damage(root)
    with pytest.raises(VaultError, match=says) as raised:
        open_vault(root, drawer)
    assert key not in str(raised.value)


async def test_another_root_key_opens_no_key(vault: Vault, drawer: Drawer, tmp_path: Path):
    create_root(tmp_path / "other.key")
    with pytest.raises(VaultError):
        await open_vault(tmp_path / "other.key", drawer).load(SARI)


def lines(root: Path) -> list[str]:
    return root.read_text().splitlines()


async def test_after_rotation_all_opens_and_the_old_root_key_opens_nothing(vault, root, drawer, tmp_path):
    sealed = vault.close(BODY, SARI, PLACE)
    old = shutil.copy2(root, tmp_path / "old.key")
    assert await vault.rotate(new_root()) == 2
    assert [line[:2] for line in lines(root)] == ["2 "]
    await vault.ensure("membership:new")
    later = open_vault(root, drawer)
    await later.load(SARI, "membership:new")
    assert later.open(sealed, SARI, PLACE) == BODY
    with pytest.raises(VaultError, match=r"not in old\.key"):
        await open_vault(old, drawer).load(SARI)


async def test_a_rotation_that_breaks_off_loses_nothing_and_goes_on(vault: Vault, root: Path, drawer: Drawer):
    sealed = vault.close(BODY, SARI, PLACE)

    async def fails(wrapped: Mapping[str, bytes]) -> None:
        raise OSError

    drawer.key_replace = fails  # type: ignore[method-assign]
    with pytest.raises(OSError):
        await vault.rotate(new_root())
    del drawer.key_replace
    await vault.ensure("membership:new")
    later = open_vault(root, drawer)
    await later.load(SARI, "membership:new")
    assert later.open(sealed, SARI, PLACE) == BODY
    assert await later.rotate(new_root()) == 3
    assert len(lines(root)) == 1


# originals


async def test_an_original_is_opened_after_its_audit_and_then_as_typed(vault: Vault):
    sealed = await vault.seal_original(RawText("wa aku 0812-0000-0000", Hidden(Kind.PERSON)), "k1")
    order: list[str] = []

    async def audit() -> None:
        order.append("audited")

    raw = await vault.open_original(sealed, "k1", audit)
    assert order == ["audited"]
    assert unwrap(raw) == ("wa aku 0812-0000-0000", Hidden(Kind.PERSON))


async def test_an_original_stays_closed_when_its_audit_fails(vault: Vault):
    sealed = await vault.seal_original(RawText("kata"), "k1")

    async def audit() -> None:
        raise OSError

    with pytest.raises(OSError):
        await vault.open_original(sealed, "k1", audit)


async def test_an_original_ends_with_its_case(vault: Vault):
    sealed = await vault.seal_original(RawText("kata"), "k1")
    await vault.destroy("case:k1")

    async def audit() -> None:
        pass

    with pytest.raises(Destroyed):
        await vault.open_original(sealed, "k1", audit)


async def test_a_real_store_keeps_the_keys_and_a_snapshot_does_not(root: Path, tmp_path: Path):
    store = open_store(f"sqlite://{tmp_path / 'data'}", lambda event: None)
    await store.open()
    vault = open_vault(root, store)
    await vault.ensure(SARI)
    wrapped = await store.key(SARI)
    await store.snapshot(str(tmp_path / "copy.db"))
    await vault.destroy(SARI)
    files = b"".join(path.read_bytes() for path in [*(tmp_path / "data").iterdir(), tmp_path / "copy.db"])
    assert wrapped not in files
    await store.close()
