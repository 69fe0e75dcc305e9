"""Which spellings are one value, by hand; and which value an element's kind makes of them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from reliability.given import table

from onesource.reliability import compare
from onesource.reliability.claims import encode


def one(spellings: list[str], element: str = "e") -> int:
    """How many values these spellings of one element of one item come to."""
    rows = [f"i {element} p{n} {text.replace(' ', '_')}" for n, text in enumerate(spellings)]
    return len(encode(table(*rows)).value_fact)


def kind(*spellings: str) -> str:
    rows = [f"i{n} e p {text}" for n, text in enumerate(spellings)]
    return compare.KINDS[encode(table(*rows)).kinds[0]]


@pytest.mark.parametrize(
    "spellings",
    [
        ["1", "1.0", "1.00", "１", "＋1.0", "+1", "01".lstrip("0")],
        ["1234.5", "1,234.50", "１，２３４．５"],
        ["0", "-0", "0.00"],
        ["123456789012345678901", "123456789012345678901.0"],
        [
            "2026-01-31",
            "20260131",
            "2026-1-31",
            "2026年1月31日",
            "２０２６－０１－３１",
            "2026/1/31",
        ],
        ["张三", " 张三 ", "张三\u3000"],
        ["Straße 1", "STRASSE  1", "ｓｔｒａｓｓｅ 1"],
        ["㈱", "(株)"],
    ],
)
def test_spellings_of_one_value_are_one_value(spellings: list[str]):
    assert one(spellings) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        ["000123", "123"],
        ["123456789012345678901", "123456789012345678902"],
        ["2026-01-31", "2026-01-30"],
        ["2026-02-29", "2026-3-1"],
        ["张三", "张 三"],
        ["1.0", "1.01"],
        ["1e3", "1000"],
    ],
)
def test_what_differs_stays_apart(spellings: list[str]):
    assert one(spellings) == 2


def test_a_leading_zero_makes_an_element_a_code():
    assert kind("123", "456") == "number"
    assert kind("123", "0456") == "text"
    assert kind("0", "0.5", "10") == "number"


def test_one_slip_in_twenty_leaves_the_kind_two_change_it():
    nineteen = [str(n) for n in range(1, 20)]

    assert kind(*nineteen, "unknown") == "number"
    assert kind(*nineteen[:18], "unknown", "none") == "text"


def test_days_that_are_in_no_calendar_are_no_dates():
    text = compare.texts(
        pa.array(["2024-02-29", "2026-02-29", "1900-2-29", "2000-2-29", "2026-13-1"])
    )

    assert compare.dates(text)[1].tolist() == [True, False, False, True, False]
    assert kind("20260131", "2026-2-1") == "date"


def test_the_most_frequent_spelling_is_the_one_told():
    claims = encode(table("i e p 1.0", "i e q 1.0", "i e r 1", "i e s 1.00"))

    assert claims.spellings[claims.value_spelling[0]].as_py() == "1.0"
