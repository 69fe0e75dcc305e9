"""Builds a library aside: golden records and disagreements together, as files in the lake.

For each element the authority's value survives; every other provider's is compared.
No scheduler here: the same claims and rules give the same files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import sqlalchemy as sa

from onesource import clock
from onesource.mastering import disagreements, golden, tables
from onesource.mastering.golden import Workshop
from onesource.mastering.plan import Claims, Plan
from onesource.quality import verdict
from onesource.store import engine, sql
from onesource.store.base import Base
from onesource.store.lake import Lake


@dataclass(frozen=True)
class Built:
    """One build as it lies in the lake, not in force yet."""

    build_id: str
    golden: int
    changed: int
    disagreements: int


def master(shop: Workshop, plan: Plan) -> Built:
    """Builds what `plan` says and registers it as built.

    An entity whose deciding provider has no accepted batch yet stays as it is.
    """
    tables.ensure(shop.base, plan.library)
    with engine.work("master") as work, engine.duck(work) as duck:
        _open(shop, plan, duck)
        if plan.parent is not None:
            open_findings = sql.statement(
                "base/mastering/open_findings", scope=f"library:{plan.library.name}"
            )
            duck.register("open_finding", shop.base.arrow(open_findings))
        kept = changed = 0
        for name in plan.library.entities:
            kept += golden.build(shop, plan, duck, name)
            if plan.deciding(name) is not None:
                disagreements.find(shop.catalog, plan, duck, name)
            changed += _keep(shop.lake, plan, duck, work, name)
        found = engine.copy_out(duck, "from finding order by finding_id", work / "findings")
        shop.lake.put(work / "findings", f"{plan.folder}/findings.parquet")
    built = Built(plan.build_id, kept, changed, found)
    _register(shop.base, plan, built)
    return built


def ready(plan: Plan) -> bool:
    """Whether the deciding provider of any entity has an accepted batch."""
    return any(plan.deciding(entity) for entity in plan.library.entities)


def _open(shop: Workshop, plan: Plan, duck: duckdb.DuckDBPyConnection) -> None:
    """Makes each feed's files readable: <view>_accepted, _records, _quarantine, and <view> itself."""
    for claims in plan.claims:
        view = claims.view
        shop.lake.relation(duck, f"{view}_records", f"{claims.folder}/records.parquet")
        for part in ("accepted", "quarantine"):
            shop.lake.relation(
                duck, f"{view}_{part}", verdict.file(claims.folder, part, claims.rules)
            )
        duck.execute(
            sql.statement(
                "lake/mastering/claims", view=view, elements=claims.feed.supplies.elements
            )
        )
        label = plan.library.entities[claims.feed.supplies.entity].label
        told = label in claims.feed.supplies.elements
        delivered = claims.feed.contract.delivered(label) if told else None
        duck.execute(sql.statement("lake/mastering/kept", view=view, label=delivered))
    duck.execute(sql.statement("lake/mastering/finding"))
    duck.execute("create table source (source_id smallint, provider varchar)")


def _keep(lake: Lake, plan: Plan, duck: duckdb.DuckDBPyConnection, work: Path, name: str) -> int:
    columns = [
        column
        for element in plan.library.entities[name].elements
        for column in (element, f"{element}_source")
    ]
    changes = sql.statement(
        "lake/mastering/changes", entity=name, parent=plan.parent, columns=columns
    )
    changed = engine.copy_out(duck, changes, work / "changes")
    engine.copy_out(duck, f"from golden_{name} order by entity_key", work / "golden")
    for part in ("golden", "changes"):
        lake.put(work / part, f"{plan.folder}/{part}_{name}.parquet")
    return changed


def _register(base: Base, plan: Plan, built: Built) -> None:
    build = {
        "build_id": plan.build_id,
        "library": plan.library.name,
        "parent": plan.parent,
        "inputs": plan.inputs,
        "rules": plan.rules,
        "folder": plan.folder,
        "as_of": plan.day,
        "golden": built.golden,
        "disagreements": built.disagreements,
        "at": clock.now(),
    }
    with base.transaction() as connection:
        connection.execute(sa.text(sql.statement("base/mastering/register_build")), build)
        for claims in plan.claims:
            connection.execute(
                sa.text(sql.statement("base/mastering/register_input")), _input(plan, claims)
            )


def _input(plan: Plan, claims: Claims) -> dict[str, str]:
    return {
        "build_id": plan.build_id,
        "provider": claims.feed.provider,
        "feed": claims.feed.name,
        "batch_id": claims.batch_id,
    }
