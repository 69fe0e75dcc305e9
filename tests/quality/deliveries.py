"""Deliveries of a feed judged without collecting them, each merged onto the last."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from onesource.catalog import Catalog
from onesource.landing.registry import Registered
from onesource.quality import check, rules, state, verdict
from onesource.quality.verdict import Judged, Verdict
from onesource.store import sql
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork

CATALOG = Catalog.load()
Row = tuple[str | None, ...]
FIRST = datetime(2026, 1, 5, tzinfo=UTC)


def number(sequence: int) -> str:
    """A well-formed number of nobody."""
    body = f"98010119{60 + sequence % 40:02}0101{sequence:03}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


@dataclass
class Feed:
    """One feed's deliveries, each merged onto the last."""

    path: str
    lake: Lake
    folder: Path
    last: Registered | None = None
    judged: Judged = field(init=False)

    def __post_init__(self) -> None:
        feed = CATALOG.feed(self.path)
        entity = CATALOG.library(feed.supplies.library).entities[feed.supplies.entity]
        self.judged = Judged(feed, entity, CATALOG.codes, rules.digest(feed, entity, CATALOG.codes))

    def deliver(self, rows: Sequence[Row], day: int) -> Verdict:
        """Judges a delivery of that day and puts it in force."""
        contract = self.judged.feed.contract
        moment = FIRST + timedelta(days=day)
        batch_id = f"{self.path.replace('/', '.')}.{moment:%Y%m%dT%H%M%SZ}.{day:016}"
        batch = registered(self.path, batch_id, moment)
        file = self.folder / "records"
        names = list(dict.fromkeys(map(contract.delivered, contract.columns)))
        with duckdb.connect() as duck:
            told = ", ".join(f"{sql.name(column)} varchar" for column in names)
            duck.execute(f"create table r ({told})")
            duck.executemany(f"insert into r values ({', '.join('?' * len(names))})", rows)
            duck.execute(f"copy r to '{file}' (format parquet)")
        self.lake.put(file, f"{batch.folder}/records.parquet")
        found = check.check(self.judged, self.lake, batch, self.last)
        previous = self.last.batch_id if self.last else None
        counts = {
            name: getattr(found, name)
            for name in ("received", "accepted", "quarantined", "duplicates", "records")
        }
        row = {**asdict(batch), **counts, "rules": self.judged.rules, "previous": previous}
        self.last = Registered(**row)
        return found

    def layers(self) -> int:
        """How many earlier batches' rows the state is made of."""
        assert self.last is not None
        return len(state.layers(self.lake, self._file("state")))

    def told(self) -> dict[str, list[Any]]:
        """What is in force, kept back and found, but for where it was told first."""
        with duckdb.connect() as duck:
            state.show(DuckWork(duck), self.lake, "state", self._file("state"))
            parts = {"state": "select * exclude (batch_id, row_number) from state order by all"}
            for part, left in (("kept", "batch_id, row_number"), ("warned", "row_number")):
                self.lake.relation(duck, part, self._file(part))
                parts[part] = f"select * exclude ({left}) from {part} order by all"
            self.lake.relation(duck, "findings", self._file("findings"))
            parts["findings"] = (
                "select * exclude (batch_id, row_number, provider_value), "
                "from findings order by finding_id"
            )
            return {part: duck.execute(query).fetchall() for part, query in parts.items()}

    def provenance(self, contents: dict[str, Sequence[Row]]) -> Iterator[tuple[Any, Any]]:
        """Each record in force with the row that its batch and number point to."""
        with duckdb.connect() as duck:
            state.show(DuckWork(duck), self.lake, "state", self._file("state"))
            query = "select record, batch_id, row_number from state"
            for record, batch_id, row_number in duck.execute(query).fetchall():
                yield record, contents[batch_id][row_number - 1][0]

    def _file(self, part: str) -> str:
        assert self.last is not None
        return verdict.file(self.last.folder, part, self.judged.rules, self.last.previous)


def registered(path: str, batch_id: str, moment: datetime) -> Registered:
    provider, feed = path.split("/")
    return Registered(
        batch_id=batch_id,
        provider=provider,
        feed=feed,
        interval_at=moment,
        content_hash=batch_id,
        as_of=moment.date(),
        folder=f"landing/{path}/{batch_id}",
        status="landed",
        mode="snapshot",
        watermark=None,
        previous=None,
        records=None,
        received=None,
        accepted=None,
        quarantined=None,
        duplicates=None,
        rules=None,
        held_kind=None,
        held_reason=None,
        whole_at=None,
    )


def marriage(chance: random.Random) -> Row:
    """One row of few that there may be, so that many are alike, contradict or cannot be read."""
    who = chance.randrange(40)
    record = chance.choice([f"R{who}", f"R{who}", f" R{who}", f"R{chance.randrange(40)}", None])
    key = chance.choice([number(who), number(who), number(who), f"{number(who)} ", "12345", None])
    name = chance.choice(["甲某", "甲某", "乙某", " 甲某", "丙", None])
    status = chance.choice(["已婚", "离婚", "离婚", "不详"])
    spouse = chance.choice([None, number(who + 50), key, "无"])
    registered_on = chance.choice(["2025-01-02", "2025-01-02", "2025-03-04", "2099-01-01", "昨天"])
    return record, key, name, status, spouse, registered_on


def changed(rows: list[Row], chance: random.Random, times: int) -> list[Row]:
    """Some rows more, some less, some otherwise, some twice."""
    made = list(rows)
    for _ in range(times):
        place = chance.randrange(len(made))
        match chance.choice(["more", "less", "other", "twice", "part"]):
            case "more":
                made.insert(place, marriage(chance))
            case "less":
                made.pop(place)
            case "other":
                made[place] = marriage(chance)
            case "twice":
                made.insert(chance.randrange(len(made)), made[place])
            case "part":
                made[place] = (*made[place][:2], chance.choice(["甲某", "丁某"]), *made[place][3:])
    return made


def person(who: int, **told: str) -> Row:
    row = {
        "number": f"F{who}",
        "key": number(who),
        "name": "甲某",
        "sex": "男",
        "phone": "13000000000",
    }
    return tuple((row | told).values())
