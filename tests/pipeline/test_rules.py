"""Rules change like data does: what is in force is judged again, and a finding says why it closed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pipeline.town import LIBRARY, STATISTICS, Town, day, renamed, small, township

from onesource import clock
from onesource.errors import Refused
from onesource.landing.batch import Held
from onesource.pipeline import library as libraries

FULL_WIDTH = renamed(small(), {township(3): "第３街道"})


def add_rule(folder: Path, name: str, rule: dict[str, object]) -> None:
    """Adds an expectation to a suite."""
    file = folder / f"{name}.yaml"
    suite = yaml.safe_load(file.read_text())
    suite["expectations"].append(rule)
    file.write_text(yaml.safe_dump(suite, allow_unicode=True))


def too_long(limit: int, severity: str = "critical") -> dict[str, object]:
    return {
        "type": "expect_column_value_lengths_to_be_between",
        "kwargs": {"column": "name", "max_value": limit},
        "severity": severity,
        "meta": {"rule": "too_long"},
    }


def exact_names(catalog: Path, exact: bool) -> None:
    file = catalog / "libraries" / "geospatial.yaml"
    text = file.read_text().replace("compare: normal_text", "compare: exact")
    file.write_text(text if exact else text.replace("compare: exact", "compare: normal_text", 1))


def test_a_stricter_suite_judges_the_batch_in_force_anew(town: Town, suites: Path) -> None:
    town.deliver(renamed(small(), {township(3): "一个相当长的街道名称"}))
    town.run(day(1))
    add_rule(suites, STATISTICS, too_long(8))

    verdict = town.feed(STATISTICS, day(2))

    assert verdict is not None
    assert (verdict.quarantined, verdict.accepted) == (1, len(small()) - 1)
    assert [one["rule"] for one in town.open(kind="invalid")] == ["too_long"]


def test_a_suite_changed_back_closes_what_it_raised(town: Town, suites: Path) -> None:
    suite = suites / f"{STATISTICS}.yaml"
    before = suite.read_text()
    add_rule(suites, STATISTICS, too_long(4, "warning"))
    town.run(day(1))
    raised = len(town.open(kind="invalid"))
    suite.write_text(before)
    town.run(day(2))
    assert raised == 21
    assert town.open() == []


def test_a_changed_suite_is_applied_within_the_same_interval_too(town: Town, suites: Path) -> None:
    town.run(day(1))
    add_rule(suites, STATISTICS, too_long(4, "warning"))
    town.run(day(1, 12), interval=day(1))
    assert len(town.open(kind="invalid")) == 21
    assert town.value("select count(*) from registry.batch where provider = 'statistics'") == 1


def test_only_the_librarys_rules_changed_and_the_finding_says_so(town: Town, catalog: Path) -> None:
    exact_names(catalog, exact=True)
    town.deliver(FULL_WIDTH)
    town.run(day(1))
    (finding,) = town.open()
    exact_names(catalog, exact=False)

    town.library(day(2))

    query = "select status, closed_by from discrepancy.finding where finding_id = :id"
    assert town.rows(query, id=finding["finding_id"]) == [
        {"status": "closed", "closed_by": "rule_change"}
    ]


def test_a_rule_changed_back_opens_the_same_finding(town: Town, catalog: Path) -> None:
    town.deliver(FULL_WIDTH)
    for number, exact in ((1, True), (2, False), (3, True)):
        exact_names(catalog, exact)
        town.run(day(number))
    (finding,) = town.open()
    assert town.events(finding["finding_id"]) == ["opened", "closed", "reopened"]


def test_a_failed_audit_leaves_yesterdays_library(town: Town, suites: Path) -> None:
    town.run(day(1))
    golden = town.rows("select * from geospatial.division order by entity_key")
    sizes = town.sizes()
    add_rule(suites, "libraries/geospatial", too_long(8))
    town.register(renamed(small(), {township(3): "一个相当长的街道名称"}))

    with pytest.raises(Refused, match=f"not published.*{township(3)}.*stays in force"):
        town.run(day(2))

    assert town.rows("select * from geospatial.division order by entity_key") == golden
    assert town.sizes() == sizes | {"registry.build": 2}
    assert town.rows("select status from registry.build order by built_at") == [
        {"status": "published"},
        {"status": "failed"},
    ]


def test_what_failed_its_audit_cannot_be_published(town: Town, suites: Path) -> None:
    add_rule(suites, "libraries/geospatial", too_long(2))
    with pytest.raises(Refused):
        town.run(day(1))
    build = town.value("select build_id from registry.build")
    with clock.at(day(1)), pytest.raises(Refused, match="is not audited"):
        libraries.publish(town.house, LIBRARY, build)


def test_once_the_feed_is_mended_the_library_goes_on(town: Town, suites: Path) -> None:
    town.run(day(1))
    add_rule(suites, "libraries/geospatial", too_long(8))
    town.register(renamed(small(), {township(3): "一个相当长的街道名称"}))
    with pytest.raises(Refused):
        town.run(day(2))
    town.register(renamed(small(), {township(3): "短名街道"}))
    town.run(day(3))
    row = town.golden(township(3))
    assert row is not None
    assert row["name"] == "短名街道"


def test_once_the_suite_is_mended_the_same_build_is_published(town: Town, suites: Path) -> None:
    suite = suites / "libraries" / "geospatial.yaml"
    before = suite.read_text()
    add_rule(suites, "libraries/geospatial", too_long(2))
    with pytest.raises(Refused):
        town.run(day(1))
    suite.write_text(before)
    town.run(day(1, 12), interval=day(1))
    assert town.rows("select status, reason from registry.build") == [
        {"status": "published", "reason": None}
    ]


def test_a_rule_for_the_whole_delivery_holds_it(town: Town, suites: Path) -> None:
    town.run(day(1))
    whole = {
        "type": "expect_table_row_count_to_be_between",
        "kwargs": {"min_value": 33},
        "severity": "critical",
        "meta": {"remedy": "deliver all of them"},
    }
    add_rule(suites, STATISTICS, whole)
    town.deliver(small()[:31])

    with pytest.raises(Held, match="row_count_to_be_between.*31.*deliver all of them"):
        town.feed(STATISTICS, day(2))

    assert [one["kind"] for one in town.open()] == ["contract"]
    assert town.value("select count(*) from registry.batch where status = 'held'") == 1
