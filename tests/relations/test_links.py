"""Links from one library into another, judged as they stand on a day."""

from __future__ import annotations

from datetime import date

import pytest
from relations.yard import Yard

from onesource.errors import Refused

COMPANIES, PERSONS = "market_regulation/companies", "public_security/persons"
ALIVE, DEAD, UNKNOWN = "980101199001010017", "980101195001010019", "980101199203030032"
FIRM = "91980101MA00000001"


def person(key: str, status: str = "alive", **other) -> dict:
    return {"entity_key": key, "name": "某人", "life_status": status, **other}


def firm(representative: str | None, key: str = FIRM, **other) -> dict:
    return {"entity_key": key, "kind": "business", "representative": representative, **other}


@pytest.fixture
def town(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Yard:
    """Two persons, one of them dead; a company register that is built."""
    rows = [person(ALIVE), person(DEAD, "deceased")]
    yard.deliver(PERSONS, rows)
    yard.build("population", person=rows)
    yard.build("legal_entity", organization=[{"entity_key": FIRM, "status": "active"}])
    return yard


def test_who_is_known_and_alive_may_be_referred_to(town: Yard):
    town.deliver(COMPANIES, [firm(ALIVE), firm(None, "91980101MA00000002")])

    assert town.relate("legal_entity") == 0
    assert town.open() == []


def test_the_unknown_and_the_dead_are_told_apart(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN), firm(DEAD, "91980101MA00000002")])

    town.relate("legal_entity")

    assert town.open() == [
        ("companies", FIRM, "representative_unknown"),
        ("companies", "91980101MA00000002", "representative_inactive"),
    ]


def test_it_is_owed_by_whoever_refers_and_shows_no_name_of_a_person(town: Yard):
    town.deliver(COMPANIES, [firm(DEAD)])

    town.relate("legal_entity")

    [row] = town.base.rows("select * from discrepancy.finding")
    assert (row["kind"], row["severity"], row["provider"]) == (
        "broken_link",
        "critical",
        "market_regulation",
    )
    assert (row["provider_value"], row["golden_provider"]) == (DEAD, "public_security")
    assert (row["detail"]["target"], row["detail"]["known_as"], row["detail"]["label"]) == (
        "population.person",
        "deceased",
        None,
    )
    assert row["scope"] == "relations:legal_entity"


