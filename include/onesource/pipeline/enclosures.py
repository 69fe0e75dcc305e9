"""Gathers what goes beside a report: each feed's rows kept back with their reasons, and wide gaps.

Read from the lake as it stands; a batch that was never made ready has nothing to enclose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from onesource.catalog import Catalog, Feed
from onesource.landing.kept import RECORDS
from onesource.mastering import layers
from onesource.notice import values
from onesource.notice.enclosure import Cells, Enclosure
from onesource.notice.model import Finding, Report
from onesource.pipeline.house import House
from onesource.quality import state, verdict
from onesource.quality.words import WORDS
from onesource.relations.scene import Scene, scene
from onesource.store import sql
from onesource.store.setwork import DuckWork

AT_ONCE = 10_000
Words = Mapping[tuple[str | None, str], tuple[str, str]]


@dataclass(frozen=True)
class Shop:
    """What enclosures are made with; `duck` holds one list at a time."""

    house: House
    catalog: Catalog
    report: Report
    duck: duckdb.DuckDBPyConnection


def gather(shop: Shop) -> Iterator[Enclosure]:
    """What to enclose with the report; each is to be written before the next is taken."""
    slug = shop.report.provider.slug
    rows = shop.house.base.rows(sql.statement("base/notice/in_force"), provider=slug)
    for row in rows:
        feed = shop.catalog.feeds.get(f"{slug}/{row['feed']}")
        if feed is not None and _opened(shop, row):
            yield from _kept_back(shop, feed)
            if _has_gap(shop.report, feed):
                yield from _gap(shop, feed, row)


def _opened(shop: Shop, row: Mapping[str, Any]) -> bool:
    lake = shop.house.lake
    kept, standing = (
        verdict.file(row["folder"], part, row["rules"], row["previous"])
        for part in ("kept", "state")
    )
    if not (lake.exists(kept) and state.exists(lake, standing)):
        return False
    lake.relation(shop.duck, "kept", kept)
    state.show(DuckWork(shop.duck), lake, "state", standing)
    return True


def _kept_back(shop: Shop, feed: Feed) -> Iterator[Enclosure]:
    counted = "select batch_id, count(*) from kept group by 1"
    sizes = dict(shop.duck.execute(counted).fetchall())
    if not sizes:
        return
    batches = shop.house.base.rows(sql.statement("base/notice/folders"), ids=list(sizes))
    for number, batch in enumerate(batches, 1):
        _show_rows(shop, batch, f"records_{number}")
    found = shop.duck.execute(sql.statement("lake/notice/kept_rows", batches=batches))
    names = [column[0] for column in found.description or ()][3:]
    yield Enclosure(
        ending=f"{_plain(feed.title)}_暂存行",
        title="暂存行",
        heads=("报送日期", "行号", *names, "原因", "改法"),
        rows=_explained(found, feed, _words(shop.report, feed)),
        total=sum(sizes.values()),
    )


def _show_rows(shop: Shop, batch: Mapping[str, Any], view: str) -> None:
    """Makes the rows of a batch readable as they were delivered: all that are kept, or all kept back."""
    lake, folder = shop.house.lake, batch["folder"]
    if lake.exists(f"{folder}/{RECORDS}"):
        lake.relation(shop.duck, view, f"{folder}/{RECORDS}", numbered=True)
        return
    told = verdict.file(folder, "quarantine", batch["rules"], batch["previous"])
    lake.relation(shop.duck, f"{view}_kept_back", told)
    rows = f"select * exclude (entity_key, reasons) from {view}_kept_back"
    shop.duck.execute(f"create or replace view {view} as {rows}")


def _explained(found: duckdb.DuckDBPyConnection, feed: Feed, words: Words) -> Iterator[Cells]:
    while chunk := found.fetchmany(AT_ONCE):
        for received_on, row_number, reasons, *delivered in chunk:
            told = [_reason(reason, feed, words) for reason in reasons]
            why = "；".join(dict.fromkeys(one for one, _ in told))
            remedy = "；".join(dict.fromkeys(one for _, one in told))
            yield (received_on, row_number, *delivered, why, remedy)


def _reason(reason: Mapping[str, Any], feed: Feed, words: Words) -> tuple[str, str]:
    element, rule = reason["element"], reason["rule"]
    column = feed.contract.columns.get(element or "")
    unknown = (f"未通过约定的校验规则“{rule}”", "请按约定改正后重新报送")
    message, remedy = words.get((element, rule)) or WORDS.get(rule) or unknown
    return values.about(column.title if column else "", message), remedy


def _words(report: Report, feed: Feed) -> Words:
    """What the feed's findings say of each rule, so that both say the same."""
    return {
        (one.element, one.rule): (str(one.detail["message"]), values.remedy(one))
        for one in _findings(report, feed)
        if one.kind in values.CHECKED and one.detail.get("message")
    }


def _findings(report: Report, feed: Feed) -> Iterator[Finding]:
    for section in report.sections:
        yield from (finding for finding in section.findings if finding.feed == feed.name)


def _has_gap(report: Report, feed: Feed) -> bool:
    return any(
        (one.kind, one.rule) == ("volume", "full_coverage") for one in _findings(report, feed)
    )


def _gap(shop: Shop, feed: Feed, row: Mapping[str, Any]) -> Iterator[Enclosure]:
    seen = scene(shop.catalog, feed.supplies.library, shop.house.base, row["as_of"])
    target = seen.targets.get(f"{feed.supplies.library}.{feed.supplies.entity}") if seen else None
    if seen is None or target is None or not shop.house.lake.exists(target.golden):
        return
    layers.show(DuckWork(shop.duck), shop.house.lake, "golden", target.golden)
    entity, scope = target.entity, feed.supplies.scope
    active = "true"
    if entity.active:
        named = ", ".join(sql.literal(value) for value in entity.active.values)
        active = f"g.{entity.active.element} in ({named})"
    wanted = [f"starts_with(g.entity_key, {sql.literal(p)})" for p in scope.prefixes]
    unwanted = [f"starts_with(g.entity_key, {sql.literal(p)})" for p in scope.except_prefixes]
    asked = sql.statement(
        "lake/notice/missing_keys",
        label=entity.label,
        active=active,
        wanted=" or ".join(wanted) or "true",
        unwanted="".join(f" and not {one}" for one in unwanted),
        grace_days=entity.grace_days,
        as_of=row["as_of"],
    )
    missing = shop.duck.execute(asked).fetchall()
    shared = _is_shared(seen, target.path)
    yield Enclosure(
        ending=f"{_plain(feed.title)}_缺口清单",
        title="缺口清单",
        heads=("代码", shop.report.provider.elements[(target.library, target.name, entity.label)]),
        rows=missing if shared else [(values.masked(key), None) for key, _ in missing],
        total=len(missing),
    )


def _is_shared(seen: Scene, path: str) -> bool:
    return all(decider.shared for decider in seen.targets[path].deciders)


def _plain(title: str) -> str:
    """A title as part of a file's name."""
    return title.replace("/", "_").replace("\\", "_")
