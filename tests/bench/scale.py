"""What grows with years and departments, simulated: a registry, a lake and findings of a large installation.

`python -m bench.scale [--feeds 1000] [--days 365] [--findings 3000000]` fills a database and
a lake as so many feeds leave them after so many days, then times what a run asks of them.
Prints a table; the last line is JSON, in seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import findings
from onesource.discrepancy.findings import SCHEMA, Scope
from onesource.landing import registry
from onesource.runtime.state import State
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.migrations import migrate

A_DAY = 86_400.0  # seconds
BATCHES = """
insert into registry.batch (batch_id, provider, feed, interval_at, content_hash, as_of, folder, status,
    received, accepted, quarantined, duplicates, rules, landed_at, settled_at)
select id, 'p' || f % 40, 'f' || f, at, md5(id), at::date, 'landing/p' || f % 40 || '/f' || f || '/' || id,
    'accepted', 1000, 1000, 0, 0, 'r', at, at
from generate_series(1, :feeds) f, generate_series(1, :days) d,
    lateral (select now() - d * interval '1 day' as at) t,
    lateral (select 'p' || f % 40 || '.f' || f || '.' || to_char(at, 'YYYYMMDD') as id) i
"""
FEEDS = """
insert into registry.feed (provider, feed, in_force, latest, as_of)
select distinct on (provider, feed) provider, feed, batch_id, batch_id, as_of
from registry.batch order by provider, feed, interval_at desc
"""
FINDINGS = """
insert into discrepancy.finding (finding_id, scope, kind, severity, respondent, provider, feed, library,
    entity, entity_key, element, rule, provider_value, golden_value, golden_provider, status, opened_at)
select md5(n::text)::uuid, 'library:l' || n % 60, 'conflict', 'critical', 'p' || n % 40, 'p' || n % 40,
    'f' || n % 1000, 'l', 'e', n::text, 'name', 'authority', 'a', 'b', 'p', 'open', now()
from generate_series(1, :findings) n
"""


def timed(told: dict[str, float], name: str, work: Callable[[], object]) -> None:
    """Notes how long the work takes."""
    began = time.perf_counter()
    work()
    told[name] = round(time.perf_counter() - began, 3)
    print(f"{name:60}{told[name]:>10.3f} s", flush=True)


def fill(base: Base, lake: Lake, feeds: int, days: int, many: int) -> None:
    """What so many feeds leave after so many days; each batch's folder with one small file."""
    with base.transaction() as connection:
        connection.execute(sa.text(BATCHES), {"feeds": feeds, "days": days})
        connection.execute(sa.text(FEEDS))
        connection.execute(sa.text(FINDINGS), {"findings": many})
    for row in base.rows("select folder from registry.batch"):
        folder = Path(lake.path(row["folder"]))
        folder.mkdir(parents=True)
        (folder / "verdict.json").touch()
    with base.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("analyze"))


def staged(rows: int) -> pa.Table:
    """One library's findings of today: what stands in the base for it, every fiftieth otherwise."""
    numbers = range(60, 60 * rows + 1, 60)
    columns = {
        "finding_id": [_uuid(n) for n in numbers],
        "entity_key": [str(n) for n in numbers],
        "provider_value": ["c" if n % 50 == 0 else "a" for n in numbers],
        "provider": [f"p{n % 40}" for n in numbers],
        "feed": [f"f{n % 1000}" for n in numbers],
    }
    every = {"kind": "conflict", "severity": "critical", "library": "l", "entity": "e"}
    every |= {"element": "name", "rule": "authority", "golden_value": "b", "golden_provider": "p"}
    every |= {"detail": "{}", "waiting": False}
    return pa.table(
        {name: columns.get(name, [every.get(name)] * rows) for name in SCHEMA.names},
        schema=SCHEMA,
    )


def _uuid(number: int) -> str:
    return str(uuid.UUID(hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()))


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(prog="bench.scale")
    words.add_argument("--feeds", type=int, default=1000)
    words.add_argument("--days", type=int, default=365)
    words.add_argument("--findings", type=int, default=3_000_000)
    asked = words.parse_args()
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        server = State(Path(scratch)).postgres()
        with server.running():
            base, lake = Base.at(server.url("onesource", "onesource")), Lake(f"{scratch}/lake")
            migrate(base)
            timed(told, "fill", lambda: fill(base, lake, asked.feeds, asked.days, asked.findings))
            measure(told, base, lake, asked.findings)
    print(json.dumps({**vars(asked), **told}))


def measure(told: dict[str, float], base: Base, lake: Lake, many: int) -> None:
    """What a task, a library and the round ask."""
    one = registry.in_force(base, "p1", "f1")
    assert one is not None
    timed(told, "a feed's batch in force", lambda: registry.in_force(base, "p1", "f1"))
    timed(told, "what a batch is merged onto", lambda: registry.onto(base, one.batch_id))
    timed(told, "the catalogue around one feed", lambda: Catalog.around("health/contacts"))
    named = [str(row["folder"]) for row in base.rows("select folder from registry.batch")]
    timed(told, "the sweep over every folder", lambda: lake.sweep(named, A_DAY))
    rows = many // 60
    base.stage("today", staged(rows))

    def settle() -> None:
        with base.transaction() as connection:
            scope = Scope("library:l0", "build", declared=("p1/f1",))
            findings.settle(connection, "today", scope)

    timed(told, f"{rows} findings of one library settled, a fiftieth new", settle)
    timed(told, "the same again, nothing new", settle)
    print(f"of {clock.today()}")


if __name__ == "__main__":
    main()
