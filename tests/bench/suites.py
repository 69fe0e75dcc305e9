"""The suites' expectations as PostgreSQL SQL: each gives the numbers of the rows that fail it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from onesource.store.sql import literal

FAILING = {
    "expect_column_value_lengths_to_be_between": "select row_number from {batch}"
    " where length({column}) not between {min_value} and {max_value}",
    "expect_column_values_to_not_be_null": "select row_number from {batch} where {column} is null",
    "expect_column_values_to_be_in_set": "select row_number from {batch}"
    " where {column} not in ({value_set})",
    "expect_column_values_to_be_unique": "select row_number from {batch} where {column} in"
    " (select {column} from {batch} group by {column} having count(*) > 1)",
    "expect_column_values_to_be_citizen_numbers": "select row_number from (select row_number,"
    " {column} as value, case when is_citizen_form({column}) then left({column}, 17)::bigint end"
    " as digits from {batch} offset 0) formed where case when digits is null"
    " then value is not null and citizen_number_anyhow(value) is null"
    " else citizen_fault(value, digits) is not null end",
    "expect_table_row_count_to_be_between": "select from {batch} having count(*) < {min_value}",
    "unexpected_rows_expectation": "{unexpected_rows_query}",
}
WHOLE = ("expect_table_row_count_to_be_between",)


@dataclass(frozen=True)
class Condition:
    """One expectation over a table. whole: it speaks of no row, and gives one where it is not met."""

    rule: str
    severity: str
    column: str | None
    whole: bool
    failing: str
    meta: dict[str, Any]


def conditions(suite: Path, table: str) -> list[Condition]:
    """Every expectation of a suite's file over `table`. Raises KeyError for one not known here."""
    written = yaml.safe_load(suite.read_text(encoding="utf-8"))
    return [_condition(one, table) for one in written["expectations"]]


def _condition(one: dict[str, Any], table: str) -> Condition:
    kwargs = dict(one["kwargs"])
    if "value_set" in kwargs:
        kwargs["value_set"] = ", ".join(map(literal, kwargs["value_set"]))
    failing = FAILING[one["type"]].format(**kwargs, batch="{batch}")
    return Condition(
        rule=one["type"],
        severity=one.get("severity", "critical"),
        column=kwargs.get("column"),
        whole=one["type"] in WHOLE,
        failing=failing.replace("{batch}", table),
        meta=one.get("meta", {}),
    )
