"""A department whose interface tells changes, approvals, with a few e-licences of nobody."""

from __future__ import annotations

from typing import Any

from pipeline.bureau import Interface, Row, citizen, stamp

from demo.generator.numbers import LICENSE_PREFIX, license_checks

PATH, LIBRARY, CONNECTION = "approvals/licenses", "e_license", "approvals_api"
ISSUER = "11980000MB0000019B"


def office() -> Interface:
    """The department's interface, in its own words."""
    return Interface(listed="licenses", cursor="next", since="since", changed="updated_at")


def licence(number: int, day: int = 1, **changes: Any) -> Row:
    """The n-th licence, as last changed on a day."""
    parts = (f"{ISSUER}001", ISSUER, f"2026{number:08}", "001")
    [check] = license_checks(["".join(parts)])
    row = {
        "license_id": f"{LICENSE_PREFIX}{'.'.join(parts)}.{check}",
        "type": "driving_license",
        "holder_code": citizen(number),
        "holder_name": f"持证{number}",
        "issuer_code": ISSUER,
        "issued_on": "2020-05-01",
        "valid_from": "2020-05-01",
        "valid_until": "长期",
        "status": "00",
        "version": 1,
        "deleted": "false",
        "updated_at": stamp(day),
    }
    return row | changes


def first() -> list[Row]:
    """What is read whole on day 1."""
    return [licence(number) for number in range(1, 13)]


def second() -> list[Row]:
    """One renamed, one new, one kept back, one gone, one whose holder has no number."""
    told = [licence(3, 2, holder_name="改名"), licence(13, 2), licence(4, 2, type="？")]
    told += [licence(5, 2, deleted="true"), licence(6, 2, holder_code="无名")]
    newer = {row["license_id"] for row in told}
    return [*(row for row in first() if row["license_id"] not in newer), *told]
