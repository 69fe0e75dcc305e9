"""Opens what a build is made from: each feed's records in force, and what the parent build had read.

Here stands what a feed says and how that differs; nothing is compared with other feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from onesource.catalog import Catalog
from onesource.catalog.library import Entity
from onesource.mastering.plan import Claims, Files, Plan
from onesource.mastering.terms import within
from onesource.quality import state as standing
from onesource.store import sql
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.setwork import SetWork


@dataclass(frozen=True)
class Workshop:
    """What mastering works with."""

    catalog: Catalog
    base: Base
    lake: Lake

    def number(self, provider: str, feed: str, rule: str) -> int:
        """The number that stands for what a feed says by a rule, given once and kept."""
        values = {"provider": provider, "feed": feed, "rule": rule}
        with self.base.transaction(lock="sources of values") as connection:
            query = sa.text(sql.statement("base/mastering/source"))
            return int(connection.execute(query, values).scalar_one())


@dataclass(frozen=True)
class Bench:
    """One build's work: the plan, and the engine in which its tables lie."""

    shop: Workshop
    plan: Plan
    sets: SetWork

    def run(self, statement: str, **names: object) -> None:
        """Runs one of mastering's statements."""
        self.sets.run(sql.statement(f"lake/mastering/{statement}", **names))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        [(rows,)] = self.sets.rows(f"select count(*) from {table}")
        return int(rows)


def open_files(bench: Bench) -> None:
    """Makes each feed's views <stated> and <kept>, and those of the parent build, before_<…>."""
    for claims in bench.plan.claims:
        _open(bench, claims, claims.files, "")
        if claims.before is not None and not bench.plan.whole:
            _open(bench, claims, claims.before, "before_")


def _open(bench: Bench, claims: Claims, files: Files, prefix: str) -> None:
    state, kept = (f"{prefix}{part}_{claims.number}_file" for part in ("state", "kept"))
    standing.show(bench.sets, bench.shop.lake, state, files.state)
    bench.sets.open(bench.shop.lake, kept, files.kept)
    supplies = claims.feed.supplies
    scope = within("entity_key", supplies.scope)
    entity = bench.plan.library.entities[supplies.entity]
    bench.run(
        "stated",
        view=f"{prefix}{claims.stated}",
        file=state,
        as_of=claims.as_of if not prefix else date.min,
        key=supplies.key[0],
        columns=columns(claims, entity),
        elements=supplies.elements,
        scope=scope,
    )
    bench.run("kept", view=f"{prefix}{claims.kept}", file=kept, scope=scope)


def columns(claims: Claims, entity: Entity) -> list[str]:
    """The columns of a feed that mastering reads: elements, older numbers, what findings are grouped by."""
    supplies = claims.feed.supplies
    group = entity.group if entity.group in claims.feed.contract.columns else None
    told = [*supplies.elements, *supplies.former_keys, *([group] if group else [])]
    return list(dict.fromkeys(told))


def touch(bench: Bench, name: str) -> int:
    """Fills touched_<entity> with the keys about which any feed says otherwise than before.

    Says how many there are: all keys where the build is a whole one.
    """
    entity = bench.plan.library.entities[name]
    bench.sets.run(f"create or replace table touched_{name} (entity_key varchar)")
    if bench.plan.whole:
        stated = " union all ".join(
            f"select entity_key from {one.stated}" for one in bench.plan.of(name)
        )
        bench.sets.run(
            f"create or replace table touched_{name} as select distinct * from ({stated})"
        )
        return bench.count(f"touched_{name}")
    for claims in bench.plan.of(name):
        if claims.before is None:
            insert = f"insert into touched_{name} select entity_key from {claims.stated}"
            bench.sets.run(insert)
        elif claims.before != claims.files:
            _touch(bench, name, claims, entity)
    distinct(bench, name)
    return bench.count(f"touched_{name}")


def _touch(bench: Bench, name: str, claims: Claims, entity: Entity) -> None:
    if claims.before is not None and standing.follows(
        bench.shop.lake, claims.files.state, claims.before.state
    ):
        view, shifted = f"state_{claims.number}_file", f"shifted_{claims.number}"
        now, before = (view, claims.files.state), (f"before_{view}", claims.before.state)
        standing.shifted(bench.sets, bench.shop.lake, shifted, now, before)
        bench.sets.run(f"insert into touched_{name} select entity_key from {shifted}")
    else:
        _compare(bench, name, claims, entity)
    decides = any(one.number == claims.number for _, one in bench.plan.deciding(name))
    bench.run(
        "touched_by_kept",
        entity=name,
        view=claims.kept,
        before=f"before_{claims.kept}",
        decides=decides,
        label=entity.label,
        mistyped=entity.mistyped_key,
    )


def _compare(bench: Bench, name: str, claims: Claims, entity: Entity) -> None:
    """Touches what two states say otherwise, record by record."""
    elements = claims.feed.supplies.elements
    told = [*columns(claims, entity), *(f"{element}__delivered" for element in elements)]
    before = f"before_{claims.stated}"
    bench.run("touched", entity=name, view=claims.stated, before=before, columns=told)


def stand_still(bench: Bench, claims: Claims) -> bool:
    """Whether what nobody said anything new of stands in the batch and row in which it stood."""
    before = claims.before
    if before is None:
        return False
    lake, now = bench.shop.lake, claims.files
    return before == now or standing.follows(lake, now.state, before.state)


def distinct(bench: Bench, name: str) -> None:
    """Leaves each key of touched_<entity> once."""
    bench.sets.run(
        f"create or replace table touched_{name} as "
        f"select distinct entity_key from touched_{name} where entity_key is not null"
    )
