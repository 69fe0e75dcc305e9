"""Gathers what all providers say of each element of an entity, as evidence of who is right.

Of what is disputed each claim is read; what is not is counted by who speaks of it, so that
a million people who agree cost what a few do. Set work in DuckDB, from the files that the
build in force was made from; who is right is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import duckdb
import pyarrow as pa

from onesource import clock
from onesource.catalog.library import Entity, in_force
from onesource.mastering import layers
from onesource.mastering.claims import Bench, Workshop, open_files
from onesource.mastering.plan import Claims, Files, plan
from onesource.mastering.terms import someone
from onesource.quality import state as standing
from onesource.store import sql
from onesource.store.setwork import DuckWork

PAST = timedelta(days=365)  # how long who gave in is evidence
NEAR = ("tolerance", "days")  # compared by how far apart they are


@dataclass(frozen=True)
class Evidence:
    """What `reliability.weigh` takes. An element is named `<element>@<whose value is in force>`."""

    claims: pa.Table
    authority: Mapping[str, str]
    settled: pa.Table


@dataclass(frozen=True)
class Desk:
    """The build in force of a library, in `folder`: what it was made from and what it found."""

    bench: Bench
    folder: str
    duck: duckdb.DuckDBPyConnection

    def run(self, statement: str, **names: Any) -> None:
        """Runs one of the statements about reliability."""
        self.duck.execute(sql.statement(f"lake/reliability/{statement}", **names))

    def table(self, statement: str, **names: Any) -> pa.Table:
        """What one of them gives."""
        query = sql.statement(f"lake/reliability/{statement}", **names)
        return self.duck.sql(query).to_arrow_table()


def opened(shop: Workshop, library: str, folder: str, duck: duckdb.DuckDBPyConnection) -> Desk:
    """Opens a library's build in force."""
    planned = plan(shop.catalog, shop.catalog.library(library), shop.base)
    sets = DuckWork(duck)
    read = tuple(_read(shop, sets, one, one.before) for one in planned.claims if one.before)
    bench = Bench(shop, replace(planned, claims=read), sets)
    open_files(bench)
    bench.sets.open(shop.lake, "finding", f"{folder}/findings.parquet")
    since = clock.now() - PAST
    for table in ("given_in", "ended"):
        query = sql.statement(f"base/discrepancy/{table}", library=library, since=since)
        bench.sets.give(table, shop.base.arrow(query))
    return Desk(bench, folder, duck)


def _read(shop: Workshop, sets: DuckWork, claims: Claims, files: Files) -> Claims:
    """A feed's claims as the build in force read them: of what is declared today, what was there then."""
    view = f"read_{claims.number}"
    standing.show(sets, shop.lake, view, files.state)
    there, feed = set(sets.columns(view)), claims.feed
    contract = {name: told for name, told in feed.contract.columns.items() if name in there}
    supplies = {
        name: tuple(one for one in getattr(feed.supplies, name) if one in there)
        for name in ("elements", "former_keys")
    }
    changed = {
        "contract": feed.contract.model_copy(update={"columns": contract}),
        "supplies": feed.supplies.model_copy(update=supplies),
    }
    return replace(claims, files=files, feed=feed.model_copy(update=changed))


def gather(desk: Desk, name: str) -> Evidence | None:
    """What is said of one entity; also makes the table `evidence`. None where nothing is said by two."""
    bench, lake = desk.bench, desk.bench.shop.lake
    carried = f"{desk.folder}/carried_{name}.parquet"
    if not lake.exists(carried):
        return None
    layers.show(bench.sets, lake, "golden", layers.file(desk.folder, name))
    told = _told(bench, name)
    if not told:
        return None
    for statement in ("disputed", "judged"):
        desk.run(statement, entity=name)
    bench.sets.open(lake, f"carried_{name}", carried)
    for claims in bench.plan.of(name):
        for step in ("numbered", "chosen", "claim"):
            bench.run(step, entity=name, whole=False, view=claims.view, stated=claims.stated)
    for statement in ("evidence", "gave_in"):
        desk.run(statement, entity=name, told=told)
    _count(desk, name, told)
    said = desk.table("claims")
    if not len(said):
        return None
    authority = {one: one.partition("@")[2] for one in said["element"].unique().to_pylist()}
    return Evidence(said, authority, desk.table("settled", entity=name))


def _told(bench: Bench, name: str) -> list[dict[str, Any]]:
    """What each feed says of the golden elements that two providers speak of, and how that is compared."""
    entity, feeds = bench.plan.library.entities[name], bench.plan.of(name)
    golden = bench.sets.columns("golden")
    speak: dict[str, set[str]] = {}
    for claims in feeds:
        for element in claims.feed.supplies.elements:
            speak.setdefault(element, set()).add(claims.feed.provider)
    return [
        {
            "element": element,
            "provider": claims.feed.provider,
            "feed": claims.feed.name,
            "view": claims.view,
            "stated": claims.stated,
            "near": entity.elements[element].compare in NEAR,
            "compare": _compare(entity, element),
        }
        for claims in feeds
        for element in claims.feed.supplies.elements
        if len(speak[element]) > 1
        and element in golden
        and entity.elements[element].type != "geometry"
    ]


def _compare(entity: Entity, element: str) -> str:
    compare = entity.elements[element].compare
    return "exact" if compare in NEAR else compare


def _count(desk: Desk, name: str, told: list[dict[str, Any]]) -> None:
    """Makes `agreed`, and `voice`: the bit that stands for each provider."""
    plan = desk.bench.plan
    bits = {one: 1 << n for n, one in enumerate(sorted({row["provider"] for row in told}))}
    voices = pa.table({"provider": list(bits), "bit": pa.array(bits.values(), pa.int64())})
    desk.duck.register("voice", voices)
    feeds: dict[str, dict[str, Any]] = {}
    for row in told:
        feed = feeds.setdefault(row["stated"], row | {"bit": bits[row["provider"]], "elements": []})
        feed["elements"].append(row["element"])
    elements = list(dict.fromkeys(row["element"] for row in told))
    terms = {
        one: someone(in_force(plan.library.entities[name].elements[one].authority, plan.day))
        for one in elements
    }
    desk.run(
        "agreed", entity=name, feeds=list(feeds.values()), elements=elements, authorities=terms
    )
