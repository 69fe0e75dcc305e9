"""Reads a suite of expectations and runs it over a table, telling which rows failed as SQL.

A suite stands in Great Expectations' own shape. An expectation that cannot run, or
cannot say which rows failed, is refused: no rule is silently left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import great_expectations as gx
import yaml
from sqlalchemy.pool import StaticPool

from onesource import settings
from onesource.errors import Refused
from onesource.quality import expectations
from onesource.quality.duck import FORMAT, DuckDBDatasource
from onesource.store import engine

__all__ = ["Checker", "Failed", "checker", "expectations", "read"]


@dataclass(frozen=True)
class Failed:
    """One expectation that was not met. rows: SQL giving row_number, None where it judges the whole."""

    rule: str
    severity: Literal["critical", "warning", "info"]
    column: str | None
    rows: str | None
    observed: Any
    meta: dict[str, Any]


def file(name: str) -> Path:
    """The suite's file: `<provider>/<feed>` or `libraries/<library>`."""
    return settings.expectations() / f"{name}.yaml"


def read(name: str) -> gx.ExpectationSuite | None:
    """The suite of that name; None where none is written.

    Raises Refused naming the file for an unknown expectation or argument.
    """
    path = file(name)
    if not path.exists():
        return None
    try:
        return gx.ExpectationSuite(**yaml.safe_load(path.read_text(encoding="utf-8")))
    except Exception as error:
        reason = " ".join(str(error).split())[:500]
        raise Refused(f"expectations/{name}.yaml is no suite: {reason}") from error


@dataclass(frozen=True)
class Checker:
    """A DuckDB with Great Expectations on the same connection."""

    duck: duckdb.DuckDBPyConnection
    source: DuckDBDatasource

    def run(self, suite: gx.ExpectationSuite, table: str) -> list[Failed]:
        """What `table` (with a column row_number) does not meet.

        Raises Refused where an expectation raises instead of answering.
        """
        asset = self.source.add_table_asset(name=table, table_name=table)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        answer = batch.validate(suite, result_format=FORMAT)
        return [_failed(result, table) for result in answer.results if not result.success]


@contextmanager
def checker(spill: Path) -> Iterator[Checker]:
    """Opens an in-memory DuckDB, prepared as the engine's, on which suites can run."""
    tempfile.tempdir = str(spill)  # Great Expectations makes folders of its own there
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    source = context.data_sources.add_duckdb(
        name="duckdb", connection_string="duckdb:///:memory:", kwargs={"poolclass": StaticPool}
    )
    execution = source.get_execution_engine()
    with execution.get_connection() as connection:
        duck = _raw(connection)
        engine.prepare(duck, spill)
        try:
            yield Checker(duck, source)
        finally:
            execution.engine.dispose()
            tempfile.tempdir = None


def _raw(connection: Any) -> duckdb.DuckDBPyConnection:
    wrapper = connection.connection.driver_connection
    raw = getattr(wrapper, "_ConnectionWrapper__c", None)
    if not isinstance(raw, duckdb.DuckDBPyConnection):
        raise TypeError(f"duckdb-engine changed how it wraps a connection: {type(wrapper)}")
    return raw


def _failed(result: Any, table: str) -> Failed:
    config, details = result.expectation_config, result.result
    rule = str(config.type)
    if not details:
        raise Refused(f"{rule} {config.kwargs} could not run: {_reason(result.exception_info)}")
    rows = details.get("unexpected_index_query")
    if "unexpected_rows_query" in config.kwargs:
        rows = config.kwargs["unexpected_rows_query"].replace("{batch}", table)
    elif "unexpected_count" in details and not rows:
        raise Refused(
            f"{rule} cannot name the failing rows; write it as unexpected_rows_expectation"
        )
    return Failed(
        rule=rule,
        severity=str(config.severity.value if config.severity else "critical"),  # type: ignore[arg-type]
        column=config.kwargs.get("column"),
        rows=rows.rstrip().rstrip(";") if rows else None,
        observed=details.get("unexpected_count", details.get("observed_value")),
        meta=dict(config.meta or {}),
    )


def _reason(info: Any) -> str:
    found = [info] if "exception_message" in info else list(info.values())
    return " ".join(str(found[0].get("exception_message")).split())[:400] if found else "no reason"
