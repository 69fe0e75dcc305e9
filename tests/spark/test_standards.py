"""Every macro of sql/lake/standards says the same on Spark, over its tests' values and many mistyped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from standards import (
    invented,
    test_divisions,
    test_identifiers,
    test_numbers,
    test_quirks,
    test_texts,
)

from onesource import settings
from onesource.store import engine

MODULES = (test_divisions, test_identifiers, test_numbers, test_quirks, test_texts)
MACROS = {file.stem[3:] for file in (settings.sql() / "lake" / "standards").glob("*.sql")}
ASKED = {  # where it is not of one text, and in which calls
    "blanks": ["blanks()"],
    "division_key": [f"division_key(v, '{level}')" for level in (*test_divisions.LENGTHS, "none")],
    "division_key_fault": ["division_key_fault(v, 'county')", "division_key_fault(v, 'village')"],
    "organization_code_holds": [f"organization_code_holds(v, {first})" for first in (1, 9)],
    "citizen_check_of": ["citizen_check_of(citizen_digits(v))"],
    "is_citizen_day": ["is_citizen_day(citizen_digits(v))"],
    "citizen_fault_of": ["citizen_fault_of(v, citizen_digits(v))"],
    "citizen_number_of": ["citizen_number_of(v, citizen_digits(v))"],
    "finding_id": ["finding_id(v, 'b', 'c', v, null, 'f', v, 'h')"],
}
ONLY = {  # what is asked only of codes of a form
    "citizen_check": "is_citizen_form(v)",
    "citizen_check_of": "is_citizen_form(v)",
    "citizen_digits": "is_citizen_form(v)",
    "is_citizen_day": "is_citizen_form(v)",
    "citizen_fault_of": "is_citizen_form(v)",
    "citizen_form_fault": "is_citizen_form(v)",
    "citizen_number_of": "is_citizen_form(v)",
    "citizen_birth_date": "is_citizen_form(v) and substr(v, 7, 4) <> '0000'",  # Python has no such year
    "credit_check": "is_credit_form(v)",
    "credit_form_fault": "is_credit_form(v)",
    "is_division_ever": r"regexp_full_match(v, '\d{6}')",
    "registration_number_holds": r"regexp_full_match(v, '\d{15}')",
}
EACH = 1500


def values() -> list[str | None]:
    """Every text among the values of the standards' tests, and some invented ones, half of them mistyped."""
    known = [text for module in MODULES for text in told(module)]
    made = [
        one for make in test_identifiers.KINDS.values() for one in invented.million(make, 5, EACH)
    ]
    codes = [one[:6] for one in made] + ["110103", "310119", "980101", "999999", "000000"]
    return [None, *known, *made, *codes]


def told(module: ModuleType) -> Iterator[str]:
    for thing in vars(module).values():
        marks = [
            mark.args[1] for mark in getattr(thing, "pytestmark", []) if mark.name == "parametrize"
        ]
        yield from texts(marks)
        if isinstance(thing, list | str | tuple):
            yield from texts(thing)


def texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from texts(part)


@pytest.fixture(scope="module")
def given() -> pa.Table:
    kept = list(dict.fromkeys(values()))
    return pa.table({"n": range(len(kept)), "v": pa.array(kept, pa.string())})


@pytest.fixture(scope="module")
def duck(
    tmp_path_factory: pytest.TempPathFactory, given: pa.Table
) -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.duck(Path(tmp_path_factory.mktemp("spill"))) as connection:
        connection.register("given", given)
        yield connection


@pytest.fixture(scope="module")
def sets(spark: Any, tmp_path_factory: pytest.TempPathFactory, given: pa.Table) -> Iterator[Any]:
    from onesource.store import spark as other

    with other.work(Path(tmp_path_factory.mktemp("spark"))) as opened:
        opened.give("given", given)
        yield opened


@pytest.mark.parametrize("macro", sorted(MACROS))
def test_a_standard_says_the_same_on_both_engines(
    duck: duckdb.DuckDBPyConnection, sets: Any, macro: str
):
    calls = ASKED.get(macro, [f"{macro}(v)"])
    asked = f"select n, v, {', '.join(calls)} from given where {ONLY.get(macro, 'true')} order by n"

    theirs, ours = duck.execute(asked).fetchall(), sets.rows(asked)

    assert [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]][:10] == []
    assert len(theirs) > 50
    assert len({row[2:] for row in theirs}) > (1 if macro != "blanks" else 0)


@pytest.mark.parametrize("call", ["nfc_normalize(v)", "upper(v)", "damerau_levenshtein(v, w)"])
def test_what_is_duckdb_s_own_is_asked_of_duckdb(
    duck: duckdb.DuckDBPyConnection, sets: Any, call: str
):
    asked = (
        f"select n, {call} from (select n, v, lag(v) over (order by n) as w from given) order by n"
    )

    assert sets.rows(asked) == duck.execute(asked).fetchall()
