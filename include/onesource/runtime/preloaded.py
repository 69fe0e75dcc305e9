"""Runs one of Airflow's components with what tasks need imported already.

On one machine every task is a process forked from the scheduler: what the scheduler
has imported, a task has for nothing. Only other people's packages are imported here;
our own code is read anew by each task, so that a change counts from the next one on.
Run as `python -m onesource.runtime.preloaded scheduler …`, the words Airflow takes.
"""

from __future__ import annotations

import importlib
import runpy

PACKAGES = (
    "great_expectations",
    "great_expectations.datasource.fluent",
    "duckdb",
    "duckdb_engine",
    "pandas",
    "pyarrow.parquet",
    "pyarrow.csv",
    "adbc_driver_postgresql.dbapi",
    "psycopg",
    "sqlalchemy.dialects.postgresql",
    "jinja2",
    "pydantic",
    "yaml",
    "requests",
    "paramiko",
    "openpyxl",
    "pyogrio",
    "pyproj",
    "shapely",
    "xlsxwriter",
    "airflow.sdk",
    "airflow.dag_processing.dagbag",
    "airflow.sdk.execution_time.task_runner",
    "airflow.providers.postgres.hooks.postgres",
)


def run() -> None:
    """Imports, then becomes the component."""
    for package in PACKAGES:
        importlib.import_module(package)
    runpy.run_module("airflow", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    run()
