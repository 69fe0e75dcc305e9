"""The suites on pandas: Great Expectations' own expectations, and ours as vectorised pandas.

An expectation written as SQL becomes a boolean column that must hold; every answer names
the rows that fail.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import numpy as np
import pandas as pd
import yaml
from bench.floor import WEIGHTS
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from onesource.quality import expectations
from onesource.quality.duck import FORMAT

__all__ = ["Suites", "expectations"]

Holds = Callable[[pd.DataFrame, pd.Timestamp], pd.Series]
FORM = "[0-9]{17}[0-9X]"  # \d would take full-width digits too
CHECKS = np.array(list("10X98765432"))
FIRST_BIRTH = pd.Timestamp("1850-01-01")


def valid(numbers: pd.Series, day: pd.Timestamp, divisions: frozenset[str]) -> pd.Series:
    """Whether each is a citizen number in its 18 characters: shape, check, birth date, division."""
    formed = numbers.str.fullmatch(FORM).fillna(False).astype(bool)
    told = numbers[formed]
    born = birth_date(told)
    division = told.str[:6]
    good = check(told) == told.str[17].to_numpy(dtype=object)
    good &= born.between(FIRST_BIRTH, day).to_numpy()
    good &= (division.isin(divisions) | division.str.startswith("98")).to_numpy(dtype=bool)
    formed[formed] = good
    return formed


def check(numbers: pd.Series) -> np.ndarray:
    """The check character to the first 17 digits of each."""
    digits = numbers.str[:17].astype("int64").to_numpy()
    total = sum(digits // 10 ** (16 - i) % 10 * weight for i, weight in enumerate(WEIGHTS))
    return CHECKS[total % 11]


def birth_date(numbers: pd.Series) -> pd.Series:
    """The birth date in a citizen number."""
    return pd.to_datetime(numbers.str[6:14], format="%Y%m%d", errors="coerce")


def sex(numbers: pd.Series) -> pd.Series:
    """Male or female, by the 17th character of a citizen number."""
    odd = numbers.str[16].isin(list("13579"))
    return pd.Series(np.where(odd, "male", "female"), index=numbers.index).where(numbers.notna())


def _differs(one: pd.Series, other: pd.Series) -> pd.Series:
    """Whether two values are distinct; two that are missing are the same."""
    return ((one != other) & ~(one.isna() & other.isna())).fillna(True).astype(bool)


def _not_after(column: str) -> Holds:
    return lambda rows, day: ~(rows[column].dt.normalize() > day + pd.Timedelta(days=1))


def _sourced(rows: pd.DataFrame, _: pd.Timestamp) -> pd.Series:
    holds = pd.Series(True, index=rows.index)
    for source in rows.columns[rows.columns.str.endswith("_source")]:
        holds &= rows[source.removesuffix("_source")].isna() == rows[source].isna()
    return holds


def _as_numbered(rows: pd.DataFrame, _: pd.Timestamp) -> pd.Series:
    wrong = rows["birth_date"].notna() & (rows["birth_date"] != birth_date(rows["entity_key"]))
    return ~(wrong | (rows["sex"].notna() & (rows["sex"] != sex(rows["entity_key"]))))


HOLDS: dict[str, Holds] = {  # by what the expectation's SQL says
    "birth_date is distinct from": lambda rows, _: (
        rows["entity_key"].isna() | ~_differs(rows["birth_date"], birth_date(rows["entity_key"]))
    ),
    "sex is distinct from": lambda rows, _: (
        rows["entity_key"].isna() | ~_differs(rows["sex"], sex(rows["entity_key"]))
    ),
    "cast(updated_at as date) >": _not_after("updated_at"),
    "cast(registered_on as date) >": _not_after("registered_on"),
    "marital_status = 'married' and spouse is null": lambda rows, _: (
        ~((rows["marital_status"] == "married") & rows["spouse"].isna())
    ),
    "where spouse = id_number": lambda rows, _: (
        ~(rows["spouse"] == rows["id_number"]).fillna(False)
    ),
    "(name is null) <> (name_source is null)": _sourced,
    "birth_date <> citizen_birth_date": _as_numbered,
}


class IsCitizenNumber(ColumnMapMetricProvider):
    """Our own expectation's metric on pandas."""

    condition_metric_name = "column_values.citizen_number"
    day: pd.Timestamp
    divisions: frozenset[str]

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **_: Any) -> pd.Series:  # noqa: N805
        return valid(column, cls.day, cls.divisions)


class Suites:
    """Great Expectations on data frames, in a context that leaves nothing behind."""

    def __init__(self, day: pd.Timestamp, divisions: frozenset[str]) -> None:
        self.day = IsCitizenNumber.day = day
        IsCitizenNumber.divisions = divisions
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        self._source = context.data_sources.add_pandas("pandas")

    def failing(self, file: Path, rows: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
        """The numbers of the rows that fail each expectation of a suite, by rule and severity.

        Raises RuntimeError where one could not run or is about the whole and not met.
        """
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        told, used = [], {"row_number": rows["row_number"]}
        for number, one in enumerate(written["expectations"]):
            query = one["kwargs"].get("unexpected_rows_query")
            if query is None:
                told.append(one)
                column = one["kwargs"].get("column")
                used |= {column: rows[column]} if column else {}
                continue
            [holds] = [holds for words, holds in HOLDS.items() if words in query]
            used[f"holds_{number}"] = holds(rows, self.day)
            kwargs = {"column": f"holds_{number}", "value_set": [True]}
            told.append(one | {"type": "expect_column_values_to_be_in_set", "kwargs": kwargs})
        suite = gx.ExpectationSuite(name=written["name"], expectations=told)
        asset = self._source.add_dataframe_asset(written["name"])
        batch = asset.add_batch_definition_whole_dataframe("all")
        answer = batch.get_batch({"dataframe": pd.DataFrame(used)}).validate(
            suite, result_format=FORMAT
        )
        return dict(_failed(one) for one in answer.results if not one.success)


def _failed(one: Any) -> tuple[tuple[str, str], list[int]]:
    config = one.expectation_config
    found = one.result.get("unexpected_index_list")
    if found is None:
        raise RuntimeError(f"{config.type} {config.kwargs} is not met: {one.exception_info}")
    rule = (config.meta or {}).get("rule", config.type)
    severity = str(config.severity.value if config.severity else "critical")
    return (rule, severity), [row["row_number"] for row in found]
