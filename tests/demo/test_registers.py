"""The packed registers hold what their README says."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from demo import civil_affairs, statistics
from demo.divisions import REGISTERS, Division, decode, encode, in_order, packed


@pytest.mark.parametrize(
    ("name", "townships"),
    [
        (civil_affairs.PACKED, {"1": 34, "2": 333, "3": 2847, "4": 38749}),
        (statistics.PACKED, {"1": 31, "2": 342, "3": 2978, "4": 41352}),
    ],
)
def test_a_register_has_the_rows_of_each_level_that_its_readme_states(name, townships):
    rows = packed(name)

    assert Counter(row.level for row in rows) == townships
    assert f"| {len(rows):,} |" in (REGISTERS / "README.md").read_text()


@pytest.mark.parametrize("name", [civil_affairs.PACKED, statistics.PACKED])
def test_a_register_is_in_order_and_its_codes_have_twelve_digits(name):
    rows = packed(name)

    assert rows == in_order(rows)
    assert all(re.fullmatch(r"\d{12}", row.code) and row.name for row in rows)


def test_212_townships_carry_their_abolition_in_their_name():
    names = [row.name for row in packed(civil_affairs.PACKED)]
    brackets = Counter(m[0] for name in names if (m := re.search(r"（[^）]*撤销）$", name)))

    assert brackets == {"（撤销）": 192, "（已撤销）": 19, "（2021年撤销）": 1}


def test_four_statistical_codes_stand_at_two_levels():
    codes = Counter(row.code for row in packed(statistics.PACKED))
    twice = {code for code, count in codes.items() if count > 1}

    assert twice == {"441900000000", "442000000000", "460400000000", "350527000000"}


def test_a_table_reads_back_as_it_was_written():
    rows = [Division("110000000000", '北京,"市"', "1"), Division("110101001000", "东华门", "4")]

    assert decode(encode(rows)) == rows


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="begins with code,name,level, not code,title"):
        decode(b"code,title\n")
