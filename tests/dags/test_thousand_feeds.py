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
from typing import Any

import pytest
import yaml

from onesource import settings
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


def write(file: Path, entry: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(entry, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of 50 libraries with 20 providers each, made of the declared one's files."""
    folder, declared = tmp_path_factory.mktemp("thousand"), settings.catalog()
    library = yaml.safe_load((declared / "libraries/geospatial.yaml").read_text(encoding="utf-8"))
    feed = yaml.safe_load(
        (declared / "feeds/civil_affairs/divisions.yaml").read_text(encoding="utf-8")
    )
    for file in (declared / "codes").glob("*.csv"):
        (folder / "codes").mkdir(exist_ok=True)
        (folder / "codes" / file.name).write_bytes(file.read_bytes())
    providers = [f"department_{number:02d}" for number in range(FEEDS // LIBRARIES)]
    box = {
        slug: {"title": f"部门{slug[-2:]}", "front_end": f"{slug}_frontend"} for slug in providers
    }
    write(folder / "providers.yaml", box)
    for number in range(LIBRARIES):
        name, first = f"library_{number:02d}", providers[0]
        told = yaml.safe_load(yaml.safe_dump(library).replace("civil_affairs", first))
        division = told["entities"]["division"]
        for element in ("boundary", "resident_population", "households"):
            del division["elements"][element]
        write(folder / f"libraries/{name}.yaml", {**told, "entities": {"division": division}})
        for rank, slug in enumerate(providers):
            entry = {**feed, "resource_code": f"307003/{number * 100 + rank:06d}"}
            entry["supplies"] = {**feed["supplies"], "library": name}
            write(folder / f"feeds/{slug}/{name}.yaml", entry)
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
