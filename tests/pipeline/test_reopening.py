"""A correction closes its finding and nothing else; a relapse opens the same one again."""

from __future__ import annotations

import pytest
from pipeline.conftest import Begin
from pipeline.town import CIVIL, STATISTICS, Rows, Town, day, renamed, small, township

BROKEN: Rows = renamed(small(), {township(3): "别名街道", township(5): "另名街道"})
MENDED: Rows = renamed(small(), {township(5): "另名街道"})


@pytest.fixture
def accused(begin: Begin) -> Town:
    """Day 1 is over: statistics was told of two wrong names."""
    return begin(BROKEN)


def the_finding(town: Town, key: str = township(3)) -> dict[str, object]:
    query = "select * from discrepancy.finding where entity_key = :key and kind = 'conflict'"
    (found,) = town.rows(query, key=key)
    return found


def test_one_corrected_name_closes_exactly_that_finding(accused: Town) -> None:
    other = the_finding(accused, township(5))
    accused.deliver(MENDED)

    accused.run(day(2))

    closed = the_finding(accused)
    assert (closed["status"], closed["closed_by"]) == ("closed", "data")
    assert accused.events(closed["finding_id"]) == ["opened", "closed"]
    assert the_finding(accused, township(5)) == other | {
        name: the_finding(accused, township(5))[name] for name in ("batch_id",)
    }
    assert accused.value("select count(*) from discrepancy.finding_event") == 3


def test_a_correction_changes_no_golden_value(accused: Town) -> None:
    before = accused.rows("select * from geospatial.division_history order by entity_key")
    accused.deliver(MENDED)
    accused.run(day(2))
    after = accused.rows("select * from geospatial.division_history order by entity_key")
    assert after == before


def test_the_same_bytes_again_reopen_the_same_finding_with_its_history(accused: Town) -> None:
    first = the_finding(accused)
    accused.deliver(MENDED)
    accused.run(day(2))
    accused.deliver(BROKEN)

    accused.run(day(3))

    again = the_finding(accused)
    assert again["finding_id"] == first["finding_id"]
    assert (again["status"], again["times_opened"]) == ("open", 2)
    assert again["opened_at"] == day(3)
    assert accused.events(again["finding_id"]) == ["opened", "closed", "reopened"]


def test_what_came_back_is_reported_again(accused: Town) -> None:
    first = accused.inbox("statistics")
    accused.deliver(MENDED)
    accused.run(day(2))
    accused.deliver(BROKEN)

    _, told = accused.run(day(3))

    assert told is not None
    assert (told.findings, told.opened, told.closed) == (2, 1, 0)
    assert len(accused.inbox("statistics")) == len(first) * 3
    assert first.items() <= accused.inbox("statistics").items()


def test_a_relapse_is_on_record_with_the_bytes_of_the_first_delivery(accused: Town) -> None:
    accused.deliver(MENDED)
    accused.run(day(2))
    accused.deliver(BROKEN)
    accused.run(day(3))

    query = (
        "select content_hash, status from registry.batch "
        "where provider = 'statistics' order by interval_at"
    )
    first, second, third = accused.rows(query)
    assert first == third != second
    assert third["status"] == "accepted"


def test_there_and_back_within_one_interval(accused: Town) -> None:
    for hour, rows in ((11, MENDED), (12, BROKEN)):
        accused.deliver(rows)
        accused.run(day(1, hour), interval=day(1))

    again = the_finding(accused)
    assert accused.events(again["finding_id"]) == ["opened", "closed", "reopened"]
    assert accused.value("select count(*) from registry.batch where provider = 'statistics'") == 2
    assert len(accused.inbox("statistics")) == 6


def test_the_first_delivery_is_in_force_again_after_there_and_back(accused: Town) -> None:
    query = "select in_force from registry.feed where provider = 'statistics'"
    first = accused.value(query)
    for hour, rows in ((11, MENDED), (12, BROKEN)):
        accused.deliver(rows)
        accused.feed(STATISTICS, day(1, hour), interval=day(1))
    assert accused.value(query) == first


def test_a_wrong_name_that_changes_into_another_is_the_same_finding(accused: Town) -> None:
    first = the_finding(accused)
    accused.deliver(renamed(BROKEN, {township(3): "又名街道"}))

    accused.run(day(2))

    changed = the_finding(accused)
    assert changed["finding_id"] == first["finding_id"]
    assert changed["provider_value"] == "又名街道"
    assert accused.events(changed["finding_id"]) == ["opened", "changed"]


def test_who_has_mended_everything_is_told_that_all_is_settled(accused: Town) -> None:
    accused.deliver(small())
    _, told = accused.run(day(2))
    assert told is not None
    assert (told.findings, told.closed) == (0, 2)
    assert accused.run(day(3)) == [None, None]


def test_a_warning_of_a_single_row_closes_and_reopens_as_well(town: Town) -> None:
    written = renamed(small(), {township(4): "第4街道（撤销）"})
    for number, rows in ((1, written), (2, small()), (3, written)):
        town.register(rows)
        town.run(day(number))

    (warning,) = town.open(provider="civil_affairs", kind="invalid")
    assert town.events(warning["finding_id"]) == ["opened", "closed", "reopened"]
    assert [status for _, status, _ in town.versions(township(4))] == [
        "abolished",
        "active",
        "abolished",
    ]
    assert f"{warning['provider']}/{warning['feed']}" == CIVIL


def test_a_wrong_name_in_a_row_that_is_kept_back_is_not_corrected(accused: Town) -> None:
    rows = [row._replace(level="?") if row.name == "别名街道" else row for row in BROKEN]
    accused.deliver(rows)
    accused.run(day(2))
    assert the_finding(accused)["status"] == "open"
