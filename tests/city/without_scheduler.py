"""Runs a made city's days step by step in this process: the same steps, systems and stores, no scheduler.

`python -m city.without_scheduler --people 2000 --seed 7 --days 3 --faults default --state DIR`
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from onesource import clock
from onesource.catalog import Catalog
from onesource.cli import days as daily
from onesource.cli import verify
from onesource.pipeline import feed as feeds
from onesource.pipeline import library as libraries
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.runtime import State
from onesource.runtime.departments import provision_departments
from onesource.sources.connections import Connection
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.migrations import migrate

LIBRARIES = ("geospatial", "legal_entity", "population", "e_license")


@dataclass(frozen=True)
class Wanted:
    people: int
    seed: int
    days: int
    faults: str


def make(wanted: Wanted, folder: Path, first_day: str) -> None:
    """Makes the city."""
    words = [sys.executable, "-m", "demo", "city", "--out", str(folder), "--first-day", first_day]
    for name, value in vars(wanted).items():
        words += [f"--{name}", str(value)]
    subprocess.run(words, check=True)


@contextmanager
def served(state: State, folder: Path) -> Iterator[dict[str, Any]]:
    """The city's systems, as a process of their own; gives the connections they offer."""
    provision_departments(state)
    ready = state.demo / "connections.json"
    ready.unlink(missing_ok=True)
    words = [sys.executable, "-m", "demo", "serve", "--state", str(state.demo)]
    process = subprocess.Popen([*words, "--city", str(folder), "--with-parent"])
    try:
        while not ready.exists():
            assert process.poll() is None, "the city's systems ended"
            time.sleep(0.1)
        yield json.loads(ready.read_text())
    finally:
        process.terminate()
        process.wait(30)


def turn(state: State, number: int) -> None:
    """Brings the systems to a day."""
    (state.demo / ".day").write_text(str(number))
    (state.demo / ".day").replace(state.demo / "day")
    while True:
        ready = state.demo / "day.ready"
        if ready.exists() and ready.read_text() == str(number):
            return
        time.sleep(0.05)


def one_day(house: House, catalog: Catalog, number: int, moment: datetime) -> None:
    """Every feed due, every library, the round's judgements."""
    with clock.at(moment):
        for path in daily.due(catalog, list(catalog.feeds), number):
            if path in daily.NATIONAL:
                continue
            landed = feeds.land(house, path, moment)
            if not landed.unchanged:
                feeds.check(house, path, landed.batch_id)
                feeds.accept(house, path, landed.batch_id)
        for name in LIBRARIES:
            built = libraries.master(house, name)
            if built is not None:
                libraries.audit(house, name, built.build_id)
                libraries.publish(house, name, built.build_id)
        for name in LIBRARIES:
            rounds.relate(house, name)
        rounds.watch(house)


def proved(wanted: Wanted, folder: Path) -> bool:
    """Runs the city below `folder`, a fresh state folder; whether everything holds."""
    os.environ["ONESOURCE_STATE"] = str(folder)
    state, city = State(folder), folder / "made"
    today = datetime.now(UTC) - timedelta(hours=1)
    moments = {n: today - timedelta(days=wanted.days - n) for n in range(1, wanted.days + 1)}
    first_day = moments[1].astimezone(clock.BUREAU_TIME).date().isoformat()
    make(wanted, city, first_day)
    server = state.postgres()
    with server.running(), served(state, city) as offered:
        base = Base.at(server.url("onesource", "onesource"))
        migrate(base)

        def find(name: str) -> Connection:
            one = offered[name]
            return Connection(
                name=name,
                kind=one.get("conn_type"),
                host=one.get("host") or "",
                port=one.get("port"),
                login=one.get("login") or "",
                password=one.get("password") or "",
                schema=one.get("schema") or "",
                extra=one.get("extra") or {},
            )

        house, catalog = House(base, Lake(), find), Catalog.load()
        for number, moment in moments.items():
            began = time.monotonic()
            turn(state, number)
            one_day(house, catalog, number, moment)
            print(f"day {number}: {time.monotonic() - began:.1f} s")
        return verify.hold(base, city, "table")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--state", type=Path, required=True)
    for name, default in (("people", 2000), ("seed", 7), ("days", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--faults", default="default")
    given = vars(parser.parse_args())
    folder = given.pop("state").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    held = proved(Wanted(**given), folder)
    sys.stdout.flush()
    os._exit(0 if held else 1)


if __name__ == "__main__":
    main()
