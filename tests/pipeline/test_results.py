"""What each batch failed is registered with it, by rule and element, and anew when it is judged anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from pipeline.test_rules import add_rule, too_long
from pipeline.town import STATISTICS, Town, day, renamed, small, township

pytestmark = pytest.mark.parametrize(
    "in_layers", [False, True], ids=["whole", "layers"], indirect=True
)

RESULTS = (
    "select kind, rule, element, severity, findings, status from registry.result join registry.batch "
    "using (batch_id) where provider = 'statistics' order by interval_at, kind, rule"
)


def test_findings_are_counted_by_rule_and_element_after_each_batch(town: Town):
    town.deliver(renamed(small(), {township(3): "", township(4): ""}))
    town.run(day(1))
    town.deliver(renamed(small(), {township(3): ""}))
    town.run(day(2))
    town.deliver(small())
    town.run(day(3))

    told = town.rows(RESULTS)

    assert [(row["element"], row["findings"]) for row in told] == [("name", 2), ("name", 1)]
    assert {(row["kind"], row["severity"]) for row in told} == {("invalid", "critical")}


def test_a_batch_judged_by_other_rules_has_the_results_of_these_alone(town: Town, suites: Path):
    suite = suites / f"{STATISTICS}.yaml"
    before = suite.read_text()
    add_rule(suites, STATISTICS, too_long(4, "warning"))
    town.run(day(1))
    [first] = town.rows(RESULTS)
    suite.write_text(before)

    town.feed(STATISTICS, day(1))

    assert first["rule"] == "too_long"
    assert first["findings"] > 0
    assert town.rows(RESULTS) == []
