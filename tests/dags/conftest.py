"""The DAGs as Airflow reads them, with a home of its own for Airflow."""

from __future__ import annotations

import os
from typing import Any

import pytest

from onesource.settings import PROJECT


@pytest.fixture(scope="session")
def bag(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Every DAG of the checkout, read once."""
    with pytest.MonkeyPatch.context() as patch:
        if "AIRFLOW_HOME" not in os.environ:
            patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
        from airflow.dag_processing.dagbag import DagBag

        read = DagBag(dag_folder=str(PROJECT / "dags"))
    assert read.import_errors == {}
    return read