def test_judging_again_changes_nothing_and_a_mended_link_closes(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.relate("legal_entity")
    town.relate("legal_entity", 21)
    assert town.logged() == ["opened"]

    town.deliver(COMPANIES, [firm(ALIVE)], at=22)
    town.relate("legal_entity", 22)

    assert town.logged() == ["opened", "closed"]


def test_what_is_no_number_of_a_person_leads_nowhere(town: Yard):
    town.deliver(COMPANIES, [firm("E12345678")])

    town.relate("legal_entity")

    assert town.open() == [("companies", FIRM, "representative_unknown")]


def test_a_claim_by_an_old_number_is_told_under_today_s(town: Yard):
    town.carry("legal_entity", "organization", {"9A0000000": FIRM})
    town.deliver(COMPANIES, [firm(UNKNOWN, "9A0000000")])

    town.relate("legal_entity")

    assert town.open() == [("companies", FIRM, "representative_unknown")]


def test_a_library_or_target_never_built_judges_nothing(yard: Yard):
    yard.deliver(COMPANIES, [firm(UNKNOWN)])
    assert yard.relate("legal_entity") is None

    yard.build("legal_entity")

    assert yard.relate("legal_entity") == 0
    assert yard.open() == []


def test_nothing_is_judged_before_the_deciding_provider_has_delivered(yard: Yard):
    yard.build("population", person=[person(ALIVE)])
    yard.build("legal_entity")
    yard.deliver(COMPANIES, [firm(UNKNOWN)])

    assert yard.relate("legal_entity") == 0


def test_it_waits_while_the_register_s_delivery_is_held(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.hold(PERSONS)

    town.relate("legal_entity")

    assert town.open() == []


@pytest.mark.parametrize(
    "kept",
    [
        {"entity_key": UNKNOWN, "key_delivered": UNKNOWN},
        {
            "entity_key": None,
            "key_delivered": UNKNOWN[:15] + UNKNOWN[16] + UNKNOWN[15] + UNKNOWN[17],
        },
    ],
    ids=["the same key", "a mistyped key"],
)
def test_it_waits_while_who_is_meant_may_be_kept_back(town: Yard, kept: dict):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.deliver(PERSONS, [person(ALIVE)], kept=[kept])

    town.relate("legal_entity")

    assert town.open() == []


def test_it_waits_for_whoever_the_register_has_stated_since(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.deliver(PERSONS, [person(ALIVE), person(UNKNOWN)])

    town.relate("legal_entity")

    assert town.open() == []


@pytest.mark.parametrize(("since", "told"), [(date(2026, 10, 22), 0), (date(2026, 10, 21), 1)])
def test_a_new_reference_waits_for_its_grace(town: Yard, since: date, told: int):
    town.deliver(COMPANIES, [firm(UNKNOWN, since=since)])

    town.relate("legal_entity")

    assert len(town.open()) == told


@pytest.mark.parametrize(("since", "told"), [(date(2026, 10, 22), 0), (date(2026, 10, 21), 1)])
def test_a_death_of_late_is_forgiven_for_the_grace(town: Yard, since: date, told: int):
    town.deliver(PERSONS, [person(DEAD, "deceased", since=since)])
    town.deliver(COMPANIES, [firm(DEAD)])

    town.relate("legal_entity")

    assert len(town.open()) == told


@pytest.mark.parametrize(("on", "told"), [(date(2026, 10, 21), 0), (date(2026, 10, 20), 1)])
def test_who_was_there_within_the_grace_is_excused(town: Yard, on: date, told: int):
    town.ended("population.person", UNKNOWN, on, life_status="alive")
    town.deliver(COMPANIES, [firm(UNKNOWN)])

    town.relate("legal_entity")

    assert len(town.open()) == told


def test_what_is_excused_closes_what_was_open(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.relate("legal_entity")
    town.ended("population.person", UNKNOWN, date(2026, 11, 10), life_status="alive")

    town.relate("legal_entity", 21)

    assert town.logged() == ["opened", "closed"]


def test_what_is_kept_back_by_now_stays_open(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.relate("legal_entity")
    town.deliver(COMPANIES, [], at=21, kept=[{"entity_key": FIRM, "key_delivered": FIRM}])

    town.relate("legal_entity", 21)

    assert town.logged() == ["opened"]


def test_a_reference_no_longer_asked_about_closes_as_a_change_of_rule(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.relate("legal_entity")
    town.execute("update discrepancy.finding set element = 'registered_by'")

    town.relate("legal_entity", 21)

    assert town.logged() == ["opened", "closed", "reopened"]
    [row] = town.base.rows("select cause from discrepancy.finding_event where event = 'closed'")
    assert row["cause"].startswith("legal_entity.")


def test_a_delivery_that_was_never_made_ready_is_refused_by_name(town: Yard):
    town.deliver(COMPANIES, [firm(UNKNOWN)])
    town.execute("update registry.batch set rules = 'older' where feed = 'companies'")

    with pytest.raises(Refused, match=r"market_regulation/companies.*state.*run the feed again"):
        town.relate("legal_entity")


def test_a_division_is_meant_by_its_code_of_any_length(town: Yard):
    town.build("geospatial", division=[{"entity_key": "980101", "status": "active"}])
    town.deliver("civil_affairs/city_divisions", [{"entity_key": "980101", "status": "active"}])
    town.deliver(
        COMPANIES, [firm(None, division="980101000000"), firm(None, "92", division="980109")]
    )

    town.relate("legal_entity")

    assert town.open() == [("companies", "92", "division_unknown")]
