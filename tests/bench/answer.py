"""Whether two ways came to the same golden rows, with their sources, and the same disagreements.

Of a disagreement that is who says otherwise than which value in force about what; what
they say is kept as delivered by us and as understood by the floor.
"""

from __future__ import annotations

import psycopg
from bench.delivered import FEEDS
from bench.floor import ELEMENTS

# How the floor names a feed → how it is declared.
NAMES = {name: path.partition("/")[2] for path, name in FEEDS.items()}


def differences(url: str) -> dict[str, int]:
    """How many golden rows and disagreements one has otherwise than the other, both in the base at `url`."""
    with psycopg.connect(url) as connection:
        return {name: _count(connection, query) for name, query in _queries().items()}


def _count(connection: psycopg.Connection[tuple[int]], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


def _queries() -> dict[str, str]:
    feeds = ", ".join(f"('{floor}', '{feed}')" for floor, feed in NAMES.items())
    theirs = ", ".join(f"g.{one}, {_declared(f'g.{one}_source')}" for one in ELEMENTS)
    ours = ", ".join(f"p.{one}, {_source(f'p.{one}_source')}" for one in ELEMENTS)
    golden = f"""
        with named (floor, feed) as (values {feeds}),
        theirs as (select g.entity_key, {theirs} from floor_golden g),
        ours as (select p.entity_key, {ours} from population.person p)
        select count(*) from (
            (table theirs except table ours) union all (table ours except table theirs)) different"""
    disagreement = f"""
        with named (floor, feed) as (values {feeds}),
        theirs as (
            select entity_key, element, {_declared("g.feed")}, golden_value
            from floor_disagreement g),
        ours as (
            select entity_key, element, feed, golden_value
            from discrepancy.finding where kind = 'conflict' and status = 'open')
        select count(*) from (
            (table theirs except table ours) union all (table ours except table theirs)) different"""
    return {"golden": golden, "disagreement": disagreement}


def _declared(floor: str) -> str:
    return f"(select feed from named where floor = {floor}) as feed"


def _source(number: str) -> str:
    return f"(select feed from registry.source s where s.source_id = {number})"
