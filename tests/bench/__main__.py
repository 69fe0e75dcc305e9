"""Measures our data work against the floor and its peers, interleaved, and holds their answers side by side.

`python -m bench --people 1000000 [--repeat 3] [--pandas 100000,200000]`; the last line is
JSON. The pandas peer is measured up to the sizes given, beyond the last on the slope
between them. Ends with 1 where the answers differ.
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
from bench.memory import Server

from onesource import settings
from onesource.runtime.state import State
from onesource.store.base import Base
from onesource.store.migrations import migrate

Told = dict[str, Any]
Different = dict[str, dict[str, int]]  # peer → of what → how many
ROUND = ("floor", "ours", "postgres")
PANDAS = "pandas_gx"
UNCHANGED, CHANGED = "unchanged", "change_1pct"
AS = {PANDAS: "pandas"}  # what a peer's tables are named after, where not after itself


def once(
    made: delivered.Delivered, folder: Path, ways: tuple[str, ...] = ROUND, against: str = "ours"
) -> tuple[dict[str, Told], Different]:
    """Each way in turn, from nothing on one new server: what each took, and what it has otherwise.

    Ours also takes the same delivery again, and one of which a hundredth is changed.
    """
    server = State(folder).postgres()
    with server.running():
        url = server.url("onesource", "onesource")
        migrate(Base.at(url))
        told = {}
        for way in ways:
            words = [str(made.folder), url]
            if way == "ours":
                words = [str(made.folder), str(folder), url, "1"]
            told[way] = run(f"bench.{way}", *words, server=Server(server.pid()))
        peers = [AS.get(way, way) for way in ways if way != against]
        different = {peer: answer.differences(url, peer, against) for peer in peers}
        if "ours" in ways:
            told |= afterwards(made, folder, url)
        return told, different


def afterwards(made: delivered.Delivered, folder: Path, url: str) -> dict[str, Told]:
    """What ours takes for the same delivery again (unchanged), and for one changed a little."""
    told = {}
    for number, (name, deliver) in enumerate(
        {UNCHANGED: made.again, CHANGED: made.changed}.items(), 2
    ):
        deliver(number)
        told[name] = run("bench.ours", str(made.folder), str(folder), url, str(number))
        made.withdraw(number)
    return told


def run(module: str, *words: str, server: Server | None = None) -> Told:
    """What a module, run as a process of its own, prints as JSON, and what the server took for it.

    Raises RuntimeError where it fails.
    """
    server = server or Server(None)
    path = f"{settings.PROJECT / 'include'}:{settings.PROJECT / 'tests'}"
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with server.watched():
            process = subprocess.Popen(
                [sys.executable, "-m", module, *words],
                env={**os.environ, "PYTHONPATH": path},
                stdout=out,
                stderr=err,
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise RuntimeError(f"{module} failed:\n{err.read()[-3000:]}")
        told: Told = json.loads(out.read())
    own_mb = used.ru_oublock * 512 // 2**20  # the same count as write_bytes
    return told | {"server_mb": server.peak_mb, "written_mb": own_mb + server.written_mb}


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
        "server_mb": max(one["server_mb"] for one in runs),
        "written_mb": int(statistics.median(one["written_mb"] for one in runs)),
    }


def measured(people: int, repeat: int, folder: Path, sizes: list[int]) -> Told:
    """Makes the deliveries, measures all ways in turn and tells the table; gives the last line.

    sizes: up to the last of them the pandas peer is run as the others are.
    """
    made = delivered.make(folder / "delivered", people)
    every: dict[str, list[Told]] = {}
    different: Different = {}
    ways = (*ROUND, PANDAS) if people <= max(sizes, default=0) else ROUND
    for number in range(1, repeat + 1):
        told, found = once(made, folder / f"state_{number}", ways)
        for way in told:
            every.setdefault(way, []).append(told[way])
        _add(different, found)
        took = ", ".join(f"{way} {one['seconds']:.1f} s" for way, one in told.items())
        print(f"run {number}: {took}", flush=True)
    medians = {way: median(runs) for way, runs in every.items()}
    if sizes and PANDAS not in medians:
        medians[PANDAS], found = on_the_slope(people, sizes, folder)
        _add(different, found)
    tell(medians, made.rows())
    seconds = {way: one["seconds"] for way, one in medians.items()}
    ratios = {"ours_over_floor": seconds["ours"] / seconds["floor"]}
    ratios |= {
        f"{way}_over_ours": seconds[way] / seconds["ours"]
        for way in ("postgres", PANDAS)
        if way in seconds
    }
    ratios |= {f"{way}_over_full": seconds[way] / seconds["ours"] for way in (UNCHANGED, CHANGED)}
    return {
        "people": people,
        **{f"{way}_s": round(spent, 2) for way, spent in seconds.items()},
        **{name: round(ratio, 2) for name, ratio in ratios.items()},
        "peak_mb": medians["ours"]["peak_mb"],
        "same_answer": not any(count for one in different.values() for count in one.values()),
        "different": different,
    }


def on_the_slope(people: int, sizes: list[int], folder: Path) -> tuple[Told, Different]:
    """What the pandas peer would take, by what it takes for two smaller sizes, once each."""
    runs, different = [], Different()
    for size in sizes:
        made = delivered.make(folder / f"delivered_{size}", size)
        told, found = once(made, folder / f"state_{size}", ("floor", PANDAS), against="floor")
        runs.append(told[PANDAS])
        _add(different, found)
        print(f"{PANDAS}, {size:,} people: {told[PANDAS]['seconds']:.1f} s", flush=True)

    def scaled(first: float, last: float) -> float:
        return last + (last - first) / (sizes[-1] - sizes[0]) * (people - sizes[-1])

    one, other = runs[0], runs[-1]
    stages = {name: scaled(one["stages"][name], spent) for name, spent in other["stages"].items()}
    whole = {"seconds": scaled(one["seconds"], other["seconds"]), "stages": stages}
    return {**other, **whole, "scaled_from": sizes}, different


def tell(medians: dict[str, Told], rows: int) -> None:
    """Prints the table."""
    heads = ("seconds", "rows/s", "peak MB", "server MB", "written MB")
    print(f"{rows:,} rows delivered".ljust(10))
    print(" " * 10 + "".join(f"{head:>12}" for head in heads) + "  stages, in seconds")
    for way, told in medians.items():
        speed = rows / told["seconds"]
        numbers = (f"{told['seconds']:.1f}", f"{speed:,.0f}")
        numbers += tuple(f"{told[name]:,}" for name in ("peak_mb", "server_mb", "written_mb"))
        steps = ", ".join(f"{step} {spent:.1f}" for step, spent in told["stages"].items())
        print(f"{way:10}" + "".join(f"{number:>12}" for number in numbers) + f"  {steps}")
        if "scaled_from" in told:
            sizes = " and ".join(f"{size:,}" for size in told["scaled_from"])
            print(f"{'':12}on the slope between {sizes} people; memory and bytes as at the latter")
    print("peak: our process. server: what its processes have for themselves, and once what they")
    print("share. written: what both gave to the disk, logs and temporary files too.")


def _add(different: Different, found: Different) -> None:
    for peer, counts in found.items():
        so_far = different.setdefault(peer, {})
        for name, count in counts.items():
            so_far[name] = so_far.get(name, 0) + count


def _sizes(told: str) -> list[int]:
    return sorted(int(size) for size in told.split(",") if size)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--pandas", type=_sizes, default=[100_000, 200_000], metavar="SIZE,SIZE")
    given = parser.parse_args()
    if given.pandas and len(given.pandas) != 2:
        parser.error("--pandas takes two sizes, or none at all: --pandas ''")
    settings.state().mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.state()) as folder:
        told = measured(given.people, given.repeat, Path(folder), given.pandas)
    print(json.dumps(told))
    sys.stdout.flush()
    os._exit(0 if told["same_answer"] else 1)  # DuckDB's bindings complain at a usual end


if __name__ == "__main__":
    main()
