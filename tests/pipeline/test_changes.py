"""A feed of changes: what comes on top, what ends, what is read whole again, what late words cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline.bureau import Bureau, Interface, citizen, day, insured, serving

from onesource.landing.batch import Held
from onesource.store.base import Base


@pytest.fixture
def office(base: Base, tmp_path: Path) -> Iterator[Bureau]:
    """Ten insured persons, collected whole on day 2."""
    with serving(Interface([insured(number) for number in range(1, 11)])) as interface:
        made = Bureau(base, tmp_path / "lake", interface)
        made.run(day(2))
        yield made


def test_the_first_reading_is_the_whole_and_has_no_day_of_change_but_the_rows_own(office: Bureau):
    assert office.interface.asked == [None]
    assert office.in_force().mode == "snapshot"
    assert len(office.state()) == 10
    assert {str(since) for since in office.state("since").values()} == {"2026-11-01"}


def test_the_next_reading_asks_for_changes_and_they_come_on_top(office: Bureau):
    office.interface.put(insured(3, 3, name="改名"), insured(11, 3))

    batch = office.run(day(3))

    assert office.interface.asked[-1] == "2026-11-01T08:00:00+08:00"
    assert batch is not None
    assert (office.in_force().mode, office.in_force().records) == ("changes", 11)
    state = office.state()
    assert (len(state), state["I0003"], state["I0001"]) == (11, "改名", "参保1")
    assert str(office.state("since")["I0003"]) == "2026-11-03"


def test_what_comes_again_for_safety_keeps_the_row_it_had(office: Bureau):
    first = office.in_force().batch_id
    office.interface.put(insured(3, 3, name="改名"))
    office.run(day(3))

    assert {batch for record, batch in office.state("batch_id").items() if record != "I0003"} == {
        first
    }


def test_without_changes_the_feed_is_unchanged_and_holds_for_the_day(office: Bureau):
    office.interface.put(insured(3, 5))
    before = office.run(day(5))
    office.interface.rows = [row for row in office.interface.rows if row["insuranceId"] > "I0005"]

    assert office.run(day(6)) is None

    assert office.in_force().batch_id == before
    assert str(office.feed()["as_of"]) == "2026-11-06"
    assert len(office.state()) == 10


def test_a_tombstone_ends_its_record_whatever_else_it_says(office: Bureau):
    office.interface.put(insured(3, 3, deleted="true", name=None, sex="?", idNumber=None))

    batch = office.run(day(3))

    assert batch is not None
    assert "I0003" not in office.state()
    assert (office.kept(), office.open()) == ({}, [])
    assert office.counts(batch) == (10, 10, 0, 0)


def test_a_row_kept_back_takes_its_former_word_out_of_force_and_comes_back_mended(office: Bureau):
    office.interface.put(insured(3, 3, sex="其他"))
    office.run(day(3))
    without, kept, told = office.state(), office.kept(), office.open()

    office.interface.put(insured(3, 4, sex="女"))
    office.run(day(4))

    assert "I0003" not in without
    assert kept == {"I0003": ["code_list"]}
    assert told == [("invalid", "code_list", citizen(3))]
    assert office.state("sex")["I0003"] == "female"
    assert (office.kept(), office.open()) == ({}, [])


def test_what_is_kept_back_stays_so_while_others_change(office: Bureau):
    office.interface.put(insured(3, 3, sex="其他"))
    office.run(day(3))
    office.interface.put(insured(4, 5, name="另名"))
    office.run(day(5))

    assert office.kept() == {"I0003": ["code_list"]}
    assert office.open() == [("invalid", "code_list", citizen(3))]


def test_a_late_batch_never_beats_a_newer_value(office: Bureau):
    office.interface.put(insured(3, 3, name="旧改"), insured(4, 3, name="只此"))
    late = office.land(day(3))
    office.interface.put(insured(3, 4, name="新改"))
    office.run(day(4))

    office.check(day(5), late.batch_id)
    office.accept(day(5), late.batch_id)

    assert office.in_force().batch_id == late.batch_id
    assert (office.state()["I0003"], office.state()["I0004"]) == ("新改", "只此")
    assert str(office.feed()["as_of"]) == "2026-11-04"


def test_a_late_batch_does_not_bring_back_what_ended(office: Bureau):
    office.interface.put(insured(3, 3, name="旧改"))
    late = office.land(day(3))
    office.interface.put(insured(3, 4, deleted="true"))
    office.run(day(4))

    office.check(day(5), late.batch_id)
    office.accept(day(5), late.batch_id)

    assert "I0003" not in office.state()


def test_a_late_batch_leaves_the_watermark_where_it_was(office: Bureau):
    office.interface.put(insured(3, 3))
    late = office.land(day(3))
    office.interface.put(insured(4, 4))
    office.run(day(4))
    reached = office.in_force().watermark

    office.check(day(5), late.batch_id)
    office.accept(day(5), late.batch_id)

    assert office.in_force().watermark == reached


def test_the_whole_is_read_again_when_due_and_ends_what_is_no_longer_there(office: Bureau):
    office.interface.drop(3)
    office.run(day(31))
    kept_on = "I0003" in office.state()

    office.run(day(32))

    assert kept_on
    assert office.interface.asked[-1] is None
    assert "I0003" not in office.state()
    assert office.in_force().mode == "snapshot"


def test_a_whole_that_says_the_same_is_unchanged_and_due_again_only_later(office: Bureau):
    assert office.run(day(32)) is None
    office.run(day(33))

    assert office.interface.asked[1] is None
    assert office.interface.asked[2] is not None


def test_what_was_deleted_before_the_whole_was_read_is_not_brought_back_by_a_late_batch(
    office: Bureau,
):
    office.interface.put(insured(3, 3, name="旧改"))
    late = office.land(day(3))
    office.interface.drop(3)
    office.run(day(32))

    office.check(day(33), late.batch_id)
    office.accept(day(33), late.batch_id)

    assert "I0003" not in office.state()


def test_a_late_whole_does_not_undo_what_changed_after_it(office: Bureau):
    office.interface.drop(5)
    late = office.land(day(32))
    changed = "2026-12-03T09:00:00+08:00"
    office.interface.put(insured(3, name="新改", updatedAt=changed), insured(12, updatedAt=changed))
    office.run(day(33))

    office.check(day(34), late.batch_id)
    office.accept(day(34), late.batch_id)

    state = office.state()
    assert (state["I0003"], state["I0012"]) == ("新改", "参保12")
    assert "I0005" not in state


def test_too_many_changes_at_once_are_held(office: Bureau):
    office.interface.put(*(insured(number, 3) for number in range(1, 7)))

    with pytest.raises(Held, match="6 rows changed of 10 records") as held:
        office.run(day(3))

    assert (held.value.kind, held.value.facts["rule"]) == ("volume", "too_many_changes")
