"""Commands that look: they tell all they find, in the form asked for, and change nothing."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from cli.conftest import Run

from onesource import settings
from onesource.store.base import Base

ROW = "select 110101 as code, '东城区' as name, null as nothing"


def url(base: Base) -> str:
    return base.engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("json", json.loads),
        ("csv", lambda text: list(csv.DictReader(io.StringIO(text, newline="")))),
    ],
)
def test_an_answer_comes_in_the_form_asked_for(base: Base, run: Run, form: str, read):
    done = run("query", ROW, "--format", form, ONESOURCE_DB=url(base))

    [row] = read(done.stdout)
    assert done.returncode == 0
    assert (str(row["code"]), row["name"], row["nothing"] or None) == ("110101", "东城区", None)


def test_an_answer_comes_as_a_table_unless_another_form_is_asked_for(base: Base, run: Run):
    done = run("query", ROW, ONESOURCE_DB=url(base))

    assert done.returncode == 0
    assert "东城区" in done.stdout
    assert "code" in done.stdout


WRITES = [
    "insert into registry.library values ('x', null)",
    "with gone as (delete from registry.library returning *) select * from gone",
    "create table public.mine (i int)",
    "drop schema registry cascade",
]


def state_of(base: Base) -> object:
    return base.rows(
        "select (select count(*) from registry.library) as rows, to_regclass('public.mine') as mine"
    )


@pytest.fixture
def one(base: Base) -> Base:
    with base.transaction() as connection:
        connection.execute(sa.text("insert into registry.library values ('geospatial', null)"))
    return base


@pytest.mark.parametrize("statement", WRITES)
def test_a_statement_that_writes_is_refused(one: Base, run: Run, statement: str):
    before = state_of(one)

    done = run("query", statement, ONESOURCE_DB=url(one))

    assert (done.returncode, state_of(one)) == (2, before)
    assert "refuses this" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "commit; create table public.mine (i int); select 1",
        "set transaction read write; delete from registry.library; commit; select 1",
    ],
)
def test_a_second_statement_does_not_open_the_door(one: Base, run: Run, statement: str):
    before = state_of(one)

    done = run("query", statement, ONESOURCE_DB=url(one))

    assert (done.returncode, state_of(one)) == (2, before)


def test_the_embedded_database_is_asked_as_a_reader(server, run: Run):
    done = run("query", "select current_user as who", "--format", "json")

    assert json.loads(done.stdout) == [{"who": "onesource_reader"}]


def test_the_embedded_database_cannot_be_written_by_a_second_statement(server, run: Run):
    done = run("query", "commit; create table public.mine (i int); select 1")

    assert done.returncode == 2


def test_a_mistake_in_a_question_is_told_without_the_inside(base: Base, run: Run):
    done = run("query", "select nothing from nowhere", ONESOURCE_DB=url(base))

    assert done.returncode == 2
    assert 'relation "nowhere" does not exist' in done.stderr
    assert "Traceback" not in done.stderr


def test_the_declared_catalogue_has_no_fault(run: Run):
    done = run("catalog", "check")

    assert (done.returncode, done.stderr) == (0, "")
    assert "10 providers, 21 feeds, 4 libraries, 13 code lists: no fault" in done.stdout


def test_every_fault_is_listed_at_once_with_file_and_field(run: Run, tmp_path: Path):
    catalog = Path(shutil.copytree(settings.catalog(), tmp_path / "catalog"))
    for file, old in (("feeds/statistics/divisions", "title:"), ("libraries/geospatial", "owner:")):
        path = catalog / f"{file}.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace(old, f"x{old}", 1), encoding="utf-8"
        )

    done = run("catalog", "check", ONESOURCE_CATALOG=str(catalog))

    assert done.returncode == 2
    for fault in (
        "feeds/statistics/divisions.yaml: xtitle: Extra inputs",
        "feeds/statistics/divisions.yaml: title: Field required",
        "libraries/geospatial.yaml: xowner: Extra inputs",
        "libraries/geospatial.yaml: owner: Field required",
    ):
        assert fault in done.stderr


SUITE = "name: x\nexpectations:\n  - type: expect_nothing_at_all\n    kwargs: {}\n"


@pytest.mark.parametrize(
    "name",
    ["statistics/divisions", "libraries/geospatial", "statistics/no_such_feed"],
)
def test_a_suite_that_is_wrong_or_nobody_s_is_a_fault(run: Run, tmp_path: Path, name: str):
    suites = Path(shutil.copytree(settings.expectations(), tmp_path / "suites"))
    (suites / f"{name}.yaml").write_text(SUITE)

    done = run("catalog", "check", ONESOURCE_EXPECTATIONS=str(suites))

    assert done.returncode == 2
    assert f"expectations/{name}.yaml" in done.stderr


def test_a_suites_fault_is_listed_together_with_the_catalogues(run: Run, tmp_path: Path):
    catalog = Path(shutil.copytree(settings.catalog(), tmp_path / "catalog"))
    (catalog / "feeds/statistics/divisions.yaml").write_text("title: [")
    suites = Path(shutil.copytree(settings.expectations(), tmp_path / "suites"))
    (suites / "libraries/geospatial.yaml").write_text(SUITE)

    done = run(
        "catalog", "check", ONESOURCE_CATALOG=str(catalog), ONESOURCE_EXPECTATIONS=str(suites)
    )

    assert done.returncode == 2
    assert "has 2 fault(s)" in done.stderr
    assert "feeds/statistics/divisions.yaml: cannot be read" in done.stderr
    assert "libraries/geospatial.yaml: expectations.0: expect_nothing_at_all" in done.stderr


@pytest.mark.parametrize(
    "words", [("quarry",), ("query",), ("query", "select 1", "--format", "xml")]
)
def test_a_command_misspelt_is_told_with_its_usage(run: Run, words: tuple[str, ...]):
    done = run(*words)

    assert done.returncode == 2
    assert "Usage" in done.stderr


def test_a_place_asked_after_that_is_not_there_is_told(base: Base, run: Run):
    done = run("trace", "geospatial.river", "11", ONESOURCE_DB=url(base))

    assert done.returncode == 2
    assert "geospatial.river is not declared; geospatial has division" in done.stderr
