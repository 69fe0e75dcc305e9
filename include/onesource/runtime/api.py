"""Speaks with Airflow's REST API on behalf of the main job.

Knows addresses and shapes, logs in by itself, and turns a silent server into
Unreachable and a refusal into Refused. Decides nothing about which runs matter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from onesource.errors import Refused, Unreachable

if TYPE_CHECKING:
    import requests

ENDED = frozenset({"success", "failed"})
PAGE = 100


@dataclass(frozen=True)
class Run:
    """One DAG run as it stands."""

    dag_id: str
    run_id: str
    state: str
    logical_date: str | None = None
    run_type: str = ""

    @property
    def ended(self) -> bool:
        return self.state in ENDED


@dataclass(frozen=True)
class TaskRun:
    """One task of one run as it stands."""

    dag_id: str
    run_id: str
    task_id: str
    state: str | None
    try_number: int
    map_index: int

    @property
    def label(self) -> str:
        """The task's name, with its number where one task became many."""
        return self.task_id if self.map_index < 0 else f"{self.task_id}[{self.map_index}]"


class Airflow:
    """A client for one API server, logged in as one user."""

    def __init__(self, url: str, user: str, password: str) -> None:
        import requests

        self.url = url
        self._login = {"username": user, "password": password}
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy stands between us and our own machine

    def health(self) -> dict[str, dict[str, str | None]]:
        """Each component's status and last heartbeat, as the server sees them."""
        return self._json("GET", "/monitor/health")

    def dags(self) -> dict[str, bool]:
        """Every DAG the scheduler knows, and whether it is paused."""
        return {dag["dag_id"]: dag["is_paused"] for dag in self._all("/dags", "dags")}

    def import_errors(self) -> dict[str, str]:
        """Files that could not be read as DAGs, with the reason."""
        found = self._all("/importErrors", "import_errors")
        return {error["filename"]: error["stack_trace"] for error in found}

    def unpause(self, dag_id: str) -> None:
        """Let the scheduler run a DAG."""
        self._json("PATCH", f"/dags/{_part(dag_id)}", {"is_paused": False})

    def pause(self, dag_id: str) -> None:
        """Let the scheduler start no run of a DAG, and wake it for nothing."""
        self._json("PATCH", f"/dags/{_part(dag_id)}", {"is_paused": True})

    def trigger(
        self, dag_id: str, logical_date: datetime, conf: dict[str, Any] | None = None
    ) -> Run:
        """Start a run for an aware logical date; Refused where one exists for it."""
        body = {"logical_date": logical_date.isoformat(), "conf": conf or {}}
        response = self._send("POST", f"/dags/{_part(dag_id)}/dagRuns", body)
        if response.status_code == 409:
            raise Refused(
                f"{dag_id} already has a run for {logical_date.isoformat()}; trigger it for "
                f"another logical date, or clear that run",
                dag_id=dag_id,
            )
        return _run(_body(response))

    def runs(self, dag_id: str = "~", since: datetime | None = None) -> list[Run]:
        """The runs of one DAG, or of all, newest first; those due from `since` on."""
        due = {"run_after_gte": since.isoformat()} if since else {}
        where = f"/dags/{_part(dag_id)}/dagRuns"
        return [_run(row) for row in self._all(where, "dag_runs", order_by="-run_after", **due)]

    def tasks(self, run: Run) -> list[TaskRun]:
        """The task instances of one run, with their states."""
        where = f"/dags/{_part(run.dag_id)}/dagRuns/{_part(run.run_id)}/taskInstances"
        return [_task(row) for row in self._all(where, "task_instances")]

    def moved_tasks(self, since: datetime) -> list[TaskRun]:
        """The task instances of all runs that have changed since a moment."""
        moved = {"updated_at_gte": since.isoformat()}
        where = "/dags/~/dagRuns/~/taskInstances"
        return [_task(row) for row in self._all(where, "task_instances", **moved)]

    def waiting_assets(self, dag_id: str) -> int:
        """How many asset events wait to wake a DAG."""
        path = f"/dags/{_part(dag_id)}/assets/queuedEvents"
        response = self._send("GET", path)
        return 0 if response.status_code == 404 else int(_body(response)["total_entries"])

    def asset_events(self) -> list[dict[str, Any]]:
        """What was renewed, the latest first, with what each event carries."""
        return self._all("/assets/events", "asset_events", order_by="-timestamp")

    def log_tail(self, task: TaskRun, lines: int = 25) -> str:
        """The last lines of a task's log, its errors spelled out."""
        run = f"/dags/{_part(task.dag_id)}/dagRuns/{_part(task.run_id)}"
        path = f"{run}/taskInstances/{_part(task.task_id)}/logs/{max(task.try_number, 1)}"
        query = {"full_content": "true", "map_index": str(task.map_index)}
        content = self._json("GET", path, query=query).get("content", [])
        written = [text for entry in content for text in _log_lines(entry)]
        return "\n".join(written[-lines:])

    def login(self) -> None:
        """Obtain a token; Refused when the password is wrong."""
        self._session.headers.pop("Authorization", None)
        response = self._request("POST", "/auth/token", self._login, {})
        token = _body(response)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def _all(self, path: str, key: str, **query: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        while True:
            page = {"limit": str(PAGE), "offset": str(len(rows)), **query}
            body = self._json("GET", path, query=page)
            rows += body[key]
            if not body[key] or len(rows) >= body["total_entries"]:
                return rows

    def _json(
        self, method: str, path: str, body: object = None, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        return _body(self._send(method, path, body, query))

    def _send(
        self, method: str, path: str, body: object = None, query: dict[str, str] | None = None
    ) -> requests.Response:
        if "Authorization" not in self._session.headers:
            self.login()
        response = self._request(method, "/api/v2" + path, body, query or {})
        if response.status_code == 401:
            self.login()
            response = self._request(method, "/api/v2" + path, body, query or {})
        return response

    def _request(
        self, method: str, path: str, body: object, query: dict[str, str]
    ) -> requests.Response:
        import requests

        try:
            return self._session.request(
                method, self.url + path, json=body, params=query, timeout=30
            )
        except requests.RequestException as error:
            raise Unreachable(f"Airflow's API at {self.url}{path} does not answer: {error}") from (
                error
            )


def _part(text: str) -> str:
    return quote(text, safe="~")


def _run(row: dict[str, Any]) -> Run:
    return Run(
        dag_id=row["dag_id"],
        run_id=row["dag_run_id"],
        state=row["state"],
        logical_date=row.get("logical_date"),
        run_type=row.get("run_type", ""),
    )


def _task(row: dict[str, Any]) -> TaskRun:
    return TaskRun(
        dag_id=row["dag_id"],
        run_id=row["dag_run_id"],
        task_id=row["task_id"],
        state=row["state"],
        try_number=row["try_number"],
        map_index=row["map_index"],
    )


def _body(response: requests.Response) -> dict[str, Any]:
    if response.status_code >= 500:
        raise Unreachable(
            f"Airflow's API answered {response.status_code} to {response.url}: "
            f"{response.text[:500]}; its log is in the state folder under airflow/logs"
        )
    if response.status_code >= 400:
        raise Refused(
            f"Airflow's API refused {response.request.method} {response.url} with "
            f"{response.status_code}: {response.text[:500]}",
            status=response.status_code,
        )
    body: dict[str, Any] = response.json()
    return body


def _log_lines(entry: object) -> list[str]:
    if not isinstance(entry, dict):
        return [str(entry)]
    lines = [str(entry.get("event", json.dumps(entry, ensure_ascii=False)))]
    details = entry.get("error_detail") or []
    return lines + [f"{detail.get('exc_type')}: {detail.get('exc_value')}" for detail in details]
