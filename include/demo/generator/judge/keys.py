"""Whether a key is one, by its standard, and its normal form: one value at a time.

Written again from the standards and apart from what makes the city's numbers, so that
a slip in one is not repeated in the other.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

CREDIT = {sign: at for at, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
PLAIN = {sign: at for at, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
PREFIX = "1.2.156.3005.2."


def code_text(value: str | None) -> str:
    """A code's comparing form: full-width forms narrow, blanks out, capitals."""
    narrow = unicodedata.normalize("NFKC", value or "")
    return "".join(narrow.split()).upper()


def citizen(value: str | None) -> str | None:
    """The 18 characters of an identity number, an old one of 15 carried over; None where it is none."""
    number = code_text(value)
    if re.fullmatch(r"\d{15}", number):
        body = f"{number[:6]}19{number[6:]}"
        number = body + _citizen_check(body)
    if not re.fullmatch(r"\d{17}[\dX]", number) or _citizen_check(number[:17]) != number[17]:
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return number if born.year >= 1850 and number.startswith("98") else None


def _citizen_check(body: str) -> str:
    total = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(body))
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def credit(value: str | None) -> str | None:
    """A credit code, or an old registration number or organisation code; None where it is none."""
    code = code_text(value).replace("-", "")
    if len(code) == 18 and set(code) <= CREDIT.keys():
        total = sum(CREDIT[sign] * 3**at for at, sign in enumerate(code[:17]))
        return code if CREDIT[code[17]] == -total % 31 and _inner(code[8:17]) else None
    if re.fullmatch(r"\d{15}", code):
        return code if _hybrid(code, 10) else None
    return code if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code) and _inner(code) else None


def _inner(code: str) -> bool:
    """Whether an organisation code's ninth character fits its eight."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(PLAIN[sign] * weight for sign, weight in zip(code[:8], weights, strict=True))
    return code[8] == "0123456789X0"[11 - total % 11]


def _hybrid(code: str, base: int) -> bool:
    """Whether the last sign checks the others by the hybrid system of ISO 7064 with that base."""
    carried = base
    for sign in code[:-1]:
        carried = ((carried + PLAIN[sign]) % base or base) * 2 % (base + 1)
    return (carried + PLAIN[code[-1]]) % base == 1


def license_identifier(value: str | None) -> str | None:
    """A licence identifier as it is written, where its check is right; else None."""
    code = code_text(value)
    parts = code.removeprefix(PREFIX).split(".")
    if not code.startswith(PREFIX) or len(parts) != 5 or not re.fullmatch(r"\d{3}", parts[3]):
        return None
    whole = "".join(parts)
    return (
        code if set(whole) <= PLAIN.keys() and len(parts[4]) == 1 and _hybrid(whole, 36) else None
    )


def unit(value: str | None) -> str | None:
    """A real-estate unit code of 28 characters (GB/T 37346-2019); else None."""
    code = code_text(value)
    return code if re.fullmatch(r"\d{12}[A-Z]{2}\d{5}[FLQW]\d{8}", code) else None


def parcel(value: str | None) -> str | None:
    """The 19 characters of a parcel, the first part of a unit code; else None."""
    code = code_text(value)
    return code if re.fullmatch(r"\d{12}[A-Z]{2}\d{5}", code) else None


def address(value: str | None) -> str | None:
    """A standard address code: a village's 12 digits and 7 more; else None."""
    code = code_text(value)
    return code if re.fullmatch(r"\d{19}", code) else None
