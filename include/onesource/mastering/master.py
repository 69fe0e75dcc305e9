"""Builds a library aside: golden records and disagreements together, as files in the lake.

For each element the authority's value survives; every other provider's is compared.
Only what somebody says otherwise than before is made and judged anew. No scheduler
here: the same claims and rules give the same files.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from onesource import clock
from onesource.mastering import disagreements, golden, identity, layers, ruled, tables
from onesource.mastering.claims import Bench, Workshop, open_files, touch
from onesource.mastering.plan import Claims, Plan
from onesource.mastering.ruled import Bearing
from onesource.store import engine, setwork, sql
from onesource.store.base import Base


@dataclass
class Counts:
    """How much a build touched: keys said anew, golden rows made anew, keys judged, golden rows written."""

    changed: int = 0
    mastered: int = 0
    judged: int = 0
    written: int = 0


@dataclass(frozen=True)
class Built:
    """One build as it lies in the lake, not in force yet.

    due: feed → the date from which its claims must be compared again. rulings: which its
    golden records bear.
    """

    build_id: str
    golden: int
    disagreements: int
    counts: Counts
    due: dict[str, date] = field(default_factory=dict)
    rulings: Bearing = field(default_factory=Bearing)


def master(shop: Workshop, plan: Plan) -> Built:
    """Builds what `plan` says and registers it as built.

    An entity whose deciding providers have no accepted batch yet stays as it is.
    """
    tables.ensure(shop.base, plan.library)
    built = build(shop, plan)
    _register(shop.base, plan, built)
    return built


def build(shop: Workshop, plan: Plan) -> Built:
    """Builds what `plan` says into the lake alone: nobody is told of it."""
    counts, bearing, rows = Counts(), Bearing(), 0
    with engine.work("master") as work, setwork.opened(work) as sets:
        bench = Bench(shop, plan, sets)
        _prepare(bench)
        for name in plan.library.entities:
            rows += _entity(bench, name, counts)
            bearing += ruled.bearing(bench, name)
            counts.written += _keep(bench, work, name)
        found = sets.write("from finding order by finding_id", work / "findings")
        shop.lake.put(work / "findings", f"{plan.folder}/findings.parquet")
        due = "select due_feed, min(due_on) from finding where due_feed is not null group by all"
        return Built(plan.build_id, rows, found, counts, dict(sets.rows(due)), bearing)


def _prepare(bench: Bench) -> None:
    plan, shop, sets = bench.plan, bench.shop, bench.sets
    open_files(bench)
    bench.run("finding")
    sets.run("create table source (source_id smallint, provider varchar, due_feed varchar)")
    if plan.parent is None:
        sets.run("create view parent_finding as from finding where false")
        return
    if plan.whole:
        sets.run("create view parent_finding as from finding where false")
    else:
        sets.open(shop.lake, "parent_finding", f"{plan.parent.folder}/findings.parquet")
    scope = f"library:{plan.library.name}"
    open_findings = sql.statement("base/mastering/open_findings", scope=scope)
    sets.give("open_finding", shop.base.arrow(open_findings))


def _entity(bench: Bench, name: str, counts: Counts) -> int:
    """Makes one entity's golden records and disagreements; says how many golden records there are."""
    known = golden.open_parent(bench, name)
    if not bench.plan.deciding(name):  # nobody has said yet which ones exist: none but those known
        bench.sets.run(f"create table made_{name} as from shape_{name}")
        for table in ("left", "judged"):
            bench.sets.run(f"create table {table}_{name} (entity_key varchar)")
        bench.run("former", entity=name, whole=False)
        bench.run("golden", entity=name, parent=True, view="golden", of="parent")
        bench.sets.run(
            f"create table carried_{name} (old_key varchar, new_key varchar, provider varchar)"
        )
        bench.sets.run(f"create table touched_{name} (entity_key varchar)")
        return bench.count(f"golden_{name}")
    identity.say_who_decides(bench, name)
    counts.changed += touch(bench, name)
    ruled.touch(bench, name)
    identity.establish(bench, name)
    counts.mastered += bench.count(f"touched_{name}")
    counts.judged += bench.count(f"judged_{name}")
    sources, over = golden.sources(bench, name), ruled.source(bench, name)
    golden.build(bench, name, sources, over, known)
    disagreements.find(bench, name, sources, over, golden.open_past(bench, name))
    return bench.count(f"golden_{name}")


def _keep(bench: Bench, work: Path, name: str) -> int:
    """Stores an entity's files; says how many golden rows are to be written."""
    plan, lake, sets = bench.plan, bench.shop.lake, bench.sets
    columns = [
        column
        for element in plan.library.entities[name].elements
        for column in (element, f"{element}_source")
    ]
    parts = {"carried": f"from carried_{name} order by old_key"}
    if plan.parent is not None:  # at first all golden rows are new
        parts["changes"] = sql.statement("lake/mastering/changes", entity=name, columns=columns)
    written = {part: sets.write(query, work / part) for part, query in parts.items()}
    for part in parts:
        lake.put(work / part, f"{plan.folder}/{part}_{name}.parquet")
    before = None if plan.parent is None or plan.whole else layers.file(plan.parent.folder, name)
    layers.keep(sets, lake, work, layers.file(plan.folder, name), before)
    return written["changes"] if plan.parent else bench.count(f"golden_{name}")


def _register(base: Base, plan: Plan, built: Built) -> None:
    build = {
        "build_id": plan.build_id,
        "library": plan.library.name,
        "parent": plan.parent.build_id if plan.parent else None,
        "inputs": plan.inputs,
        "rules": plan.rules,
        "decisions": plan.decisions,
        "folder": plan.folder,
        "as_of": plan.day,
        "golden": built.golden,
        "disagreements": built.disagreements,
        **vars(built.counts),
        "due": json.dumps({path: str(day) for path, day in built.due.items()}),
        "rulings": list(built.rulings.held),
        "overtaken": list(built.rulings.overtaken),
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
        "state": claims.files.state,
        "kept": claims.files.kept,
    }
