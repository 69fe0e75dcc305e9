"""The ways that are walked: day 2 of a small town, step by step, kept before each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kill import licensing
from kill.whole import State
from kill.yard import Step, Yard
from pipeline.town import (
    CIVIL,
    DATED,
    LIBRARY,
    STATISTICS,
    Rows,
    also,
    day,
    renamed,
    small,
    township,
    without,
)

from demo.civil_affairs import register_path, write_register
from demo.statistics import write_delivery

LATE = day(9)  # when civil affairs, who deliver daily, have not for a week


def feed_steps(path: str) -> list[Step]:
    return [("land", path), ("check", path, f"${path}"), ("accept", path, f"${path}")]


def library_steps(library: str) -> list[Step]:
    return [("master", library), ("audit", library, "$build"), ("publish", library, "$build")]


FEED_STEPS = [*feed_steps(CIVIL), *feed_steps(STATISTICS)]
LIBRARY_STEPS = library_steps(LIBRARY)
ROUND_STEPS: list[Step] = [
    ("estimate", LIBRARY),
    ("raise",),
    ("notify", "civil_affairs", "round"),
    ("notify", "statistics", "round"),
    ("sweep",),
]
CHANGES_STEPS: list[Step] = [
    *feed_steps(licensing.PATH),
    *library_steps(licensing.LIBRARY),
    ("relate", licensing.LIBRARY),
]
WAYS: dict[str, list[Step]] = {
    "whole": [*FEED_STEPS, *LIBRARY_STEPS, *ROUND_STEPS],
    "volume": [("hold in landing", STATISTICS), *ROUND_STEPS],
    "suite": [
        ("land", STATISTICS),
        ("hold in check", STATISTICS, f"${STATISTICS}"),
        *ROUND_STEPS,
    ],
    "changes": CHANGES_STEPS,
    "late": [("watch",), *ROUND_STEPS],
}


def first_civil() -> Rows:
    return renamed(small(), {township(7): "第7街道（撤销）"})


def first_statistics() -> Rows:
    wrong = renamed(small(), {township(3): "别名街道", township(5): "另名街道"})
    return also(wrong, township(90), "早报街道")


def second_civil() -> Rows:
    named = {township(4): "新名街道", township(8): "", township(10): "第10街道（已撤销）"}
    return also(without(renamed(small(), named), township(6)), township(99), "新设街道")


def second_statistics() -> Rows:
    named = {township(5): "另名街道", township(9): "又名街道", township(11): ""}
    rows = renamed(without(small(), township(12)), named)
    return [*rows, rows[-1]]


@dataclass
class Walked:
    """A way walked without disturbance."""

    name: str
    folder: Path
    steps: list[Step]
    passed: list[list[str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    after: list[State] = field(default_factory=list)
    prepare: Callable[[Yard], None] = lambda _: None

    def snapshot(self, step: int) -> str:
        return f"{self.name}_before_{step}"


def first_day(yard: Yard) -> None:
    """Walks day 1, and leaves an orphan of each kind behind."""
    serve(yard, first_civil(), first_statistics(), DATED)
    yard.interface.rows = licensing.first()
    yard.at = day(1)
    known: dict[str, str] = {}
    for step in [*FEED_STEPS, *LIBRARY_STEPS, *CHANGES_STEPS, *ROUND_STEPS]:
        _walk(yard, step, known)
    yard.undisturbed()
    for orphan in ("landing/statistics/divisions/gone/received", "builds/geospatial/gone"):
        (yard.lake / orphan).mkdir(parents=True)
        for name in ("a", "b"):
            (yard.lake / orphan / name).write_bytes(b"left behind")


def serve(yard: Yard, civil: Rows, statistics: Rows, dated: date) -> None:
    """Puts what the departments hold into place."""
    city = yard.folder / "city"
    write_register(register_path(city), civil)
    for file in (yard.frontend / "statistics" / "outbox").iterdir():
        file.unlink()
    write_delivery(yard.frontend / "statistics" / "outbox", statistics, dated)


def walk(yard: Yard, walked: Walked) -> Walked:
    """Walks a way, keeping the installation before each step and its state after it."""
    walked.prepare(yard)
    known: dict[str, str] = {}
    done: list[Step] = []
    for number, step in enumerate(walked.steps):
        yard.keep(walked.snapshot(number), walked.folder)
        told, answer = _walk(yard, step, known)
        done.append(told)
        walked.passed.append(answer["passed"])
        walked.seconds.append(answer["seconds"])
        walked.after.append(yard.state())
    walked.steps = done
    return walked


def _walk(yard: Yard, step: Step, known: dict[str, str]) -> tuple[Step, dict[str, Any]]:
    told = tuple(known.get(word, word) for word in step)
    code, answer = yard.run([told])
    assert code == 0, answer.get("error", f"{told} ended with {code}")
    if step[0] == "land":
        known[f"${step[1]}"] = answer["gave"]["batch_id"]
    if step[0] == "master":
        known["$build"] = answer["gave"]["build_id"]
    return told, answer
