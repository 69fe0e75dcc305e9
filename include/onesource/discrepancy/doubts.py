"""Estimates how reliable providers are and how probably an authority is wrong, and keeps that.

It orders cases, chooses whom to ask and proposes values; no value in force is ever touched
by it. Made anew only where a build came into force or something was settled.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from onesource import clock
from onesource.discrepancy import evidence
from onesource.discrepancy.evidence import Desk
from onesource.mastering.claims import Workshop
from onesource.reliability import Outcome, weigh
from onesource.store import engine
from onesource.store.base import Base
from onesource.store.sql import statement

NUMBERS = ("reliability", "low", "high")
SCHEMAS = {
    "reliability": pa.schema(
        [(one, pa.string()) for one in ("entity", "element", "authority", "provider")]
        + [(one, pa.float64()) for one in NUMBERS]
        + [("claims", pa.int64()), ("copies_from", pa.string())]
    ),
    "estimate": pa.schema(
        [("finding_id", pa.string())]
        + [(one, pa.float64()) for one in ("authority_wrong", "provider_right")]
        + [("proposed", pa.string()), ("proposed_probability", pa.float64())]
        + [("backer", pa.string()), ("backers", pa.int32()), ("says_so", pa.bool_())]
    ),
}


def estimate(shop: Workshop, library: str, staging: str) -> int | None:
    """Estimates a library's conflicts and keeps the answer in place of the last one; says how many.

    None where it was never built, or nothing that counts has changed. staging: what its staging
    tables' names begin with.
    """
    found = shop.base.rows(statement("base/discrepancy/made_of"), library=library)
    if not found or found[0]["made_of"] == found[0]["last"]:
        return None
    with engine.work("doubts") as folder, engine.duck(folder) as duck:
        desk = evidence.opened(shop, library, found[0]["folder"], duck)
        weighed = [_weighed(desk, name) for name in desk.bench.plan.library.entities]
    told = [one for one in weighed if one is not None]
    providers, conflicts = ([one[n] for one in told] for n in (0, 1))
    _keep(shop.base, (library, staging, found[0]["made_of"]), providers, conflicts)
    return sum(map(len, conflicts))


def _weighed(desk: Desk, name: str) -> tuple[pa.Table, pa.Table] | None:
    """One entity's providers, and its conflicts that are raised."""
    said = evidence.gather(desk, name)
    if said is None:
        return None
    outcome = weigh(said.claims, said.authority, said.settled)
    desk.duck.register("doubt", outcome.doubts())
    desk.duck.register("held", outcome.held())
    return _providers(outcome, name), desk.table("estimates", entity=name)


def _providers(outcome: Outcome, name: str) -> pa.Table:
    found = outcome.providers()
    parts = pc.split_pattern(found["element"], "@", max_splits=1)
    return pa.table(
        {
            "entity": pa.array([name] * len(found), pa.string()),
            "element": pc.list_element(parts, 0),
            "authority": pc.list_element(parts, 1),
            **{one: found[one] for one in ("provider", *NUMBERS, "claims")},
            "copies_from": sources(found),
        }
    )


def sources(found: pa.Table) -> pa.Array:
    """Whom each of `Outcome.providers` copies in the end, by whatever others; null where nobody."""
    rows = found.select(["element", "provider", "copies_from"]).to_pylist()
    pairs = {(row["element"], row["provider"]): row["copies_from"] for row in rows}
    return pa.array([_source(pairs, *one) for one in pairs], pa.string())


def _source(pairs: dict[tuple[str, str], str | None], element: str, provider: str) -> str | None:
    """The end of one chain: of a ring the first in order copies nobody, and the authority is reached
    by whoever copies it itself alone, since that is no witness less where it says otherwise.
    """
    authority, chain = element.partition("@")[2], [provider]
    while source := pairs.get((element, chain[-1])):
        if source in chain:
            chain.append(min(chain[chain.index(source) :]))
            break
        if len(chain) > 1 and authority in (source, chain[-1]):
            break
        chain.append(source)
    return chain[-1] if chain[-1] != provider else None


def _keep(
    base: Base, of: tuple[str, str, str], providers: list[pa.Table], conflicts: list[pa.Table]
) -> None:
    """Writes the answer in one transaction; where there is nothing to tell, nothing stays."""
    library, staging, made_of = of
    tables = {"reliability": providers, "estimate": conflicts}
    for name, parts in tables.items():
        schema = SCHEMAS[name]
        told = [schema.empty_table(), *(part.cast(schema) for part in parts)]
        base.stage(f"{staging}_{name}", pa.concat_tables(told))
    with base.transaction(lock=f"estimate {library}") as connection:
        for name in tables:
            staged = f"{staging}_{name}"
            written = statement(f"base/discrepancy/write_{name}", staged=staged)
            connection.execute(sa.text(written), {"library": library})
            base.unstage(connection, staged)
        values = {"library": library, "made_of": made_of, "at": clock.now()}
        connection.execute(sa.text(statement("base/discrepancy/write_estimated")), values)
