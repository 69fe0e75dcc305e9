"""Our own data work, without Airflow: land, check, accept, then master, audit, publish with its findings.

`python -m bench.ours FOLDER STATE NUMBER` runs one delivery into the installation at STATE,
whose database runs, and prints what each stage took as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bench.delivered import FEEDS, Delivered
from bench.memory import peak_mb

MOMENT = datetime.fromisoformat("2026-06-01T20:00:00+08:00")  # months after the last event
LIBRARY = "population"
spent: Counter[str] = Counter()  # seconds
worked: Counter[str] = Counter()  # CPU seconds, the database's own apart


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Adds the seconds that the block takes, and the CPU's."""
    began, busy = time.perf_counter(), time.process_time()
    yield
    spent[name] += time.perf_counter() - began
    worked[name] += time.process_time() - busy


def run(delivered: Delivered, base_url: str, lake: Path, number: int) -> None:
    """One delivery of the four feeds, from file to published library."""
    from onesource import clock
    from onesource.pipeline import feed as feeds
    from onesource.pipeline import library as libraries
    from onesource.pipeline.house import House
    from onesource.sources.connections import Connection
    from onesource.store.base import Base
    from onesource.store.lake import Lake

    def find(name: str) -> Connection:
        return Connection(name=name, kind="fs", extra={"path": str(delivered.files)})

    house = House(Base.at(base_url), Lake(str(lake)), find)
    moment = MOMENT + timedelta(days=number - 1)
    with clock.at(moment):
        for path in FEEDS:
            with stage("land"):
                landed = feeds.land(house, path, moment)
            if landed.unchanged:
                continue
            with stage("check"):
                feeds.check(house, path, landed.batch_id)
            with stage("accept"):
                feeds.accept(house, path, landed.batch_id)
        with stage("master"):
            built = libraries.master(house, LIBRARY)
        if built is not None:
            with stage("audit"):
                libraries.audit(house, LIBRARY, built.build_id)
            with stage("publish"):
                libraries.publish(house, LIBRARY, built.build_id)


def main() -> None:
    """Reads the command line."""
    folder, state, url, number = sys.argv[1:]
    delivered = Delivered(Path(folder))
    os.environ["ONESOURCE_STATE"] = state
    os.environ["ONESOURCE_CATALOG"] = str(delivered.catalog)
    began = time.perf_counter()
    with stage("import"):
        from onesource.pipeline import feed, library  # noqa: F401
        from onesource.quality import check  # noqa: F401
    run(delivered, url, Path(state) / "lake", int(number))
    told = {"seconds": time.perf_counter() - began, "stages": dict(spent), "cpu": dict(worked)}
    told["peak_mb"] = peak_mb()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
