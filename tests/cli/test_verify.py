"""The proof of findings: what was planted and not found, or found and not planted, day by day."""

from __future__ import annotations

from typing import Any

import pytest
from cli.proof import Proof


def test_what_is_open_at_the_end_of_each_expected_day_is_found(proof: Proof):
    proof.expect({"day": 1}, {"day": 2})
    proof.event(1, "opened", "2026-03-30T23:59:00+08:00")

    assert proof.told() == (
        0,
        {"conflict": {"planted": 1, "expected": 2, "found": 2, "false": 0}},
    )


def test_what_closes_during_a_day_is_not_open_at_its_end(proof: Proof):
    proof.expect({"day": 1})
    proof.event(1, "opened", "2026-03-30T08:00:00+08:00")
    proof.event(1, "closed", "2026-03-31T00:00:00+08:00")

    assert proof.told()[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"provider": "taxation"},
        {"entity_key": "980101199001010029"},
        {"element": None},
        {"kind": "unregistered"},
    ],
)
def test_a_finding_that_differs_in_one_part_is_false_and_what_was_planted_is_missed(
    proof: Proof, change: dict[str, Any]
):
    proof.expect({"day": 2})
    proof.event(1, "opened", "2026-03-31T08:00:00+08:00", **change)

    code, told = proof.told()

    assert code == 1
    assert told["conflict"]["found"] == 0
    assert sum(kind["false"] for kind in told.values()) == 1


def test_a_fact_without_key_and_element_is_compared_as_well(proof: Proof):
    bare = {"entity_key": None, "element": None, "kind": "volume"}
    proof.expect({"day": 1, **bare}, {"day": 2, **bare})
    proof.event(1, "opened", "2026-03-30T08:00:00+08:00", **bare)

    assert proof.told()[0] == 0


def test_two_findings_of_one_fact_count_once(proof: Proof):
    proof.expect({"day": 1}, {"day": 2})
    proof.event(1, "opened", "2026-03-30T08:00:00+08:00")
    proof.event(2, "opened", "2026-03-30T08:00:00+08:00")

    assert proof.told() == (
        0,
        {"conflict": {"planted": 1, "expected": 2, "found": 2, "false": 0}},
    )


def test_the_national_registers_are_left_out(proof: Proof):
    proof.event(1, "opened", "2026-03-30T08:00:00+08:00", provider="statistics", feed="divisions")

    assert proof.told() == (0, {})


def test_recall_and_precision_are_shown_by_kind_and_by_provider(proof: Proof):
    proof.expect({"day": 1}, {"day": 2}, {"day": 2, "provider": "taxation"})
    proof.event(1, "opened", "2026-03-30T08:00:00+08:00")

    shown = proof.verify().stdout

    assert "0.666" in shown  # by kind
    assert "0.000" in shown  # taxation
    assert "2 faults more were planted of which nothing delivered can tell" in shown


def test_a_folder_without_a_city_is_refused_with_the_remedy(proof: Proof):
    (proof.city / "city.json").unlink()

    done = proof.verify()

    assert done.returncode == 2
    assert "holds no made city" in done.stderr
    assert "--city" in done.stderr
