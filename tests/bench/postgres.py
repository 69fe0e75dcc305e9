"""A peer: all that our data work does, as PostgreSQL SQL on the server that publishes it.

The same declarations and suites; every statement is a file of `sql/`, rendered for a feed.
Two feeds at a time where two connections help, parallel queries where all are joined.
`python -m bench.postgres FOLDER URL` prints what each stage took as JSON.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from bench.contract import ENTITY, LIBRARY, MOMENT, Claims
from bench.memory import peak_mb
from bench.suites import conditions
from bench.terms import Terms
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onesource.store import sql

FOLDER = Path(__file__).parent / "sql"
SCHEMA = "peer"
SESSION = {
    "search_path": f"{SCHEMA},public",
    "work_mem": "512MB",
    "maintenance_work_mem": "1GB",
    "synchronous_commit": "off",  # but for what is published
    "client_min_messages": "warning",
    "timezone": "Asia/Shanghai",
}
CORES = os.cpu_count() or 2
BLOCK = 1 << 20


class Peer:
    """One run: what is declared, where it is delivered, and the server that does the work."""

    def __init__(self, folder: Path, url: str) -> None:
        self.terms = Terms(folder)
        self.url = url
        self.spent: dict[str, float] = {}
        self._files = Environment(
            loader=FileSystemLoader(FOLDER),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._files.filters.update(literal=sql.literal, name=sql.name)

    def statement(self, path: str, **names: Any) -> str:
        """The statement in `sql/<path>.sql` with `names` filled in."""
        return self._files.get_template(f"{path}.sql").render(**names)

    @contextmanager
    def session(self, alone: bool = True) -> Iterator[psycopg.Connection[Any]]:
        """A connection that commits what it is told; alone it may use every core."""
        told = {**SESSION, "max_parallel_workers_per_gather": CORES if alone else 0}
        options = " ".join(f"-c {name}={value}" for name, value in told.items())
        with psycopg.connect(self.url, autocommit=True, options=options) as connection:
            yield connection

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Notes the seconds that the block takes."""
        began = time.perf_counter()
        yield
        self.spent[name] = time.perf_counter() - began

    def each(self, step: Callable[[psycopg.Connection[Any], Claims], None]) -> None:
        """Does a step for every feed, side by side."""

        def one(claims: Claims) -> None:
            with self.session(alone=False) as connection:
                step(connection, claims)

        with ThreadPoolExecutor(CORES) as pool:
            list(pool.map(one, self.terms.claims))

    def run(self, connection: psycopg.Connection[Any], *paths: str, **names: Any) -> None:
        """Executes statements of `sql/` in turn."""
        for path in paths:
            connection.execute(self.statement(path, **names).encode())


def prepare(peer: Peer) -> None:
    """A schema of its own with the standards as functions, and what is registered and found."""
    with peer.session() as connection:
        connection.execute(f"drop schema if exists {SCHEMA} cascade; create schema {SCHEMA}")
        for file in sorted((FOLDER / "functions").glob("*.sql")):
            names = {"day": peer.terms.day, "divisions_ever": peer.terms.divisions_ever()}
            peer.run(connection, f"functions/{file.stem}", **names)
        for table in ("registry.batch", "discrepancy.finding", "discrepancy.finding_event"):
            own = table.partition(".")[2]
            connection.execute(f"create table {own} (like {table} including all)")
        connection.execute("alter table finding add foreign key (batch_id) references batch")
        connection.execute(
            "alter table finding_event add foreign key (finding_id) references finding"
        )


def load(peer: Peer, connection: psycopg.Connection[Any], claims: Claims) -> None:
    """Copies a file in as it is, and notes what its bytes come to."""
    found = hashlib.sha256()
    with claims.file.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    copy = peer.statement("load", **claims.facts, header=header)
    with connection.transaction():  # a table filled where it is made needs no log of its rows
        peer.run(connection, "raw", **claims.facts)
        with claims.file.open("rb") as file, connection.cursor().copy(copy.encode()) as into:
            while block := file.read(BLOCK):
                found.update(block)
                into.write(block)
    claims.content_hash = found.hexdigest()
    connection.execute(f"analyze raw_{claims.name}")


