"""Bank accounts, cards, IBAN, e-wallet numbers."""

from __future__ import annotations

import re

from moderation.detect.runs import Run

_CARD = ((4, 4, 4, 4), (16,), (4, 6, 5), (15,))
IBAN = re.compile(r"(?<![^\W_])[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?![^\W_])")


def luhn(digits: str) -> bool:
    """The check of payment cards (ISO/IEC 7812-1)."""
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(int(digit) * 2, 10)) for digit in even)) % 10 == 0


def is_iban(value: str) -> bool:
    """Modulo 97 (ISO 13616)."""
    compact = value.replace(" ", "")
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def looks_like_card(run: Run) -> float:
    """How much the digits alone look like a payment card, 0..1."""
    if run.groups in _CARD and run.digits[0] in "3456" and luhn(run.digits):
        return 0.9
    return 0.8 if run.groups == (4, 4, 4, 4) and run.digits[0] in "3456" else 0.0


def may_be_called_account(run: Run) -> bool:
    """Enough digits to be one when a word says so."""
    return 7 <= len(run.digits) <= 24 or run.groups == (2, 2, 2)
