"""Settles findings: opens what is new, reopens what came back, closes what the data no longer shows.

Each finding belongs to one scope (a feed's checks, a feed's last delivery, a
library), and a scope is always settled as a whole.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Feed
from onesource.discrepancy import reasons
from onesource.landing.batch import Held
from onesource.store import sql

Closing = Literal["data", "rule_change", "feed_ended"]


@dataclass(frozen=True)
class Scope:
    """Who keeps a set of findings up to date."""

    name: str
    cause: str  # the batch or build that shows them
    closing: Closing = "data"
    declared: tuple[str, ...] = ()  # the feeds that still deliver to it
    ruled: tuple[str, ...] = ()  # the findings about what the bureau has just ruled on

    @classmethod
    def checks(cls, feed: Feed, batch_id: str, closing: Closing) -> Scope:
        """What single rows of a feed's batch fail."""
        return cls(f"feed:{feed.path}", batch_id, closing, (feed.path,))

    @classmethod
    def delivery(cls, feed: Feed, batch_id: str) -> Scope:
        """What a feed's last delivery as a whole was held for."""
        return cls(f"batch:{feed.path}", batch_id, declared=(feed.path,))

    @classmethod
    def arrivals(cls, feed: Feed) -> Scope:
        """Whether a feed's deliveries come in time."""
        return cls(f"late:{feed.path}", "the calendar", declared=(feed.path,))

    @classmethod
    def relations(cls, name: str, build_id: str, declared: Iterable[str]) -> Scope:
        """What a library's records refer to and where they lie, by the feeds `declared`."""
        return cls(f"relations:{name}", build_id, declared=tuple(declared))

    @classmethod
    def library(cls, name: str, build_id: str, closing: Closing, declared: Iterable[str]) -> Scope:
        """What providers say otherwise than a library, by the feeds `declared`."""
        return cls(f"library:{name}", build_id, closing, tuple(declared))


def settle(connection: sa.Connection, staged: str, scope: Scope) -> None:
    """Settles a scope by the findings in `staging.<staged>`, within the caller's transaction.

    A finding marked `waiting` is neither opened nor closed.
    """
    statement = sql.statement("base/discrepancy/settle", staged=staged)
    connection.execute(
        sa.text(statement),
        {
            "scope": scope.name,
            "cause": scope.cause,
            "closing": scope.closing,
            "declared": list(scope.declared),
            "ruled": list(scope.ruled),
            "at": clock.now(),
        },
    )


def end(connection: sa.Connection, declared: Iterable[str], cause: str) -> None:
    """Closes what is still open about feeds (`<provider>/<feed>`) that are no longer declared."""
    connection.execute(
        sa.text(sql.statement("base/discrepancy/end_feeds")),
        {"declared": list(declared), "cause": cause, "at": clock.now()},
    )


def end_rules(connection: sa.Connection, scope: Scope, asked: Iterable[str]) -> None:
    """Closes what is open in a scope about elements (`<provider>/<feed>/<element>`) not asked about."""
    connection.execute(
        sa.text(sql.statement("base/discrepancy/end_rules")),
        {
            "scope": scope.name,
            "cause": scope.cause,
            "declared": list(scope.declared),
            "asked": list(asked),
            "at": clock.now(),
        },
    )


def clear(connection: sa.Connection, scope: Scope) -> None:
    """Closes everything open in a scope: the delivery is as agreed again."""
    connection.execute(
        sa.text(sql.statement("base/discrepancy/clear")),
        {"scope": scope.name, "cause": scope.cause, "closing": scope.closing, "at": clock.now()},
    )


def of_held(feed: Feed, held: Held) -> pa.Table:
    """The one finding of a held delivery, in the form in which findings are staged."""
    rule = str(held.cause.facts.get("rule", held.kind))
    columns = held.cause.facts.get("columns")
    element = ", ".join(map(str, columns)) if isinstance(columns, list) else None
    told = "\x1f".join((held.kind, feed.provider, feed.name, rule, element or "-"))
    detail = {
        "message": reasons.message(rule, held.cause.facts),
        "remedy": reasons.remedy(held.kind, rule),
        "facts": {key: value for key, value in held.cause.facts.items() if key != "rule"},
    }
    row: dict[str, object] = {
        "finding_id": str(uuid.uuid5(uuid.NAMESPACE_OID, told)),
        "kind": held.kind,
        "severity": "critical",
        "provider": feed.provider,
        "feed": feed.name,
        "library": feed.supplies.library,
        "entity": feed.supplies.entity,
        "element": element,
        "rule": rule,
        "detail": json.dumps(detail, ensure_ascii=False, default=str),
        "batch_id": held.batch.batch_id,
        "waiting": False,
    }
    return pa.Table.from_pylist([row], schema=SCHEMA)


SCHEMA = pa.schema(
    [
        *(
            (name, pa.string())
            for name in (
                "finding_id",
                "kind",
                "severity",
                "provider",
                "feed",
                "library",
                "entity",
                "entity_key",
                "element",
                "rule",
                "provider_value",
                "golden_value",
                "golden_provider",
                "detail",
                "batch_id",
            )
        ),
        ("row_number", pa.int64()),
        ("waiting", pa.bool_()),
    ]
)
