"""Lineage is told to another system by OpenLineage: from a delivery's columns to a table's, values never."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline.lineage import downstream, events, origins
from pipeline.town import CIVIL, STATISTICS, Town, day

from onesource import clock, settings
from onesource.catalog import Catalog
from onesource.pipeline import feed as feeds
from onesource.pipeline import library as libraries
from onesource.pipeline import lineage
from onesource.pipeline.lineage import Step

LIBRARY, DELIVERY = "library.geospatial", ("onesource://statistics", "divisions")


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """The client puts variables of its own into the environment; they do not outlive a test."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file to which events go."""
    file = tmp_path / "lineage.jsonl"
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__TYPE", "file")
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__LOG_FILE_PATH", str(file))
    monkeypatch.setenv("OPENLINEAGE__TRANSPORT__APPEND", "true")
    return file


def run(town: Town) -> None:
    """A day of two feeds and their library, each of whose steps is told of."""
    with clock.at(day(1)):
        for path in (STATISTICS, CIVIL):
            dag, given = f"feed.{path.replace('/', '.')}", town.house
            with lineage.told(town.base, Step(dag, "land", "one")):
                batch = feeds.land(given, path, day(1)).batch_id
            with lineage.told(town.base, Step(dag, "check", "one")):
                feeds.check(given, path, batch)
            with lineage.told(town.base, Step(dag, "accept", "one")):
                feeds.accept(given, path, batch)
        with lineage.told(town.base, Step(LIBRARY, "master", "two")):
            built = libraries.master(town.house, "geospatial")
        assert built is not None
        with lineage.told(town.base, Step(LIBRARY, "audit", "two")):
            libraries.audit(town.house, "geospatial", built.build_id)
        with lineage.told(town.base, Step(LIBRARY, "publish", "two")):
            libraries.publish(town.house, "geospatial", built.build_id)


def test_a_table_s_column_is_walked_back_to_the_columns_that_were_delivered(town: Town, sent: Path):
    run(town)

    told = events(sent)
    tables = {one for one in downstream(told, DELIVERY) if one[0].startswith("postgres://")}
    [table] = [one for one in tables if one[1].endswith(".geospatial.division")]
    found = origins(told, table, "name")
    ours = {(space, name, column) for space, name, column in found if name == "divisions"}
    catalog = Catalog.load()
    assert ours == {
        (f"onesource://{path.partition('/')[0]}", "divisions", declared.delivered("name"))
        for path in (STATISTICS, CIVIL)
        for declared in [catalog.feeds[path].contract]
    }


def test_counts_and_versions_are_told_and_nobody_s_values(town: Town, sent: Path):
    run(town)

    told = events(sent)
    assert Counter(one["eventType"] for one in told) == {"START": 9, "COMPLETE": 9}
    [accepted] = [
        one
        for one in told
        if one["job"]["name"] == "feed.statistics.divisions.accept" and one["outputs"]
    ]
    [batch] = town.rows("select * from registry.batch where provider = 'statistics'")
    [output], [read] = accepted["outputs"], accepted["inputs"]
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == batch["accepted"] > 0
    assert read["inputFacets"]["dataQualityMetrics"]["rowCount"] == batch["received"]
    assert output["facets"]["version"]["datasetVersion"] == batch["batch_id"]
    assert "街道" not in sent.read_text()
    parents = {one["run"]["facets"]["parent"]["run"]["runId"] for one in told}
    assert len(parents) == 3


def test_a_compared_word_is_told_from_one_that_may_stand(town: Town, sent: Path):
    run(town)

    [mastered] = [
        one for one in events(sent) if one["job"]["name"].endswith("master") and one["outputs"]
    ]
    [division] = [one for one in mastered["outputs"] if one["name"] == "geospatial.division"]
    fields = division["facets"]["columnLineage"]["fields"]["name"]["inputFields"]
    ways = {one["name"]: one["transformations"][0]["type"] for one in fields}
    assert ways[CIVIL] == "DIRECT"
    assert ways[STATISTICS] == "INDIRECT"


def test_a_step_that_fails_is_told_to_have_failed_and_not_why(town: Town, sent: Path):
    with pytest.raises(ValueError, match="secret"), lineage.told(town.base, Step("d", "t", "r")):
        raise ValueError("secret")

    assert [one["eventType"] for one in events(sent)] == ["START", "FAIL"]
    assert "secret" not in sent.read_text()


def test_what_cannot_be_told_keeps_no_step_from_being_done(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("OPENLINEAGE_URL", "http://127.0.0.1:9")
    done = []

    with lineage.told(town.base, Step("feed.no.such", "accept", "r")):
        done.append("it")

    assert done == ["it"]
    assert "the lineage of feed.no.such.accept could not be told" in caplog.text


@pytest.mark.parametrize("name", ["OPENLINEAGE_URL", "OPENLINEAGE__TRANSPORT__TYPE"])
def test_nobody_is_told_unless_that_is_configured(monkeypatch: pytest.MonkeyPatch, name: str):
    assert not lineage.is_wanted()
    monkeypatch.setenv(name, "x")
    assert lineage.is_wanted()


def test_off_it_loads_nothing():
    words = "import sys, onesource.pipeline.lineage; print('openlineage' in str(sys.modules))"
    environment = {"PYTHONPATH": str(settings.PROJECT / "include")}
    program = [sys.executable, "-c", words]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
