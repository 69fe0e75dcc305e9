"""The judge's own small rules: keys, dates, nearness, and how two values compare."""

from __future__ import annotations

from datetime import date

import pytest

from demo.generator import numbers
from demo.generator.judge import keys
from demo.generator.judge.nearness import Near, within
from demo.generator.judge.typed import as_date, division_key, normal


@pytest.mark.parametrize(
    ("delivered", "key"),
    [
        ("98010419560710001X", None),
        ("980104195607100018", "980104195607100018"),
        ("９８０１０４195607100018 ", "980104195607100018"),
        ("980104560710001", "980104195607100018"),
        ("9.80104195607100E+17", None),
        ("980104195602300018", None),
    ],
)
def test_an_identity_number_is_read_as_it_is_meant(delivered, key):
    assert keys.citizen(delivered) == key


@pytest.mark.parametrize(
    "checked", ["11430000006122244L", "11330105002500287C", "11370800MB28559184"]
)
def test_published_credit_codes_are_right_both_ways_written(checked):
    assert keys.credit(checked) == checked
    assert numbers.credit_checks([checked[:17]]) == [checked[17]]


@pytest.mark.parametrize(
    ("parts", "check"),
    [
        ("11100000000013338W011.11430000006122244L.20230000403.001", "U"),
        ("11100000000013338W011.11430000006122244L.20230000403.002", "S"),
        ("11100000MB03271699022.340100.000000016.001", "9"),
    ],
)
def test_real_licence_identifiers_are_right_both_ways_written(parts, check):
    whole = f"1.2.156.3005.2.{parts}.{check}"

    assert keys.license_identifier(whole) == whole
    assert numbers.license_checks([parts.replace(".", "")]) == [check]


@pytest.mark.parametrize("text", ["20260131", "2026-1-31", "2026/01/31", "2026年1月31日", "46053"])
def test_a_date_is_read_in_any_agreed_spelling(text):
    assert as_date(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["2019-02-30", "20191345", "2018年13月2日", "0000-00-00", "不详"])
def test_an_impossible_date_is_none(text):
    assert as_date(text) is None


def test_a_divisions_key_is_cut_to_its_level():
    assert division_key("980101000000", "county") == "980101"
    assert division_key("980101001000", "county") is None


def test_texts_compare_without_blanks_and_width():
    assert normal("（安和） 王　芳") == normal("(安和)王芳")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("980104195607100018", "980104195607100018", True),
        ("980104195607100018", "980104195607101008", True),
        ("980104195607100018", "98010419560710001", True),
        ("980104195607100018", "980104195607122218", False),
    ],
)
def test_near_is_two_slips_at_most(one, other, near):
    assert within(one, other, 2) == near
    assert bool(Near([one], 2).of(other)) == near
