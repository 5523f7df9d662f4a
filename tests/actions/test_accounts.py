"""Accounts: what a name, a password, a recovery code and a code app do for whoever holds them."""

from __future__ import annotations

import asyncio
import re

import pyotp
import pytest

from groups.actions import accounts, passwords, second, sign_ins
from groups.model import NotFound, Refused, Role, new_id
from tests.conftest import Clock, World, start, stop

PASSWORD = "embun di atas pagar"
HERE = "192.0.2.7"


async def refusal(awaited: object) -> str:
    with pytest.raises(Refused) as refused:
        await awaited  # type: ignore[misc]
    return refused.value.code


async def test_a_name_and_password_open_the_account_however_the_name_is_written(world: World) -> None:
    account, _ = await accounts.create(world.ctx, "Teduh7", PASSWORD)
    for name in ("teduh7", "TEDUH7", " Teduh7 ", "\uff34eduh7"):  # a full-width T
        assert (await accounts.check(world.ctx, name, PASSWORD, HERE)).id == account


async def test_a_wrong_password_and_an_unknown_name_get_one_answer_for_the_same_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await accounts.create(world.ctx, "teduh", PASSWORD)
    hashed: list[bool] = []
    real = passwords._HASHER.verify
    monkeypatch.setattr(
        passwords, "_verify", lambda known, secret: hashed.append(True) or _tries(real, known, secret)
    )
    assert await refusal(accounts.check(world.ctx, "teduh", "bukan sandi itu", HERE)) == "error.sign_in"
    assert await refusal(accounts.check(world.ctx, "nobody", PASSWORD, HERE)) == "error.sign_in"
    assert len(hashed) == 2


def _tries(verify: object, known: str, secret: bytes) -> bool:
    try:
        return bool(verify(known, secret))  # type: ignore[operator]
    except Exception:
        return False


async def test_an_eleventh_try_in_a_minute_waits_and_the_next_minute_is_free(
    world: World, clock: Clock
) -> None:
    await accounts.create(world.ctx, "teduh", PASSWORD)
    for _ in range(10):
        assert await refusal(accounts.check(world.ctx, "teduh", "bukan sandi itu", HERE)) == "error.sign_in"
    assert await refusal(accounts.check(world.ctx, "teduh", PASSWORD, HERE)) == "error.rate"
    assert await refusal(accounts.check(world.ctx, "another", PASSWORD, HERE)) == "error.rate"
    clock.forward(minutes=1)
    assert await accounts.check(world.ctx, "teduh", PASSWORD, HERE)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("sembilan9", "error.password_short"),
        ("bismillah123", "error.password_common"),
        ("INDONESIA123", "error.password_common"),
        ("aaaaaaaaaaaaaa", "error.password_common"),
        ("teduhsekali", "error.password_common"),  # the sign-in name
        ("x" * 100 + "abc" * 60, "error.password_long"),
    ],
)
async def test_a_password_anybody_tries_first_is_not_taken(world: World, password: str, code: str) -> None:
    assert await refusal(accounts.create(world.ctx, "teduhsekali", password)) == code


async def test_ten_code_points_of_anything_else_are_enough(world: World) -> None:
    for number, password in enumerate(("tigabunga2", "пароль-тихий", "🌱🌿🍃🌾🌵🌴🌳🌲🪴🌷", "a b c d ef")):
        await accounts.create(world.ctx, f"orang{number}", password)
        assert await accounts.check(world.ctx, f"orang{number}", password, f"192.0.2.{number}")


@pytest.mark.parametrize("name", ["ab", "x" * 33, "dua kata", "a@b.id", "titik.titik", ""])
async def test_a_sign_in_name_is_letters_and_digits(world: World, name: str) -> None:
    assert await refusal(accounts.create(world.ctx, name, PASSWORD)) == "error.name_shape"


async def test_a_name_is_given_once(world: World) -> None:
    await accounts.create(world.ctx, "teduh", PASSWORD)
    assert await refusal(accounts.create(world.ctx, "TEDUH", PASSWORD)) == "error.name_taken"


async def test_two_who_ask_for_one_name_at_once_do_not_both_get_it(world: World) -> None:
    made = await asyncio.gather(
        *(accounts.create(world.ctx, "teduh", PASSWORD) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(each, tuple) for each in made) == 1


async def test_a_name_whose_account_was_never_made_is_free_again_after_an_hour(
    world: World, clock: Clock
) -> None:
    half = await accounts.prepare(world.ctx, new_id(), "teduh", PASSWORD, accounts.recovery_code())
    await accounts._claim_name(world.ctx, half)
    assert await refusal(accounts.create(world.ctx, "teduh", PASSWORD)) == "error.name_taken"
    clock.forward(hours=2)
    assert await accounts.create(world.ctx, "teduh", PASSWORD)


async def test_neither_name_nor_password_nor_code_stands_in_any_file(tmp_path: object, clock: Clock) -> None:
    world = await start(tmp_path / "data", clock)  # type: ignore[operator]
    _, code = await accounts.create(world.ctx, "payungsenja", PASSWORD)
    await stop(world)
    files = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file())
    for secret in ("payungsenja", PASSWORD, code, code.replace("-", "")):
        assert secret.encode() not in files


