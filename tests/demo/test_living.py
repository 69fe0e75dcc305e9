"""A city told delivery by delivery: what is mended, what goes wrong again, what has changed since."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from demo.generator.book import Wrong
from demo.generator.command import Wanted
from demo.generator.days import NEVER
from demo.generator.faults.plan import Fault
from demo.generator.living import LivingCity

WHOLE, CHANGES = "taxation/taxpayers", "public_security/persons"


@pytest.fixture
def city(tmp_path: Path) -> LivingCity:
    return LivingCity(Wanted(300, 7, 60, date(2025, 7, 1)), tmp_path)


def delivered(city: LivingCity, path: str) -> list[dict[str, str | None]]:
    """What was delivered today."""
    return pq.read_table(city.folder / f"day_{city.day}" / f"{path}.parquet").to_pylist()


def wrong(city: LivingCity, path: str) -> tuple[Fault, Wrong]:
    """A cell that is wrong from the first day for good."""
    return next(
        (fault, cell)
        for fault in city.faults
        for cell in fault.book.wrongs
        if fault.book.path == path
        and (cell.row, cell.day, cell.until) == (fault.row, 1, NEVER)
        and cell.value
    )


def shows(city: LivingCity, path: str, cell: Wrong) -> bool:
    return cell.value in {row[cell.column] for row in delivered(city, path)}


def test_what_is_mended_is_right_in_the_next_delivery(city: LivingCity):
    fault, cell = wrong(city, WHOLE)
    assert shows(city, WHOLE, cell)

    assert city.mend(fault.book.provider, {fault.key}) >= 1
    city.live(2)
    city.deliver(WHOLE)

    assert not shows(city, WHOLE, cell)


def test_what_was_mended_goes_wrong_again(city: LivingCity):
    fault, cell = wrong(city, WHOLE)
    city.mend(fault.book.provider, {fault.key})
    city.live(2)

    assert city.relapse(fault.book.provider, 5) >= 1
    city.live(3)
    city.deliver(WHOLE)

    assert shows(city, WHOLE, cell)
    assert city.relapse(fault.book.provider, 5) == 0


def test_nobody_else_s_data_is_mended(city: LivingCity):
    fault, _ = wrong(city, WHOLE)

    assert city.mend("statistics", {fault.key}) == 0


def test_changes_are_told_since_the_last_delivery(city: LivingCity):
    whole = len(delivered(city, CHANGES))
    fault, _ = wrong(city, CHANGES)
    city.mend(fault.book.provider, {fault.key})
    city.live(2)  # it is mended on a day that brings no delivery
    city.live(5)
    city.deliver(CHANGES)

    told = delivered(city, CHANGES)
    assert 0 < len(told) < whole / 2
    assert any(str(row["updated_at"]).startswith("2025-07-02") for row in told)


def test_a_misnamed_column_is_no_other_data(city: LivingCity):
    before = delivered(city, WHOLE)
    city.deliver(WHOLE, misnamed=True)

    after = delivered(city, WHOLE)
    assert [list(row.values()) for row in after] == [list(row.values()) for row in before]
    assert set(after[0]) ^ set(before[0]) == {list(before[0])[-1], f"{list(before[0])[-1]}（新）"}
