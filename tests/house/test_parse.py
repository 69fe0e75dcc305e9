"""Reading the DAG files stays cheap: what is heavy is imported inside a running task."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from house.reading import PROJECT, imports, modules, tree

HEAVY = {
    "great_expectations",
    "pandas",
    "duckdb",
    "pyarrow",
    "pyspark",
    "paramiko",
    "shapely",
    "polars",
}
READ = """
import importlib, json, sys
from pathlib import Path
from airflow.dag_processing.dagbag import DagBag
before = set(sys.modules)
bag = DagBag(dag_folder=sys.argv[1])
print(json.dumps([sorted(bag.dags), bag.import_errors, sorted(set(sys.modules) - before)]))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What a fresh process comes to that reads the DAG files: dags, errors, modules."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {
        "AIRFLOW_HOME": str(home),
        "HOME": str(home),
        "PATH": str(Path(sys.executable).parent),
        "PYTHONPATH": str(PROJECT / "include"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    }
    words = [sys.executable, "-c", READ, str(PROJECT / "dags")]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_every_dag_file_reads_without_an_error(read: list[object]):
    dags, errors, _ = read

    assert errors == {}
    assert len(dags) >= 4


def test_nothing_heavy_is_imported_to_read_the_dag_files(read: list[object]):
    tops = {name.split(".")[0] for name in read[2]}

    assert tops & HEAVY == set()
    assert "onesource" in tops
    assert not [name for name in read[2] if name.startswith("onesource.pipeline")]


def test_no_dag_file_imports_anything_heavy_at_its_top():
    for file in modules("dags", "plugins"):
        top = {name for node in tree(file).body for name in named(node)}
        assert {name.split(".")[0] for name in top} & HEAVY == set()
    assert any("onesource.pipeline" in name for file in modules("dags") for name in imports(file))


def named(node: object) -> list[str]:
    names = [alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name")]
    module = getattr(node, "module", None)
    return [module] if module else names
