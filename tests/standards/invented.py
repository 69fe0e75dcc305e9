"""A million invented numbers of each kind, right and wrong: every one in a division beginning 98."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
from standards import by_the_book as book

TYPED = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx .-１Ａ\u3000"


def million(make: Callable[[random.Random], str], seed: int, rows: int = 1_000_000) -> list[str]:
    """Half of them as `make` makes them, half mistyped in one way or two."""
    source = random.Random(seed)
    made = [make(source) for _ in range(rows // 25)]
    chance = np.random.default_rng(seed)
    letters = np.array(made * 25, dtype=f"U{max(map(len, made)) + 2}")
    table = letters.view(np.uint32).reshape(len(letters), -1)
    mistype(table[: rows // 2], chance)
    mistype(table[: rows // 10], chance)
    letters[::50] = np.char.lower(letters[::50])
    return list(letters.tolist())


def mistype(table: np.ndarray, chance: np.random.Generator) -> None:
    """In each row one letter changed, dropped, doubled, or swapped with the one after it."""
    rows, places = np.arange(len(table)), np.arange(table.shape[1])
    at = chance.integers(0, (table != 0).sum(axis=1) - 1)
    way = chance.integers(0, 5, len(table))
    for kind, typed in ((0, TYPED), (1, "0123456789")):
        table[rows[way == kind], at[way == kind]] = chance.choice(
            [*map(ord, typed)], sum(way == kind)
        )
    here, after = (rows[way == 2], at[way == 2]), (rows[way == 2], at[way == 2] + 1)
    table[here], table[after] = table[after], table[here]
    later = places >= at[:, None]
    for kind, shift in ((3, 1), (4, -1)):
        moved = np.clip(places + later * shift, 0, places[-1])
        table[way == kind] = np.take_along_axis(table, moved, axis=1)[way == kind]


def digits(source: random.Random, length: int) -> str:
    return str(source.randrange(10**length)).zfill(length)


def letters(source: random.Random, length: int, alphabet: str) -> str:
    return "".join(source.choices(alphabet, k=length))


def citizen(source: random.Random) -> str:
    division = "98" + digits(source, 4) if source.random() < 0.95 else "00" + digits(source, 4)
    born = date(1840, 1, 1) + timedelta(days=source.randrange(75_000))
    head = f"{division}{born:%Y%m%d}{digits(source, 3)}"
    if source.random() < 0.1:
        return head[:6] + head[8:]
    return head + book.citizen_check(head)


def credit(source: random.Random) -> str:
    body = digits(source, 8) if source.random() < 0.5 else letters(source, 8, book.CREDIT)
    organization = body + book.organization_check(body)
    kind = source.random()
    if kind < 0.1:
        return organization[:8] + source.choice(("-", "")) + organization[8]
    if kind < 0.2:
        head = "98" + digits(source, 12)
        return head + book.hybrid(head, 10, book.DIGITS)
    if kind < 0.25:
        return "98" + digits(source, 4) + organization
    first = source.choice(book.CREDIT if kind < 0.3 else book.AUTHORITIES)
    head = f"{first}{source.choice('1239')}98{digits(source, 4)}{organization}"
    return head + book.credit_check(head)


def unit(source: random.Random) -> str:
    parcel = (
        f"98{digits(source, 10)}{source.choice('GJZ')}{source.choice('ABCX')}{digits(source, 5)}"
    )
    return parcel + source.choice(("W00000000", "F00010001", source.choice("FLQW") + "00000012"))


def parcel(source: random.Random) -> str:
    return unit(source)[:19]


def address(source: random.Random) -> str:
    return "98" + digits(source, 17)


def license_id(source: random.Random) -> str:
    kind = credit_of(source) + digits(source, 3)
    issuer = credit_of(source) if source.random() < 0.7 else "98" + digits(source, 4)
    serial, version = digits(source, source.randrange(6, 15)), digits(source, 3)
    check = book.hybrid(kind + issuer + serial + version, 36, book.LETTERS)
    return f"1.2.156.3005.2.{kind}.{issuer}.{serial}.{version}.{check}"


def credit_of(source: random.Random) -> str:
    body = digits(source, 8)
    head = f"1198{digits(source, 4)}{body}{book.organization_check(body)}"
    return head + book.credit_check(head)
