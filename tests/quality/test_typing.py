"""A delivered text becomes a value of its column's type, in our unit; what cannot is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onesource.catalog import Catalog
from onesource.quality import contract
from onesource.store import engine, geometry

CATALOG = Catalog.load()


def typed(folder: Path, path: str, column: str, delivered: str | None) -> tuple[Any, list[str]]:
    """The value of one delivered text, and the rules it is refused by."""
    feed = CATALOG.feed(path)
    [one] = [each for each in contract.typed(feed, CATALOG.codes) if each.name == column]
    rules = ", ".join(f"case when {condition} then {rule} end" for rule, condition in one.refusals)
    with engine.duck(folder) as duck:
        geometry.register(duck)
        duck.execute(
            f"create table t as select cast(? as varchar) as {column}__delivered", [delivered]
        )
        for step, told in (("clean", one.clean), ("text", one.text)):
            duck.execute(
                f"create or replace table t as select *, {told} as {column}__{step} from t"
            )
        duck.execute(f"create or replace table t as select *, {one.value} as {column} from t")
        answer = duck.execute(f"select {column}, [{rules}] from t").fetchone()
    assert answer is not None
    return answer[0], [rule for rule in answer[1] if rule]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5万元人民币", 1234.5),
        ("２００万元", 200),
        ("5000000元", 500),
        ("300", 300),
        ("无", None),
    ],
)
def test_a_capital_is_told_in_ten_thousands_whatever_unit_it_is_written_in(
    tmp_path: Path, text: str, value: float | None
):
    found, refused = typed(tmp_path, "market_regulation/companies", "capital", text)

    assert (found if found is None else float(found), refused) == (value, [])


def test_a_capital_in_a_currency_nobody_agreed_on_is_refused(tmp_path: Path):
    assert typed(tmp_path, "market_regulation/companies", "capital", "100万美元") == (
        None,
        ["type"],
    )


def test_a_column_in_another_unit_is_scaled(tmp_path: Path):
    found, _ = typed(tmp_path, "taxation/taxpayers", "capital", "5000000")

    assert float(found) == 500


def test_a_spreadsheet_s_number_of_a_day_is_a_date(tmp_path: Path):
    found, refused = typed(tmp_path, "staffing_office/institutions", "established_on", "46053")

    assert (str(found), refused) == ("2026-01-31", [])


def test_a_moment_is_told_in_china_s_time(tmp_path: Path):
    found, refused = typed(
        tmp_path, "human_resources/insured_persons", "updated_at", "2026-01-31T23:30:00Z"
    )

    assert (str(found), refused) == ("2026-02-01 07:30:00", [])


def test_an_invalid_geometry_is_refused_by_what_is_wrong_with_it(tmp_path: Path):
    empty = "010300000000000000"

    assert typed(tmp_path, "natural_resources/parcels", "shape", empty)[1] == ["geometry_empty"]


def test_a_word_more_that_means_nothing_costs_no_plan_twice_as_large(tmp_path: Path):
    feed = CATALOG.feed("market_regulation/companies")
    words = tuple(f"不详{number}" for number in range(30))
    wordy = feed.model_copy(
        update={"contract": feed.contract.model_copy(update={"missing_words": words})}
    )
    one = contract.typed(wordy, CATALOG.codes)[0]

    with engine.duck(tmp_path) as duck:
        duck.execute(f"create table t as select ' 不详7 ' as {one.name}__delivered")
        assert duck.execute(f"select {one.clean} from t").fetchall() == [(None,)]
