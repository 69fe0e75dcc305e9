"""The macros of sql/lake/standards as Spark's functions, each made when it is first asked for.

A twin in sql/spark/standards stands for the macro that cannot be carried over. What
Spark has no word for is DuckDB's own, asked by the executors a batch of rows at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.csv
from pyspark.sql import SparkSession
from pyspark.sql.functions import arrow_udf

from onesource import clock, settings
from onesource.store import engine, reference, spark_macros, sql

DUCKDB_S = {  # by the name it is called by: what DuckDB is asked, and the type of its answer
    "nfc_normalize": ("nfc_normalize(a)", "string"),
    "capitals": ("upper(a)", "string"),
    "damerau_levenshtein": ("damerau_levenshtein(a, b)", "bigint"),
    "is_valid_geometry": ("is_valid_geometry(a)", "boolean"),  # of `store.geometry`
}


@dataclass
class Functions:
    """The functions of one session. there: those made so far."""

    spark: SparkSession
    there: set[str] = field(default_factory=set)

    def ensure(self, names: Iterable[str]) -> None:
        """Makes what is missing of the functions called; a name that is Spark's own is left to it."""
        for name in sorted(set(names) - self.there):
            self.there.add(name)
            if name in DUCKDB_S:
                self._register(name)
            elif name == "bureau_day":
                self._make(
                    f"create or replace temporary function bureau_day() return date '{clock.today()}'"
                )
            elif twin := _twin(name):
                self._prepare(name)
                self._make(twin)
            elif macro := engine.macro(name):
                self._carry(macro)

    def _carry(self, macro: str) -> None:
        parts = spark_macros.functions(macro)
        self.there.update(part.name for part in parts)
        for part in parts:
            self.ensure(part.calls)
            self._make(part.statement)

    def _make(self, statement: str) -> None:
        self.spark.sql(statement)

    def _register(self, name: str) -> None:
        asked, answer = DUCKDB_S[name]
        self.spark.udf.register(name, arrow_udf(_duckdb_s(asked, asked.count(",") + 1), answer))

    def _prepare(self, name: str) -> None:
        """The codes divisions ever had, where they are asked for."""
        if name == "is_division_ever":
            text = pyarrow.csv.ConvertOptions(column_types={"code": pa.string()})
            codes = pyarrow.csv.read_csv(
                reference.FOLDER / "division_code_years.csv", convert_options=text
            )
            self.spark.createDataFrame(codes).createOrReplaceTempView("division_code_years")
            self._make("declare or replace variable divisions_ever array<bigint>")
            self._make(sql.statement("spark/reference/divisions_ever"))


def _twin(name: str) -> str | None:
    there = (settings.sql() / "spark" / "standards" / f"{name}.sql").exists()
    return sql.statement(f"spark/standards/{name}") if there else None


def _duckdb_s(asked: str, arguments: int) -> Callable[..., Any]:
    """A function that asks DuckDB about one or two columns; it takes only DuckDB along to an executor."""

    def answer(*columns: pa.Array) -> pa.Array:
        import duckdb
        import pyarrow as pa

        given = pa.table(dict(zip("ab", columns, strict=False)))
        with duckdb.connect() as duck:
            if "geometry" in asked:
                from onesource.store import geometry

                geometry.register(duck)
            duck.register("given", given)
            return (
                duck.sql(f"select {asked} from given").to_arrow_table().column(0).combine_chunks()
            )

    def one(a: pa.Array) -> pa.Array:
        return answer(a)

    def two(a: pa.Array, b: pa.Array) -> pa.Array:
        return answer(a, b)

    return one if arguments == 1 else two
