"""Great Expectations on DuckDB: an execution engine that keeps its one connection, and its data source.

Great Expectations closes a connection before it fetches from it, which DuckDB does
not bear, and it has no regular expressions for DuckDB. Both are mended here by
extension, without patching.
"""

from __future__ import annotations

import builtins
import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)

FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["row_number"],
    "include_unexpected_rows": False,
    "partial_unexpected_count": 0,
}


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):  # type: ignore[misc]
    """Runs metrics on one DuckDB connection that stays open."""

    _connection: sa.Connection | None

    @contextmanager
    def get_connection(self) -> Generator[sa.Connection, None, None]:
        """The engine's one connection."""
        if self._connection is None:
            self._connection = self.engine.connect()
        yield self._connection


class DuckDBDatasource(SQLDatasource):  # type: ignore[misc]
    """The data source `add_duckdb` makes: an in-memory DuckDB with a single connection."""

    type: Literal["duckdb"] = "duckdb"

    @property
    def execution_engine_type(self) -> builtins.type[DuckDBExecutionEngine]:
        """The engine above."""
        return DuckDBExecutionEngine

    def get_engine(self) -> sa.Engine:
        """The execution engine's own engine: an in-memory database is nowhere else."""
        engine: sa.Engine = self.get_execution_engine().engine
        return engine


class _MatchesRegex(ColumnMapMetricProvider):  # type: ignore[misc]
    """`expect_column_values_to_match_regex` on DuckDB."""

    condition_metric_name = "column_values.match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)  # type: ignore[untyped-decorator]
    def _duckdb(cls, column: Any, regex: str, **_: Any) -> Any:  # noqa: N805
        return sa.func.regexp_matches(column, sa.literal(regex))


class _MatchesNoRegex(ColumnMapMetricProvider):  # type: ignore[misc]
    """`expect_column_values_to_not_match_regex` on DuckDB."""

    condition_metric_name = "column_values.not_match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=DuckDBExecutionEngine)  # type: ignore[untyped-decorator]
    def _duckdb(cls, column: Any, regex: str, **_: Any) -> Any:  # noqa: N805
        return sa.not_(sa.func.regexp_matches(column, sa.literal(regex)))
