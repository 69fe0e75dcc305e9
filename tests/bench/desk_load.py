"""How long the desk's and the door's pages take with a city behind them and many who read at once.

`python -m bench.desk_load [--people 1000000] [--findings 1000000] [--feeds 1000] [--readers 20]
[--seconds 60]` masters a city of that size from real files, opens findings up to that many,
declares and delivers feeds up to that many, serves the desk, then the providers' door to whom
most is asked, as one process each, and lets the readers go through the pages, each asking for
the next as soon as it has the last. Prints milliseconds a page, median and 95th percentile; the
last line is JSON. Ends with 1 where a page's median is over 300 ms, or one was not answered.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import requests
import sqlalchemy as sa
import uvicorn
from bench import delivered
from dags.many_feeds import declare
from starlette.requests import Request

from onesource import clock
from onesource.catalog import Catalog
from onesource.cli import rehearsal
from onesource.desk.app import desk
from onesource.desk.host import ROLES, Host, Visitor
from onesource.door import accounts
from onesource.door.app import door
from onesource.door.bureau import Bureau
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.runtime.state import State
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.migrations import migrate

BOUND = 300.0  # milliseconds
PROVIDERS = 20  # of each library that is declared besides
DAYS = 30
MOST = """
select respondent from discrepancy.case where phase <> 'closed'
group by respondent order by sum(rows) desc limit 1
"""
BATCHES = """
insert into registry.batch (batch_id, provider, feed, interval_at, content_hash, as_of, folder, status,
    received, accepted, quarantined, duplicates, rules, landed_at, settled_at)
select f.provider || '/' || f.feed || '/' || d, f.provider, f.feed, at, md5(f.feed || d),
    cast(at as date), 'f', 'accepted', 1000 + d, 990 + d, 10, 0, 'r', at, at
from unnest(cast(:providers as text[]), cast(:feeds as text[])) f (provider, feed),
    generate_series(1, :days) d,
    lateral (select now() - d * interval '1 day' as at) t
