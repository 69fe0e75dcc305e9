"""Identity numbers, credit codes and licence identifiers: their check characters, over whole columns.

Written from the standards. Divisions begin with 98, a province that does not exist, so
no number made here can be anybody's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_CHECKS = "10X98765432"
ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LICENSE_PREFIX = "1.2.156.3005.2."

Ints = NDArray[np.int64]


def matrix(texts: Sequence[str], alphabet: str) -> Ints:
    """Texts of one length as the places of their characters in `alphabet`."""
    place = np.zeros(128, dtype=np.int64)
    for at, sign in enumerate(alphabet):
        place[ord(sign)] = at
    width = len(texts[0]) if texts else 0
    joined = np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8)
    return place[joined.reshape(len(texts), width)]


def citizen_checks(bodies: Sequence[str]) -> list[str]:
    """The 18th character to each first 17 (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if not bodies:
        return []
    rest = (matrix(bodies, "0123456789") * np.array(CITIZEN_WEIGHTS)).sum(axis=1) % 11
    return [CITIZEN_CHECKS[at] for at in rest]


def organization_checks(bodies: Sequence[str]) -> list[str]:
    """The ninth character of an organisation code to each first eight (GB 11714-1997)."""
    if not bodies:
        return []
    rest = 11 - (matrix(bodies, PLAIN) * np.array(ORGANIZATION_WEIGHTS)).sum(axis=1) % 11
    return ["X" if at == 10 else "0" if at == 11 else str(at) for at in rest]


def credit_checks(bodies: Sequence[str]) -> list[str]:
    """The 18th character of a unified social credit code to each first 17 (GB 32100-2015)."""
    if not bodies:
        return []
    weights = np.array([pow(3, at, 31) for at in range(17)])
    rest = (31 - (matrix(bodies, CREDIT) * weights).sum(axis=1) % 31) % 31
    return [CREDIT[at] for at in rest]


def license_checks(bodies: Sequence[str]) -> list[str]:
    """The check to type, issuer, serial and version without dots (ISO 7064 MOD 37,36)."""
    if not bodies:
        return []
    carried = np.full(len(bodies), 36, dtype=np.int64)
    for column in matrix(bodies, PLAIN).T:
        total = (carried + column) % 36
        carried = np.where(total == 0, 36, total) * 2 % 37
    return [PLAIN[at] for at in (37 - carried) % 36]


def registration_checks(bodies: Sequence[str]) -> list[str]:
    """The 15th digit of an old business registration number (ISO 7064 MOD 11,10)."""
    if not bodies:
        return []
    carried = np.full(len(bodies), 10, dtype=np.int64)
    for column in matrix(bodies, "0123456789").T:
        total = (carried + column) % 10
        carried = np.where(total == 0, 10, total) * 2 % 11
    return [str(at) for at in (11 - carried) % 10]
