"""The schema's files are applied once, in order, and never edited afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from onesource import settings
from onesource.errors import Refused
from onesource.store.base import Base
from onesource.store.migrations import migrate


@pytest.fixture
def schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the schema's files that may be changed."""
    shutil.copytree(settings.sql() / "schema", tmp_path / "schema")
    monkeypatch.setattr(settings, "sql", lambda: tmp_path)
    return tmp_path / "schema"


def test_what_was_applied_is_not_applied_again(base: Base):
    assert migrate(base) == []


def test_a_new_file_is_applied_once(base: Base, schema: Path):
    (schema / "900_note.sql").write_text("create table staging.note (i int);")

    assert [migrate(base), migrate(base)] == [["900_note"], []]
    assert base.rows("select * from staging.note") == []


def test_a_changed_file_is_refused_and_nothing_is_applied(base: Base, schema: Path):
    changed = sorted(schema.glob("*.sql"))[-1]
    changed.write_text(changed.read_text() + "-- changed\n")
    (schema / "000_first.sql").write_text("create table staging.note (i int);")

    with pytest.raises(Refused, match=f"sql/schema/{changed.name} was applied and has changed"):
        migrate(base)

    assert base.rows("select to_regclass('staging.note') as there") == [{"there": None}]


def test_a_file_that_fails_leaves_nothing_of_those_before_it(base: Base, schema: Path):
    (schema / "900_good.sql").write_text("create table staging.note (i int);")
    (schema / "901_bad.sql").write_text("create table staging.note (i int);")

    with pytest.raises(Exception, match="already exists"):
        migrate(base)

    assert base.rows("select to_regclass('staging.note') as there") == [{"there": None}]
    assert base.rows("select 1 from public.migration where name like '90%'") == []


def test_a_library_of_before_keeps_its_history(base: Base):
    """007: histories were tables that also held the versions in force, published or not."""
    with base.transaction() as connection:
        connection.exec_driver_sql(OF_BEFORE)

    assert migrate(base) == ["007_past"]

    for table, names in {
        "place": ["new"],
        "place_past": ["old"],
        "place_history": ["new", "old"],
    }.items():
        told = base.rows(f"select name from town.{table} where entity_key = 'a' order by name")
        assert [row["name"] for row in told] == names
    owned = "select conname from pg_constraint where contype = 'f' and conname ~ 'place'"
    assert base.rows(owned) == []


OF_BEFORE = """
delete from public.migration where name = '007_past';
insert into registry.source (provider, feed, rule) values ('p', 'f', 'authority');
create schema town;
create table town.place (
    entity_id uuid not null, entity_key text primary key, known_since date, build_id text not null,
    valid_from timestamptz not null, name text, name_source smallint references registry.source);
create table town.place_history (
    entity_id uuid not null, entity_key text not null, known_since date, build_id text not null,
    valid_from timestamptz not null, valid_to timestamptz,
    name text, name_source smallint references registry.source, primary key (entity_key, build_id));
insert into town.place values (gen_random_uuid(), 'a', null, 'b2', now(), 'new', 1);
insert into town.place_history values
    (gen_random_uuid(), 'a', null, 'b1', now(), now(), 'old', 1),
    (gen_random_uuid(), 'a', null, 'b2', now(), null, 'new', 1);
"""
