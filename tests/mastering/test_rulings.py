"""Rulings: from a case before the bureau to the library's value, and their end by themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from mastering.yard import INSURED, MARRIAGES, PERSON, PERSONS, A, B, Yard, day, person

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import actions, docket, openings, raising, rulings, steps
from onesource.discrepancy.actions import Given
from onesource.discrepancy.case import BUREAU
from onesource.discrepancy.raising import Office
from onesource.errors import Refused
from onesource.mastering import rulings as borne
from onesource.mastering import trace
from onesource.pipeline import ruling

OFFICE = Office.of(Catalog.load_deadlines())


def raised(yard: Yard, at: int) -> None:
    with clock.at(day(at)), yard.base.transaction() as connection:
        raising.raise_all(connection, OFFICE)


def findings(yard: Yard, provider: str) -> list[str]:
    query = (
        "select cast(finding_id as text) as id from discrepancy.finding "
        "where provider = :p and status = 'open' order by entity_key"
    )
    return [row["id"] for row in yard.rows(query, p=provider)]


def case(yard: Yard, respondent: str) -> dict[str, Any]:
    [row] = yard.rows(
        "select cast(case_id as text) as id, * from discrepancy.case where respondent = :r",
        r=respondent,
    )
    with yard.base.transaction() as connection:
        course = docket.find(connection, row["id"])
        assert docket.replayed(connection, course) == course.case
    return row


def steps_of(yard: Yard, case_id: str) -> list[str]:
    with yard.base.transaction() as connection:
        return [entry.step for entry in docket.log(connection, case_id)]


def before_the_bureau(yard: Yard, provider: str, at: int) -> str:
    """The one case of a provider, disputed by it and referred to the bureau."""
    raised(yard, at)
    case_id = case(yard, provider)["id"]
    with clock.at(day(at)), yard.base.transaction() as connection:
        actions.tell(connection, OFFICE.now, [case_id], "a delivery")
        given = [Given(one, "disputed", "有原件") for one in findings(yard, provider)]
        actions.answer(connection, OFFICE.now, provider, given, "a file")
        docket.take(
            connection,
            case_id,
            lambda one: steps.refer(one, BUREAU, "由主管部门裁定", OFFICE.now(one)),
        )
    return case_id


def rule(yard: Yard, case_id: str, at: int, until: date | None = None, **values: str) -> None:
    told = {name.removeprefix("f"): value for name, value in values.items()}
    asked = ruling.Asked(told, "经查验出生医学证明", "adjudicator", until)
    with clock.at(day(at)):
        ruling.rule(yard.base, case_id, asked)


def number(finding_id: str) -> str:
    return "f" + finding_id.replace("-", "")[:16]


@pytest.fixture
def disputed(yard: Yard) -> tuple[Yard, str]:
    """The police say 甲 where human resources say 申, of A; of B all say 乙. It is the bureau's to decide."""
    yard.says(PERSONS, [person(A, "甲", sex="male"), person(B, "乙", sex="male")], 1)
    yard.says(INSURED, [person(A, "申", sex="male"), person(B, "乙", sex="male")], 1)
    yard.library("population", 1)
    assert yard.open() == [("conflict", A, "name")]
    return yard, before_the_bureau(yard, "human_resources", 2)


def names(yard: Yard) -> dict[str, str]:
    return {row["entity_key"]: row["name"] for row in yard.rows(f"select * from {PERSON}")}


def in_force(yard: Yard) -> list[dict[str, Any]]:
    return yard.rows("select * from registry.ruling order by made_at")


def test_what_is_ruled_is_the_library_s_value_and_its_source_is_asked(disputed: tuple[Yard, str]):
    yard, case_id = disputed
    [mine] = findings(yard, "human_resources")

    rule(yard, case_id, 3, **{number(mine): " 申 "})
    built = yard.library("population", 3)
    raised(yard, 3)

    assert names(yard) == {A: "申", B: "乙"}
    assert built == {"changed": 0, "mastered": 1, "judged": 1, "written": 1}
    assert findings(yard, "human_resources") == []
    [closed] = yard.rows("select * from discrepancy.finding where status = 'closed'")
    assert closed["closed_by"] == "ruling"
    told = case(yard, "human_resources")
    assert (told["phase"], steps_of(yard, case_id)[-3:]) == (
        "closed",
        ["ruled", "promised", "closed"],
    )

    [own] = yard.rows("select * from discrepancy.finding where status = 'open'")
    assert (own["provider"], own["provider_value"]) == ("public_security", "甲")
    assert (own["golden_value"], own["golden_provider"]) == ("申", BUREAU)
    assert case(yard, "public_security")["counterparty"] == BUREAU


