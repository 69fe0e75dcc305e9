"""Expectations of our own: every row that breaks its standard is named, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onesource.quality import suite
from onesource.quality.suite import Checker, Suite
from onesource.store import geometry


@pytest.fixture
def checker(tmp_path: Path) -> Iterator[Checker]:
    with suite.checker(tmp_path) as opened:
        geometry.register(opened.duck)
        yield opened


SQUARE = (
    "01030000000100000005000000F2D24D6210405D400000000000804340F2D24D6210405D40E3A59BC42080434000"
)
SQUARE += (
    "00000000405D40E3A59BC4208043400000000000405D400000000000804340F2D24D6210405D400000000000804340"
)
LICENSE = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.00"


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("citizen_numbers", "98010119900307118x", "980101199003071180"),
        ("credit_codes", "91980101MA00000158", "91980101MA00000185"),
        ("unit_codes", "980101001001GB00001F00010001", "980101001001GB00001W00010001"),
        ("parcel_codes", "980101001001GB00001", "980101001001AB00001"),
        ("address_codes", "9801010010010000001", "980101001001000001"),
        ("license_ids", f"{LICENSE}1.U", f"{LICENSE}2.U"),
        ("division_keys", "980101001", "98010100"),
        ("valid_geometries", SQUARE, SQUARE[:-2]),
    ],
)
def test_an_expectation_of_our_own_names_every_row_that_breaks_its_standard(
    checker: Checker, kind: str, right: str, wrong: str
):
    checker.duck.execute(
        "create or replace table given as select i as row_number, "
        "case when i % 3 = 0 then null when i % 3 = 1 then $1 else $2 end as told from range(1, 91) t(i)",
        [right, wrong],
    )

    wanted = {"type": f"expect_column_values_to_be_{kind}", "kwargs": {"column": "told"}}
    [one] = checker.run(Suite(name="own", expectations=[wanted]), "given")

    found = checker.duck.execute(f"select row_number from ({one.rows}) order by 1").fetchall()
    assert [row for (row,) in found] == list(range(2, 91, 3))
