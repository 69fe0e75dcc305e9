"""Landing keeps the bytes, counts, registers once, and compares with the batch in force alone."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.landing import registry
from onesource.landing.batch import Batch, Held
from onesource.landing.land import Landing, land
from onesource.landing.registry import Counts, Made
from onesource.sources.connections import Connection
from onesource.store.base import Base
from onesource.store.lake import Lake

SAMPLES = Path(__file__).parents[1] / "samples/statistics/divisions"
MONDAY, TUESDAY = (datetime(2026, 11, day, 2, tzinfo=UTC) for day in (16, 17))
RULES = "a" * 12


class Office:
    """Statistics' front-end machine as a mounted folder, and the landing of what lies there."""

    def __init__(self, folder: Path, base: Base) -> None:
        self.outbox = folder / "machine/outbox"
        self.outbox.mkdir(parents=True)
        self.base, self.lake = base, Lake(str(folder / "lake"))
        box = Connection("statistics_frontend", "fs", extra={"path": str(folder / "machine")})
        feed = Catalog.load().feed("statistics/divisions")
        self.landing = Landing(feed, base, self.lake, lambda _: box)

    def deliver(self, sample: str) -> None:
        for end in ("csv", "manifest.json"):
            target = self.outbox / f"tongji_quhua_20231231.{end}"
            shutil.copyfile(SAMPLES / f"{sample}.{end}", target)

    def land(self, interval: datetime = MONDAY, rules: str = RULES):
        return land(self.landing, interval, rules)

    def accept(self, batch_id: str, rules: str = RULES) -> bool:
        batch = registry.batch(self.base, batch_id)
        with self.base.transaction() as connection:
            return registry.accepted(connection, batch, Counts(5, 5, 0, 0), Made(rules)).in_force

    def batches(self) -> list[tuple[str, int | None]]:
        found = self.base.rows("select status, received from registry.batch order by batch_id")
        return [(row["status"], row["received"]) for row in found]


@pytest.fixture
def office(tmp_path: Path, base: Base) -> Office:
    made = Office(tmp_path, base)
    made.deliver("as_agreed")
    return made


def test_a_delivery_is_kept_byte_for_byte_and_counted(office: Office):
    landed = office.land()

    batch = registry.batch(office.base, landed.batch_id)
    kept = f"{batch.folder}/received/tongji_quhua_20231231"
    assert office.lake.read(f"{kept}.csv") == (SAMPLES / "as_agreed.csv").read_bytes()
    assert office.lake.exists(f"{kept}.manifest.json")
    assert office.lake.exists(f"{batch.folder}/records.parquet")
    assert (batch.status, batch.received, batch.as_of) == ("landed", 5, date(2023, 12, 31))


def test_landing_twice_lands_once(office: Office):
    assert office.land() == office.land()

    assert office.batches() == [("landed", 5)]


def test_another_interval_is_another_batch(office: Office):
    assert office.land(MONDAY).batch_id != office.land(TUESDAY).batch_id

    assert office.batches() == [("landed", 5)] * 2


def test_a_delivery_equal_to_the_batch_in_force_is_unchanged(office: Office):
    first = office.land(MONDAY)
    office.accept(first.batch_id)

    again = office.land(TUESDAY)

    assert (again.unchanged, again.batch_id, again.received) == (True, first.batch_id, 5)
    assert office.batches() == [("accepted", 5), ("unchanged", 5)]


def test_equal_to_a_batch_that_is_no_longer_in_force_is_not_unchanged(office: Office):
    office.accept(office.land(MONDAY).batch_id)
    office.deliver("names_without_a_gbk_code")
    office.accept(office.land(TUESDAY).batch_id)

    office.deliver("as_agreed")

    assert not office.land(datetime(2026, 11, 18, tzinfo=UTC)).unchanged


def test_a_delivery_judged_by_other_rules_is_judged_anew(office: Office):
    office.accept(office.land(MONDAY).batch_id)

    assert not office.land(TUESDAY, rules="b" * 12).unchanged


def test_the_bytes_of_what_is_held_are_kept_too(office: Office):
    office.deliver("wrong_hash")

    with pytest.raises(
        Held, match=r"held statistics/divisions, statistics\.divisions\.2026"
    ) as held:
        office.land()

    kept = f"{held.value.batch.folder}/received/tongji_quhua_20231231.csv"
    assert office.lake.read(kept) == (SAMPLES / "wrong_hash.csv").read_bytes()
    assert office.batches() == []


def test_a_delivery_that_shrank_too_far_is_held_for_its_volume(office: Office):
    office.accept(office.land(MONDAY).batch_id)
    office.deliver("truncated_before_the_manifest")
    manifest = office.outbox / "tongji_quhua_20231231.manifest.json"
    manifest.write_text(manifest.read_text().replace('"rows": 5', '"rows": 3'))

    with pytest.raises(Held) as held:
        office.land(TUESDAY)

    assert (held.value.kind, held.value.facts["rule"]) == ("volume", "volume")
    for words in ("3 rows, -40% against", "agreed are 4 to 6", "feeds/statistics/divisions.yaml"):
        assert words in held.value.message


def test_a_batch_of_an_earlier_interval_does_not_beat_a_later_one(office: Office):
    late = office.land(MONDAY)
    newer = office.land(TUESDAY)

    assert office.accept(newer.batch_id)
    assert not office.accept(late.batch_id)

    force = registry.in_force(office.base, "statistics", "divisions")
    assert force is not None
    assert force.batch_id == newer.batch_id


def test_a_batch_is_named_by_feed_interval_and_content():
    day = date(2023, 12, 31)
    batch = Batch("statistics", "divisions", MONDAY, "ab" * 32, day)

    assert batch.batch_id == "statistics.divisions.20261116T020000Z.abababababababab"
    assert batch.folder == f"landing/statistics/divisions/{batch.batch_id}"


def test_a_batch_nobody_registered_is_refused(base: Base):
    with pytest.raises(Refused, match="batch x is not registered; land the feed again"):
        registry.batch(base, "x")
