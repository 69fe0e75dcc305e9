"""Runs steps of the way in a process of their own, which can be told where to die.

`python tests/kill/step.py JOB.json` runs one job. `python tests/kill/step.py serve`
reads jobs from its input, a line of JSON each, and forks a process for each, so that
the heavy imports are paid once; it answers with the process's exit code. A job:
  steps   [[name, argument…], …], run in order; `die` is meant for the first
  base, lake, city   the base database's URL, the lake's folder, the city's connections.json
  offered  connections besides those of the city
  at      the present, fixed
  die     before.<n> or after.<n>: SIGKILL at the n-th point of the first step
  after   seconds after which the process is killed, whatever it does
  answer  the file that receives what the steps gave, the points passed, the seconds taken
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "include"), str(ROOT / "tests")]

from kill.points import Points, armed  # noqa: E402
from pipeline.town import connections  # noqa: E402

from onesource import clock  # noqa: E402
from onesource.discrepancy import doubts  # noqa: E402
from onesource.landing.batch import Held  # noqa: E402
from onesource.mastering import audit  # noqa: E402
from onesource.pipeline import feed as feeds  # noqa: E402
from onesource.pipeline import library as libraries  # noqa: E402
from onesource.pipeline import round as rounds  # noqa: E402
from onesource.pipeline.house import House  # noqa: E402
from onesource.quality import check  # noqa: E402
from onesource.relations import judge  # noqa: E402
from onesource.store.base import Base  # noqa: E402
from onesource.store.lake import Lake  # noqa: E402

# once and before the first fork: Great Expectations takes seconds
LOADED = (audit, check, doubts, judge)
Job = dict[str, Any]


def _held(step: Callable[..., Any]) -> Callable[..., str]:
    def held(*given: Any) -> str:
        try:
            step(*given)
        except Held as found:
            return found.batch.batch_id
        raise AssertionError("the delivery was let through")

    return held


def _land(house: House, path: str) -> feeds.landing.Landed:
    return feeds.land(house, path, clock.now())


STEPS: dict[str, Callable[..., Any]] = {
    "land": _land,
    "check": feeds.check,
    "accept": feeds.accept,
    "hold in landing": _held(_land),
    "hold in check": _held(feeds.check),
    "master": libraries.master,
    "audit": libraries.audit,
    "publish": libraries.publish,
    "relate": rounds.relate,
    "watch": rounds.watch,
    "estimate": rounds.estimate,
    "raise": rounds.raise_cases,
    "notify": rounds.notify,
    "sweep": lambda house: rounds.sweep(house, 0.0),
}


def run(job: Job) -> None:
    """Runs a job's steps in this process."""
    os.environ["ONESOURCE_STATE"] = job["state"]
    for name, value in job.get("environment", {}).items():
        os.environ[name] = value
    offered = json.loads(Path(job["city"]).read_text()) | job["offered"]
    house = House(Base.at(job["base"]), Lake(job["lake"]), connections(offered))
    die = {job["die"]: lambda: True} if job.get("die") else {}
    points, given, began = Points(die), None, time.monotonic()
    with clock.at(datetime.fromisoformat(job["at"])):
        for number, (name, *words) in enumerate(job["steps"]):
            counted = points if number == 0 else Points()
            with armed(counted, removals=name == "sweep"):
                given = STEPS[name](house, *words)
    house.base.engine.dispose()
    told = asdict(given) if is_dataclass(given) else given  # type: ignore[arg-type]
    answer = {"gave": told, "passed": points.passed, "seconds": time.monotonic() - began}
    Path(job["answer"]).write_text(json.dumps(answer, default=str))


def _child(job: Job) -> None:
    code = 1
    try:
        run(job)
        code = 0
    except BaseException:  # noqa: BLE001 - told to whoever asked for the step
        Path(job["answer"]).write_text(json.dumps({"error": traceback.format_exc()}))
    finally:
        os._exit(code)


def serve() -> None:
    """Forks a process for each job on standard input."""
    if threading.active_count() != 1:
        raise RuntimeError("only a process of one thread may be forked")
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _child(job)
        if job.get("after") is not None:
            time.sleep(job["after"])
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        run(json.loads(Path(sys.argv[1]).read_text()))