def test_a_value_s_trace_names_the_ruling(disputed: tuple[Yard, str]):
    yard, case_id = disputed
    rule(yard, case_id, 3, **{number(findings(yard, "human_resources")[0]): "申"})
    yard.library("population", 3)

    origins = trace.trace(yard.catalog, yard.base, yard.house.lake, PERSON, A)
    [name] = [one for one in origins if one.element == "name"]

    assert (name.value, name.provider, name.rule) == ("申", BUREAU, "ruling")


def test_a_ruling_ends_when_its_source_says_otherwise_and_its_case_says_so(
    disputed: tuple[Yard, str],
):
    yard, case_id = disputed
    rule(yard, case_id, 3, **{number(findings(yard, "human_resources")[0]): "申"})
    yard.library("population", 3)
    yard.says(PERSONS, [person(A, "申", sex="male"), person(B, "乙", sex="male")], 5)

    yard.library("population", 5)
    raised(yard, 5)

    [ended] = in_force(yard)
    assert (ended["ended_by"], names(yard)[A]) == ("source", "申")
    assert yard.golden(PERSON, A)["name_source"] == yard.golden(PERSON, B)["name_source"]
    assert steps_of(yard, case_id)[-1] == "ruling_ended"
    assert yard.open() == []
    assert yard.library("population", 5) is None
    raised(yard, 5)
    assert steps_of(yard, case_id).count("ruling_ended") == 1


def test_a_ruling_s_term_ends_it(disputed: tuple[Yard, str]):
    yard, case_id = disputed
    until = day(6).date()
    rule(yard, case_id, 3, until, **{number(findings(yard, "human_resources")[0]): "申"})
    yard.library("population", 3)
    assert yard.library("population", 6) is None

    yard.library("population", 7)

    assert [one["ended_by"] for one in in_force(yard)] == ["term"]
    assert names(yard)[A] == "甲"
    yard.repeats(INSURED, 28)
    yard.library("population", 28)
    assert yard.open(provider="human_resources") == [("conflict", A, "name")]


def test_what_is_ruled_survives_a_build_of_everything_and_of_others(disputed: tuple[Yard, str]):
    yard, case_id = disputed
    rule(yard, case_id, 3, **{number(findings(yard, "human_resources")[0]): "申"})
    yard.library("population", 3)

    yard.says(PERSONS, [person(A, "甲", sex="male"), person(B, "丙", sex="male")], 4)
    yard.library("population", 4)
    with yard.base.transaction() as connection:
        connection.exec_driver_sql("update registry.build set decisions = 'otherwise'")
    yard.says(MARRIAGES, [person(A, "甲")], 5)
    yard.library("population", 5)

    assert names(yard) == {A: "申", B: "丙"}
    assert [one["ended_at"] for one in in_force(yard)] == [None]


def test_a_ruling_withdrawn_gives_the_source_its_word_back(disputed: tuple[Yard, str]):
    yard, case_id = disputed
    rule(yard, case_id, 3, **{number(findings(yard, "human_resources")[0]): "申"})
    yard.library("population", 3)
    [made] = in_force(yard)

    with clock.at(day(4)), yard.base.transaction() as connection:
        rulings.withdraw(connection, str(made["ruling_id"]))
    yard.library("population", 4)
    raised(yard, 4)

    assert names(yard)[A] == "甲"
    yard.repeats(INSURED, 28)
    yard.library("population", 28)
    assert yard.open(provider="human_resources") == [("conflict", A, "name")]
    assert "ruling_ended" in steps_of(yard, case_id)
    with pytest.raises(Refused, match="no one ruling"), yard.base.transaction() as connection:
        rulings.withdraw(connection, str(made["ruling_id"]))


def test_a_third_value_asks_both_sides(disputed: tuple[Yard, str]):
    yard, case_id = disputed
    rule(yard, case_id, 3, **{number(findings(yard, "human_resources")[0]): "由"})

    yard.library("population", 3)
    raised(yard, 3)

    assert names(yard)[A] == "由"
    query = (
        "select provider, golden_provider from discrepancy.finding where status = 'open' order by 1"
    )
    assert [tuple(row.values()) for row in yard.rows(query)] == [
        ("human_resources", BUREAU),
        ("public_security", BUREAU),
    ]


def test_where_all_is_ruled_nobody_is_asked_to_mend_and_the_build_is_waited_for(
    disputed: tuple[Yard, str],
):
    yard, case_id = disputed
    [mine] = findings(yard, "human_resources")

    rule(yard, case_id, 3, **{number(mine): "申"})
    raised(yard, 4)

    told = case(yard, "human_resources")
    assert (told["phase"], told["owner"], told["rows"]) == ("rechecking", BUREAU, 1)
    with pytest.raises(openings.NotOpen, match="rule is not open"):
        rule(yard, case_id, 4, **{number(mine): "由"})


