"""What it costs to weigh a library's conflicts, and to choose whom to ask: time and memory.

`python -m bench.doubts --people 1000000` makes the deliveries, masters and publishes them, and
measures the estimate in a process of its own; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import delivered
from bench.__main__ import run
from bench.memory import Server, peak_mb

from onesource.runtime.state import State
from onesource.store.base import Base
from onesource.store.migrations import migrate

COUNTS = {
    "estimates": "select count(*) from discrepancy.estimate",
    "authorities_asked": "select count(*) from discrepancy.finding where asked_for = 'estimate'",
    "open": "select count(*) from discrepancy.finding where status = 'open'",
}


def weigh(folder: str, state: str, url: str) -> dict[str, Any]:
    """The estimate, once made and once found up to date, and the cases raised of it."""
    os.environ["ONESOURCE_STATE"] = state
    os.environ["ONESOURCE_CATALOG"] = str(delivered.Delivered(Path(folder)).catalog)
    from onesource.pipeline import round as rounds
    from onesource.pipeline.house import House
    from onesource.store.lake import Lake

    house = House(Base.at(url), Lake(f"{state}/lake"))
    told: dict[str, Any] = {}
    took: dict[str, float] = {}
    cpu: dict[str, float] = {}
    for name, step in (
        ("estimate", lambda: rounds.estimate(house, "population")),
        ("again", lambda: rounds.estimate(house, "population")),
        ("peak", peak_mb),
        ("raise", lambda: rounds.raise_cases(house)),
        ("raise_again", lambda: rounds.raise_cases(house)),
    ):
        began, busy = time.perf_counter(), time.process_time()
        told[name] = step()
        took[name], cpu[name] = time.perf_counter() - began, time.process_time() - busy
    counts = {name: house.base.rows(query)[0]["count"] for name, query in COUNTS.items()}
    return {"seconds": took, "cpu": cpu, "peak_mb": told["peak"], **counts}


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(prog="bench.doubts")
    words.add_argument("--people", type=int, default=1_000_000)
    words.add_argument("--weigh", nargs=3)
    asked = words.parse_args()
    if asked.weigh:
        print(json.dumps(weigh(*asked.weigh)))
        sys.stdout.flush()
        os._exit(0)  # DuckDB's bindings complain at a usual end
    with tempfile.TemporaryDirectory() as scratch:
        made = delivered.make(Path(scratch) / "delivered", asked.people)
        state = Path(scratch) / "state"
        server = State(state).postgres()
        with server.running():
            url = server.url("onesource", "onesource")
            migrate(Base.at(url))
            place = [str(made.folder), str(state), url]
            run("bench.ours", *place, "1")
            told = run("bench.doubts", "--weigh", *place, server=Server(server.pid()))
    print(json.dumps({"people": asked.people, **told}))


if __name__ == "__main__":
    main()
