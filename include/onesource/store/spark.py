"""Set work on Spark, for what one machine cannot hold: the same statements, on a cluster's executors.

A table is Parquet in the step's scratch folder, which every executor must reach, so
that no plan grows with what went before; a view is Spark's. The files handed over
are as DuckDB's: one each, in the order asked for.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from onesource import settings
from onesource.errors import Refused
from onesource.store import spark_functions, spark_sql, spark_words
from onesource.store.lake import Lake

OURS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": spark_words.ZONE,
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
}
HERE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


@cache
def session() -> SparkSession:
    """This process's Spark; what else a cluster needs stands in its own spark-defaults.conf.

    Raises Refused where there is no Java.
    """
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise Refused("ONESOURCE_ENGINE is spark, but there is no Java here; install version 17")
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    master = settings.spark_master()
    told = dict(OURS)
    if master.startswith("local"):
        told |= HERE
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        own = tempfile.mkdtemp(prefix="spark-", dir=settings.scratch())  # swept like any step's
        os.environ.setdefault("SPARK_WORKER_DIR", own)
        told["spark.local.dir"] = told["spark.sql.warehouse.dir"] = own
    builder = SparkSession.builder.master(master).appName("onesource")
    opened = builder.config(map=told).getOrCreate()
    opened.sparkContext.setLogLevel("ERROR")
    return opened


@contextmanager
def work(folder: Path) -> Iterator[SparkWork]:
    """Set work whose tables lie below `folder`; they are forgotten at its end."""
    spark = session()
    functions = spark_functions.Functions(spark)
    done = SparkWork(spark, folder / "tables", functions)
    try:
        yield done
    finally:
        for name in done.made:
            spark.catalog.dropTempView(name)


@dataclass
class SparkWork:
    """Set work on Spark. made: each table's or view's folders so far; a view has none."""

    spark: SparkSession
    folder: Path
    functions: spark_functions.Functions
    made: dict[str, int] = field(default_factory=dict)

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carried over; what it makes is there when this returns, but for a view."""
        told = spark_sql.statement(statement)
        if told.kind == "empty":
            self._store(told.name, self.spark.createDataFrame([], told.columns))
            return
        rows = self._asked(told.query, values)
        if told.kind == "view":
            self._show(told.name, rows)
        elif told.kind == "table":
            self._store(told.name, rows)
        else:
            self._add(told.name, rows, told.by_name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Collected."""
        return [tuple(row) for row in self._asked(spark_sql.query(query)).collect()]

    def columns(self, table: str) -> list[str]:
        """As Spark has analysed it."""
        return list(self.spark.table(table).columns)

    def open(self, lake: Lake, view: str, name: str, numbered: bool = False) -> None:
        """Read by the executors: where it lies, or from a copy where only this process can reach it.

        Numbers are each row's own, with gaps: no executor knows how many rows another has.
        """
        lake = lake.holding(name)
        file = Path(lake.path(name)) if lake.local else self._copied(lake, view, name)
        rows = self.spark.read.parquet(file.absolute().as_uri())
        if numbered:
            rows = rows.select((f.monotonically_increasing_id() + 1).alias("row_number"), "*")
        self._show(view, rows)

    def give(self, view: str, rows: pa.Table) -> None:
        """Sent by way of the scratch folder."""
        file = self.folder / f"{view}.given"
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, file)
        self._show(view, self.spark.read.parquet(file.as_uri()))

    def write(self, query: str, file: Path) -> int:
        """Written by the executors in parts, then joined."""
        rows = self._asked(spark_sql.query(query))
        parts = file.with_suffix(".parts")
        rows.write.mode("overwrite").parquet(parts.as_uri())
        return _joined(parts, rows, file)

    def _asked(self, query: spark_sql.Query, values: Sequence[object] = ()) -> DataFrame:
        self.functions.ensure(query.calls)
        told = [self.spark.sql(part, args=list(values) or None) for part in query.parts]
        return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), told)

    def _show(self, name: str, rows: DataFrame) -> None:
        rows.createOrReplaceTempView(name)
        self.made.setdefault(name, 0)

    def _store(self, name: str, rows: DataFrame) -> None:
        """A table anew, in a folder of its own: what it is made of may be the one before."""
        self.made[name] = self.made.get(name, 0) + 1
        folder = self._folder(name)
        rows.write.parquet(folder)
        self._show(name, self.spark.read.schema(rows.schema).parquet(folder))

    def _add(self, name: str, rows: DataFrame, by_name: bool) -> None:
        schema = self.spark.table(name).schema
        given = rows if by_name else rows.toDF(*schema.names[: len(rows.columns)])
        there = set(given.columns)
        told = [
            (f.col(f"`{one.name}`") if one.name in there else f.lit(None))
            .cast(one.dataType)
            .alias(one.name)
            for one in schema
        ]
        folder = self._folder(name)
        given.select(told).write.mode("append").parquet(folder)
        self._show(name, self.spark.read.schema(schema).parquet(folder))

    def _folder(self, name: str) -> str:
        return (self.folder / f"{name}.{self.made[name]}").absolute().as_uri()

    def _copied(self, lake: Lake, view: str, name: str) -> Path:
        file = self.folder / f"{view}.copied"
        file.parent.mkdir(parents=True, exist_ok=True)
        lake.fs.get_file(lake.path(name), str(file))
        return file


def _joined(parts: Path, rows: DataFrame, file: Path) -> int:
    """One file of all parts, a row group at a time; says how many rows there are."""
    written = 0
    schema = _arrow_schema(rows)
    with pq.ParquetWriter(file, schema) as writer:
        for part in sorted(parts.glob("part-*")):
            for group in pq.ParquetFile(part).iter_batches(batch_size=122_880):
                writer.write_batch(group.cast(schema))
                written += group.num_rows
    return written


def _arrow_schema(rows: DataFrame) -> pa.Schema:
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(rows.schema)
