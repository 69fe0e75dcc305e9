"""Whether two ways came to the same golden rows, with their sources, and the same disagreements.

Of a disagreement that is who says otherwise than which value in force about what; what
they say is kept as delivered by us and as understood by the floor.
"""

from __future__ import annotations

import psycopg
from bench.delivered import FEEDS
from bench.floor import ELEMENTS

OURS = "ours"
# How the floor names a feed → how it is declared.
NAMES = {name: path.partition("/")[2] for path, name in FEEDS.items()}
FINDING = (  # all that a finding tells of the delivery and of the value in force
    "finding_id, kind, severity, provider, feed, entity_key, element, rule, provider_value,"
    " golden_value, golden_provider, detail, row_number, status"
)
FINDINGS = {OURS: "discrepancy.finding", "postgres": "peer.finding"}


def differences(url: str, one: str = "floor", other: str = OURS) -> dict[str, int]:
    """How many golden rows and disagreements one way has otherwise than the other, both in the base at `url`.

    A way is `ours`, or that which left `<way>_golden` and `<way>_disagreement`. Where both keep
    findings, these are held side by side as well, down to the id and the words.
    """
    queries = {
        "golden": (_golden(one), _golden(other)),
        "disagreement": (_disagreement(one), _disagreement(other)),
    }
    if one in FINDINGS and other in FINDINGS:
        queries["finding"] = (_finding(one), _finding(other))
    with psycopg.connect(url) as connection:
        return {name: _count(connection, *pair) for name, pair in queries.items()}


def _count(connection: psycopg.Connection[tuple[int]], one: str, other: str) -> int:
    feeds = ", ".join(f"('{floor}', '{feed}')" for floor, feed in NAMES.items())
    query = f"""
        with named (floor, feed) as (values {feeds}), one as ({one}), other as ({other})
        select count(*) from (
            (table one except all table other) union all (table other except all table one)) different"""
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def _golden(way: str) -> str:
    if way == OURS:
        told = ", ".join(f"p.{one}, {_source(f'p.{one}_source')}" for one in ELEMENTS)
        return f"select p.entity_key, {told} from population.person p"
    told = ", ".join(f"g.{one}, {_declared(f'g.{one}_source')}" for one in ELEMENTS)
    return f"select g.entity_key, {told} from {way}_golden g"


def _disagreement(way: str) -> str:
    if way == OURS:
        return (
            "select entity_key, element, feed, golden_value"
            " from discrepancy.finding where kind = 'conflict' and status = 'open'"
        )
    return (
        f"select entity_key, element, {_declared('g.feed')}, golden_value from {way}_disagreement g"
    )


def _finding(way: str) -> str:
    return f"select {FINDING} from {FINDINGS[way]}"


def _declared(floor: str) -> str:
    return f"(select feed from named where floor = {floor}) as feed"


def _source(number: str) -> str:
    return f"(select feed from registry.source s where s.source_id = {number})"
