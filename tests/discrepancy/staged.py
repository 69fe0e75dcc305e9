"""Findings that tests stage, and settle on a day of November."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pyarrow as pa

from onesource import clock
from onesource.discrepancy import findings
from onesource.discrepancy.findings import SCHEMA, Scope
from onesource.store.base import Base

FEEDS = ("taxation/taxpayers", "statistics/divisions")
HERE = Scope("relations:population", "a build", declared=FEEDS)
ELSEWHERE = Scope("library:population", "a build", declared=FEEDS)
CONFLICT = {  # taxation says another name than the police
    "kind": "conflict",
    "library": "population",
    "entity": "person",
    "element": "name",
    "rule": "authority",
    "golden_value": "李四",
    "golden_provider": "public_security",
}


def finding(number: int, **other: Any) -> dict[str, Any]:
    row = {
        "finding_id": f"{number:032x}",
        "kind": "broken_link",
        "severity": "critical",
        "provider": "taxation",
        "feed": "taxpayers",
        "entity_key": str(number),
        "rule": "spouse_unknown",
        "provider_value": "delivered",
        "detail": json.dumps({"group": "a"}),
        "waiting": False,
    }
    return row | other


def settle(base: Base, *rows: dict[str, Any], scope: Scope = HERE, day: int = 1) -> list[str]:
    """Settles on a day of November and says what was logged, in order."""
    known = base.rows("select coalesce(max(event_id), 0) as last from discrepancy.finding_event")
    with clock.at(datetime(2026, 11, day, tzinfo=clock.BUREAU_TIME)):
        base.stage("some", pa.Table.from_pylist(list(rows), schema=SCHEMA))
        with base.transaction() as connection:
            findings.settle(connection, "some", scope)
    logged = base.rows(
        "select event, finding_id from discrepancy.finding_event where event_id > :last "
        "order by event_id",
        last=known[0]["last"],
    )
    return [f"{row['event']} {row['finding_id'].int}" for row in logged]
