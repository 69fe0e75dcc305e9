"""Suites in Great Expectations' own shape, run on DuckDB: no rule is left out, every failing row is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from onesource import settings
from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.quality import suite
from onesource.quality.suite import Checker, Failed

NAMES = sorted(
    file.relative_to(settings.expectations()).with_suffix("").as_posix()
    for file in settings.expectations().rglob("*.yaml")
)
RULES = [
    (name, number, told)
    for name in NAMES
    for number, told in enumerate(
        yaml.safe_load((settings.expectations() / f"{name}.yaml").read_text())["expectations"]
    )
]


@pytest.fixture
def checker(tmp_path: Path) -> Iterator[Checker]:
    with suite.checker(tmp_path) as opened:
        opened.duck.execute(
            "create table given as select i as row_number, 'x' || i as name, "
            "case when i % 2 = 0 then '110101' else '１１' end as code, "
            "case when i <= 3 then null else i end as size from range(1, 101) t(i)"
        )
        yield opened


@pytest.fixture
def suites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONESOURCE_EXPECTATIONS", str(tmp_path))
    (tmp_path / "tax").mkdir()
    return tmp_path


def write(suites: Path, *expectations: dict[str, Any]) -> None:
    told = yaml.safe_dump({"name": "tax/payers", "expectations": list(expectations)})
    (suites / "tax/payers.yaml").write_text(told)


def failed(suites: Path, checker: Checker, *expectations: dict[str, Any]) -> list[Failed]:
    write(suites, *expectations)
    read = suite.read("tax/payers")
    assert read is not None
    return checker.run(read, "given")


def rows(checker: Checker, one: Failed) -> list[int]:
    found = checker.duck.execute(f"select row_number from ({one.rows}) order by 1").fetchall()
    return [row for (row,) in found]


def expect(kind: str, severity: str = "critical", **kwargs: Any) -> dict[str, Any]:
    return {"type": kind, "kwargs": kwargs, "severity": severity, "meta": {"rule": "mine"}}


def test_the_suites_are_those_of_declared_feeds_and_libraries():
    catalog = Catalog.load()
    declared = {*catalog.feeds, *(f"libraries/{name}" for name in catalog.libraries)}

    assert {"civil_affairs/divisions", "libraries/geospatial", "statistics/divisions"} <= set(NAMES)
    assert set(NAMES) <= declared


@pytest.mark.parametrize(("name", "number", "told"), RULES)
def test_every_declared_rule_is_in_the_suite_that_runs(
    name: str, number: int, told: dict[str, Any]
):
    read = suite.read(name)

    assert read is not None
    found = read.expectations[number]
    assert found.expectation_type == told["type"]
    assert found.severity.value == told["severity"]


def test_more_failing_rows_than_twenty_are_all_told(suites: Path, checker: Checker):
    [one] = failed(
        suites, checker, expect("expect_column_values_to_be_division_keys", column="code")
    )

    assert rows(checker, one) == list(range(1, 101, 2))
    assert (one.severity, one.column, one.meta["rule"]) == ("critical", "code", "mine")


@pytest.mark.parametrize(
    ("kind", "kwargs", "expected"),
    [
        (
            "expect_column_values_to_match_regex",
            {"column": "name", "regex": "^x[1-9]$"},
            range(10, 101),
        ),
        (
            "expect_column_values_to_not_match_regex",
            {"column": "name", "regex": "^x9"},
            [9, *range(90, 100)],
        ),
        ("expect_column_values_to_not_be_null", {"column": "size"}, [1, 2, 3]),
        ("expect_column_values_to_be_between", {"column": "size", "min_value": 6}, [4, 5]),
        ("expect_column_values_to_be_unique", {"column": "code"}, range(1, 101)),
        (
            "expect_column_values_to_be_in_set",
            {"column": "code", "value_set": ["110101"]},
            range(1, 101, 2),
        ),
        ("expect_column_value_lengths_to_be_between", {"column": "name", "max_value": 3}, [100]),
        (
            "unexpected_rows_expectation",
            {"unexpected_rows_query": "select row_number from {batch} where size > 98"},
            [99, 100],
        ),
    ],
)
def test_an_expectation_names_the_rows_that_do_not_meet_it(
    suites: Path, checker: Checker, kind: str, kwargs: dict[str, Any], expected: Any
):
    [one] = failed(suites, checker, expect(kind, "warning", **kwargs))

    assert rows(checker, one) == list(expected)
    assert one.severity == "warning"


def test_what_is_met_is_not_told(suites: Path, checker: Checker):
    met = expect("expect_column_values_to_not_be_null", column="name")

    assert failed(suites, checker, met) == []


def test_an_expectation_about_the_whole_names_no_rows(suites: Path, checker: Checker):
    [one] = failed(suites, checker, expect("expect_table_row_count_to_be_between", max_value=50))

    assert (one.rows, one.observed) == (None, 100)


def test_an_expectation_that_cannot_run_is_refused(suites: Path, checker: Checker):
    with pytest.raises(Refused, match="expect_column_values_to_not_be_null .* could not run"):
        failed(suites, checker, expect("expect_column_values_to_not_be_null", column="nothing"))


def test_an_expectation_that_cannot_name_its_rows_is_refused(suites: Path, checker: Checker):
    twice = expect("expect_compound_columns_to_be_unique", column_list=["code", "code"])

    with pytest.raises(Refused, match=r"expect_compound_columns_to_be_unique .*"):
        failed(suites, checker, twice)


@pytest.mark.parametrize("text", ["- a list\n", "name: [\n", "just words\n", "expectations: []\n"])
def test_a_file_that_is_no_suite_is_refused_by_its_name(suites: Path, text: str):
    (suites / "tax/payers.yaml").write_text(text)

    with pytest.raises(Refused, match="expectations/tax/payers.yaml is no suite"):
        suite.read("tax/payers")


NULL = "expect_column_values_to_not_be_null"


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "expect_nothing_at_all", "kwargs": {}},
        {"type": NULL, "kwargs": {"column": "name"}, "severity": "loud"},
        {"type": NULL, "kwargs": {"colum": "name"}},
        {"type": NULL, "kwargs": {}},
        {"type": NULL, "kwargs": {"column": "name"}, "severty": "warning"},
        {"type": NULL, "kwargs": {"column": "name", "mostli": 0.9}},
        {"type": NULL, "kwargs": {"column": "name"}, "severity": None},
        {"type": "unexpected_rows_expectation", "kwargs": {"unexpected_rows_query": "select 1"}},
        {
            "type": "expect_column_values_to_match_regex",
            "kwargs": {"column": "name", "regex": "(?=a)b"},
        },
        "words",
    ],
    ids=[
        *("unknown type", "unknown severity", "misspelt argument", "no argument", "unknown field"),
        *("one argument too many", "no severity", "asks other rows", "looks ahead", "no mapping"),
    ],
)
def test_a_rule_that_is_wrong_is_refused_and_not_left_out(suites: Path, wrong: Any):
    write(suites, {"type": NULL, "kwargs": {"column": "name"}}, wrong)
    kind = wrong["type"] if isinstance(wrong, dict) else None

    with pytest.raises(
        Refused, match=rf"expectations/tax/payers\.yaml .* expectations\.1: {kind}:"
    ):
        suite.read("tax/payers")


def test_every_wrong_rule_of_every_suite_is_told_at_once(suites: Path):
    write(suites, {"type": "expect_nothing", "kwargs": {}}, {"type": NULL, "kwargs": {"colum": 1}})
    (suites / "tax/owners.yml").write_text("name: x\nexpectations: []\n")

    told = [str(fault) for fault in suite.faults({"tax/payers", "tax/owners"})]

    assert told == [
        "expectations/tax/owners.yml: belongs to no declared feed or library; rename or remove it",
        "expectations/tax/payers.yaml: expectations.0: expect_nothing: expect_nothing not found",
        f"expectations/tax/payers.yaml: expectations.1: {NULL}: "
        "column: field required, colum: extra fields not permitted",
    ]


def test_a_suite_is_asked_for_by_each_declared_name_alone(suites: Path):
    write(suites, {"type": NULL, "kwargs": {"column": "name"}})

    assert suite.faults({"tax/payers", "tax/others"}) == []
    assert [fault.file for fault in suite.faults(set())] == ["expectations/tax/payers.yaml"]


def test_a_field_written_twice_in_a_suite_is_refused(suites: Path):
    (suites / "tax/payers.yaml").write_text("name: x\nexpectations: []\nexpectations: []\n")

    with pytest.raises(Refused, match="expectations: is written twice"):
        suite.read("tax/payers")


def test_a_feed_without_a_suite_has_none(suites: Path):
    assert suite.read("tax/nothing") is None
