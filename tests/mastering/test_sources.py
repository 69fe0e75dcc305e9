"""Whose word stands for which key: existence and elements by term, scope, fallbacks, groups."""

from __future__ import annotations

from mastering.yard import (
    BIRTHS,
    CITY,
    COMPANIES,
    CONTACTS,
    DIVISION,
    DIVISIONS,
    INSTITUTIONS,
    INSURED,
    ORGANIZATION,
    PERSON,
    PERSONS,
    SOCIETIES,
    TAXPAYERS,
    A,
    B,
    Yard,
    division,
    organization,
    person,
)

SCHOOL, CLUB, SHOP = "11980101MB0000001A", "51980101MB0000002B", "91980101MB0000003C"


def test_an_entity_exists_by_the_word_of_whom_its_key_names(yard: Yard):
    yard.says(INSTITUTIONS, [organization(SCHOOL, "学校", status="active")], 1)
    yard.says(SOCIETIES, [organization(CLUB, "协会", status="active")], 1)
    yard.says(COMPANIES, [organization(SHOP, "商店", status="active")], 1)

    yard.library("legal_entity", 1)

    query = f"select entity_key, name from {ORGANIZATION} order by 1"
    assert [tuple(row.values()) for row in yard.rows(query)] == [
        (SCHOOL, "学校"),
        (CLUB, "协会"),
        (SHOP, "商店"),
    ]


def test_a_key_nobody_decides_about_is_told_to_nobody(yard: Yard):
    yard.says(COMPANIES, [organization(SHOP, "商店", status="active")], 1)
    embassy = "29980101MB0000004D"
    yard.says(TAXPAYERS, [organization(embassy, "代表处", status="active")], 1)
    yard.library("legal_entity", 1)
    assert yard.open() == []
    assert yard.golden(ORGANIZATION, embassy) is None


def test_who_has_never_delivered_is_waited_for(yard: Yard):
    yard.says(COMPANIES, [organization(SHOP, "商店", status="active")], 1)
    yard.says(TAXPAYERS, [organization(SCHOOL, "学校", status="active")], 1)
    yard.library("legal_entity", 1)
    waiting = yard.open()
    yard.says(INSTITUTIONS, [organization(CLUB, "范围之外", status="active")], 2)
    yard.library("legal_entity", 2)
    assert waiting == []
    assert yard.open() == [("unregistered", SCHOOL, None)]


def test_two_feeds_of_one_provider_each_speak_of_their_own_keys(yard: Yard):
    abroad = division("980101001", "范围之外", status="active")
    yard.says(DIVISIONS, [division("110101001", "东华门", status="active"), abroad], 1)
    yard.says(CITY, [division("980101001", "城关", status="active")], 1)
    yard.library("geospatial", 1)
    query = f"select entity_key, name from {DIVISION} order by 1"
    found = [tuple(row.values()) for row in yard.rows(query)]
    assert found == [("110101001", "东华门"), ("980101001", "城关")]


def test_several_feeds_of_one_provider_are_compared_each_for_itself(yard: Yard):
    yard.says(PERSONS, [person(A, "甲", sex="male")], 1)
    yard.says(CONTACTS, [person(A, "甲", sex="female")], 1)
    yard.says(BIRTHS, [person(A, "申", sex="male")], 1)
    yard.library("population", 1)
    assert yard.open(feed="contacts") == [("conflict", A, "sex")]
    assert yard.open(feed="births") == [("conflict", A, "name")]


def test_a_fallback_fills_what_the_authority_lacks_and_is_marked(yard: Yard):
    yard.says(PERSONS, [person(A, "甲"), person(B, "乙")], 1)
    yard.says(INSURED, [person(A, "甲", phone="13900000000")], 1)
    yard.says(CONTACTS, [person(A, "甲"), person(B, "乙", phone="13800000000")], 1)
    yard.library("population", 1)
    query = (
        f"select p.entity_key, phone, s.provider, s.rule from {PERSON} p "
        "join registry.source s on s.source_id = phone_source order by 1"
    )
    assert [tuple(row.values()) for row in yard.rows(query)] == [
        (A, "13900000000", "human_resources", "authority"),
        (B, "13800000000", "health", "fallback"),
    ]
