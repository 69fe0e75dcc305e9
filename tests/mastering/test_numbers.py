"""An older number stands for today's entity where that is certain, and whoever uses it is told once."""

from __future__ import annotations

from mastering.yard import (
    COMPANIES,
    CONTACTS,
    ORGANIZATION,
    PERSON,
    PERSONS,
    TAXPAYERS,
    A,
    B,
    C,
    Yard,
    organization,
    person,
)

from onesource.catalog import Catalog

SHOP = "91980101MB0000003C"
OTHER = "91980101MB0000004A"


def old_number() -> str:
    """A valid citizen number."""
    digits = "98010119900101011"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    return digits + "10X98765432"[total % 11]


def test_a_replaced_number_is_carried_and_told(yard: Yard):
    old = old_number()
    yard.says(PERSONS, [person(A, "甲", former_id_number=old)], 1)
    yard.says(CONTACTS, [person(old, "申", phone="13800000000")], 1)
    yard.library("population", 1)
    row = yard.golden(PERSON, A)
    assert row is not None
    assert row["phone"] == "13800000000"
    assert yard.open() == [("conflict", A, "name"), ("identity", A, "id_number")]
    query = "select provider_value, golden_value from discrepancy.finding where kind = 'identity'"
    assert yard.rows(query) == [{"provider_value": old, "golden_value": A}]


def test_a_number_that_two_entities_had_is_carried_to_neither(yard: Yard):
    old = old_number()
    both = [person(A, "甲", former_id_number=old), person(B, "乙", former_id_number=old)]
    yard.says(PERSONS, both, 1)
    yard.says(CONTACTS, [person(old, "甲")], 1)
    yard.library("population", 1)
    assert yard.open() == [("unregistered", old, None)]


def test_a_crosswalk_stated_later_carries_what_was_unknown(yard: Yard):
    old = old_number()
    yard.says(PERSONS, [person(A, "甲"), person(C, "丙")], 1)
    yard.says(CONTACTS, [person(old, "甲")], 1)
    yard.library("population", 1)
    before = yard.open()
    yard.says(PERSONS, [person(A, "甲", former_id_number=old), person(C, "丙")], 2)
    counts = yard.library("population", 2)
    assert before == [("unregistered", old, None)]
    assert yard.open() == [("identity", A, "id_number")]
    assert counts is not None
    assert counts["changed"] == 1


def test_what_is_said_under_an_older_number_touches_the_entity_of_today(yard: Yard):
    old = old_number()
    yard.says(PERSONS, [person(A, "甲", former_id_number=old)], 1)
    yard.says(CONTACTS, [person(old, "甲", phone="13800000000")], 1)
    yard.library("population", 1)
    yard.says(CONTACTS, [person(old, "甲", phone="13800000001")], 2)
    yard.library("population", 2)
    row = yard.golden(PERSON, A)
    assert row is not None
    assert row["phone"] == "13800000001"


def test_an_organization_code_is_carried_silently_to_the_credit_code_that_contains_it(yard: Yard):
    yard.says(COMPANIES, [organization(SHOP, "商店", status="active")], 1)
    yard.says(TAXPAYERS, [organization(SHOP[8:17], "商号")], 1)
    yard.library("legal_entity", 1)
    assert yard.golden(ORGANIZATION, SHOP) is not None
    assert yard.open() == [("conflict", SHOP, "name")]


def test_who_stays_beside_what_was_kept_back_stays_when_its_older_number_says_something_new(
    yard: Yard,
):
    yard.says(COMPANIES, [organization(SHOP, "商店", status="active")], 1)
    yard.says(TAXPAYERS, [organization(SHOP[8:17], "商号")], 1)
    yard.library("legal_entity", 1)
    kept = [{"entity_key": SHOP, "key_delivered": SHOP, "label": "商店"}]
    other = organization(OTHER, "他店", status="active")
    yard.says(COMPANIES, [other], 2, kept=kept)
    yard.library("legal_entity", 2)
    yard.says(TAXPAYERS, [organization(SHOP[8:17], "新号")], 3)
    yard.library("legal_entity", 3)

    assert yard.golden(ORGANIZATION, SHOP) is not None


def test_the_catalogue_still_states_crosswalks():
    catalog = Catalog.load()
    assert catalog.feed(PERSONS).supplies.former_keys == ("former_id_number",)
    assert catalog.feed(COMPANIES).supplies.former_keys == ("registration_number",)
