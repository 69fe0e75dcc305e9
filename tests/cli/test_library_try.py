"""Other rules of a library are tried from the command line: what would change, and no trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Done, Run
from mastering.yard import CONTACTS, INSURED, PERSONS, A, B, C, Yard, person

from onesource import settings
from onesource.store.base import Base

NAMES = ("--authority", "person.name=human_resources")


@pytest.fixture
def ask(base: Base, tmp_path: Path, run: Run):
    """The command line on a library of two people, of whom human resources calls one otherwise."""
    yard = Yard(base, tmp_path)
    yard.says(PERSONS, [person(A, "甲"), person(B, "乙"), person(C, "丙")], 1)
    yard.says(INSURED, [person(A, "甲"), person(B, "乙二")], 1)
    yard.says(CONTACTS, [person(A, "甲"), person(B, "乙二")], 1)
    yard.library("population", 1)
    url = base.engine.url.render_as_string(hide_password=False)

    def asking(*words: str) -> Done:
        place = {"ONESOURCE_DB": url, "ONESOURCE_LAKE": str(tmp_path / "lake")}
        return run("library", "try", *words, **place)

    return asking


def test_tables_end_with_one_line_that_says_it_all(ask):
    done = ask("population", *NAMES)

    assert (done.returncode, done.stderr) == (0, "")
    told, summary = done.stdout.rsplit("\n", 2)[:2]
    for word in ("Golden values", "Cases", "Providers", "public_security", "human_resources", B):
        assert word in told
    assert summary == (
        "population: 2 golden values would change, 1 would stay and come from another provider, "
        "0 entities would come and 0 go; findings 0 gained and 2 lost, 1 later; "
        "cases 0 gained and 2 lost; nothing was written"
    )


def test_json_holds_the_same(ask):
    done = ask("population", *NAMES, "--format", "json")

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert [one["keys"] for one in told["golden_values"]] == [[B], [C]]
    assert [
        (one["respondent"], one["element"], one["before"], one["after"]) for one in told["cases"]
    ] == [("public_security", "name", 1, 0)] * 2  # what two say against it
    assert [one["findings_later"] for one in told["providers"]] == [1]
    assert told["summary"].startswith("population: 2 golden values would change")
    assert told["pending"] is False


def test_an_edited_copy_is_tried(ask, tmp_path: Path):
    text = (settings.catalog() / "libraries/population.yaml").read_text(encoding="utf-8")
    edited = tmp_path / "edited.yaml"
    edited.write_text(
        text.replace("type: text, compare: normal_text", "type: text, compare: exact")
    )

    done = ask("population", "--declaration", str(edited))

    assert done.returncode == 0
    assert "population: 0 golden values would change" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("population",), "nothing to try: give --declaration, --authority"),
        (("people", *NAMES), "library people is not declared; known: "),
        (("geospatial", "--grace", "division=3"), "library geospatial was never published"),
        (("population", "--compare", "person.sex=days"), "the catalogue has 1 fault(s)"),
        (("population", "--grace", "person.name=x"), "--grace person.name=x: "),
    ],
)
def test_what_cannot_be_tried_is_refused(ask, words: tuple[str, ...], told: str):
    done = ask(*words)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
