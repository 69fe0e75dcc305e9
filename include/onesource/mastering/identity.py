"""Says which entities exist, and which of today's numbers an older number stands for.

An entity exists by the word of the provider that decides about its key. A number
is carried to another only where that is certain, and never guessed.
"""

from __future__ import annotations

from onesource.catalog.library import KEY_STANDARDS, Entity
from onesource.mastering.claims import Bench, distinct

# Key standards whose numbers of today contain an older one: how it is had from them.
CONTAINED = {"credit_code": "organization_code_of"}


def establish(bench: Bench, name: str) -> None:
    """Makes known_<entity>, carried_<entity>, judged_<entity> and, of what it names, claim_<n>.

    Needs parent_<entity>, touched_<entity> and deciders_<entity>; adds to touched_<entity>
    the keys whose older numbers stand for another entity now.
    """
    plan, entity = bench.plan, bench.plan.library.entities[name]
    names = {"entity": name, "whole": plan.whole}
    bench.run(
        "stays",
        **names,
        label=entity.label,
        mistyped=entity.mistyped_key,
        kept=[claims.kept for _, claims in plan.deciding(name)],
        silent=[decider.covers() for decider in plan.silent(name)],
    )
    bench.run("known", **names)
    _carry(bench, name, entity)
    bench.run("judged", **names)
    for claims in plan.of(name):
        for step in ("numbered", "chosen", "claim"):
            bench.run(step, **names, view=claims.view, stated=claims.stated)


def say_who_decides(bench: Bench, name: str) -> None:
    """Makes deciders_<entity>."""
    deciding = [
        {
            "stated": claims.stated,
            "provider": claims.feed.provider,
            "path": claims.feed.path,
            "covers": decider.covers(),
        }
        for decider, claims in bench.plan.deciding(name)
    ]
    bench.run("deciders", entity=name, deciding=deciding)


def _carry(bench: Bench, name: str, entity: Entity) -> None:
    plan = bench.plan
    one_column = len(KEY_STANDARDS[entity.key_standard]) == 1
    stating = [
        {
            "stated": claims.stated,
            "before": f"before_{claims.stated}" if claims.before else None,
            "column": column,
            "provider": claims.feed.provider,
        }
        for claims in plan.of(name)
        for column in claims.feed.supplies.former_keys
        if one_column
    ]
    names = {
        "entity": name,
        "standard": entity.key_standard,
        "stating": stating,
        "contained": CONTAINED.get(entity.key_standard),
    }
    shifting = _open_before(bench, name)
    if shifting:
        bench.run("shifting", **names)
    stated = [claims.stated for claims in plan.of(name)]
    bench.run("carried", **names, stated=stated, shifting=shifting)
    if shifting:
        bench.run("touched_by_number", entity=name)
        distinct(bench, name)


def _open_before(bench: Bench, name: str) -> bool:
    """Makes carried_before_<entity>, what the parent build carried; False where all is carried anew."""
    parent = bench.plan.parent
    if parent is None or bench.plan.whole:
        return False
    before = f"{parent.folder}/carried_{name}.parquet"
    if there := bench.shop.lake.exists(before):
        bench.sets.open(bench.shop.lake, f"carried_before_{name}", before)
    return there
