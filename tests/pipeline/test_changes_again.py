"""Changes that are checked and put through again, beside others, or by other rules than they were read by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline.bureau import Bureau, Interface, day, insured, serving

from onesource.errors import Refused
from onesource.store.base import Base


@pytest.fixture
def office(base: Base, tmp_path: Path) -> Iterator[Bureau]:
    """Ten insured persons, collected whole on day 2."""
    with serving(Interface([insured(number) for number in range(1, 11)])) as interface:
        made = Bureau(base, tmp_path / "lake", interface)
        made.run(day(2))
        yield made


def test_checked_twice_and_accepted_twice_is_as_once(office: Bureau):
    office.interface.put(insured(3, 3, name="改名"))
    landed = office.land(day(3))
    for _ in range(2):
        office.check(day(3), landed.batch_id)
    office.accept(day(3), landed.batch_id)
    once = (office.state(), office.in_force(), office.feed())
    office.check(day(3), landed.batch_id)
    office.accept(day(3), landed.batch_id)

    assert (office.state(), office.in_force(), office.feed()) == once


def test_what_was_put_in_force_between_check_and_accept_is_merged_onto(office: Bureau):
    office.interface.put(insured(3, 3, name="改三"))
    first = office.land(day(3))
    office.check(day(3), first.batch_id)
    office.interface.put(insured(4, 4, name="改四"))
    second = office.run(day(4))

    office.accept(day(4), first.batch_id)

    assert office.in_force().previous == second
    assert (office.state()["I0003"], office.state()["I0004"]) == ("改三", "改四")


def test_a_batch_that_lies_under_another_is_not_put_on_top_again(office: Bureau):
    office.interface.put(insured(3, 3))
    first = office.run(day(3))
    office.interface.put(insured(4, 4))
    second = office.run(day(4))

    assert first is not None
    office.accept(day(5), first)

    assert office.in_force().batch_id == second


def test_changes_read_by_other_rules_are_refused_with_the_remedy(
    office: Bureau, monkeypatch: pytest.MonkeyPatch
):
    office.interface.put(insured(3, 3))
    landed = office.land(day(3))
    monkeypatch.setattr("onesource.quality.rules.digest", lambda *_: "b" * 12)

    with pytest.raises(Refused, match="clear the task that lands it"):
        office.check(day(3), landed.batch_id)


def test_when_the_rules_change_the_whole_is_read_and_findings_say_so(
    office: Bureau, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("onesource.quality.rules.digest", lambda *_: "b" * 12)
    office.interface.put(insured(3, 3, name="改名"))

    office.run(day(3))

    assert office.interface.asked[-1] is None
    assert (office.in_force().rules, office.in_force().mode) == ("b" * 12, "snapshot")
    assert office.state()["I0003"] == "改名"
