"""Reads a suite of expectations and runs it over a table, telling which rows failed as SQL.

A suite stands in Great Expectations' own shape. An expectation that is misspelt, cannot run, or
cannot say which rows failed, is refused: no rule is silently left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import great_expectations as gx
from great_expectations import ExpectationSuite as Suite
from great_expectations.compatibility.pydantic import ValidationError
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.exceptions import GreatExpectationsError
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from sqlalchemy.pool import StaticPool

from onesource import settings
from onesource.catalog import Fault, pattern, written
from onesource.catalog.read import files
from onesource.errors import Broken
from onesource.quality import expectations
from onesource.quality.duck import FORMAT, DuckDBDatasource
from onesource.store import engine

__all__ = [
    "Checker",
    "Failed",
    "Suite",
    "about",
    "checker",
    "expectations",
    "failed",
    "faults",
    "read",
]


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


def read(name: str) -> Suite | None:
    """The suite of that name; None where none is written.

    Raises Broken naming file, position and type of every expectation that is wrong.
    """
    if not file(name).exists():
        return None
    suite, told = _suite(name)
    if told:
        faults = "; ".join(f"{place}: {message}" if place else message for place, message in told)
        raise Broken(f"expectations/{name}.yaml is no suite: {faults}")
    return suite


def faults(names: Collection[str]) -> list[Fault]:
    """What is wrong with the suites written; `names` are the feeds and libraries that may have one."""
    found = []
    for path in files(settings.expectations()):
        name = path.removesuffix(".yaml")
        told = _suite(name)[1] if name != path else []
        if name not in names:
            told.insert(0, ("", "belongs to no declared feed or library; rename or remove it"))
        found += [Fault(f"expectations/{path}", place, message) for place, message in told]
    return found


def _suite(name: str) -> tuple[Suite | None, written.Told]:
    entry, told = written.mapping(file(name))
    if not entry:
        return None, told or [("", "needs a name and its expectations")]
    listed = entry.pop("expectations", None)
    if not isinstance(listed, list):
        return None, [*told, ("expectations", "must be a list of expectations")]
    built = []
    for number, one in enumerate(listed):
        kind = one.get("type") if isinstance(one, dict) else None
        try:
            built.append(_expectation(one))
        except (TypeError, ValueError, GreatExpectationsError) as error:
            told.append((f"expectations.{number}", f"{kind}: {_why(error)}"))
    try:
        return Suite(expectations=built, **entry), told
    except (TypeError, ValueError) as error:
        return None, [*told, ("", _why(error))]


def _expectation(entry: Any) -> Expectation:
    """Great Expectations' own object; its suite would drop a wrong one and only log that."""
    if not isinstance(entry, dict):
        raise TypeError("must be a mapping of type, kwargs, severity and meta")
    expectation = ExpectationConfiguration(**entry).to_domain_obj()
    query = entry["kwargs"].get("unexpected_rows_query", "{batch}")
    if "{batch}" not in query:
        raise ValueError("unexpected_rows_query must ask {batch}, the rows that are judged")
    fault = pattern.fault(str(entry["kwargs"].get("regex", "")))
    if fault:
        raise ValueError(f"regex: {fault}")
    return expectation


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        told = {str(one["loc"][-1]): str(one["msg"]) for one in reversed(error.errors())}
        return ", ".join(f"{argument}: {message}" for argument, message in reversed(told.items()))
    words = " ".join(str(error).split()).replace("ExpectationConfiguration.__init__()", "it")
    return words[:500]


def about(suite: Suite, table: str, columns: Collection[str]) -> Suite:
    """The part of a suite that speaks of `table`: by `meta.entity`, else by the column it names."""
    kept = []
    for one in suite.expectations:
        named = (one.meta or {}).get("entity")
        column = getattr(one, "column", None)
        if named == table or (named is None and (column is None or column in columns)):
            kept.append(one)
    return Suite(name=f"{suite.name}/{table}", expectations=kept)


@dataclass(frozen=True)
class Checker:
    """A DuckDB with Great Expectations on the same connection."""

    duck: duckdb.DuckDBPyConnection
    source: DuckDBDatasource

    def run(self, suite: Suite, table: str) -> list[Failed]:
        """What `table` (with a column row_number) does not meet.

        At first it is only asked what fails, most of it in one scan; which rows do, of those that fail.
        Raises Broken where an expectation raises instead of answering.
        """
        asset = self.source.add_table_asset(name=table, table_name=table)
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        try:
            return self._run(batch, suite, table)
        finally:  # the checks leave a transaction open, in which no other can begin
            with suppress(duckdb.TransactionException):
                self.duck.commit()

    def _run(self, batch: Batch, suite: Suite, table: str) -> list[Failed]:
        asked = batch.validate(suite, result_format="BOOLEAN_ONLY")
        unmet = [one.expectation_config.to_domain_obj() for one in asked.results if not one.success]
        if not unmet:
            return []
        answer = batch.validate(Suite(name=suite.name, expectations=unmet), result_format=FORMAT)
        return [failed(result, table) for result in answer.results if not result.success]


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


def failed(result: Any, table: str) -> Failed:
    """What an expectation's answer says is not met. Raises Broken where it is none."""
    config, details = result.expectation_config, result.result
    rule = str(config.type)
    if not details:
        raise Broken(f"{rule} {config.kwargs} could not run: {_reason(result.exception_info)}")
    rows = details.get("unexpected_index_query")
    if "unexpected_rows_query" in config.kwargs:
        rows = config.kwargs["unexpected_rows_query"].replace("{batch}", table)
    elif "unexpected_count" in details and not rows:
        raise Broken(
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
