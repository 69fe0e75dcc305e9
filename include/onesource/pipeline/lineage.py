"""Tells another system, by OpenLineage, that a step began, what it read and wrote, or that it failed.

Off, and without any cost, unless its client is configured as it documents itself
(`OPENLINEAGE_URL`, `OPENLINEAGE_CONFIG`, `OPENLINEAGE__TRANSPORT__…`). What cannot be told is
logged; no step ever fails by it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onesource import clock
from onesource.store.base import Base

if TYPE_CHECKING:
    from openlineage.client.event_v2 import RunState
    from openlineage.client.facet_v2 import RunFacet

log = logging.getLogger(__name__)
NAMESPACE, PRODUCER = "onesource", "urn:onesource"
WANTED = ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG", "OPENLINEAGE__TRANSPORT__")


@dataclass(frozen=True)
class Step:
    """A task of a run: ids of the DAG, the task and the run."""

    dag: str
    task: str
    run: str


def is_wanted() -> bool:
    """Whether anybody is to be told."""
    return any(name.startswith(WANTED) for name in os.environ)


@contextmanager
def told(base: Base, step: Step) -> Iterator[None]:
    """Tells of a step that runs within."""
    from openlineage.client.event_v2 import RunState
    from openlineage.client.uuid import generate_new_uuid

    run = str(generate_new_uuid())
    _tell(base, step, run, RunState.START)
    try:
        yield
    except BaseException:
        _tell(base, step, run, RunState.FAIL)
        raise
    _tell(base, step, run, RunState.COMPLETE)


def _tell(base: Base, step: Step, run: str, state: RunState) -> None:
    """Sends an event; what was read and written goes with the last one of a step that is done."""
    from openlineage.client import OpenLineageClient
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState

    from onesource.pipeline import flows

    try:
        flow = flows.of(base, step.dag, step.task) if state == RunState.COMPLETE else flows.Flow()
        event = RunEvent(
            eventTime=clock.now().isoformat(),
            producer=PRODUCER,
            run=Run(run, {"parent": _parent(step)}),
            job=Job(NAMESPACE, f"{step.dag}.{step.task}"),
            eventType=state,
            inputs=flow.inputs,
            outputs=flow.outputs,
        )
        with closing(OpenLineageClient()) as client:
            client.emit(event)
    except Exception:
        log.exception("the lineage of %s.%s could not be told", step.dag, step.task)


def _parent(step: Step) -> RunFacet:
    """The DAG's run, known by the same id from each of its tasks."""
    from uuid import NAMESPACE_URL, uuid5

    from openlineage.client.facet_v2 import parent_run

    run = str(uuid5(NAMESPACE_URL, f"{step.dag}/{step.run}"))
    return parent_run.ParentRunFacet(parent_run.Run(run), parent_run.Job(NAMESPACE, step.dag))
