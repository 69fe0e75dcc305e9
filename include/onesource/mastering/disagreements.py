"""Finds what providers say otherwise than the library: conflicts, unregistered entities, older numbers.

Each claim is compared as of its date. Honest delay is let pass: a finding is raised,
waits for what may yet be followed, or is excused for now.
"""

from __future__ import annotations

from typing import Any

from onesource.catalog.library import Element, Entity, in_force
from onesource.mastering import coverage
from onesource.mastering.claims import Bench, stand_still
from onesource.mastering.golden import Source, Sources
from onesource.mastering.plan import Claims
from onesource.mastering.ruled import Ruled
from onesource.mastering.terms import own, someone
from onesource.quality import contract
from onesource.store import sql


def find(bench: Bench, name: str, sources: Sources, ruled: Ruled, past: bool) -> None:
    """Adds every disagreement about one entity to the table `finding`.

    Needs compared_<entity>, active_<entity> and inactive_<entity>, each feed's claims and, where there was a
    build before, parent_finding, open_finding and past_<entity>.
    """
    plan, entity = bench.plan, bench.plan.library.entities[name]
    for claims in plan.of(name):
        facts = _facts(bench, name, claims, past)
        _existence(bench, facts, entity, claims)
        _conflicts(bench, facts, entity, sources, ruled)
        _superseded(bench, facts, entity, claims)
        coverage.find(bench, facts, entity, claims)
        if plan.parent is not None:
            bench.run("withheld", **facts)
            if not plan.whole:
                bench.run("carried_over", **facts, still=stand_still(bench, claims))


def _facts(bench: Bench, name: str, claims: Claims, past: bool) -> dict[str, Any]:
    plan, codes = bench.plan, bench.shop.catalog.codes
    entity, feed = plan.library.entities[name], claims.feed
    existence = in_force(entity.existence, plan.day)
    deciding = [one.feed for one, _ in plan.deciding(name)]
    golden = [contract.titled(one, entity.group, codes, "g.") for one in deciding]
    group = next((told for told in golden if told), None)
    return {
        "feed": feed,
        "view": claims.view,
        "stated": claims.stated,
        "kept": claims.kept,
        "library": plan.library.name,
        "entity": name,
        "label": entity.label,
        "mistyped": entity.mistyped_key,
        "batch_id": claims.batch_id,
        "as_of": claims.as_of,
        "past": past,
        "whole": plan.whole,
        "own_group": contract.titled(feed, entity.group, codes, "c.") or "cast(null as varchar)",
        "golden_group": group or "cast(null as varchar)",
        "due_feed": "cast(null as varchar)" if feed.supplies.dated_by else sql.literal(feed.path),
        "existence": existence,
    }


def _conflicts(
    bench: Bench, facts: dict[str, Any], entity: Entity, sources: Sources, ruled: Ruled
) -> None:
    """Compares all elements of a feed at once, then judges element by element the few that differ.

    What the bureau ruled is held against its source's word as well.
    """
    compared = {}
    for element in facts["feed"].supplies.elements:
        terms = in_force(entity.elements[element].authority, bench.plan.day)
        is_own, overruled = own(terms, facts["feed"].provider, "c.entity_key"), "false"
        if element in ruled:
            overruled = f"({is_own}) and c.{element}_source = {ruled[element]}"
            is_own = f"({is_own}) and c.{element}_source is distinct from {ruled[element]}"
        if is_own != "true" and sources[element]:
            compared[element] = {"own": is_own, "overruled": overruled}
    if not compared:
        return
    bench.run("differing", **facts, elements=list(compared))
    for source in {one.claims.view for element in compared for one in sources[element]}:
        bench.run("held", **facts, source=source)
    for element, told in compared.items():
        names = facts | told | {"element": element}
        _conflict(bench, names, entity.elements[element], sources[element])


def _conflict(
    bench: Bench, facts: dict[str, Any], declared: Element, sources: list[Source]
) -> None:
    told = [
        {"view": f"held_{one.claims.view}", "number": one.number, "as_of": one.claims.as_of}
        for one in {source.number: source for source in sources}.values()
    ]
    bench.run(
        "conflicts",
        **facts,
        compare=declared.compare,
        tolerance=declared.tolerance,
        grace_days=declared.grace_days,
        mixup=declared.key_mixup.prefix if declared.key_mixup else None,
        sources=told,
    )


def _existence(bench: Bench, facts: dict[str, Any], entity: Entity, claims: Claims) -> None:
    plan, name = bench.plan, facts["entity"]
    if own(facts["existence"], claims.feed.provider) == "true":
        return
    elements = claims.feed.supplies.elements
    null = "cast(null as varchar)"
    names = facts | {
        "grace_days": entity.grace_days,
        "group": facts["own_group"],
        "label": f"c.{entity.label}" if entity.label in elements else null,
        "delivered": f"c.{entity.label}__delivered" if entity.label in elements else null,
    }
    deciders = [
        _decider(one.feed.provider, one.feed.path, one.covers("a.entity_key"), plan.by(one.feed))
        for one in plan.deciders[name]
    ]
    kept = [deciding.kept for _, deciding in plan.deciding(name)]
    bench.run("unregistered", **names | {"deciders": deciders, "kept": kept})
    if entity.active:
        bench.run(
            "inactive",
            **names,
            active=entity.active,
            says=entity.active.element in elements,
            decider=someone(facts["existence"], "c.entity_key"),
        )


def _decider(provider: str, path: str, covers: str, claims: Claims | None) -> dict[str, Any]:
    return {
        "provider": provider,
        "path": path,
        "covers": covers,
        "as_of": claims.as_of if claims else None,
        "held": claims is None or claims.held,  # who has never spoken is waited for as well
    }


def _superseded(bench: Bench, facts: dict[str, Any], entity: Entity, claims: Claims) -> None:
    element = claims.feed.supplies.key[0]
    names = facts | {"group": facts["own_group"], "standard": entity.key_standard}
    bench.run("superseded", **names, element=element)