def disputed_anew(yard: Yard, at: int) -> str:
    """What human resources say otherwise than the ruling is disputed, and before the bureau."""
    raised(yard, at)
    query = (
        "select cast(case_id as text) as id from discrepancy.case "
        "where respondent = 'human_resources' and counterparty = 'bureau'"
    )
    [row] = yard.rows(query)
    with clock.at(day(at)), yard.base.transaction() as connection:
        actions.tell(connection, OFFICE.now, [row["id"]], "a delivery")
        given = [Given(one, "disputed", "有原件") for one in findings(yard, "human_resources")]
        actions.answer(connection, OFFICE.now, "human_resources", given, f"a file of day {at}")
    return str(row["id"])


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_ruling_takes_the_place_of_the_one_before_over_what_the_source_says(
    disputed: tuple[Yard, str], withdrawn: bool
):
    yard, case_id = disputed
    rule(yard, case_id, 3, **{number(findings(yard, "human_resources")[0]): "由"})
    yard.library("population", 3)
    again = disputed_anew(yard, 4)
    if withdrawn:
        [made] = in_force(yard)
        with clock.at(day(5)), yard.base.transaction() as connection:
            rulings.withdraw(connection, str(made["ruling_id"]))

    rule(yard, again, 5, **{number(findings(yard, "human_resources")[0]): "申"})
    yard.library("population", 5)

    assert [(one["value"], one["instead_of"], one["ended_by"]) for one in in_force(yard)] == [
        ("由", "甲", "withdrawn" if withdrawn else "replaced"),
        ("申", "甲", None),
    ]
    assert names(yard)[A] == "申"
    assert yard.library("population", 5) is None


def test_what_is_no_longer_declared_is_no_longer_ruled_and_wakes_nobody(
    disputed: tuple[Yard, str],
):
    yard, case_id = disputed
    rule(yard, case_id, 3, **{number(findings(yard, "human_resources")[0]): "申"})
    yard.library("population", 3)
    library = yard.catalog.library("population")
    person_of = library.entities["person"]
    fewer = {name: one for name, one in person_of.elements.items() if name != "name"}
    without = library.model_copy(
        update={"entities": {"person": person_of.model_copy(update={"elements": fewer})}}
    )

    [left] = borne.of_library(yard.base, without, day(4).date())
    assert (left.holds, left.shifted) == (False, True)
    with yard.base.transaction() as connection:
        connection.exec_driver_sql("update registry.build set rulings = '{}'")
    assert borne.of_library(yard.base, without, day(4).date()) == ()


@pytest.mark.parametrize(
    ("value", "until", "said"),
    [
        ("", None, "1 to 500 characters"),
        ("申" * 501, None, "1 to 500 characters"),
        ("申", day(2).date() - timedelta(days=1), "has passed"),
        ("甲", None, "what the source says already"),
    ],
)
def test_what_cannot_be_ruled_is_refused_and_nothing_is_written(
    disputed: tuple[Yard, str], value: str, until: date | None, said: str
):
    yard, case_id = disputed

    with pytest.raises(Refused, match=said):
        rule(yard, case_id, 3, until, **{number(findings(yard, "human_resources")[0]): value})

    assert in_force(yard) == []
    assert case(yard, "human_resources")["phase"] == "adjudicating"


def test_a_row_of_no_open_case_is_refused_by_its_number(disputed: tuple[Yard, str]):
    yard, case_id = disputed

    with pytest.raises(Refused, match="not among the open rows"):
        rule(yard, case_id, 3, f0123456789abcdef="申")
    with pytest.raises(Refused, match="no number of a row"):
        rule(yard, case_id, 3, f12="申")


@pytest.mark.parametrize(
    ("element", "value", "spelt"),
    [
        ("birth_date", "1990-01-01", "1990-01-01"),
        ("birth_date", "1990/1/1", None),
        ("sex", "female", "female"),
        ("sex", "女", None),
        ("sex", "nan", None),
        ("name", " 甲 ", "甲"),
    ],
)
def test_a_value_is_one_of_its_element(element: str, value: str, spelt: str | None):
    row = type("Row", (), {"library": "population", "entity": "person", "element": element})
    catalog = Catalog.load()

    if spelt is None:
        with pytest.raises(Refused, match=element):
            ruling.spelt(catalog, row, value)
    else:
        assert ruling.spelt(catalog, row, value) == spelt


@pytest.mark.parametrize(
    ("value", "spelt"),
    [("12.5", "12.500000"), ("NaN", None), ("Infinity", None), ("1E+400", None), ("十", None)],
)
def test_a_decimal_is_one_that_the_library_holds(value: str, spelt: str | None):
    row = type("Row", (), {"library": "geospatial", "entity": "parcel", "element": "area"})

    if spelt is None:
        with pytest.raises(Refused, match="is no decimal"):
            ruling.spelt(Catalog.load(), row, value)
    else:
        assert ruling.spelt(Catalog.load(), row, value) == spelt
