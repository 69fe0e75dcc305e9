"""The one module that knows Airflow: what a task needs of it, and what it needs of our errors.

DAG files say when; the pipeline says what; this is the seam between them. Cheap to
import: everything heavy is imported inside a running task.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import (
    Asset,
    AssetAlias,
    BaseHook,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
)

from onesource import clock

if TYPE_CHECKING:
    from onesource.pipeline.house import House
    from onesource.sources.connections import Connection
    from onesource.store.base import Base

BASE_CONNECTION = "onesource_db"
ADJUDICATIONS = "adjudications"  # the DAG whose runs are questions to the bureau
ASKED_AT_ONCE = 100  # the most pressing; the next rounds ask the others

# A refusal needs somebody to change something first; all else may pass by itself.
RETRIES = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="onesource.errors.Refused",
            action=RetryAction.FAIL,
            reason="refused: a retry cannot help, see the message for the remedy",
        ),
        RetryRule(
            exception="onesource.errors.Unreachable",
            action=RetryAction.RETRY,
            reason="a system did not answer as agreed; it is asked again",
        ),
    ]
)
BY_HAND = "ONESOURCE_BY_HAND"
RETRY_SECONDS = "ONESOURCE_RETRY_SECONDS"  # the first pause; each next one is twice as long


def defaults(owner: str) -> dict[str, Any]:
    """What every task has: an owner, and retries where they can help."""
    return {
        "owner": owner,
        "retry_policy": RETRIES,
        "retries": 4,
        "retry_delay": timedelta(seconds=float(os.environ.get(RETRY_SECONDS, "300"))),
        "retry_exponential_backoff": 2.0,
        "execution_timeout": timedelta(hours=6),
    }


def timed(cron: str) -> CronTriggerTimetable | None:
    """Starts at `cron` in China's time; what is switched on just after its turn waits for the next.

    None where `ONESOURCE_BY_HAND` is set (the demo): nothing starts by the time of day.
    """
    if os.environ.get(BY_HAND):
        return None
    return CronTriggerTimetable(cron, timezone="Asia/Shanghai", run_immediately=timedelta(0))


def soon() -> dict[str, Any]:
    """How a task is tried again that others wait for: for some minutes, the next run takes what it leaves."""
    usual: timedelta = defaults("")["retry_delay"]
    return {"retries": 3, "retry_delay": min(usual, timedelta(seconds=60))}


def feed_asset(path: str) -> Asset:
    """What a feed gives: its batch in force. `path` is `<provider>/<feed>`."""
    return Asset(name=f"feed/{path}", uri=f"onesource://feed/{path}", group="feed")


def ruling_asset(library: str) -> Asset:
    """What the bureau rules on a library: not borne by its build in force yet, or not any more."""
    return Asset(name=f"ruling/{library}", uri=f"onesource://ruling/{library}", group="ruling")


RULINGS = AssetAlias("rulings")  # stands for those of whichever libraries anything was ruled on


def tell_ruled(context: Any, libraries: Iterable[str]) -> None:
    """Wakes the libraries whose rulings differ from what their builds bear."""
    for library in libraries:
        told = {"at": clock.now().isoformat()}
        context["outlet_events"][RULINGS].add(ruling_asset(library), extra=told)


def library_asset(name: str) -> Asset:
    """What a library gives: its build in force."""
    return Asset(name=f"library/{name}", uri=f"onesource://library/{name}", group="library")


def base(**engine: Any) -> Base:
    """The base database behind Airflow's connection `onesource_db`; `engine` as SQLAlchemy makes it."""
    from airflow.providers.postgres.hooks.postgres import PostgresHook

    from onesource.store.base import Base

    return Base(PostgresHook(postgres_conn_id=BASE_CONNECTION).get_sqlalchemy_engine(engine))


@contextmanager
def step(context: Any) -> Iterator[House]:
    """The house a task works in, with the clock following the run where that is set.

    `ONESOURCE_CLOCK=logical` (the demo, the tests) makes the present the run's
    logical date, or the latest moment its waking events carry.
    """
    from onesource.pipeline.house import House

    house = House(base(), connections=connection)
    with clock.at(_simulated(context)):
        try:
            with _told(context, house):
                yield house
        finally:
            house.base.engine.dispose()


def _told(context: Any, house: House) -> AbstractContextManager[None]:
    """Tells of the task's lineage, where anybody is to be told."""
    from onesource.pipeline import lineage

    if not lineage.is_wanted():
        return nullcontext()
    task = context["ti"]
    step = lineage.Step(task.dag_id, task.task_id, context["dag_run"].run_id)
    return lineage.told(house.base, step)


def interval_at(context: Any) -> datetime:
    """The moment a feed's run is for: its logical date, else when it was due."""
    run = context["dag_run"]
    moment: datetime = run.logical_date or run.run_after
    return moment


def connection(name: str) -> Connection:
    """Airflow's connection `name` in our terms. Raises Refused where it is not known."""
    from airflow.sdk.exceptions import AirflowNotFoundException

    from onesource.errors import Refused
    from onesource.sources.connections import Connection

    try:
        found = BaseHook.get_connection(name)
    except AirflowNotFoundException as error:
        raise Refused(f"connection {name} is unknown; add it under Admin → Connections") from error
    return Connection(
        name=name,
        kind=found.conn_type or "",
        host=found.host or "",
        port=found.port,
        login=found.login or "",
        password=found.password or "",
        schema=found.schema or "",
        extra=found.extra_dejson,
    )


def tell(context: Any, asset: Asset, counts: dict[str, Any]) -> None:
    """Puts counts, and the run's present, into the event that an asset was renewed."""
    context["outlet_events"][asset].extra = {**counts, "at": clock.now().isoformat()}


def _simulated(context: Any) -> datetime | None:
    if os.environ.get("ONESOURCE_CLOCK") != "logical":
        return None
    woken = [
        datetime.fromisoformat(event.extra["at"])
        for events in (context.get("triggering_asset_events") or {}).values()
        for event in events
        if event.extra and "at" in event.extra
    ]
    return max(woken) if woken else interval_at(context)
