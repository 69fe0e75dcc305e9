"""Merges a judged delivery onto what its feed said before: which records are in force, which kept back.

A whole delivery takes the place of what was; changes come on top of it, the greatest date
of change winning, then the later delivery. What shares an entity's key is judged over all
records together. Needs `typed`, `copy` and `failure` of the rows by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from onesource.landing.registry import Registered
from onesource.quality import contract, state
from onesource.quality.verdict import CARRIED, Judged, file
from onesource.quality.words import WORDS
from onesource.store import engine, sql
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork

STANDING = ("state", "aside", "kept", "ended")
PASSING = ("state", "aside")


@dataclass(frozen=True)
class Merge:
    """The batch that is judged and the one in force that it is merged onto; neither in a trial.

    narrowed: only what differs from that one is judged (increment.py).
    """

    batch: Registered | None = None
    onto: Registered | None = None
    lake: Lake | None = None
    narrowed: bool = False

    @property
    def batch_id(self) -> str | None:
        """The batch's id, where there is one."""
        return self.batch.batch_id if self.batch else None

    @property
    def moment(self) -> str:
        """The interval the batch is for, as it stands in batch ids."""
        return _moment(self.batch_id)

    def carried(self, judged: Judged) -> bool:
        """Whether records delivered before may stay in force."""
        if judged.feed.mode == "snapshot" or self.batch is None or self.onto is None:
            return False
        if self.onto.rules != judged.rules:
            return False
        return self.batch.mode == "changes" or _moment(self.onto.batch_id) > self.moment

    def late(self) -> bool:
        """Whether the whole was read for a later interval: what it lacked had ended by then."""
        batch = self.batch
        if batch is None or batch.mode == "snapshot" or batch.whole_at is None:
            return False
        return batch.interval_at < batch.whole_at


def _moment(batch_id: str | None) -> str:
    return batch_id.split(".")[2] if batch_id else ""


def merge(duck: duckdb.DuckDBPyConnection, facts: dict[str, Any]) -> None:
    """Makes the tables excepted, fault and contested and the views counted and present."""
    if facts["carried"]:
        _run(duck, facts, "standing", "lost")
    else:
        duck.execute("create or replace table lost (record varchar)")
    _run(duck, facts, "excepted", "counted")
    if facts["carried"]:
        _run(duck, facts, "retained")
    _run(duck, facts, "faults", "present", "contested")
    _run(duck, {**facts, "table": "contested"}, "explained")
    _run(duck, facts, "folded", "entangled")


def _run(duck: duckdb.DuckDBPyConnection, facts: dict[str, Any], *names: str) -> None:
    for name in names:
        duck.execute(sql.statement(f"lake/quality/{name}", **facts))


def facts(judged: Judged, duck: duckdb.DuckDBPyConnection, merged: Merge) -> dict[str, Any]:
    """The names that the statements take which judge a delivery and merge it.

    Makes what stood before readable as former_<part>.
    """
    feed, entity = judged.feed, judged.entity
    carried = merged.carried(judged)
    former = _former(duck, merged, carried)
    own = feed.supplies.elements
    first = feed.supplies.key[0]
    columns = contract.typed(feed, judged.codes)
    explained = engine.has_macro(f"{entity.key_standard}_fault")
    whole = merged.batch is not None and merged.batch.mode == "snapshot"
    as_of = f"date {sql.literal(merged.batch.as_of)}" if merged.batch else None
    return {
        "feed": feed,
        "batch_id": merged.batch_id,
        "moment": merged.moment,
        "late": merged.late(),
        "later_than": merged.moment if whole else None,
        "carried": carried,
        "known": STANDING,
        "parts": PASSING if carried else (),
        "columns": columns,
        "refusals": [(c.name, rule, told) for c in columns for rule, told in c.refusals],
        "keyed": contract.keyed(feed, entity.key_standard, "valued"),
        "key_rule": contract.key_rule(feed, entity.key_standard, explained),
        "record_key": feed.record_key,
        "changed_by": feed.changed_by,
        "ended_by": feed.tombstone.column if feed.tombstone else None,
        "ended_values": feed.tombstone.values if feed.tombstone else (),
        "told_at_the_end": contract.told_at_the_end(feed),
        "agreed": [feed.contract.delivered(column) for column in feed.contract.columns],
        "spelt": list(dict.fromkeys((*feed.supplies.key, *own))),
        "elements": [(name, _said(judged, name)) for name in own],
        "label": entity.label if entity.label in own else None,
        "group": contract.titled(feed, entity.group, judged.codes, "t."),
        "key_element": first,
        "key_delivered": f"{first}__delivered",
        "dated_by": feed.supplies.dated_by,
        "fresh": as_of if former and as_of else "null",
        "former": former and feed.changed_by is None,
        "compared": _compared(judged, duck, merged) if former else [],
        "recast": merged.onto is not None and merged.onto.rules != judged.rules,
        "words": WORDS,
    }


def _former(duck: duckdb.DuckDBPyConnection, merged: Merge, carried: bool) -> bool:
    """Makes what stood before readable as former_<part>; says whether there was a state at all."""
    onto, lake = merged.onto, merged.lake
    if onto is None or lake is None:
        return False
    stood = file(onto.folder, "state", onto.rules or "", onto.previous)
    if not state.exists(lake, stood):
        return False
    state.show(DuckWork(duck), lake, "former_state", stood)
    if merged.narrowed:
        _run(duck, {}, "former_touched")
        duck.execute("create or replace view former_state as from former_touched")
    for part in CARRIED if carried else ():
        name = file(onto.folder, part, onto.rules or "", onto.previous)
        lake.relation(duck, f"former_{part}", name)
    return True


def _compared(judged: Judged, duck: duckdb.DuckDBPyConnection, merged: Merge) -> list[str]:
    """The columns by which a row differs from what it was; none where the delivery is the same."""
    if merged.batch and merged.onto and merged.batch.content_hash == merged.onto.content_hash:
        return []
    before = {row[0] for row in duck.execute("describe former_state").fetchall()}
    return [column for column in judged.feed.contract.columns if column in before]


def _said(judged: Judged, element: str) -> str:
    """An element's value as records of one entity are compared: by spelling only where that counts."""
    column = f"t.{sql.name(element)}"
    declared = judged.entity.elements[element]
    return (
        f"normal_text(cast({column} as varchar))" if declared.compare == "normal_text" else column
    )
