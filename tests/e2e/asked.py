"""The bureau's questions in a running city: cases come before it, and an adjudicator answers as in the UI."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from e2e.conftest import City

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import actions, docket
from onesource.discrepancy.actions import Given
from onesource.pipeline import round as rounds
from onesource.runtime.api import Airflow

QUESTIONS = "adjudications"
READ = timedelta(
    seconds=5
)  # Airflow tries a task again that is answered before its process is gone
Found = TypeVar("Found")


def refer(city: City, kind: str, element: str | None = None) -> str:
    """The statistics office says of a whole case that it is not its own: the bureau has to decide."""
    where = "provider = 'statistics' and kind = :kind and element is not distinct from :element"
    rows = city.base.rows(
        "select cast(finding_id as text) as id, cast(case_id as text) as case_id "
        f"from discrepancy.finding where status = 'open' and {where}",
        kind=kind,
        element=element,
    )
    given = [Given(row["id"], "elsewhere", "名称由**民政**部门认定<b>") for row in rows]
    office = rounds.office_of(city.base, Catalog.readable())
    with clock.at(city.start + timedelta(hours=8)), city.base.transaction() as connection:
        [course] = actions.answer(connection, office.now, "statistics", given, "a file")
    assert course.case.phase == "adjudicating"
    return course.case_id


def log(city: City, case_id: str) -> list[Any]:
    """The log of a case."""
    with city.base.transaction() as connection:
        return docket.log(connection, case_id)


class Adjudicator:
    """The user `op` before the UI, by the calls that the UI makes."""

    def __init__(self, city: City) -> None:
        password = city.stack.state.secrets()["airflow_op"]
        self._api = Airflow(city.stack.base_url, "op", password)

    def open(self) -> dict[str, dict[str, Any]]:
        """The questions that wait for an answer, by run."""
        waiting = {"response_received": "false", "state": "awaiting_input"}
        where = f"/dags/{QUESTIONS}/dagRuns/~/hitlDetails"
        found = self._api._json("GET", where, query=waiting)["hitl_details"]
        return {one["task_instance"]["dag_run_id"]: one for one in found}

    def answer(self, run: str, choice: str, reason: str, rulings: str | None = None) -> None:
        """Chooses and writes why; the form sends null for a field that was emptied."""
        where = f"/dags/{QUESTIONS}/dagRuns/{run}/taskInstances/ask/-1/hitlDetails"
        given = {"chosen_options": [choice], "params_input": {"reason": reason, "rulings": rulings}}
        self._api._json("PATCH", where, given)

    def start(self, run: str, conf: dict[str, Any], present: datetime) -> None:
        """Starts a run by hand, whose present is another."""
        body = {"dag_run_id": run, "conf": conf, "logical_date": present.isoformat()}
        now = datetime.now(UTC).isoformat()
        self._api._json("POST", f"/dags/{QUESTIONS}/dagRuns", {**body, "run_after": now})


def asked(city: City, case_id: str) -> tuple[str, dict[str, Any]]:
    """The run that asks about a case, and its question, once it is put and could be read."""

    def found() -> tuple[str, dict[str, Any]] | None:
        mine = [one for one in Adjudicator(city).open().items() if case_id in one[0]]
        read = [one for one in mine if _since(one[1]["created_at"]) >= READ]
        return read[0] if read else None

    return until(found)


def _since(moment: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(moment)


def ended(city: City, run: str) -> tuple[str, dict[str, str | None]]:
    """How a run ended, and each of its tasks."""

    def found() -> tuple[str, dict[str, str | None]] | None:
        [one] = [one for one in city.stack.api.runs(QUESTIONS) if one.run_id == run]
        tasks = {task.task_id: task.state for task in city.stack.api.tasks(one)}
        return (one.state, tasks) if one.ended else None

    return until(found)


def until(found: Callable[[], Found | None], seconds: float = 300.0) -> Found:
    """What is found, in its time."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if one := found():
            return one
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds:.0f} s")
