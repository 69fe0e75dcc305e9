"""The same day with CeleryExecutor, a real Redis and a real worker, as compose runs it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.conftest import City, installed

from onesource.runtime import metadata
from onesource.store.embedded import free_port

pytestmark = [
    pytest.mark.scheduler,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        shutil.which("redis-server") is None,
        reason="redis-server is missing: apt-get install redis",
    ),
]


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[str]:
    """A Redis of this test alone."""
    port, password = free_port(), "only-for-this-test"
    words = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", password, "--save", ""]
    server = subprocess.Popen(["redis-server", *words], cwd=tmp_path, stdout=subprocess.DEVNULL)
    yield f"redis://:{password}@127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.fixture
def city(tmp_path: Path, queue: str) -> Iterator[City]:
    """A city whose tasks a Celery worker runs."""
    executor = {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CELERY__BROKER_URL": queue,
        "AIRFLOW__CELERY__RESULT_BACKEND": queue,
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
    }
    with installed(tmp_path, executor) as ready:
        words = ("celery", "worker", "--skip-serve-logs", "--without-gossip", "--without-mingle")
        ready.stack.spawn("worker", metadata.command(*words))
        yield ready


def test_a_day_run_by_a_celery_worker_gives_the_same(city: City):
    assert city.day(0) == []

    counted = "select kind, count(*) as n from discrepancy.finding where status = 'open' group by 1"
    found = {row["kind"]: row["n"] for row in city.base.rows(counted)}
    assert found == {"conflict": 6_587, "unregistered": 7_497, "uncovered": 4_542, "invalid": 212}
    assert city.value("select count(*) from geospatial.division") == 41_963
    assert city.value("select count(*) from notice.delivery where provider = 'statistics'") == 1