def check(peer: Peer, connection: psycopg.Connection[Any], claims: Claims) -> None:
    """Types every row, holds it against contract and suite, and judges records beside one another."""
    facts = claims.facts
    peer.run(connection, "typed", **facts)
    connection.execute(f"analyze typed_{claims.name}")
    peer.run(connection, "again", "failures", **facts)
    for one in conditions(claims.suite, f"typed_{claims.name}"):
        if one.whole:
            if connection.execute(one.failing.encode()).fetchone() is not None:
                raise SystemExit(f"{claims.path}: {one.rule} is not met")
        else:
            element = one.meta.get("element") or one.column
            names = {"element": element, "rule": one.meta.get("rule", one.rule)}
            names |= {"severity": one.severity, "failing": one.failing}
            names |= {word: one.meta.get(word) for word in ("message", "remedy")}
            peer.run(connection, "expected", **facts, **names)
    peer.run(connection, "explained", "left_out", "contested", "checked", **facts)
    peer.run(connection, "entangled", "left_out_too", "quarantine", **facts)
    connection.execute(f"analyze left_out_{claims.name}; analyze contested_{claims.name}")


def accept(peer: Peer, connection: psycopg.Connection[Any], claims: Claims) -> None:
    """Accounts for every row and settles the feed's findings, in one transaction."""
    with connection.transaction():
        connection.execute("set local synchronous_commit = on")
        peer.run(connection, "accounted", **claims.facts)
        settle(
            connection, f"finding_{claims.name}", f"feed:{claims.path}", claims.facts["batch_id"]
        )


def settle(connection: psycopg.Connection[Any], staged: str, scope: str, cause: str) -> None:
    """Settles a scope's findings by our own statement: it is PostgreSQL's already."""
    statement = sql.statement("base/discrepancy/settle", staged=staged)
    values = {"scope": scope, "cause": cause, "closing": "data", "at": MOMENT}
    values |= {"declared": [], "ruled": []}
    connection.execute(_own(statement), values)


def _own(statement: str) -> bytes:
    """A statement of ours, in this schema and with its values as psycopg takes them."""
    here = re.sub(r"\b(staging|discrepancy|registry)\.", f"{SCHEMA}.", statement)
    return re.sub(r"(?<!:):([a-z_]+)", r"%(\1)s", here).encode()


def master(peer: Peer) -> None:
    """Joins all feeds once: golden rows with sources, and every comparison in the same pass."""
    terms = peer.terms
    with peer.session() as connection:
        peer.run(connection, "carried", **terms.facts)
        connection.execute("analyze carried")
        for claims in terms.claims:
            peer.run(connection, "renumbered", "spare", "claim", **claims.facts)
            connection.execute(f"analyze left_out_{claims.name}")
        peer.run(connection, "joined", **terms.facts)
        connection.execute("analyze joined")
        peer.run(connection, "candidate", "told", **terms.facts)
        if connection.execute("select 1 from told where kind = 'unregistered'").fetchone():
            peer.run(connection, "awaited", **terms.facts)
        peer.run(connection, "disagreement", **terms.facts)


def audit(peer: Peer) -> None:
    """Holds the golden rows against the library's own suite."""
    with peer.session() as connection:
        for one in conditions(peer.terms.suite, "candidate"):
            found = connection.execute(f"select count(*) from ({one.failing}) failing".encode())
            [count] = found.fetchone() or (0,)
            if count and one.severity == "critical":
                raise SystemExit(f"{LIBRARY}: {one.rule} {one.column}, {count} rows")


def publish(peer: Peer) -> None:
    """Golden rows with history, and their findings, in one transaction; keys once all are there."""
    terms = peer.terms
    with peer.session() as connection, connection.transaction():
        connection.execute("set local synchronous_commit = on")
        peer.run(connection, "golden_table", **terms.facts, table=ENTITY, past=False)
        peer.run(connection, "golden_table", **terms.facts, table=f"{ENTITY}_past", past=True)
        peer.run(connection, "first", **terms.facts, build_id=terms.build_id, at=MOMENT)
        peer.run(connection, "golden_keys", "history", **terms.facts)
        settle(connection, "finding_library", f"library:{LIBRARY}", terms.build_id)
    with peer.session() as connection:
        peer.run(connection, "answer_golden", "answer_disagreement", **terms.facts)


def main() -> None:
    """Reads the command line."""
    began = time.perf_counter()
    peer = Peer(Path(sys.argv[1]), sys.argv[2])
    with peer.stage("prepare"):
        prepare(peer)
    for name, step in (("load", load), ("check", check), ("accept", accept)):
        with peer.stage(name):
            peer.each(lambda connection, claims, step=step: step(peer, connection, claims))
    for name, whole in (("master", master), ("audit", audit), ("publish", publish)):
        with peer.stage(name):
            whole(peer)
    told: dict[str, Any] = {"seconds": time.perf_counter() - began, "stages": peer.spent}
    told["peak_mb"] = peak_mb()
    print(json.dumps(told))


if __name__ == "__main__":
    main()
