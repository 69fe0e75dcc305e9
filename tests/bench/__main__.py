"""Measures our data work against the floor, interleaved, and holds their answers side by side.

`python -m bench --people 1000000 [--repeat 3]`; the last line is JSON. Ends with 1 where
the answers differ.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import answer, delivered

from onesource import settings
from onesource.runtime.state import State
from onesource.store.base import Base
from onesource.store.migrations import migrate

Told = dict[str, Any]


def once(made: delivered.Delivered, folder: Path) -> tuple[Told, Told, dict[str, int]]:
    """The floor and ours, each from nothing on one new server; what each took, what differs."""
    server = State(folder).postgres()
    with server.running():
        url = server.url("onesource", "onesource")
        migrate(Base.at(url))
        floor = run("bench.floor", str(made.folder), url)
        ours = run("bench.ours", str(made.folder), str(folder), url, "1")
        return floor, ours, answer.differences(url)


def run(module: str, *words: str) -> Told:
    """What a module, run as a process of its own, prints as JSON. Raises RuntimeError where it fails."""
    path = f"{settings.PROJECT / 'include'}:{settings.PROJECT / 'tests'}"
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-3000:]}")
    told: Told = json.loads(done.stdout)
    return told


def median(runs: list[Told]) -> Told:
    """The medians of what several runs took."""
    stages = {
        name: statistics.median(one["stages"].get(name, 0) for one in runs)
        for name in runs[0]["stages"]
    }
    return {
        "seconds": statistics.median(one["seconds"] for one in runs),
        "stages": stages,
        "peak_mb": max(one["peak_mb"] for one in runs),
    }


def measured(people: int, repeat: int, folder: Path) -> Told:
    """Makes the deliveries, measures both ways in turn and tells the table; gives the last line."""
    made = delivered.make(folder / "delivered", people)
    floors, ours, different = [], [], {"golden": 0, "disagreement": 0}
    for number in range(1, repeat + 1):
        floor, own, found = once(made, folder / f"state_{number}")
        floors.append(floor)
        ours.append(own)
        different = {name: different[name] + found[name] for name in different}
        print(
            f"run {number}: floor {floor['seconds']:.1f} s, ours {own['seconds']:.1f} s", flush=True
        )
    floor, own = median(floors), median(ours)
    for name, told in (("floor", floor), ("ours", own)):
        steps = ", ".join(f"{step} {spent:.1f}" for step, spent in told["stages"].items())
        print(f"{name:6} {told['seconds']:7.1f} s  {told['peak_mb']:6,} MB  ({steps})")
    return {
        "people": people,
        "ours_s": round(own["seconds"], 2),
        "floor_s": round(floor["seconds"], 2),
        "ours_over_floor": round(own["seconds"] / floor["seconds"], 2),
        "peak_mb": own["peak_mb"],
        "same_answer": not any(different.values()),
        "different": different,
    }


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    settings.state().mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.state()) as folder:
        told = measured(given.people, given.repeat, Path(folder))
    print(json.dumps(told))
    sys.stdout.flush()
    os._exit(0 if told["same_answer"] else 1)  # DuckDB's bindings complain at a usual end


if __name__ == "__main__":
    main()
