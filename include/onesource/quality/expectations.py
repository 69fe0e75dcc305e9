"""Expectations of our own: the identifiers of the field's standards and valid geometry.

Each rule is a macro of sql/lake/standards, or for geometry a function of
`store.geometry`, and stands there alone; here it gets a name that suites use.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from onesource.quality.duck import DuckDBExecutionEngine


def _metric(rule: str) -> str:
    """Declares the metric that asks the macro `is_<rule>` of every value; gives its name."""

    def condition(_: type, column: Any, **__: Any) -> Any:
        return getattr(sa.func, f"is_{rule}")(column)

    name = f"column_values.{rule}"
    asked = column_condition_partial(engine=DuckDBExecutionEngine)(condition)
    type(f"Is_{rule}", (ColumnMapMetricProvider,), {"condition_metric_name": name, "_duck": asked})
    return name


class ExpectColumnValuesToBeDivisionKeys(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is the key of a division: 2, 4, 6, 9 or 12 digits (GB/T 2260, GB/T 10114)."""

    map_metric = _metric("division_key")


class ExpectColumnValuesToBeCitizenNumbers(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is a citizen number (GB 11643-1999), in any spelling that can be read."""

    map_metric = _metric("citizen_number")


class ExpectColumnValuesToBeCreditCodes(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is a unified social credit code of 18 characters, both checks right (GB 32100-2015)."""

    map_metric = _metric("credit_code")


class ExpectColumnValuesToBeUnitCodes(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is a real-estate unit code of 28 characters (GB/T 37346-2019)."""

    map_metric = _metric("unit_code")


class ExpectColumnValuesToBeParcelCodes(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is a parcel code, the first 19 characters of a unit code (GB/T 37346-2019)."""

    map_metric = _metric("parcel_code")


class ExpectColumnValuesToBeLicenseIds(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is an e-licence identifier, its check right (GB/T 36904-2018)."""

    map_metric = _metric("license_id")


class ExpectColumnValuesToBeAddressCodes(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is a standard address code of the city: a village's 12 digits and 7 more."""

    map_metric = _metric("address_code")


class ExpectColumnValuesToBeValidGeometries(ColumnMapExpectation):  # type: ignore[misc]
    """Every value is a geometry as the lake writes it: readable, not empty, valid, within China."""

    map_metric = _metric("valid_geometry")
