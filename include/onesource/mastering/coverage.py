"""Finds what a feed that claims to hold everything within its scope lacks.

Judged on all keys at every build: a gap above its limit is one finding, not many.
"""

from __future__ import annotations

import json
from typing import Any

from onesource.catalog.feed import Coverage
from onesource.catalog.library import Entity
from onesource.mastering.claims import Bench
from onesource.mastering.plan import Claims
from onesource.mastering.terms import own, someone, within
from onesource.store import sql


def find(bench: Bench, facts: dict[str, Any], entity: Entity, claims: Claims) -> None:
    """Adds what the feed lacks to the table `finding`; nothing where it does not claim to hold all.

    facts: the names that all statements about the feed's claims take.
    """
    supplies = claims.feed.supplies
    declared = supplies.full_coverage
    if declared is None or own(facts["existence"], claims.feed.provider) == "true":
        return
    names = facts | {
        "grace_days": entity.grace_days,
        "scope": within("entity_key", supplies.scope),
        "group": facts["golden_group"],
        "decider": someone(facts["existence"], "g.entity_key"),
    }
    bench.run("gap", **names)
    size = sql.statement("lake/mastering/gap_size", **names)
    [(gap, covered)] = bench.sets.rows(size)
    as_one = gap > declared.gap_limit * covered
    bench.run("uncovered", **names, as_one=as_one)
    if as_one:
        bench.run("too_wide_a_gap", **names, detail=_told(declared, gap, covered))


def _told(declared: Coverage, gap: int, covered: int) -> str:
    detail = {
        "message": f"应报 {covered} 条，缺 {gap} 条，超过约定的 {declared.gap_limit:.0%}",
        "remedy": "请核对本次报送是否完整后重新报送",
        "missing": gap,
        "covered": covered,
    }
    return json.dumps(detail, ensure_ascii=False)
