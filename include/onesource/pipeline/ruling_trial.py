"""A ruling that is only tried: what the bureau might say of one element of one entity, as a plan takes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.mastering.plan import Plan
from onesource.mastering.rulings import Ruling
from onesource.pipeline.ruling import spelt
from onesource.store import sql
from onesource.store.base import Base

FORM = re.compile(r"(\w+)\.(\w+):([^=]+)=(.+)", re.DOTALL)


@dataclass(frozen=True)
class Datum:
    """What a ruling is about."""

    library: str
    entity: str
    element: str


def with_rulings(catalog: Catalog, base: Base, plan: Plan, told: tuple[str, ...]) -> Plan:
    """The plan with rulings `<entity>.<element>:<key>=<value>`, each over what holds about the same.

    Raises Refused where one is not written so, or is about nothing that is in the library.
    """
    for one in told:
        ruling = _ruling(catalog, base, plan, one)
        others = [other for other in plan.rulings if _about(other) != _about(ruling)]
        plan = replace(plan, rulings=(*others, ruling))
    return plan


def _about(ruling: Ruling) -> tuple[str, str, str]:
    return ruling.entity, ruling.entity_key, ruling.element


def _ruling(catalog: Catalog, base: Base, plan: Plan, told: str) -> Ruling:
    found = FORM.fullmatch(told)
    if not found:
        raise Refused(f"--ruling {told}: write <entity>.<element>:<key>=<value>")
    entity, element, key, value = found.groups()
    declared = plan.library.entities.get(entity)
    if declared is None or element not in declared.elements:
        raise Refused(f"--ruling {told}: {plan.library.name} has no {entity}.{element}")
    datum = Datum(plan.library.name, entity, element)
    held = [one for one in plan.rulings if _about(one) == (entity, key, element)]
    instead_of = held[0].instead_of if held else _said(base, datum, key)
    return Ruling(
        ruling_id=f"tried {told}",
        entity=entity,
        entity_key=key,
        element=element,
        value=spelt(catalog, datum, value),
        instead_of=instead_of,
        holds=True,
        shifted=True,
    )


def _said(base: Base, datum: Datum, key: str) -> str | None:
    names = {"schema": datum.library, "table": datum.entity}
    rows = base.rows(sql.statement("base/mastering/golden_row", **names), key=key)
    if not rows:
        raise Refused(f"{datum.library}.{datum.entity} {key} is not in the library")
    value = rows[0][datum.element]
    return None if value is None else str(value)
