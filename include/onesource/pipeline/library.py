"""A library's three steps: master, audit, publish. Only the last is seen by anyone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from onesource.catalog import Catalog
from onesource.discrepancy import findings
from onesource.discrepancy.findings import Scope
from onesource.mastering import master as mastering
from onesource.mastering import publish as publishing
from onesource.mastering.claims import Workshop
from onesource.mastering.plan import plan
from onesource.pipeline.house import House
from onesource.store import sql


def master(house: House, name: str) -> mastering.Built | None:
    """Builds the library aside from every batch in force.

    None where nothing is new, or where the provider that decides which entities
    exist has delivered nothing yet.
    """
    catalog = Catalog.load()
    planned = plan(catalog, catalog.library(name), house.base)
    if not planned.fresh or not planned.ready:
        return None
    return mastering.master(Workshop(catalog, house.base, house.lake), planned)


def audit(house: House, name: str, build_id: str) -> None:
    """Holds the build against the library's suite. Raises Refused where it is not met."""
    from onesource.mastering import audit as auditing  # heavy: loads Great Expectations

    auditing.audit(Catalog.load().library(name), house.base, house.lake, build_id)


def publish(house: House, name: str, build_id: str) -> dict[str, Any]:
    """Puts the build in force with its history and findings, in one transaction; says the counts.

    Raises Refused where it is not audited, or came too late.
    """
    catalog = Catalog.load()
    facts = house.base.rows(sql.statement("base/mastering/build_summary"), build_id=build_id)[0]

    told = {"build_id": build_id}
    declared = [feed.path for feed in catalog.suppliers(name)]

    def settle(connection: sa.Connection, staged: str) -> None:
        closing: findings.Closing = "rule_change" if facts["rule_change"] else "data"
        scope = Scope.library(name, build_id, closing, declared)
        ruled = connection.execute(sa.text(sql.statement("base/discrepancy/ruled")), told)
        settled = tuple(row.finding_id for row in ruled)
        findings.settle(connection, staged, replace(scope, ruled=settled))

    publishing.publish(catalog.library(name), house.base, house.lake, build_id, settle)
    return {
        "build_id": build_id,
        "golden": facts["golden"],
        "disagreements": facts["disagreements"],
    }
