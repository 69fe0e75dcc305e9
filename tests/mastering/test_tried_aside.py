"""A try of other rules leaves nothing behind, disturbs nobody, and refuses what it cannot understand."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from mastering.tried import FORTY, RULES, TODAY, tried
from mastering.yard import CONTACTS, INSURED, PERSONS, Yard, day, person

from onesource import clock, settings
from onesource.catalog import Faulty
from onesource.catalog.amended import Amendments
from onesource.discrepancy import findings
from onesource.discrepancy.findings import Scope
from onesource.errors import Refused
from onesource.mastering.publish import publish
from onesource.pipeline import library as libraries
from onesource.pipeline.rule_trial import Trial

OPEN = "select finding_id::text from discrepancy.finding where status = 'open'"


def all_there_is(yard: Yard) -> dict[str, Any]:
    """Every row of every table with what wrote it, every sequence, every file of lake and scratch."""
    tables = yard.rows(
        "select table_schema || '.' || table_name as name from information_schema.tables "
        "where table_type = 'BASE TABLE' and table_schema <> 'information_schema'"
    )
    names = {row["name"] for row in tables}
    own = [name for name in names if not name.startswith("pg_catalog.")]
    seen: dict[str, Any] = {"tables": sorted(names)}
    for name in own:
        row = "concat(t.ctid, t.xmin, t.xmax, t)"
        told = f"select count(*), md5(string_agg({row}, '' order by t.ctid)) from {name} t"
        seen[name] = yard.rows(told)
    seen["sequences"] = yard.rows("select * from pg_sequences order by 1, 2")
    for folder in (yard.folder / "lake", settings.scratch()):
        for file in sorted(folder.rglob("*")):
            told = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "a folder"
            seen[str(file)] = told, file.stat().st_mtime_ns
    return seen


@pytest.mark.parametrize("how", ["another authority", "all at once"])
def test_nothing_is_written_anywhere(peopled: Yard, how: str):
    before = all_there_is(peopled)
    tried(peopled, RULES[how])
    assert all_there_is(peopled) == before
    assert before["population.person"][0]["count"] == 36
    assert len([name for name in before if name.endswith(".parquet")]) > 15


def test_a_moment_refuses_what_writes(begun: Yard):
    with begun.base.moment() as base, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        base.rows("delete from registry.library returning *")
    with begun.base.moment() as base, pytest.raises(Refused, match="nothing is written here"):
        base.transaction(lock="anything").__enter__()
    with begun.base.moment() as base, pytest.raises(Exception, match="read-only transaction"):
        base.stage("mine", base.arrow("select 1 as one"))


def test_a_publication_under_way_is_neither_waited_for_nor_seen(peopled: Yard):
    amendments = RULES["another authority"]
    peopled.says(PERSONS, [person(key, f"别{n}") for n, key in enumerate(FORTY)], TODAY)
    alone, house = tried(peopled, amendments), peopled.house
    meanwhile: list[Trial] = []

    def settle(connection: sa.Connection, staged: str) -> None:
        library = Scope.library("population", built.build_id, "data", [PERSONS, CONTACTS, INSURED])
        findings.settle(connection, staged, library)
        meanwhile.append(
            tried(peopled, amendments)
        )  # golden rows and findings lie there, uncommitted

    with clock.at(day(TODAY)):
        built = libraries.master(house, "population")
        assert built
        peopled.rows(
            "update registry.build set status = 'audited' where status = 'built' returning 1"
        )
        declared = peopled.catalog.library("population")
        publish(declared, house.base, house.lake, built.build_id, settle)

    assert meanwhile == [alone]
    assert alone.pending
    assert not tried(peopled, amendments).pending


def test_what_is_published_meanwhile_is_not_seen(peopled: Yard):
    with peopled.base.moment() as base:
        seen = base.rows("select count(*) from population.person"), base.arrow(OPEN).num_rows
        peopled.says(PERSONS, [person(FORTY[0], "别")], TODAY)
        peopled.library("population", TODAY)
        assert (
            base.rows("select count(*) from population.person"),
            base.arrow(OPEN).num_rows,
        ) == seen
    assert peopled.rows("select count(*) from population.person") != seen[0]


def test_what_contradicts_itself_is_told_as_it_is_at_load(begun: Yard):
    with pytest.raises(Faulty, match="health supplies person.name in health/births and health/con"):
        tried(begun, Amendments(authority=("person.name=health",)))
    with pytest.raises(
        Faulty, match="population.yaml: entities.person.elements.name.compare: Input sh"
    ):
        tried(begun, Amendments(compare=("person.name=roughly",)))


@pytest.mark.parametrize(
    ("amendments", "told"),
    [
        (
            Amendments(authority=("person.nickname=health",)),
            "nickname is not declared; known: name, ",
        ),
        (Amendments(authority=("people.name=health",)), "people is not declared; known: person"),
        (Amendments(authority=("person.name",)), "write <entity>.<element>=<value>"),
        (Amendments(authority=("person.name=health@2026-12-01",)), "leave the day out"),
        (Amendments(authority=("person.name=health@soon",)), "soon"),
        (Amendments(compare=("person=exact",)), "name an element, person.<element>"),
        (Amendments(grace=("person.name=long",)), "long"),
        (Amendments(declaration=Path("gone.yaml")), "gone.yaml cannot be read"),
    ],
)
def test_what_cannot_be_understood_is_refused(begun: Yard, amendments: Amendments, told: str):
    with pytest.raises(Refused, match=re.escape(told)):
        tried(begun, amendments)


def test_a_library_never_published_has_nothing_to_be_held_against(yard: Yard):
    yard.says(PERSONS, [person(FORTY[0], "甲")], 1)
    with pytest.raises(Refused, match="population was never published; run library.population"):
        tried(yard, RULES["a stricter comparison"])


def test_who_would_decide_and_never_delivered_is_named(begun: Yard):
    with pytest.raises(Refused, match="none has delivered"):
        tried(begun, Amendments(authority=("person=civil_affairs",)))
