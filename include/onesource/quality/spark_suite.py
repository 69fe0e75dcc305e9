"""Runs a suite over a table of Spark's: Great Expectations' own Spark engine, and the house's standards.

The same suites and the same answers as on DuckDB. Which rows failed is told by their
numbers, up to a limit: they come to this process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.execution_engine import SparkDFExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)
from pyspark.sql import functions as f

from onesource.quality import expectations
from onesource.quality.suite import Failed, Suite, failed
from onesource.store import spark, spark_sql

LIMIT = 10_000  # so many failing rows are told
FORMAT = {
    "result_format": "SUMMARY",
    "unexpected_index_column_names": ["row_number"],
    "include_unexpected_rows": False,
    "partial_unexpected_count": LIMIT,
}
BATCH = "rows_to_be_judged"  # stands for {batch} while a query is carried over


def _metric(rule: str) -> str:
    """Declares the metric that asks the function `is_<rule>` of every value on Spark; gives the function."""
    name = f"is_{rule}"

    def condition(_: type, column: Any, **__: Any) -> Any:
        return f.call_function(name, column)

    asked = column_condition_partial(engine=SparkDFExecutionEngine)(condition)
    told = {"condition_metric_name": f"column_values.{rule}", "_spark": asked}
    type(f"Is_{rule}_on_Spark", (ColumnMapMetricProvider,), told)
    return name


OURS = [one for one in vars(expectations).values() if hasattr(one, "map_metric")]
FUNCTIONS = [_metric(one.map_metric.partition(".")[2]) for one in OURS if one.map_metric]


@dataclass(frozen=True)
class SparkChecker:
    """Set work on Spark with Great Expectations over its tables."""

    sets: spark.SparkWork
    source: Any

    def run(self, suite: Suite, table: str) -> list[Failed]:
        """What `table` (with a column row_number) does not meet.

        Raises Broken where an expectation raises instead of answering.
        """
        asset = self.source.add_dataframe_asset(name=table)
        whole = asset.add_batch_definition_whole_dataframe("all")
        batch = whole.get_batch({"dataframe": self.sets.spark.table(table)})
        written: dict[str, str] = {}  # a query carried over: as it is written
        carried = [self._carried(one, written) for one in suite.expectations]
        answer = batch.validate(Suite(name=suite.name, expectations=carried), result_format=FORMAT)
        return [_judged(result, table, written) for result in answer.results if not result.success]

    def _carried(self, expectation: Any, written: dict[str, str]) -> Any:
        """An expectation whose query, if it has one, is Spark's."""
        text = getattr(expectation, "unexpected_rows_query", None)
        if text is None:
            return expectation
        query = spark_sql.query(text.replace("{batch}", BATCH))
        self.sets.functions.ensure(query.calls)
        told = query.parts[0].replace(f"`{BATCH}`", "{batch}")
        written[told] = text
        return expectation.copy(update={"unexpected_rows_query": told})


def _judged(result: Any, table: str, written: dict[str, str]) -> Failed:
    """As on DuckDB: the rows by a query, here of their numbers where it is no query's answer."""
    config, details = result.expectation_config, result.result
    if query := config.kwargs.get("unexpected_rows_query"):
        config.kwargs["unexpected_rows_query"] = written[query]
    elif details and "unexpected_count" in details:
        rows = [one["row_number"] for one in details.get("partial_unexpected_index_list") or []]
        numbers = ", ".join(map(str, rows)) or "null"
        told = f"select row_number from {table} where row_number in ({numbers})"
        details["unexpected_index_query"] = told
    return failed(result, table)


@contextmanager
def checker(folder: Path) -> Iterator[SparkChecker]:
    """Opens Spark, with the house's standards, on which suites can run."""
    tempfile.tempdir = str(folder)  # Great Expectations makes folders of its own there
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    try:
        with spark.work(folder) as sets:
            sets.functions.ensure(FUNCTIONS)
            yield SparkChecker(sets, context.data_sources.add_spark(name="spark"))
    finally:
        tempfile.tempdir = None
