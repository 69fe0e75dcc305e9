"""Who is accused, who is waited for and who is excused, by the dates of what was said."""

from __future__ import annotations

import pytest
from mastering.yard import (
    CITY,
    COMPANIES,
    CONTACTS,
    COUNTED,
    DEATHS,
    INSURED,
    PERSONS,
    TAXPAYERS,
    A,
    B,
    C,
    Yard,
    division,
    organization,
    person,
)

SHOP = "91980101MB0000003C"


@pytest.fixture
def agreed(yard: Yard) -> Yard:
    """Day 1: both say 甲."""
    yard.says(PERSONS, [person(A, "甲"), person(B, "乙")], 1)
    yard.says(CONTACTS, [person(A, "甲"), person(B, "乙")], 1)
    yard.library("population", 1)
    return yard


def test_what_the_authority_held_within_the_grace_is_excused_and_due_after(agreed: Yard):
    agreed.says(PERSONS, [person(A, "新"), person(B, "乙")], 3, since={A: 3})
    agreed.library("population", 3)
    days = {}
    for day in (9, 10, 11):
        agreed.repeats(CONTACTS, day)
        days[day] = (agreed.library("population", day) is not None, agreed.open())
    assert days == {
        9: (False, []),
        10: (False, []),
        11: (True, [("conflict", A, "name")]),
    }


def test_what_the_authority_never_held_is_raised_at_once(agreed: Yard):
    agreed.says(CONTACTS, [person(A, "申"), person(B, "乙")], 3)
    agreed.library("population", 3)
    assert agreed.open() == [("conflict", A, "name")]


def test_who_changed_lately_may_be_right_and_is_waited_for(agreed: Yard):
    agreed.says(CONTACTS, [person(A, "新"), person(B, "乙")], 5, since={A: 5})
    agreed.repeats(PERSONS, 11)
    agreed.library("population", 11)
    within = agreed.open()
    agreed.repeats(PERSONS, 12)
    agreed.library("population", 12)
    assert (within, agreed.open()) == ([], [("conflict", A, "name")])


def test_where_it_is_not_known_what_the_authority_held_before_one_waits(yard: Yard):
    yard.says(PERSONS, [person(A, "新")], 5, since={A: 3})
    yard.says(CONTACTS, [person(A, "甲")], 5)
    yard.library("population", 5)
    within = yard.open()
    yard.repeats(CONTACTS, 10)
    yard.library("population", 10)
    assert (within, yard.open()) == ([], [("conflict", A, "name")])


def test_a_change_of_another_element_hides_no_conflict(agreed: Yard):
    agreed.says(PERSONS, [person(A, "甲", sex="male"), person(B, "乙")], 3, since={A: 3})
    agreed.says(CONTACTS, [person(A, "申"), person(B, "乙")], 3)
    agreed.library("population", 3)
    assert agreed.open() == []  # the row changed within the grace, what of it is not known
    agreed.repeats(CONTACTS, 10)
    agreed.library("population", 10)
    assert agreed.open() == [("conflict", A, "name")]


def test_who_is_known_to_nobody_is_told_after_the_grace(yard: Yard):
    yard.says(PERSONS, [person(A, "甲")], 1)
    yard.says(CONTACTS, [person(B, "乙"), person(C, "丙")], 2, since={B: 2})
    yard.library("population", 2)
    assert yard.open() == [("unregistered", C, None)]
    yard.repeats(PERSONS, 30)
    assert yard.library("population", 30) is None
    with yard.base.transaction() as connection:
        connection.exec_driver_sql("update registry.feed set as_of = date '2026-12-02'")
    yard.library("population", 30)
    assert yard.open() == [("unregistered", B, None), ("unregistered", C, None)]


def test_while_who_decides_is_held_the_unknown_wait(yard: Yard):
    yard.says(PERSONS, [person(A, "甲")], 1)
    yard.held(PERSONS, 2)
    yard.says(CONTACTS, [person(B, "乙")], 2)
    yard.library("population", 2)
    before = yard.open()
    yard.says(PERSONS, [person(A, "甲")], 3)
    yard.library("population", 3)
    assert (before, yard.open()) == ([], [("unregistered", B, None)])


@pytest.mark.parametrize(
    ("kept", "waits"),
    [
        ({"entity_key": B, "key_delivered": B, "label": "别名"}, True),
        ({"key_delivered": B[:16] + "99", "label": "乙"}, True),
        ({"key_delivered": B[:14] + "9999", "label": "乙"}, False),
        ({"key_delivered": B[:16] + "99", "label": "别名"}, False),
    ],
    ids=["its key", "its name and nearly its key", "a namesake", "another name"],
)
def test_what_may_stand_in_a_record_kept_back_is_waited_for(yard: Yard, kept, waits):
    yard.says(PERSONS, [person(A, "甲")], 1, kept=[kept])
    yard.says(CONTACTS, [person(B, "乙")], 1)
    yard.library("population", 1)
    assert (yard.open() == []) == waits


