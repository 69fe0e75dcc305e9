"""The city itself: its size, its numbers, its land, and that the same parameters give the same city."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd
import pytest
import shapely
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_37_36
from tests.demo.generator.conftest import FIRST, built

from demo.generator.command import Wanted, make

GENERATOR = Path(__file__).parents[3] / "include" / "demo" / "generator"


def _digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_parameters_give_the_same_bytes(tmp_path, seed):
    make(Wanted(300, seed, 3, FIRST), tmp_path / "one")
    make(Wanted(300, seed, 3, FIRST), tmp_path / "other")

    assert _digest(tmp_path / "one") == _digest(tmp_path / "other")


def test_another_seed_gives_other_people(tmp_path, held):
    make(Wanted(300, 1, 1, FIRST), tmp_path / "one")
    make(Wanted(300, 2, 1, FIRST), tmp_path / "other")

    one, other = (held(tmp_path / name, "public_security/persons") for name in ("one", "other"))
    assert set(one["id_number"]) != set(other["id_number"])


@pytest.mark.parametrize(
    ("feed", "least", "most"),
    [
        ("public_security/persons", 19_500, 20_100),
        ("human_resources/insured_persons", 9_000, 12_000),
        ("health/contacts", 12_000, 16_000),
        ("health/births", 200, 700),
        ("market_regulation/companies", 1_900, 2_300),
        ("approvals/licenses", 7_500, 8_500),
        ("natural_resources/parcels", 2_900, 3_100),
        ("natural_resources/buildings", 2_700, 3_300),
        ("natural_resources/addresses", 5_900, 6_100),
        ("statistics/city_divisions", 500, 650),
    ],
)
def test_a_city_of_20000_has_the_usual_sizes(usual, held, feed, least, most):
    assert least < len(held(usual, feed)) < most


def test_every_identity_number_is_right_and_of_no_real_division():
    people = built(2_000, 2).city.people

    assert all(mod_11_2.is_valid(number) and number.startswith("98") for number in people.number)
    assert len(set(people.number)) == len(people)


def test_former_numbers_are_right_and_nobody_elses():
    people = built(5_000, 2).city.people
    former = [number for number in people.former if number is not None]

    assert len(former) > 20
    assert all(mod_11_2.is_valid(number) for number in former)
    assert not set(former) & set(people.number)


def test_a_number_tells_birth_and_sex():
    made = built(2_000, 2).city
    born = made.days.compact(made.people.born)

    for number, day, male in zip(made.people.number, born, made.people.male, strict=True):
        assert number[6:14] == day
        assert (int(number[16]) % 2 == 1) == male


def test_every_credit_code_is_right_by_both_checks():
    codes = built(4_000, 2).city.organizations.code

    assert all(uscc.is_valid(code) and code[2:4] == "98" for code in codes)
    assert {code[0] for code in codes} == {"1", "5", "9"}
    assert all(_organization_check(code[8:16]) == code[16] for code in codes)


def _organization_check(body: str) -> str:
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(signs.index(at) * by for at, by in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def test_old_registration_numbers_are_right():
    registered = [one for one in built(4_000, 2).city.organizations.registered if one is not None]

    assert len(registered) > 20
    assert all(mod_11_10.is_valid(number) and len(number) == 15 for number in registered)


def test_every_licence_identifier_is_right():
    identifiers = built(1_000, 2).city.certificates.identifier
    bodies = [one.removeprefix("1.2.156.3005.2.").replace(".", "") for one in identifiers]

    assert all(mod_37_36.is_valid(body) for body in bodies)
    assert len(set(identifiers)) == len(identifiers)


def test_villages_tile_their_townships_and_these_the_city():
    divided = built(2_000, 1).city.divisions
    boxes = {key: shapely.box(*box) for key, box in zip(divided.keys, divided.boxes, strict=True)}
    gone = set(divided.keys[divided.abolished])

    for key in [key for key in boxes if len(key) in (4, 6, 9)]:
        step = {4: 6, 6: 9, 9: 12}[len(key)]
        parts = [boxes[one] for one in boxes if len(one) == step and one.startswith(key)
                 and one not in gone]  # fmt: skip
        assert shapely.union_all(parts).symmetric_difference(boxes[key]).area < 1e-12
        assert sum(part.area for part in parts) == pytest.approx(boxes[key].area)


def test_land_lies_where_it_says_and_apart():
    land = built(2_000, 1).city.land
    parcels = shapely.box(*land.parcel_boxes.T)
    units = shapely.box(*land.unit_boxes.T)
    points = shapely.points(land.address_points)
    tree = shapely.STRtree(parcels)

    assert shapely.covers(parcels[land.unit_parcel], units).all()
    assert shapely.covers(units[land.address_unit], points).all()
    assert len(tree.query(parcels, predicate="intersects")[0]) == len(parcels)


def test_phones_begin_with_the_invented_prefix(small, held):
    phones = held(small, "health/contacts")["联系电话"].dropna().str.strip()

    ours = phones[phones.str.fullmatch(r"1\d{10}")]
    assert len(ours) > 500
    assert ours.str.startswith("19800").all()


def test_departments_write_in_their_own_honest_ways(usual, held):
    files = held(usual, "health/contacts")["公民身份号码"]
    firms = held(usual, "market_regulation/companies")

    assert files.str.fullmatch(r"\d{15}").sum() > 20
    assert files.str.contains("[０-９]").sum() > 5
    assert files.str.contains("x").sum() > 5
    assert files.str.endswith("  ").sum() > 5
    assert firms["established_on"].str.contains("年").sum() > 50
    assert firms["capital"].dropna().str.contains("万元人民币").sum() > 50


def test_every_day_of_a_register_of_changes_adds_up_to_what_is_held(small, held):
    made = built(1_500, 9, seed=5, rates={})
    book = made.books["human_resources/insured_persons"]
    *_, last = book.play(made.city.days)
    known: dict[str, pd.Series] = {}
    for day in range(1, 10):
        for _, row in held(small, book.path, day).iterrows():
            known[row["insuranceId"]] = row

    there = {key for key, row in known.items() if row["deleted"] == "false"}
    names = {key: row["name"] for key, row in known.items() if key in there}
    whole = pd.DataFrame({name: column[last.present] for name, column in last.columns.items()})
    assert there == set(whole["insuranceId"])
    assert {key: name for key, name in names.items() if isinstance(name, str)} == {
        key: name
        for key, name in zip(whole["insuranceId"], whole["name"], strict=True)
        if isinstance(name, str)
    }


def test_a_change_is_stamped_with_its_own_day(small, held):
    for day in range(2, 10):
        rows = held(small, "public_security/persons", day)
        date = f"2026-11-{day + 1:02d}"
        assert rows["updated_at"].str.startswith(date).all()


def test_whoever_leaves_is_told_as_ended(usual, held):
    rows = pd.concat([held(usual, "public_security/persons", day) for day in (2, 3)])

    gone = rows[rows["deleted"] == "1"]
    assert len(gone) > 0
    assert set(gone["person_id"]) <= set(held(usual, "public_security/persons")["person_id"])


def test_taxation_delivers_every_seventh_day(small):
    days = [
        day for day in range(1, 10) if (small / f"day_{day}/taxation/taxpayers.parquet").exists()
    ]

    assert days == [1, 8]


def test_every_value_is_text(small):
    for path in small.rglob("day_*/**/*.parquet"):
        kinds = {str(kind) for kind in pd.read_parquet(path).dtypes}
        assert kinds <= {"str", "object", "string"}, path


def test_the_taxpayers_fit_their_widths(usual, held):
    widths = {"登记序号": 12, "纳税人识别号": 20, "纳税人名称": 80, "法定代表人": 30, "状态": 2}
    rows = held(usual, "taxation/taxpayers")

    for column, width in {**widths, "登记日期": 8, "注册资本": 20}.items():
        assert max(len(value.encode("gb18030")) for value in rows[column].dropna()) <= width


def test_the_city_knows_nothing_of_the_product():
    for path in GENERATOR.rglob("*.py"):
        assert not re.search(r"^\s*(from|import) (onesource|airflow)", path.read_text(), re.M), path


def test_a_city_too_small_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 200 people"):
        make(Wanted(10, 1, 1, FIRST), tmp_path)
    assert list(tmp_path.iterdir()) == []
