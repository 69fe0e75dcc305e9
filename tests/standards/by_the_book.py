"""The identifiers a second time, in plain Python, from the words of their standards.

ISO 7064's two ways of checking are written as the standard describes them, one
character after the other; nothing here is shared with the SQL but the outcome.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from operator import mul

DIGITS = "0123456789"
LETTERS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT = "".join(letter for letter in LETTERS if letter not in "IOSVZ")
VALUES = bytes(max(LETTERS.find(chr(code)), 0) for code in range(256))
AUTHORITIES = "123456789ANY"
BLANK = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")
SCIENTIFIC = re.compile(r"\d+(\.\d+)?E\+\d{1,3}|\d+\.\d+E\d{1,3}", re.ASCII)


def spelt(text: str) -> str:
    """Full-width forms made narrow, no blanks, capitals."""
    if text.isascii() and text.isprintable():
        return text.replace(" ", "").upper()
    narrow = "".join(
        chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one
        for one in unicodedata.normalize("NFC", text)
    )
    return BLANK.sub("", narrow).upper()


def pure(text: str, modulus: int, radix: int, alphabet: str, first: int = 1) -> str:
    """The check character of a pure system (ISO 7064, clause 7): weights are powers of the radix."""
    total = 0
    for letter in text:
        total = (total + alphabet.index(letter)) * radix % modulus
    return str((first - total) % modulus)


def hybrid(text: str, modulus: int, alphabet: str) -> str:
    """The check character of a hybrid system (ISO 7064, clause 8): MOD modulus + 1, modulus."""
    product = modulus
    for value in text.encode().translate(VALUES):
        total = (product + value) % modulus or modulus
        product = total * 2 % (modulus + 1)
    return alphabet[(1 - product) % modulus]


def citizen_check(head: str) -> str:
    """GB 11643-1999: ISO 7064, MOD 11-2."""
    return pure(head, 11, 2, DIGITS).replace("10", "X")


def citizen_fault(text: str, today: date, divisions: Collection[str]) -> str | None:
    code = spelt(text)
    if re.fullmatch(r"\d{15}", code, re.ASCII):
        code = code[:6] + "19" + code[6:]
        code += citizen_check(code)
    if not re.fullmatch(r"\d{17}[\dX]", code, re.ASCII):
        return shape(code, "id", (15, 18))
    if citizen_check(code[:17]) != code[17]:
        return "id_check_digit"
    try:
        born = date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return "id_birth_date"
    if not date(1850, 1, 1) <= born <= today:
        return "id_birth_date"
    return None if code[:6] in divisions or code[:2] == "98" else "id_division"


def shape(code: str, kind: str, lengths: tuple[int, ...]) -> str | None:
    if not code:
        return None
    if SCIENTIFIC.fullmatch(code):
        return f"{kind}_scientific"
    return f"{kind}_characters" if len(code) in lengths else f"{kind}_length"


def organization_check(head: str) -> str:
    """GB 11714: weights on eight characters, 11 less the remainder."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(map(mul, weights, map(LETTERS.index, head)))
    return "0123456789X0"[11 - total % 11]


def credit_check(head: str) -> str:
    """GB 32100-2015: weights are the powers of 3, modulo 31."""
    total, weight = 0, 1
    for letter in head:
        total, weight = total + CREDIT.index(letter) * weight, weight * 3 % 31
    return CREDIT[(31 - total % 31) % 31]


def old_number(code: str) -> str | None:
    """A registration number, or the organisation code alone or in a taxpayer's number."""
    if re.fullmatch(r"\d{15}", code, re.ASCII) and hybrid(code[:14], 10, DIGITS) == code[14]:
        return code
    if re.fullmatch(r"(\d{6})?[0-9A-Z]{8}-?[\dX]", code, re.ASCII):
        bare = code.replace("-", "")[-9:]
        return bare if organization_check(bare[:8]) == bare[8] else None
    return None


def credit_fault(text: str) -> str | None:
    code = spelt(text)
    if len(code) != 18 or SCIENTIFIC.fullmatch(code):
        told = shape(code, "code", ())
        return None if old_number(code) else told
    if set(code) - set(CREDIT) or not code[2:8].isdigit() or code[16] not in DIGITS + "X":
        return "code_characters"
    inner = organization_check(code[8:16]) == code[16]
    outer = credit_check(code[:17]) == code[17]
    if inner and outer:
        return None if code[0] in AUTHORITIES else "code_authority"
    if inner:
        return "code_check"
    return "code_organization_check" if outer else "code_both_checks"


def unit_fault(text: str) -> str | None:
    code = spelt(text)
    if len(code) != 28:
        return "unit_length" if code else None
    digits = code[:12] + code[14:19] + code[20:]
    if set(digits) - set(DIGITS) or code[12] not in "GJZ" or code[13] not in LETTERS[10:]:
        return "unit_characters"
    if code[19] not in "FLQW":
        return "unit_characters"
    return "unit_fixture" if code[19] == "W" and code[20:] != "00000000" else None


def parcel_fault(text: str) -> str | None:
    code = spelt(text)
    if len(code) != 19:
        return "parcel_length" if code else None
    told = unit_fault(code + "W00000000")
    return told and told.replace("unit", "parcel")


def address_fault(text: str) -> str | None:
    code = spelt(text)
    if len(code) != 19 or SCIENTIFIC.fullmatch(code):
        return shape(code, "address", ())
    digits = not set(code) - set(DIGITS)
    return None if digits and code[:2] != "00" else "address_characters"


def license_fault(text: str) -> str | None:
    code = spelt(text)
    if not code:
        return None
    parts = code.removeprefix("1.2.156.3005.2.").split(".")
    if not code.startswith("1.2.156.3005.2.") or len(parts) != 5:
        return "license_form"
    kind, issuer, serial, version, check = parts
    right = (
        len(kind) == 21 and not set(kind[:18]) - set(CREDIT) and is_digits(kind[18:])
        and 1 <= len(issuer) <= 18 and len(serial) >= 1 and len(version) == 3
        and is_digits(version) and len(check) == 1
        and not set(issuer + serial + check) - set(LETTERS)
    )  # fmt: skip
    if not right:
        return "license_form"
    held = hybrid(kind + issuer + serial + version, 36, LETTERS) == check
    return None if held else "license_check"


def is_digits(text: str) -> bool:
    return not set(text) - set(DIGITS)
