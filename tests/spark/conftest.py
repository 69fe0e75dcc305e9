"""Both engines side by side: Spark with two executors that are processes of their own, and DuckDB."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

MASTER = "local-cluster[2,1,1024]"
PARTITIONS = "2"  # for so few rows


def missing() -> str | None:
    """Why Spark cannot run here; None where it can."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: make test-spark"
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        return "no Java here: make test-spark"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = missing()
    for item in items:
        if reason and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="package")
def spark(scratch_state: Path) -> Iterator[Any]:
    """The process's Spark session, ended before other tests go on."""
    from onesource.store import spark as engine

    with patch.dict(
        os.environ, ONESOURCE_SPARK_MASTER=os.environ.get("ONESOURCE_SPARK_MASTER", MASTER)
    ):
        session = engine.session()
    session.conf.set("spark.sql.shuffle.partitions", PARTITIONS)
    yield session
    session.stop()
