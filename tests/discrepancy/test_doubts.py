"""Conflicts weighed on a real base and lake: who is probably wrong is asked, and no value in force moves."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa
import yaml
from discrepancy.weighed import People, area, conflicts, doubts, estimate, raise_cases
from mastering.yard import CONTACTS, INSURED, MARRIAGES, PERSON, PERSONS, Yard, day

from onesource import clock, settings
from onesource.catalog import Catalog
from onesource.discrepancy import actions
from onesource.discrepancy import doubts as doubts_of
from onesource.discrepancy.actions import Given
from onesource.pipeline import round as rounds
from onesource.store.base import Base

IN_FORCE = (
    f"select * from {PERSON} order by entity_key",
    f"select * from {PERSON}_history order by entity_key, valid_from",
    "select * from registry.library",
)
POLICE = "public_security"


@pytest.fixture
def yard(base: Base, tmp_path) -> Yard:
    return Yard(base, tmp_path)


@pytest.fixture
def weighed(yard: Yard) -> Yard:
    """A town whose conflicts were weighed."""
    People.made(1).deliver(yard, 1)
    assert estimate(yard, 1) == len(conflicts(yard)) > 50
    return yard


def write(base: Base, statement: str, **values: Any) -> None:
    with base.transaction() as connection:
        connection.execute(sa.text(statement), values)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_wrong_authorities_come_before_right_ones_and_better_than_by_counting(yard, seed):
    people = People.made(seed)
    people.deliver(yard, 1)
    raise_cases(yard, 1)
    two_others = {row["entity_key"]: float(row["respondent"] == POLICE) for row in conflicts(yard)}

    estimate(yard, 1)

    ours, theirs = area(doubts(yard), people.wrong), area(two_others, people.wrong)
    assert ours > theirs
    sure = [k for k, doubt in doubts(yard).items() if doubt >= 0.9]
    assert len(sure) >= 5
    assert sum(map(people.wrong, sure)) / len(sure) >= 0.95


def test_the_estimate_alone_moves_no_value_in_force(yard: Yard):
    People.made(2, authority=0.25).deliver(yard, 1)
    before = [yard.rows(query) for query in IN_FORCE]

    estimate(yard, 1)
    raise_cases(yard, 1)

    assert [yard.rows(query) for query in IN_FORCE] == before
    assert {row["asked_for"] for row in conflicts(yard)} == {None, "others", "estimate"}


def test_weighed_again_it_says_the_same_and_without_news_nothing_is_done(weighed: Yard):
    told, moved = conflicts(weighed), raise_cases(weighed, 1)

    assert moved > 0
    assert estimate(weighed, 2) is None
    assert raise_cases(weighed, 1) == 0
    entries = weighed.rows("select count(*) from discrepancy.case_entry")
    write(weighed.base, "delete from discrepancy.estimated")
    assert estimate(weighed, 2) == len(told)
    assert raise_cases(weighed, 1) == 0
    assert weighed.rows("select count(*) from discrepancy.case_entry") == entries
    known = ("respondent", "asked_for")
    assert [drop(row, *known) for row in conflicts(weighed)] == [drop(r, *known) for r in told]


def drop(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def test_who_alone_contradicts_an_authority_is_asked_itself(weighed: Yard):
    raise_cases(weighed, 1)

    for row in conflicts(weighed):
        if row["asked_for"] is None:
            assert row["respondent"] == row["provider"]
            assert row["authority_wrong"] < 0.9
        else:
            assert row["respondent"] == POLICE
            assert row["asked_for"] == "others" or row["authority_wrong"] >= 0.9


def one(yard: Yard) -> dict[str, Any]:
    """A conflict that its own provider is asked about, and what stands of it now."""
    return next(row for row in conflicts(yard) if row["asked_for"] is None)


def doubted(yard: Yard, finding: Any, wrong: float, at: int) -> tuple[str, str | None]:
    """Who is asked about a conflict once the authority is so probably wrong."""
    update = "update discrepancy.estimate set authority_wrong = :wrong where finding_id = :id"
    write(yard.base, update, wrong=wrong, id=finding)
    raise_cases(yard, at)
    [row] = [row for row in conflicts(yard) if row["finding_id"] == finding]
    return row["respondent"], row["asked_for"]


def test_only_the_threshold_moves_a_row_and_a_wide_band_moves_it_back(weighed: Yard):
    raise_cases(weighed, 1)
    row = one(weighed)
    own, authority = (row["provider"], None), (POLICE, "estimate")

    moves = [(0.89, own), (0.9, authority), (0.71, authority), (0.69, own), (0.89, own)]
    for number, (wrong, asked) in enumerate(moves, 2):
        assert doubted(weighed, row["finding_id"], wrong, number) == asked


def tell(yard: Yard, at: int) -> None:
    office = rounds.office_of(yard.base, Catalog.load())
    ids = [str(row["case_id"]) for row in yard.rows("select case_id from discrepancy.case")]
    with clock.at(day(at)), yard.base.transaction() as connection:
        actions.tell(connection, office.now, ids, "a delivery")


def test_who_was_asked_stays_asked_whatever_is_estimated_since(weighed: Yard):
    raise_cases(weighed, 1)
    row = one(weighed)
    assert doubted(weighed, row["finding_id"], 0.95, 2) == (POLICE, "estimate")
    tell(weighed, 2)

    for wrong in (0.1, 0.95, 0.6):
        assert doubted(weighed, row["finding_id"], wrong, 3) == (POLICE, "estimate")
    other = one(weighed)
    assert doubted(weighed, other["finding_id"], 0.99, 4) == (other["provider"], None)


def test_why_an_authority_is_asked_stands_in_its_case_s_log(weighed: Yard):
    raise_cases(weighed, 1)
    told = weighed.rows(
        "select sum(cast(facts -> 'because' ->> 'others' as int)) as others from discrepancy.case_entry"
    )
    asked = [row["asked_for"] for row in conflicts(weighed)]
    assert told[0]["others"] == asked.count("others") > 0


def test_two_of_whom_one_copies_the_other_are_no_two_witnesses(yard: Yard):
    people = People.made(3)
    people.copied(MARRIAGES, INSURED)
    people.deliver(yard, 1)
    raise_cases(yard, 1)
    asked = sum(row["asked_for"] == "others" for row in conflicts(yard))
    estimate(yard, 1)

    found = yard.rows("select provider, copies_from from discrepancy.reliability")
    raise_cases(yard, 2)

    copies = {row["provider"]: row["copies_from"] for row in found}
    assert (copies["human_resources"], copies["civil_affairs"]) == ("civil_affairs", None)
    left = [row for row in conflicts(yard) if row["asked_for"] == "others"]
    assert len(left) < asked
    assert all("health" in speakers(yard, row) for row in left)


ALONE = {"provider": ["b", "c", "d"], "element": ["name@a"] * 3}


@pytest.mark.parametrize(
    ("copies", "of_whom"),
    [
        (["a", "a", None], ["a", "a", None]),
        (["a", "b", "c"], ["a", "b", "b"]),
        ([None, "b", "c"], [None, "b", "b"]),
        (["c", "b", None], [None, "b", None]),
        (["c", "d", "b"], [None, "b", "b"]),
        (["d", "d", "a"], ["d", "d", "a"]),
    ],
    ids=["the authority", "its copy", "a chain", "each other", "a ring", "one that copies it"],
)
def test_a_chain_of_copies_is_followed_to_its_end_but_for_the_authority(copies, of_whom):
    found = pa.table(ALONE | {"copies_from": pa.array(copies, pa.string())})

    assert doubts_of.sources(found).to_pylist() == of_whom


@pytest.mark.parametrize(
    ("copies", "asked"),
    [
        ({}, True),
        ({"health": POLICE, "civil_affairs": POLICE}, True),
        ({"health": "civil_affairs", "civil_affairs": POLICE}, False),
        ({"health": "human_resources", "civil_affairs": "human_resources"}, False),
    ],
    ids=["nobody", "both the authority", "one the other", "both a third"],
)
def test_who_differs_from_whom_it_copies_is_a_witness_of_its_own(
    yard: Yard, copies: dict[str, str], asked: bool
):
    people = People.made(1, many=20, authority=0)
    people.said = {path: dict.fromkeys(people.true, "安白常") for path in people.said}
    people.said[PERSONS] = dict.fromkeys(people.true, "丁范高")
    people.deliver(yard, 1, (PERSONS, CONTACTS, MARRIAGES))
    for provider, source in copies.items():
        write(yard.base, RELIABILITY, provider=provider, source=source)

    raise_cases(yard, 1)

    told = conflicts(yard)
    assert len(told) == 40
    assert {row["asked_for"] for row in told} == {"others" if asked else None}


RELIABILITY = """
insert into discrepancy.reliability
values ('population', 'person', 'name', 'public_security', :provider, 0.9, 0.8, 0.95, 100, :source)
"""


def speakers(yard: Yard, row: dict[str, Any]) -> set[str]:
    """Who says otherwise than the authority of that person."""
    return {one["provider"] for one in conflicts(yard) if one["entity_key"] == row["entity_key"]}


def test_what_is_declared_since_the_build_in_force_is_not_asked_of_it(
    weighed: Yard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told = conflicts(weighed)
    own = Path(shutil.copytree(settings.catalog(), tmp_path / "catalog"))
    declare_alias(own)
    monkeypatch.setenv("ONESOURCE_CATALOG", str(own))
    write(weighed.base, "delete from discrepancy.estimated")

    assert estimate(weighed, 2) == len(told)

    assert conflicts(weighed) == told


def declare_alias(catalog: Path) -> None:
    """Persons get an element more, which two departments supply in a column more."""
    library = catalog / "libraries/population.yaml"
    entry = yaml.safe_load(library.read_text())
    elements = entry["entities"]["person"]["elements"]
    elements["alias"] = elements["name"] | {"title": "曾用名"}
    library.write_text(yaml.safe_dump(entry, allow_unicode=True))
    for path in (PERSONS, CONTACTS):
        feed = catalog / f"feeds/{path}.yaml"
        entry = yaml.safe_load(feed.read_text())
        column = {"from": "曾用名", "title": "曾用名", "type": "text", "required": False}
        entry["contract"]["columns"]["alias"] = column
        entry["supplies"]["elements"].append("alias")
        feed.write_text(yaml.safe_dump(entry, allow_unicode=True))


def test_what_is_closed_is_estimated_no_more(yard: Yard):
    people = People.made(1)
    people.deliver(yard, 1)
    estimate(yard, 1)
    people.said[CONTACTS] = {k: people.said[PERSONS][k] for k in people.said[CONTACTS]}
    people.deliver(yard, 2, [CONTACTS])

    assert estimate(yard, 2) == len(conflicts(yard))

    query = (
        "select count(*) from discrepancy.estimate join discrepancy.finding f using (finding_id)"
    )
    assert yard.rows(query + " where f.status = 'closed'") == [{"count": 0}]
    assert "health" not in {row["provider"] for row in conflicts(yard)}


def test_who_gives_in_is_held_less_reliable(weighed: Yard):
    raise_cases(weighed, 1)
    tell(weighed, 1)
    before = reliability(weighed, "civil_affairs")
    given = [row for row in conflicts(weighed) if row["respondent"] == "civil_affairs"]
    office = rounds.office_of(weighed.base, Catalog.load())
    with clock.at(day(2)), weighed.base.transaction() as connection:
        words = [Given(str(row["finding_id"]), "corrected", "已更正") for row in given]
        actions.answer(connection, office.now, "civil_affairs", words, "a file")

    estimate(weighed, 2)

    assert reliability(weighed, "civil_affairs") < before
    now = {row["finding_id"]: row["authority_wrong"] for row in conflicts(weighed)}
    assert {now[row["finding_id"]] for row in given} == {0.0}


def reliability(yard: Yard, provider: str) -> float:
    query = "select reliability from discrepancy.reliability where provider = :provider"
    [row] = yard.rows(query, provider=provider)
    return float(row["reliability"])