def test_a_record_of_the_authority_kept_back_removes_nothing(agreed: Yard):
    agreed.says(PERSONS, [person(B, "乙")], 2, kept=[{"entity_key": A, "key_delivered": A}])
    agreed.library("population", 2)
    assert agreed.golden("population.person", A) is not None
    agreed.says(PERSONS, [person(B, "乙")], 3)
    agreed.library("population", 3)
    assert agreed.golden("population.person", A) is None


def test_a_record_of_ones_own_kept_back_settles_nothing(agreed: Yard):
    agreed.says(CONTACTS, [person(A, "申"), person(B, "乙")], 2)
    agreed.library("population", 2)
    kept = {"key_delivered": A + "9", "label": "申"}
    agreed.says(CONTACTS, [person(B, "乙")], 3, kept=[kept])
    agreed.library("population", 3)
    assert agreed.open() == [("conflict", A, "name")]
    agreed.says(CONTACTS, [person(B, "乙")], 4)
    agreed.library("population", 4)
    assert agreed.open() == []


def test_who_speaks_of_what_has_ended_is_told_after_the_grace(yard: Yard):
    yard.says(COMPANIES, [organization(SHOP, "商店", status="active")], 1)
    yard.says(TAXPAYERS, [organization(SHOP, "商店", status="active")], 1)
    yard.library("legal_entity", 1)
    yard.says(COMPANIES, [organization(SHOP, "商店", status="cancelled")], 2, since={SHOP: 2})
    yard.library("legal_entity", 2)
    within = yard.open()
    with yard.base.transaction() as connection:
        connection.exec_driver_sql("update registry.feed set as_of = date '2026-12-03'")
    yard.library("legal_entity", 30)
    assert (within, yard.open()) == ([], [("unregistered", SHOP, None)])


def test_who_says_itself_that_it_has_ended_is_right(yard: Yard):
    yard.says(COMPANIES, [organization(SHOP, "商店", status="cancelled")], 1)
    yard.says(TAXPAYERS, [organization(SHOP, "商店", status="cancelled")], 1)
    yard.library("legal_entity", 1)
    assert yard.open() == []


def test_a_number_within_the_tolerance_agrees(yard: Yard):
    yard.says(COMPANIES, [organization(SHOP, "商店", status="active", capital=100)], 1)
    yard.says(TAXPAYERS, [organization(SHOP, "商店", capital=100.005)], 1)
    yard.library("legal_entity", 1)
    within = yard.open()
    yard.says(TAXPAYERS, [organization(SHOP, "商店", capital=100.5)], 2)
    yard.library("legal_entity", 2)
    assert (within, yard.open()) == ([], [("conflict", SHOP, "capital")])


def test_a_new_entity_is_missed_only_from_who_spoke_after_it(yard: Yard):
    old = [division(f"98010100{n}", f"第{n}镇", status="active") for n in range(1, 8)]
    new = division("980101009", "新镇", status="active")
    yard.says(CITY, old, 1)
    yard.says(COUNTED, [{k: v for k, v in row.items() if k != "status"} for row in old], 1)
    yard.library("geospatial", 1)
    yard.says(CITY, [*old, new], 3, since={"980101009": 3})
    yard.library("geospatial", 3)
    within = yard.open()
    yard.repeats(COUNTED, 3)
    yard.library("geospatial", 3)
    assert (within, yard.open()) == ([], [("uncovered", "980101009", None)])


def test_deaths_and_insurance_disagree_with_the_register(yard: Yard):
    yard.says(PERSONS, [person(A, "甲", life_status="alive")], 1)
    yard.says(DEATHS, [person(A, "甲", death_date="2026-10-01")], 1)
    yard.says(INSURED, [person(A, "甲", life_status="deceased")], 1)
    yard.library("population", 1)
    assert yard.open() == [("conflict", A, "life_status")]


def test_what_is_shown_is_not_withheld_as_well(yard: Yard):
    yard.says(PERSONS, [person(A, "甲")], 1)
    yard.says(CONTACTS, [person(A, "申")], 1)
    yard.library("population", 1)
    kept = {"key_delivered": A[:17] + "9", "label": "申"}
    yard.says(CONTACTS, [person(A, "申", sex="male")], 2, kept=[kept])
    yard.library("population", 2)
    query = "select disagreements from registry.build order by built_at"
    assert [row["disagreements"] for row in yard.rows(query)] == [1, 1]
