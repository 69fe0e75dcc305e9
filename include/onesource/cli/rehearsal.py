"""`onesource demo findings`: so many open findings told to every provider for real, and measured.

Everything is scratch: a server of its own, a front-end machine that runs, two
reports at a time as the scheduler has them made. Nothing of it is left.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
import typer

from onesource import clock, settings
from onesource.catalog import Catalog
from onesource.catalog.library import in_force
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.runtime import State
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.migrations import migrate
from onesource.store.sql import statement

AT_ONCE = 2


def findings(
    many: Annotated[int, typer.Argument(min=1, help="how many are open")] = 1_000_000,
) -> None:
    """Raise the cases of so many findings, digest them, report them to every provider; what it took."""
    from demo.process import serving

    catalog = Catalog.load()
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=settings.scratch()) as folder:
        os.environ["ONESOURCE_STATE"] = folder
        server = State(Path(folder)).postgres()
        with server.running(), serving(Path(folder), rooms=tuple(catalog.providers)):
            url = server.url("onesource", "onesource")
            base = Base.at(url)
            migrate(base)
            typer.echo(f"making {many:,} open findings")
            _make(base, catalog, many)
            began = time.monotonic()
            cases = rounds.raise_cases(House(base, Lake(f"{folder}/lake")))
            raised = time.monotonic() - began
            typer.echo(f"{cases} cases raised in {raised:.1f} s")
            told, peak = _report(url, list(catalog.providers))
            took = time.monotonic() - began
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    result = {
        "findings": many,
        "told": sum(told.values()),
        "cases": cases,
        "providers": len(told),
        "raise_s": round(raised, 2),
        "report_s": round(took - raised, 2),
        "seconds": round(took, 2),
        "peak_mb": own + AT_ONCE * peak,
    }
    typer.echo(json.dumps(result))
    if result["told"] != many:
        raise typer.Exit(1)


def _report(url: str, providers: list[str]) -> tuple[dict[str, int], int]:
    """Each provider's report, delivered: how many findings it told; the most memory one took, in MB."""
    told, peak = {}, 0
    alike = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(AT_ONCE, mp_context=alike) as pool:
        for provider, (count, mb) in zip(
            providers, pool.map(_one, [url] * len(providers), providers), strict=True
        ):
            told[provider], peak = count, max(peak, mb)
            typer.echo(f"  {provider}: {count:,} told")
    return told, peak


def _one(url: str, provider: str) -> tuple[int, int]:
    house = House(Base.at(url), Lake(f"{settings.state()}/lake"))
    sent = rounds.notify(house, provider, "rehearsal")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (sent.findings if sent else 0), peak


def _make(base: Base, catalog: Catalog, many: int) -> None:
    causes = [
        (feed.provider, feed.name, feed.supplies.library, feed.supplies.entity, name)
        for feed in catalog.feeds.values()
        for name in feed.supplies.elements
    ]
    columns: dict[str, list[Any]] = {
        name: [cause[place] for cause in causes]
        for place, name in enumerate(("providers", "feeds", "libraries", "entities", "elements"))
    }
    columns["authorities"] = [_authority(catalog, *cause[2:]) for cause in causes]
    with base.transaction() as connection:
        connection.execute(
            sa.text(statement("base/rehearsal/findings")),
            {**columns, "many": many, "at": clock.now()},
        )
    with base.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("analyze discrepancy.finding"))


def _authority(catalog: Catalog, library: str, entity: str, element: str) -> str:
    terms = catalog.library(library).entities[entity].elements[element].authority
    return in_force(terms, clock.today())[0].provider
