"""Our own data work, without Airflow: land, check, accept, then master, audit, publish with its findings.

`python -m bench.ours FOLDER STATE NUMBER` runs one delivery into the installation at STATE,
whose database runs, and prints what each stage took as JSON. Imports come before, told apart.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.delivered import FEEDS, Delivered
from bench.memory import peak_mb

STARTED = time.perf_counter()

from onesource import clock  # noqa: E402
from onesource.pipeline import feed as feeds  # noqa: E402
from onesource.pipeline import library as libraries  # noqa: E402
from onesource.pipeline.house import House  # noqa: E402
from onesource.quality import check as _check  # noqa: E402, F401
from onesource.sources.connections import Connection  # noqa: E402
from onesource.store.base import Base  # noqa: E402
from onesource.store.lake import Lake  # noqa: E402

IMPORTED = time.perf_counter()
AT_ONCE = 2  # feeds
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


@dataclass(frozen=True)
class Place:
    """Where the work is done: what was delivered, the base database's address, the lake's folder."""

    delivered: Delivered
    base_url: str
    lake: Path

    def house(self) -> House:
        """The installation, whose only connection is the folder of what is delivered."""

        def find(name: str) -> Connection:
            return Connection(name=name, kind="fs", extra={"path": str(self.delivered.files)})

        return House(Base.at(self.base_url), Lake(str(self.lake)), find)


def run(place: Place, number: int) -> int:
    """One delivery of the four feeds, from file to published library; says the peak memory in MB.

    As under the scheduler each feed is a process of its own, two at a time, with what it
    needs imported before it is forked.
    """
    moment = MOMENT + timedelta(days=number - 1)
    with ProcessPoolExecutor(AT_ONCE, multiprocessing.get_context("fork")) as pool:
        took = list(pool.map(feed, [(place, path, moment) for path in FEEDS]))
    for told in took:
        spent.update(told.spent)
        worked.update(told.worked)
    peaks: dict[int, int] = {}
    for told in took:
        peaks[told.pid] = max(peaks.get(told.pid, 0), told.peak_mb)
    with clock.at(moment):
        library(place.house())
    return max(sum(peaks.values()), peak_mb())


@dataclass(frozen=True)
class Took:
    """What one feed took, in the process `pid`."""

    pid: int
    spent: Counter[str]
    worked: Counter[str]
    peak_mb: int


def feed(given: tuple[Place, str, datetime]) -> Took:
    """One feed's delivery, from file to batch in force."""
    place, path, moment = given
    house = place.house()
    spent.clear()
    worked.clear()
    with clock.at(moment):
        with stage("land"):
            landed = feeds.land(house, path, moment)
        if not landed.unchanged:
            with stage("check"):
                feeds.check(house, path, landed.batch_id)
            with stage("accept"):
                feeds.accept(house, path, landed.batch_id)
    return Took(os.getpid(), Counter(spent), Counter(worked), peak_mb())


def library(house: House) -> None:
    """The library, from its feeds' batches to what is published."""
    with stage("master"):
        built = libraries.master(house, LIBRARY)
    if built is None:
        return
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
    peak = run(Place(delivered, url, Path(state) / "lake"), int(number))
    told = {
        "seconds": time.perf_counter() - began,
        "stages": dict(spent),
        "cpu": dict(worked),
        "import": IMPORTED - STARTED,
        "peak_mb": peak,
    }
    print(json.dumps(told))
    sys.stdout.flush()
    os._exit(0)  # DuckDB's bindings complain at a usual end


if __name__ == "__main__":
    main()
