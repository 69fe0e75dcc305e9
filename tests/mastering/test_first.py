"""A library's first rows: copied once into what takes the golden table's place, or written into it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from mastering.yard import PERSON, PERSONS, A, B, Yard, person

from onesource.errors import Refused
from onesource.mastering import first, publish, tables

NAMES = [{"entity_key": A, "name": "张三"}, {"entity_key": B, "name": "李四"}]
CHECKED = f"select entity_key, name from {PERSON} order by name desc"
UPON = [  # what somebody may have done to the empty table
    "grant select on {0} to public",
    "grant select (name) on {0} to public",
    "comment on column {0}.name is '姓名'",
    "create index by_name on {0} (name)",
    "create view population.names as select name from {0}",
    "create view population.ever as select name from {0}_history",
    "create function population.named(p {0}) returns text language sql return p.name",
    "create table population.kept () inherits ({0})",
    "create publication people for table {0}",
]


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "MANY", 1)


def do(town: Yard, statement: str) -> None:
    with town.base.transaction() as connection:
        connection.execute(sa.text(statement.format(PERSON)))


def number(town: Yard) -> int:
    """The table's own number: another where another table has taken its place."""
    [row] = town.rows(f"select '{PERSON}'::regclass::oid::int as oid")
    return int(row["oid"])


def ready(yard: Yard) -> int:
    """Two people delivered, the tables there and empty; the table's number."""
    yard.says(PERSONS, [person(A, "张三"), person(B, "李四")], 1)
    tables.ensure(yard.base, yard.catalog.library("population"))
    return number(yard)


def told(yard: Yard) -> list[dict[str, str]]:
    return sorted(yard.rows(CHECKED), key=lambda row: row["entity_key"])


def test_the_first_rows_take_the_empty_table_s_place(yard: Yard):
    before = ready(yard)

    counts = yard.library("population", 1)

    assert number(yard) != before
    assert counts is not None
    assert counts["written"] == 2
    assert told(yard) == sorted(NAMES, key=lambda row: row["entity_key"])
    assert len(yard.rows(f"select * from {PERSON}_history where valid_to is null")) == 2
    keys = "select conname from pg_constraint where contype in ('p', 'u') and conrelid = "
    found = yard.rows(f"{keys}'{PERSON}'::regclass order by 1")
    assert [row["conname"] for row in found] == ["person_entity_id_key", "person_pkey"]
    assert yard.rows("select 1 from pg_tables where schemaname = 'staging'") == []


def test_later_changes_are_written_into_that_table(yard: Yard):
    ready(yard)
    yard.library("population", 1)
    after = number(yard)
    yard.says(PERSONS, [person(A, "张三丰"), person(B, "李四")], 2)

    yard.library("population", 2)

    assert number(yard) == after
    history = yard.rows(f"select name from {PERSON}_history where entity_key = :key", key=A)
    assert sorted(row["name"] for row in history) == ["张三", "张三丰"]


@pytest.mark.parametrize("statement", UPON)
def test_a_table_that_was_built_upon_stays_and_is_filled(yard: Yard, statement: str):
    before = ready(yard)
    do(yard, statement)

    yard.library("population", 1)

    assert number(yard) == before
    assert len(told(yard)) == 2


@pytest.mark.parametrize("statement", UPON)
def test_what_is_built_upon_it_while_rows_are_staged_is_not_lost(
    yard: Yard, monkeypatch: pytest.MonkeyPatch, statement: str
):
    before, stage = ready(yard), first.stage

    def meanwhile(*given: object) -> None:
        stage(*given)  # type: ignore[arg-type]
        do(yard, statement)

    monkeypatch.setattr(first, "stage", meanwhile)
    yard.library("population", 1)

    assert number(yard) == before
    assert len(told(yard)) == 2


def test_a_run_that_broke_off_after_staging_is_run_again(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
):
    ready(yard)

    def broken(*_: object) -> Callable[..., None]:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(publish.first, "put", broken)
        with pytest.raises(RuntimeError, match="killed"):
            yard.library("population", 1)
    assert told(yard) == []

    yard.library("population", 1)

    assert len(told(yard)) == 2
    assert yard.rows("select 1 from pg_tables where schemaname = 'staging'") == []


def test_a_later_build_without_its_changes_is_refused(yard: Yard):
    ready(yard)
    yard.library("population", 1)
    yard.says(PERSONS, [person(A, "张三丰")], 2)

    def lost(*_: object) -> bool:
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "_open", lost)
        with pytest.raises(Refused, match="changes_person"):
            yard.library("population", 2)
    assert len(told(yard)) == 2
