"""A delivery that is not as agreed is held: the last good one stays in force, and its provider is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pipeline.conftest import Begin
from pipeline.town import CIVIL, DATED, STATISTICS, Town, day, renamed, small, township

from demo.statistics import write_manifest
from onesource.errors import Refused
from onesource.landing.batch import Held

Spoil = Callable[[Town], None]


def drops_by_40_percent(town: Town) -> None:
    town.deliver(small()[:20])


def has_another_hash(town: Town) -> None:
    file = town.deliver(small())
    file.write_bytes(file.read_bytes().replace("第3街道".encode("gb18030"), b"XXXXXXX"))


def lacks_a_column(town: Town) -> None:
    file = town.deliver(small())
    lines = file.read_text("gb18030").splitlines()
    file.write_text("\r\n".join(line.rsplit(",", 1)[0] for line in lines) + "\r\n", "gb18030")
    write_manifest(file, len(lines) - 1, DATED)


FAULTS: list[tuple[Spoil, str, str, tuple[str, ...]]] = [
    (drops_by_40_percent, "volume", "volume", ("20 rows", "26 to 40", "deliver it whole")),
    (has_another_hash, "contract", "manifest_sha256", ("tongji_quhua", "deliver both again")),
    (lacks_a_column, "contract", "missing_column", ("级别", "feeds/statistics/divisions.yaml")),
]
each_fault = pytest.mark.parametrize(
    ("spoil", "kind", "rule", "said"), FAULTS, ids=[spoil.__name__ for spoil, *_ in FAULTS]
)


@pytest.fixture
def settled(begin: Begin) -> Town:
    """Day 1 is over, with one wrong name told to statistics."""
    return begin(renamed(small(), {township(3): "别名街道"}))


def hold(town: Town, at: int, spoil: Spoil, path: str = STATISTICS) -> Held:
    """A day's run of a feed whose delivery is spoiled."""
    spoil(town)
    with pytest.raises(Held) as held:
        town.feed(path, day(at))
    return held.value


@each_fault
def test_the_last_good_data_stays_in_force(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    in_force = settled.rows("select provider, in_force from registry.feed order by provider")
    golden = settled.rows("select * from geospatial.division order by entity_key")
    before = settled.open(kind="conflict")

    hold(settled, 2, spoil)
    settled.library(day(2))

    assert (
        settled.rows("select provider, in_force from registry.feed order by provider") == in_force
    )
    assert settled.rows("select * from geospatial.division order by entity_key") == golden
    assert settled.open(kind="conflict") == before


@each_fault
def test_the_refusal_says_what_where_and_the_remedy_and_no_retry_helps(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    held = hold(settled, 2, spoil)
    assert isinstance(held, Refused)
    for part in (STATISTICS, *said):
        assert part in held.message


@each_fault
def test_the_batch_is_on_record_as_held_and_raised_with_its_provider(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    held = hold(settled, 2, spoil)
    (batch,) = settled.rows("select * from registry.batch where status = 'held'")
    assert (batch["held_kind"], batch["held_reason"]) == (kind, held.cause.message)
    (finding,) = settled.open(kind=kind)
    assert (finding["provider"], finding["rule"]) == ("statistics", rule)
    assert (finding["severity"], finding["batch_id"]) == ("critical", batch["batch_id"])


@each_fault
def test_the_bytes_are_kept_as_received(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    held = hold(settled, 2, spoil)
    (sent,) = settled.box("statistics", "outbox").glob("*.csv")
    kept = settled.lake / held.batch.folder / "received" / sent.name
    assert kept.read_bytes() == sent.read_bytes()


@each_fault
def test_the_provider_is_told_in_its_report(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    hold(settled, 2, spoil)
    told = settled.notify("statistics", day(2))
    assert told is not None
    assert (told.findings, told.opened) == (2, 1)
    page = settled.report("statistics", ".html").read_text()
    assert "暂缓入库" in page
    assert "沿用上一批合格数据" in page


@each_fault
def test_the_next_good_delivery_closes_it(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    hold(settled, 2, spoil)
    (finding,) = settled.open(kind=kind)
    settled.deliver(renamed(small(), {township(5): "另名街道"}))

    settled.run(day(3))

    assert [one["entity_key"] for one in settled.open()] == [township(5)]
    assert settled.events(finding["finding_id"]) == ["opened", "closed"]


@each_fault
def test_the_delivery_in_force_sent_again_closes_it_as_well(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    hold(settled, 2, spoil)
    settled.deliver(renamed(small(), {township(3): "别名街道"}))
    settled.feed(STATISTICS, day(3))
    assert [one["kind"] for one in settled.open()] == ["conflict"]


@each_fault
def test_the_same_spoiled_delivery_again_is_no_news(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    hold(settled, 2, spoil)
    settled.notify("statistics", day(2))
    before = settled.sizes()
    hold(settled, 3, spoil)
    assert settled.notify("statistics", day(3)) is None
    assert settled.sizes() == before


@each_fault
def test_a_held_batch_run_again_is_held_once(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    hold(settled, 2, spoil)
    before = settled.sizes(), settled.rows("select * from registry.batch order by batch_id")
    hold(settled, 2, spoil)
    after = settled.sizes(), settled.rows("select * from registry.batch order by batch_id")
    assert after == before


def test_the_first_delivery_of_all_can_be_held(town: Town) -> None:
    hold(town, 1, has_another_hash)
    town.feed(CIVIL, day(1))
    town.library(day(1))
    assert town.value("select count(*) from geospatial.division") == len(small())
    assert [one["kind"] for one in town.open(provider="statistics")] == ["contract"]


def test_another_fault_takes_the_place_of_the_first(settled: Town) -> None:
    hold(settled, 2, has_another_hash)
    hold(settled, 3, drops_by_40_percent)
    assert [
        one["kind"] for one in settled.open(feed="divisions") if one["rule"] != "authority"
    ] == ["volume"]


def test_a_widened_agreement_lets_the_held_delivery_through(settled: Town, catalog: Path) -> None:
    hold(settled, 2, drops_by_40_percent)
    file = catalog / "feeds" / "statistics" / "divisions.yaml"
    file.write_text(file.read_text().replace("drop: 0.2", "drop: 0.5"))

    settled.feed(STATISTICS, day(2, 12), interval=day(2))

    assert settled.open(kind="volume") == []
    query = "select status, received from registry.batch where interval_at = :at"
    assert settled.rows(query, at=day(2)) == [{"status": "accepted", "received": 20}]


@each_fault
def test_the_provider_reads_the_reason_in_its_own_language(
    settled: Town, spoil: Spoil, kind: str, rule: str, said: tuple[str, ...]
) -> None:
    hold(settled, 2, spoil)
    settled.notify("statistics", day(2))
    page = settled.report("statistics", ".html").read_text()
    alarm = page.partition('<p class="alarm">')[2].partition("</p>")[0]
    assert "暂缓入库" in alarm
    assert "deliver" not in alarm
