"""Expectations of our own: the identifiers of the field's standards, by the macros of sql/lake/standards."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from onesource.quality.duck import DuckDBExecutionEngine


class _IsDivisionKey(ColumnMapMetricProvider):  # type: ignore[misc]
    condition_metric_name = "column_values.division_key"

    @column_condition_partial(engine=DuckDBExecutionEngine)  # type: ignore[untyped-decorator]
    def _duckdb(cls, column: Any, **_: Any) -> Any:  # noqa: N805
        return sa.func.is_division_key(column)


class ExpectColumnValuesToBeDivisionKeys(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is the key of a division: 2, 4, 6, 9 or 12 digits (GB/T 2260, GB/T 10114)."""

    map_metric = "column_values.division_key"