# the recovery code


async def test_the_recovery_code_can_be_read_out_and_typed_back(world: World) -> None:
    account, code = await accounts.create(world.ctx, "teduh", PASSWORD)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]", code)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    following = await accounts.recover(world.ctx, "Teduh", typed, "sandi lain lagi", HERE)
    assert (await accounts.check(world.ctx, "teduh", "sandi lain lagi", HERE)).id == account
    assert following != code


async def test_a_recovery_code_works_once_and_ends_every_device(world: World) -> None:
    account, code = await accounts.create(world.ctx, "teduh", PASSWORD)
    phone = await sign_ins.start(world.ctx, account, shared=False)
    following = await accounts.recover(world.ctx, "teduh", code, "sandi lain lagi", HERE)
    assert await sign_ins.who(world.ctx, phone.token, phone.half) is None
    assert (
        await refusal(accounts.recover(world.ctx, "teduh", code, "sandi ketiga ini", HERE))
        == "error.recovery"
    )
    assert await refusal(accounts.check(world.ctx, "teduh", PASSWORD, HERE)) == "error.sign_in"
    assert await accounts.recover(world.ctx, "teduh", following, "sandi ketiga ini", HERE)


async def test_a_wrong_code_and_an_unknown_name_answer_alike(world: World) -> None:
    _, code = await accounts.create(world.ctx, "teduh", PASSWORD)
    wrong = accounts.recovery_code()
    assert (
        await refusal(accounts.recover(world.ctx, "teduh", wrong, "sandi lain lagi", HERE))
        == "error.recovery"
    )
    assert (
        await refusal(accounts.recover(world.ctx, "nobody", code, "sandi lain lagi", HERE))
        == "error.recovery"
    )


# roles and the second factor


async def test_an_admin_is_staff_and_takes_no_seat(world: World) -> None:
    account, _ = await accounts.create(world.ctx, "kelola", PASSWORD, role=Role.ADMIN)
    assert (await accounts.get(world.ctx, account)).data["staff"]
    assert await refusal(accounts.make_staff(world.ctx, account)) == "error.staff_seat"


async def test_somebody_with_a_seat_does_not_become_admin(group: World) -> None:
    account = group["sari"].account
    assert await refusal(accounts.set_role(group.ctx, account, Role.ADMIN)) == "error.staff_seat"


async def test_a_change_of_role_ends_the_sign_ins(world: World) -> None:
    account, _ = await accounts.create(world.ctx, "teduh", PASSWORD)
    phone = await sign_ins.start(world.ctx, account, shared=False)
    await accounts.set_role(world.ctx, account, Role.OPERATOR)
    assert await sign_ins.who(world.ctx, phone.token, phone.half) is None


async def enrolled(world: World) -> tuple[str, pyotp.TOTP]:
    account, _ = await accounts.create(world.ctx, "kelola", PASSWORD, role=Role.ADMIN)
    secret = await second.new_secret(world.ctx, account)
    app = pyotp.TOTP(secret)
    await second.enrol(world.ctx, account, secret, app.at(world.clock.now // 1000))
    return account, app


async def test_a_code_of_the_app_is_used_once(world: World, clock: Clock) -> None:
    account, app = await enrolled(world)
    used = app.at(clock.now // 1000)
    assert await refusal(second.give_second(world.ctx, account, used)) == "error.second_factor"
    clock.forward(seconds=30)
    code = app.at(clock.now // 1000)
    await second.give_second(world.ctx, account, f"{code[:3]} {code[3:]}")
    assert await refusal(second.give_second(world.ctx, account, code)) == "error.second_factor"


async def test_a_clock_half_a_minute_off_is_forgiven_and_a_minute_is_not(world: World, clock: Clock) -> None:
    account, app = await enrolled(world)
    clock.forward(minutes=5)
    now = clock.now // 1000
    assert await refusal(second.give_second(world.ctx, account, app.at(now - 60))) == "error.second_factor"
    assert await refusal(second.give_second(world.ctx, account, app.at(now + 60))) == "error.second_factor"
    await second.give_second(world.ctx, account, app.at(now - 30))
    await second.give_second(world.ctx, account, app.at(now + 30))


async def test_one_code_given_twice_at_once_opens_once(world: World, clock: Clock) -> None:
    account, app = await enrolled(world)
    clock.forward(minutes=1)
    code = app.at(clock.now // 1000)
    given = await asyncio.gather(
        *(second.give_second(world.ctx, account, code) for _ in range(3)), return_exceptions=True
    )
    assert given.count(None) == 1


async def test_a_second_factor_in_force_is_not_replaced_by_another(world: World, clock: Clock) -> None:
    account, _ = await enrolled(world)
    with pytest.raises(NotFound):
        await second.new_secret(world.ctx, account)
    other = pyotp.random_base32()
    with pytest.raises(NotFound):
        await second.enrol(world.ctx, account, other, pyotp.TOTP(other).at(clock.now // 1000))


async def test_the_code_app_shows_no_name(world: World) -> None:
    secret = pyotp.random_base32()
    assert second.address_of(secret) == f"otpauth://totp/Lingkar?secret={secret}"
