"""What is planted must be found, and only that: the judge over cities with faults and without."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.demo.generator.conftest import FIRST, built

from demo.generator.command import Wanted, make
from demo.generator.expected import expect
from demo.generator.faults.plant import KINDS, rates

AT_OTHERS = (
    "of_nobody",
    "police_name",
    "companies_name",
    "divisions_name",
    "licenses_valid_until",
)


@pytest.mark.parametrize(("people", "days", "seed"), [(600, 12, 1), (1_500, 3, 2), (300, 40, 3)])
def test_without_faults_nothing_is_found_though_everything_is_looked_at(people, days, seed):
    made = built(people, days, seed)

    assert expect(made.city, made.books, [], everything=True) == []


@pytest.mark.parametrize(("people", "days", "seed"), [(1_000, 9, 4), (1_500, 3, 5)])
def test_looking_at_everything_finds_what_looking_at_the_concerned_finds(people, days, seed):
    made = built(people, days, seed, {})

    due = expect(made.city, made.books, made.faults)

    assert len(due) > 500
    assert set(due) == set(expect(made.city, made.books, made.faults, everything=True))


@pytest.fixture(scope="module")
def truth(usual):
    return pd.read_parquet(usual / "truth.parquet")


@pytest.fixture(scope="module")
def due(usual):
    return pd.read_parquet(usual / "expected.parquet")


def test_there_are_fifty_of_each_kind(truth):
    counts = truth.groupby("fault").size()

    assert set(counts.index) == set(KINDS)
    assert counts.min() >= 50


def test_fifty_of_each_kind_that_can_be_found_stand_on_the_first_day(due, truth):
    found = due[due["day"] == 1].groupby("fault")["fault_id"].nunique()
    wanted = set(truth[truth["detectable"]]["fault"])

    assert set(found.index) == wanted
    assert found.min() >= 50


def test_every_fault_of_the_first_day_that_can_be_found_is_due_then(truth, due):
    first = truth[truth["detectable"] & (truth["day"] == 1)]
    found = set(due[due["day"] == 1]["fault_id"])

    assert set(first["fault_id"]) <= found


def test_no_finding_is_due_before_its_fault_or_once_it_is_mended(truth, due):
    both = due.merge(
        truth[["fault_id", "day", "corrected_on"]], on="fault_id", suffixes=("", "_planted")
    )
    daily = both[both["provider"] != "taxation"]

    assert (both["day"] >= both["day_planted"]).all()
    assert (truth["corrected_on"].notna()).sum() > 200
    assert not (daily["day"] >= daily["corrected_on"]).any()


def test_faults_come_on_later_days_too(truth, due):
    later = set(truth[truth["day"] > 1]["fault_id"])

    assert len(later) > 200
    assert len(later & set(due["fault_id"])) > 100


def test_each_finding_is_due_once_a_day(due):
    identity = ["day", "provider", "feed", "library", "entity", "entity_key", "element", "kind"]

    assert not due.duplicated(identity).any()


def test_a_primary_finding_is_about_the_department_at_fault(truth, due):
    both = due[due["role"] == "primary"].merge(truth, on="fault_id", suffixes=("", "_planted"))

    assert (both["provider"] == both["provider_planted"]).all()
    assert (both["kind"] == both["kind_planted"]).all()
    assert (both["element"].fillna("") == both["element_planted"].fillna("")).all()


def test_what_an_authority_gets_wrong_shows_at_the_others(due):
    others = due[due["role"] == "consequence"]

    for kind in AT_OTHERS:
        assert others["fault"].str.contains(kind).sum() >= 50


def test_nobody_suffers_two_faults(truth):
    people = truth[(truth["entity"] == "person") & ~truth["fault"].str.contains("ghost")]

    assert not people["key"].duplicated().any()


def test_what_nobody_can_tell_is_planted_and_not_due(truth, due):
    unseen = truth[~truth["detectable"]]

    assert len(unseen) > 300
    assert not set(unseen["fault_id"]) & set(due["fault_id"])


def test_a_file_says_how_many(tmp_path):
    file = tmp_path / "faults.yaml"
    file.write_text("default: 0\nhr_name: 7\nhealth_sex: 0.01\n")

    made = built(1_500, 1, 1, rates(str(file)))

    kinds = pd.Series([fault.name for fault in made.faults]).value_counts()
    assert kinds["hr_name"] == 7
    assert kinds["health_sex"] == round(0.01 * made.books["health/contacts"].honest)
    assert set(kinds.index) == {"hr_name", "health_sex"}


def test_an_unknown_kind_is_refused(tmp_path):
    file = tmp_path / "faults.yaml"
    file.write_text("hr_nose: 7\n")

    with pytest.raises(ValueError, match="hr_nose is no kind of fault"):
        make(Wanted(300, 1, 1, FIRST, str(file)), tmp_path / "city")


@pytest.mark.parametrize("faults", ["none", "default"])
def test_golden_values_are_told_once_each(tmp_path, faults):
    make(Wanted(400, 1, 4, FIRST, faults), tmp_path)

    for path in tmp_path.glob("golden_*.parquet"):
        rows = pd.read_parquet(path)
        assert len(rows) > 10
        assert not rows.duplicated(["entity_key", "element"]).any()
        assert rows["value"].notna().all()


def test_a_value_an_authority_has_wrong_is_not_called_golden(usual, truth):
    golden = pd.read_parquet(usual / "golden_person.parquet")
    wrong = truth[(truth["fault"] == "police_name") & truth["corrected_on"].isna()]
    mended = truth[(truth["fault"] == "police_name") & truth["corrected_on"].notna()]

    names = golden[golden["element"] == "name"].set_index("entity_key")["value"]
    assert not set(wrong["key"]) & set(names.index)
    assert names[mended["key"]].tolist() == mended["right"].str.strip().tolist()


def test_a_golden_value_stands_though_another_contradicts_it(usual, truth):
    golden = pd.read_parquet(usual / "golden_person.parquet")
    names = set(golden[golden["element"] == "name"]["entity_key"])

    assert set(truth[truth["fault"] == "hr_name"]["key"]) <= names
