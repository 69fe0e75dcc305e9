"""A thousand declared feeds are read in under five seconds, and nothing heavy is read with them.

Measured in a fresh process: the clock starts once Airflow itself is imported (its
dag-processor has done so long before) and stops when every DAG stands in the bag.
What is held against the five seconds is the processor's time, so that a busy machine
fails nothing; on an idle one the wall's clock shows the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from dags.many_feeds import declare

from onesource.catalog import Catalog
from onesource.settings import PROJECT

FEEDS, LIBRARIES = 1000, 50
READ = """
import json, sys, time
import airflow.sdk, airflow.providers.standard.operators.python
from airflow.dag_processing.dagbag import DagBag
began = time.process_time()
bag = DagBag(dag_folder=sys.argv[1])
took = time.process_time() - began
heavy = {"great_expectations", "pandas", "duckdb", "pyarrow", "numpy"} & set(sys.modules)
print(json.dumps([took, sorted(bag.dags), bag.import_errors, sorted(heavy)]))
"""


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of 50 libraries with 20 providers each."""
    folder = tmp_path_factory.mktemp("thousand")
    declare(folder, LIBRARIES, FEEDS // LIBRARIES)
    return folder


def test_the_catalogue_is_a_legal_one(thousand: Path):
    catalog = Catalog.load(thousand)

    assert (len(catalog.feeds), len(catalog.libraries)) == (FEEDS, LIBRARIES)


def test_a_thousand_feeds_are_read_in_under_five_seconds(thousand: Path, record_property):
    environment = {
        "AIRFLOW_HOME": str(thousand / "airflow"),
        "HOME": str(thousand),
        "PATH": str(Path(sys.executable).parent),
        "PYTHONPATH": str(PROJECT / "include"),
        "ONESOURCE_CATALOG": str(thousand),
    }
    words = [sys.executable, "-c", READ, str(PROJECT / "dags")]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)

    took, dags, errors, heavy = json.loads(done.stdout.splitlines()[-1])

    record_property("seconds", took)
    assert errors == {}
    assert len(dags) == FEEDS + LIBRARIES + 2
    assert heavy == []
    assert took < 5, f"{took:.2f} s"
