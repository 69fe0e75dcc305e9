"""The whole of One Source on a scratch state folder: the real scheduler, departments and database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pipeline.lineage import events

from onesource.catalog import Catalog
from onesource.cli import demo, local
from onesource.runtime import Change, Stack, State
from onesource.runtime.api import TaskRun
from onesource.settings import PROJECT
from onesource.store.base import Base

SITE = Path(__file__).resolve().parents[1] / "kill" / "site"


@dataclass
class City:
    """A running installation, and the days that are run in it."""

    stack: Stack
    base: Base
    plan: Path
    start: datetime

    def day(self, number: int) -> list[Change]:
        """Runs a whole day, feeds to reports; says which tasks failed for good."""
        return demo.one_day(self.stack, Catalog.load(), self.start + timedelta(days=number))

    def kill(self, point: str) -> None:
        """Plans one kill, such as `publish.before.1`."""
        (self.plan / point).touch()

    def value(self, statement: str) -> Any:
        """The one value of a query."""
        [(value,)] = [tuple(row.values()) for row in self.base.rows(statement)]
        return value

    def tasks(self, dag_id: str, task_id: str) -> list[TaskRun]:
        """Every instance of a task, the latest run first."""
        runs = self.stack.api.runs(dag_id)
        return [
            task for run in runs for task in self.stack.api.tasks(run) if task.task_id == task_id
        ]

    def lineage(self) -> list[dict[str, Any]]:
        """Every event of OpenLineage that was sent."""
        return events(self.plan.parent / "lineage.jsonl")

    @property
    def outbox(self) -> Path:
        """What the statistics office delivers."""
        return self.stack.state.demo / "frontend" / "statistics" / "outbox"


@contextmanager
def installed(folder: Path, extra: dict[str, str]) -> Iterator[City]:
    """A city that has run no day yet; its days and terms lie in the past, as the scheduler wants them."""
    plan = folder / "plan"
    plan.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONESOURCE_STATE", str(folder / "state"))
        env = {
            **local.RUN_LIKE_A_DEMO,
            "ONESOURCE_RETRY_SECONDS": "1",
            "ONESOURCE_BY_HAND": "1",
        }
        code = os.pathsep.join(map(str, (SITE, PROJECT / "include")))
        env |= {
            "OPENLINEAGE__TRANSPORT__TYPE": "file",
            "OPENLINEAGE__TRANSPORT__LOG_FILE_PATH": str(folder / "lineage.jsonl"),
            "OPENLINEAGE__TRANSPORT__APPEND": "true",
        }
        env |= {"KILL_PLAN": str(plan), "PYTHONPATH": code, **extra}
        catalog = Catalog.load()
        with Stack(State.default(), pools=catalog.pools(), extra_env=env, say=print) as stack:
            local.prepare(stack, catalog)
            base = local.base()
            yield City(stack, base, plan, datetime.now(UTC) - timedelta(days=30))
            base.engine.dispose()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city whose tasks the scheduler runs itself."""
    swift = {"AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL": "2"}
    with installed(tmp_path_factory.mktemp("city"), swift) as ready:
        yield ready
