"""Tries a feed: lands a delivery or a sample into a scratch folder and judges it. Writes nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onesource import clock
from onesource.catalog import Catalog
from onesource.landing import land as landing
from onesource.landing.batch import Batch
from onesource.quality import check as quality
from onesource.quality import rules, suite
from onesource.quality.verdict import Judged, Verdict
from onesource.sources.connections import Connections, from_environment
from onesource.sources.fetch import fetch, sample
from onesource.store import engine, sql

Row = tuple[int, str, str, str, str, str]  # row number, key, element, rule, severity, value


@dataclass(frozen=True)
class Trial:
    """What would become of a delivery."""

    title: str
    verdict: Verdict
    failures: list[Row]


def feed(
    path: str, file: Path | None, rows: int, connections: Connections = from_environment
) -> Trial:
    """Lands and judges feed `path`, from `file` or from its own source; at most `rows` failures.

    Raises Held where the delivery would be held, Refused or Unreachable as its transport does.
    """
    catalog = Catalog.load()
    declared = catalog.feed(path)
    entity = catalog.library(declared.supplies.library).entities[declared.supplies.entity]
    judged = Judged(declared, entity, catalog.codes, rules.digest(declared, entity, catalog.codes))
    with engine.work("try") as folder, suite.checker(folder) as checker:
        delivery = sample(declared, file, folder) if file else fetch(declared, connections, folder)
        as_of = delivery.declared.reference_date or clock.today()
        batch = Batch(declared.provider, declared.name, clock.now(), delivery.fingerprint, as_of)
        landing.judge(landing.Case(declared, delivery, batch), checker.duck, folder)
        verdict = quality.judge(judged, checker, folder)
        failures = checker.duck.execute(sql.statement("lake/quality/first_failures", rows=rows))
        return Trial(declared.title, verdict, failures.fetchall())
