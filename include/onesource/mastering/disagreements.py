"""Finds what providers say otherwise than the library: conflicts, unregistered and uncovered entities.

Each claim is compared as of its date, honest delay is let pass, and a feed whose
deciding counterpart was held accuses no one.
"""

from __future__ import annotations

import json
from typing import Any

import duckdb

from onesource.catalog import Catalog, Feed
from onesource.catalog.feed import Coverage
from onesource.catalog.library import Element, Entity
from onesource.mastering.plan import Claims, Plan, decider
from onesource.quality import contract
from onesource.store import sql


def find(catalog: Catalog, plan: Plan, duck: duckdb.DuckDBPyConnection, name: str) -> None:
    """Adds every disagreement about one entity to the table `finding`.

    Needs golden_<entity>, active_<entity>, each feed's views and, where there was a
    build before, past_<entity> and open_finding.
    """
    entity = plan.library.entities[name]
    deciding = plan.deciding(name)
    if deciding is None:
        raise AssertionError("golden records come before disagreements")
    for claims in plan.of(name):
        facts = _facts(catalog, plan, name, claims, deciding)
        for element, declared in entity.elements.items():
            if _is_compared(plan, claims, element, declared):
                _conflicts(duck, facts, element, declared)
        if claims.feed.provider != deciding.feed.provider:
            _unregistered(duck, facts, entity, claims)
            if claims.feed.supplies.full_coverage:
                _uncovered(duck, facts, claims.feed.supplies.full_coverage, entity)
        if plan.parent is not None:
            duck.execute(sql.statement("lake/mastering/withheld", **facts))


def _facts(
    catalog: Catalog, plan: Plan, name: str, claims: Claims, deciding: Claims
) -> dict[str, Any]:
    entity = plan.library.entities[name]
    own = contract.titled(claims.feed, entity.group, catalog.codes, "c.")
    golden = contract.titled(deciding.feed, entity.group, catalog.codes, "g.")
    return {
        "feed": claims.feed,
        "view": claims.view,
        "library": plan.library.name,
        "entity": name,
        "batch_id": claims.batch_id,
        "as_of": claims.as_of,
        "day": plan.day,
        "past": plan.parent is not None,
        "deciding": deciding,
        "own_group": own or golden or "null",
        "golden_group": golden or "null",
    }


def _is_compared(plan: Plan, claims: Claims, element: str, declared: Element) -> bool:
    authority = decider(declared.authority, plan.day)
    return element in claims.feed.supplies.elements and claims.feed.provider != authority


def _conflicts(
    duck: duckdb.DuckDBPyConnection, facts: dict[str, Any], element: str, declared: Element
) -> None:
    feed: Feed = facts["feed"]
    statement = sql.statement(
        "lake/mastering/conflicts",
        **facts,
        element=element,
        group=facts["golden_group"],
        compare=declared.compare,
        grace_days=declared.grace_days,
        mixup=declared.key_mixup.prefix if declared.key_mixup else None,
        delivered=feed.contract.delivered(element),
    )
    duck.execute(statement)


def _unregistered(
    duck: duckdb.DuckDBPyConnection, facts: dict[str, Any], entity: Entity, claims: Claims
) -> None:
    label = entity.label if entity.label in claims.feed.supplies.elements else None
    active = entity.active
    statement = sql.statement(
        "lake/mastering/unregistered",
        **facts,
        group=facts["own_group"],
        label=f"c.{label}" if label else "cast(null as varchar)",
        delivered=claims.feed.contract.delivered(label) if label else None,
        known_as=f"g.{active.element}" if active else "cast(null as varchar)",
        grace_days=entity.grace_days,
    )
    duck.execute(statement)


def _uncovered(
    duck: duckdb.DuckDBPyConnection, facts: dict[str, Any], coverage: Coverage, entity: Entity
) -> None:
    names = {**facts, "grace_days": entity.grace_days, "label": entity.label}
    names |= {"prefixes": coverage.except_prefixes, "group": facts["golden_group"]}
    for step in ("covered", "gap"):
        duck.execute(sql.statement(f"lake/mastering/{step}", **names))
    [(gap, covered)] = duck.execute(sql.statement("lake/mastering/gap_size")).fetchall()
    if gap <= coverage.gap_limit * covered:
        duck.execute(sql.statement("lake/mastering/uncovered", **names))
        return
    detail = {
        "message": f"应报 {covered} 条，缺 {gap} 条，超过约定的 {coverage.gap_limit:.0%}",
        "remedy": "请核对本次报送是否完整后重新报送",
        "missing": gap,
        "covered": covered,
    }
    told = json.dumps(detail, ensure_ascii=False)
    duck.execute(sql.statement("lake/mastering/too_wide_a_gap", **names, detail=told))
