"""Tries other rules of a library: what would change if they were decided. Writes nothing.

Both are of one moment: the library by the rules of today, mastered aside first where
anything in force is not mastered yet, and the library by the rules tried. All that differs
between the two is the rules' doing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import duckdb

from onesource.catalog import Catalog, amended
from onesource.catalog.amended import Amendments
from onesource.discrepancy import prospect
from onesource.discrepancy.prospect import Prospect
from onesource.mastering import aside
from onesource.mastering.aside import Entities, Scratch, Values
from onesource.mastering.plan import Plan, plan
from onesource.pipeline import ruling_trial
from onesource.pipeline.house import House
from onesource.store import engine, sql
from onesource.store.aside import Aside


@dataclass(frozen=True)
class Trial:
    """What the rules tried would change.

    pending: not all that is in force was mastered yet; it was first, by the rules of today.
    unmet: what the library would not meet of its suite; nothing would be published then.
    """

    pending: bool
    entities: list[Entities]
    values: list[Values]
    prospect: Prospect
    unmet: list[str]


def rules(house: House, library: str, amendments: Amendments, ruled: tuple[str, ...] = ()) -> Trial:
    """Masters the library aside by its rules as amended and with rulings more, and compares.

    ruled: `<entity>.<element>:<key>=<value>` each.

    Raises Faulty with what is wrong with the rules tried, Refused where there is nothing to
    compare with.
    """
    today = Catalog.load()
    today.library(library)
    with engine.work("try") as work, house.base.moment() as base:
        tried = amended.load(library, amendments, work / "catalog")
        shop = Scratch.of(today, base, Aside(house.lake, work / "lake"))
        other = replace(shop, catalog=tried)
        before, after = (
            plan(one.catalog, one.catalog.library(library), base) for one in (shop, other)
        )
        after = ruling_trial.with_rulings(tried, base, after, ruled)
        folders = aside.stand(shop, before), aside.stand(other, after)
        with engine.duck(work) as duck:
            entities, values = aside.compare(shop, duck, after.library, *folders)
            _open(shop, duck, (before, after), folders)
            found = prospect.compare(base, duck, library)
        unmet = _unmet(shop, after, folders[1])
    return Trial(before.fresh, entities, values, found, unmet)


def _open(
    shop: Scratch,
    duck: duckdb.DuckDBPyConnection,
    plans: tuple[Plan, Plan],
    folders: tuple[str, str],
) -> None:
    """Makes of before and after: found_<side>, and open_<side>, what is open once that is in force."""
    scope = f"library:{plans[0].library.name}"
    query = sql.statement("base/mastering/open_findings", scope=scope)
    duck.register("open_finding", shop.base.arrow(query))
    for side, planned, folder in zip(("before", "after"), plans, folders, strict=True):
        for view in ("finding", f"found_{side}"):
            shop.lake.relation(duck, view, f"{folder}/findings.parquet")
        staged = f"staged_{side}" if planned.fresh else None
        if staged:
            rows = sql.statement("lake/mastering/to_settle")
            duck.execute(f"create table {staged} as {rows}")
        prospect.settle(duck, f"open_{side}", staged)


def _unmet(shop: Scratch, planned: Plan, folder: str) -> list[str]:
    if not planned.fresh:
        return []
    from onesource.mastering import audit  # heavy: loads Great Expectations

    return audit.unmet(planned.library, shop.lake, folder)
