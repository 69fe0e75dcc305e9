"""Records that share an entity's key are judged together, whenever each of them came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline.bureau import Bureau, Interface, Row, citizen, day, insured, serving

from onesource.store.base import Base

SHARED = citizen(3)


@pytest.fixture
def office(base: Base, tmp_path: Path) -> Iterator[Bureau]:
    """Ten insured persons, nothing collected yet."""
    rows = [insured(number) for number in range(1, 11)]
    with serving(Interface(rows)) as interface:
        yield Bureau(base, tmp_path / "lake", interface)


def also(number: int, stamped: int = 1, **changes: str) -> Row:
    """Another record that bears person 3's number."""
    return insured(number, stamped, **{"idNumber": SHARED, "name": "参保3", **changes})


def test_two_bearers_of_one_number_are_both_kept_back_and_told_once(office: Bureau):
    office.run(day(2))
    office.interface.put(also(12, 3, name="别人"))

    batch = office.run(day(3))

    assert batch is not None
    assert office.kept() == {key: ["one_number_two_entities"] for key in ("I0003", "I0012")}
    assert office.open() == [("identity", "one_number_two_entities", SHARED)]
    assert {"I0003", "I0012"}.isdisjoint(office.state())
    assert office.counts(batch) == (11, 10, 1, 0)


def test_once_one_of_two_bearers_is_corrected_the_other_comes_back_by_itself(office: Bureau):
    office.interface.put(also(12, name="别人"))
    office.run(day(2))
    office.interface.put(insured(12, 3, name="别人"))

    office.run(day(3))

    assert {"I0003", "I0012"} <= set(office.state())
    assert (office.kept(), office.open()) == ({}, [])


def test_the_later_record_of_one_person_counts_and_the_earlier_is_folded(office: Bureau):
    office.interface.put(also(12, 2, status="死亡终止"))

    batch = office.run(day(2))

    assert batch is not None
    assert office.state("life_status")["I0012"] == "deceased"
    assert "I0003" not in office.state()
    assert (office.kept(), office.open()) == ({}, [])
    assert office.counts(batch) == (11, 10, 0, 1)


def test_when_the_later_record_ends_the_folded_one_counts_again(office: Bureau):
    office.interface.put(also(12, 2, status="死亡终止"))
    office.run(day(2))
    office.interface.put(also(12, 3, deleted="true"))

    office.run(day(3))

    assert office.state("life_status")["I0003"] == "alive"


def test_records_of_one_date_that_contradict_each_other_are_both_kept_back(office: Bureau):
    office.interface.put(also(12, 1, sex="女"))

    office.run(day(2))

    assert office.kept() == {key: ["contradiction"] for key in ("I0003", "I0012")}
    assert office.open() == [("duplicate", "contradiction", SHARED)]


def test_one_person_twice_is_warned_of_and_stands(office: Bureau):
    office.interface.put(also(12, 1))

    batch = office.run(day(2))

    assert batch is not None
    assert {"I0003", "I0012"} <= set(office.state())
    assert office.open() == [("duplicate", "entity_twice", SHARED)]
    assert office.counts(batch) == (11, 11, 0, 0)


def test_of_one_record_the_later_version_in_a_delivery_counts(office: Bureau):
    office.interface.rows.append(insured(3, 2, name="后改"))
    office.interface.rows.append(insured(3, 1, sex="坏"))

    batch = office.run(day(2))

    assert batch is not None
    assert office.state()["I0003"] == "后改"
    assert (office.counts(batch), office.open()) == ((12, 10, 0, 2), [])


def test_of_one_record_with_two_versions_of_one_date_neither_counts(office: Bureau):
    office.interface.rows.append(insured(3, 1, name="另名"))

    batch = office.run(day(2))

    assert batch is not None
    assert "I0003" not in office.state()
    assert office.open() == [("duplicate", "contradiction", SHARED)]
    assert office.counts(batch) == (11, 9, 2, 0)


def test_a_key_with_a_typing_error_is_told_as_what_it_is(office: Bureau):
    wrong = SHARED[:-1] + ("0" if SHARED[-1] != "0" else "1")
    office.interface.put(insured(3, 1, idNumber=wrong))

    office.run(day(2))

    assert office.open() == [("invalid", "id_check_digit", wrong)]
    [kept] = office.part("kept")
    assert (kept["entity_key"], kept["key_delivered"], kept["label"]) == (None, wrong, "参保3")