"""
IN_FORCE = """
insert into registry.feed (provider, feed, in_force, latest, as_of)
select distinct on (provider, feed) provider, feed, batch_id, batch_id, as_of
from registry.batch order by provider, feed, interval_at desc
on conflict do nothing
"""


def fill(base: Base, folder: Path, made: delivered.Delivered, asked: argparse.Namespace) -> None:
    """The city's library, the feeds and their batches, the findings and their cases."""
    words = [sys.executable, "-m", "bench.ours", str(made.folder), str(folder), url(base), "1"]
    subprocess.run(words, check=True)
    before = len(Catalog.load().feeds)
    new = declare(made.catalog, -(-(asked.feeds - before) // PROVIDERS), PROVIDERS)
    catalog = Catalog.load()
    columns = {"providers": [one for one, _ in new], "feeds": [feed for _, feed in new]}
    with base.transaction() as connection:
        connection.execute(sa.text(BATCHES), {**columns, "days": DAYS})
        connection.execute(sa.text(IN_FORCE))
    [(known,)] = [
        tuple(row.values()) for row in base.rows("select count(*) from discrepancy.finding")
    ]
    if known < asked.findings:
        rehearsal._make(base, catalog, asked.findings - known)
    rounds.raise_cases(House(base, Lake(str(folder / "lake"))))
    with base.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("vacuum analyze"))


def url(base: Base) -> str:
    return base.engine.url.render_as_string(hide_password=False)


def serve(which: str, address: str, port: str) -> None:
    """The desk, or the door, in a process of its own, for whoever asks."""

    async def visitor(request: Request) -> Visitor:
        return Visitor(request.headers.get("reader", "nobody"), frozenset(ROLES))

    bureau = Bureau(Base.kept_at(address), per_minute=1_000_000)
    app = door(bureau) if which == "door" else desk(lambda: bureau, Host(visitor, set))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", lifespan="off")


def pages(base: Base) -> dict[str, list[str]]:
    """Addresses by the page they are of."""
    cases = base.rows(
        "select cast(case_id as text) as id from discrepancy.case order by rows desc limit 50"
    )
    after = base.rows("select cast(finding_id as text) as id from discrepancy.finding limit 50")
    keys = base.rows("select entity_key from population.person limit 50")
    feeds = base.rows(
        "select distinct provider || '/' || feed as path from registry.batch limit 50"
    )
    return {
        "overview": ["", "?state=late", "?page=3", "?q=民政"],
        "feed": [f"feeds/{row['path']}" for row in feeds],
        "cases": ["cases", "cases?kind=conflict", "cases?overdue=1", "cases?page=2"],
        "case": [f"cases/{row['id']}" for row in cases],
        "rows": [
            f"cases/{case['id']}/rows?after={one['id']}"
            for case, one in zip(cases, after, strict=False)
        ],
        "catalogue": ["catalogue", "catalogue?page=3", "catalogue?q=民政"],
        "audit": ["audit", "audit?act=look_up"],
        "datum": [row["entity_key"] for row in keys],
        "lineage": ["lineage", *(f"lineage/feeds/{row['path']}" for row in feeds)],
        "lineage of an entity": ["lineage/entities/population/person"],
        "matrix": ["catalogue/population/person", "catalogue/library_01/division"],
    }


def door_pages(base: Base, provider: str) -> dict[str, list[str]]:
    """Addresses of the door by the page they are of, for one provider."""
    cases = base.rows(
        "select cast(case_id as text) as id from discrepancy.case"
        " where respondent = :provider and phase <> 'closed' order by rows desc limit 20",
        provider=provider,
    )
    return {
        "door: cases": [""],
        "door: case": [f"cases/{row['id']}" for row in cases],
        "door: answers": ["answers"],
        "door: standing": ["standing"],
    }


def read(
    address: str,
    asked: argparse.Namespace,
    kinds: dict[str, list[str]],
    cookies: dict[str, str] | None = None,
) -> dict[str, list[float]]:
    """Milliseconds a page; an answer that is none counts as one that never came."""
    took: dict[str, list[float]] = defaultdict(list)
    names = itertools.count()
    end = time.monotonic() + asked.seconds

    def one(seed: int) -> None:
        chance, session = random.Random(seed), requests.Session()
        session.cookies.update(cookies or {})
        while time.monotonic() < end:
            kind = chance.choice(sorted(kinds))
            wanted, form = chance.choice(kinds[kind]), {}
            if kind == "datum":  # each time as somebody else, of whom none looks too often
                session.headers["reader"] = f"reader {next(names)}"
                form = _form(session.get(f"{address}/data", timeout=60).text, wanted)
            began = time.perf_counter()
            if form:
                answer = session.post(f"{address}/data/found", data=form, timeout=60)
            else:
                answer = session.get(f"{address}/{wanted}", timeout=60)
            good = answer.status_code == 200
            took[kind].append((time.perf_counter() - began) * 1000 if good else float("inf"))
            time.sleep(asked.pause)

    readers = [threading.Thread(target=one, args=(seed,)) for seed in range(asked.readers)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return took


def _form(page: str, key: str) -> dict[str, str]:
    """What the form of a look-up sends."""
    [seal] = re.findall('name="seal" value="([0-9a-f]+)"', page)
    return {"entity": "population.person", "key": key, "purpose": "核对一名人员", "seal": seal}


def told(took: dict[str, list[float]]) -> dict[str, Any]:
    """Prints the table; says the same to be kept."""
    found = {}
    print(f"{'page':22}{'answers':>9}{'median ms':>11}{'p95 ms':>9}")
    for kind, times in sorted(took.items()):
        late = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        found[kind] = {
            "answers": len(times),
            "median_ms": round(median(times)),
            "p95_ms": round(late),
        }
        print(f"{kind:22}{len(times):>9}{median(times):>11.0f}{late:>9.0f}")
    return found


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Fills a scratch installation, serves the desk over it, lets the readers in."""
    with tempfile.TemporaryDirectory(prefix="desk-") as scratch:
        folder = Path(scratch)
        made = delivered.make(folder / "delivered", asked.people)
        os.environ["ONESOURCE_STATE"] = str(folder / "state")
        os.environ["ONESOURCE_CATALOG"] = str(made.catalog)
        server = State(folder / "state").postgres()
        with server.running():
            base = Base.at(server.url("onesource", "onesource"))
            migrate(base)
            fill(base, folder / "state", made, asked)
            with serving("desk", base) as address:
                took = read(address, asked, pages(base))
            [most] = base.rows(MOST)
            account = ("reader", accounts.add(base, "reader", most["respondent"]))
            with serving("door", base) as address:
                cookies = log_in(address, *account)
                took |= read(address, asked, door_pages(base, most["respondent"]), cookies)
            base.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)
    return told(took)


@contextmanager
def serving(which: str, base: Base) -> Iterator[str]:
    """The desk, or the door, served; its address."""
    port = 18_000 + os.getpid() % 1000
    words = [sys.executable, "-m", "bench.desk_load", "--serve", which, url(base), str(port)]
    served = subprocess.Popen(words)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in itertools.takewhile(lambda _: not answers(address), range(120)):
            time.sleep(0.5)
        yield address
    finally:
        served.terminate()
        served.wait()


def log_in(address: str, account: str, password: str) -> dict[str, str]:
    """What shows the session of who logs in at the door."""
    session, told = requests.Session(), {"account": account, "password": password}
    answer = session.post(f"{address}/login/now", data=told, timeout=60)
    assert answer.url == f"{address}/", answer.text
    return dict(session.cookies)


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=60).status_code == 200
    except requests.ConnectionError:
        return False


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser()
    for name, value in (
        ("people", 1_000_000),
        ("findings", 1_000_000),
        ("feeds", 1000),
        ("readers", 20),
    ):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0, help="seconds a reader looks at a page")
    parser.add_argument(
        "--serve", nargs=3, metavar=("WHICH", "BASE", "PORT"), help=argparse.SUPPRESS
    )
    asked = parser.parse_args()
    if asked.serve:
        serve(*asked.serve)
        return
    began = clock.now()
    found = measure(asked)
    sizes = {
        name: getattr(asked, name) for name in ("people", "findings", "feeds", "readers", "pause")
    }
    print(json.dumps({**sizes, "began": f"{began:%Y-%m-%d %H:%M}", "pages": found}))
    slow = [kind for kind, one in found.items() if one["median_ms"] > BOUND]
    raise SystemExit(1 if slow else 0)


if __name__ == "__main__":
    main()
