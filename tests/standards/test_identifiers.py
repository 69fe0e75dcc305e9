"""The identifiers' macros against the published vectors, a second implementation and a known library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import duckdb
import pyarrow as pa
import pytest
from standards import by_the_book as book
from standards import invented
from standards.conftest import Ask
from stdnum.cn import ric, uscc

from onesource import clock
from onesource.quality.words import WORDS

Fault = Callable[[str], "str | None"]

CREDIT_CODES = [
    "11430000006122244L",
    "11220000013544541J",
    "11330105002500287C",
    "11370800MB28559184",
]
LICENSES = [
    "11100000000013338W011.11430000006122244L.20230000403.001.U",
    "11100000000013338W011.11430000006122244L.20230000403.002.S",
    "11100000MB03271699022.340100.000000016.001.9",
]


@pytest.fixture(scope="module")
def divisions(duck: duckdb.DuckDBPyConnection) -> set[str]:
    return {code for (code,) in duck.execute("select code from division_code_years").fetchall()}


def test_the_published_citizen_number_holds(ask: Ask):
    number = "11010519491231002X"

    assert ask("citizen_number(a)", [(number,)]) == [number]
    assert ask("citizen_birth_date(a)", [(number,)]) == [date(1949, 12, 31)]
    assert ask("citizen_sex(a)", [(number,)]) == ["female"]


def test_a_birth_date_is_a_day_of_the_calendar_from_1850_to_today(
    duck: duckdb.DuckDBPyConnection,
):
    first, last = date(1850, 1, 1), clock.today()
    days = {
        number
        for number in range(18_490_000, last.year * 10_000 + 10_300)
        if (day := _day(number)) is not None and first <= day <= last
    }

    said = duck.execute(
        "select i from range(18490000, $1) t(i)"
        " where is_citizen_day(98010100000000000 + i * 1000 + 7) order by i",
        [last.year * 10_000 + 10_300],
    ).fetchall()

    assert [number for (number,) in said] == sorted(days)
    assert len(days) > 60_000


def _day(number: int) -> date | None:
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_a_published_credit_code_holds(ask: Ask, code: str):
    assert ask("credit_code(a)", [(code,)]) == [code]
    assert ask("is_credit_code(a)", [(code,)]) == [True]
    assert ask("organization_code_of(a)", [(code,)]) == [code[8:17]]


@pytest.mark.parametrize("tail", LICENSES)
def test_a_published_licence_identifier_holds(ask: Ask, tail: str):
    assert ask("license_id(a)", [(f"1.2.156.3005.2.{tail}",)]) == [f"1.2.156.3005.2.{tail}"]
    assert ask("license_check(a)", [(f"1.2.156.3005.2.{tail}",)]) == [tail[-1]]


KINDS = {
    "citizen_number": invented.citizen,
    "credit_code": invented.credit,
    "unit_code": invented.unit,
    "parcel_code": invented.parcel,
    "address_code": invented.address,
    "license_id": invented.license_id,
}
BOOK: dict[str, Fault] = {
    "credit_code": book.credit_fault,
    "unit_code": book.unit_fault,
    "parcel_code": book.parcel_fault,
    "address_code": book.address_fault,
    "license_id": book.license_fault,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_million_numbers_are_judged_as_by_the_book(
    duck: duckdb.DuckDBPyConnection, divisions: set[str], kind: str
):
    given = invented.million(KINDS[kind], seed=98)
    citizen = partial(book.citizen_fault, today=clock.today(), divisions=divisions)
    expected = [*map(BOOK.get(kind, citizen), given)]
    duck.register(
        "million", pa.table({"value": given, "expected": pa.array(expected, pa.string())})
    )

    wrong = duck.execute(
        f"select * from (select *, {kind}_fault(value) as fault from million)"
        " where fault is distinct from expected limit 10"
    )
    assert wrong.fetchall() == []
    none = duck.execute(
        f"select * from (select *, {kind}(value) as normal from (from million limit 100_000))"
        " where (normal is null) <> (expected is not null or code_text(value) is null) limit 10"
    )
    assert none.fetchall() == []

    told = {rule for rule in expected if rule}
    assert told <= set(WORDS)
    assert None in expected
    assert len(told) >= {"address_code": 2, "parcel_code": 2, "license_id": 2, "unit_code": 3}.get(
        kind, 5
    )


def test_what_is_given_for_a_number_is_a_number_in_one_spelling(ask: Ask):
    given = [(one,) for one in invented.million(invented.citizen, 1, 2000)]
    given += [(one,) for one in invented.million(invented.credit, 1, 2000)]

    for kind in ("citizen_number", "credit_code"):
        normal = [(one,) for one in ask(f"{kind}(a)", given) if one]
        assert len(normal) > 500
        assert ask(f"{kind}(a)", normal) == [one for (one,) in normal]
        assert set(ask(f"{kind}_fault(a)", normal)) == {None}


def test_check_characters_are_those_of_a_known_library(ask: Ask):
    source = invented.random.Random(7)
    heads = ["98" + invented.digits(source, 15) for _ in range(20_000)]
    codes = [invented.credit_of(source)[:17] for _ in range(20_000)]

    assert ask("citizen_check(a)", [(head,) for head in heads]) == [
        ric.calc_check_digit(head + "0") for head in heads
    ]
    assert ask("credit_check(a)", [(head,) for head in codes]) == [
        uscc.calc_check_digit(head) for head in codes
    ]


@pytest.mark.parametrize(
    ("value", "ours", "theirs"),
    [
        ("A298010101234567", "letters of an authority", False),
        ("B198010101234567", "an authority there is not", False),
        ("0198010101234567", "an authority there is not", True),
    ],
)
def test_where_the_library_takes_another_authority(ask: Ask, value: str, ours: str, theirs: bool):
    head = value + book.organization_check(value[8:16])
    code = head + book.credit_check(head)

    assert ask("is_credit_code(a)", [(code,)]) == [ours == "letters of an authority"]
    assert uscc.is_valid(code) is theirs


def test_the_library_passes_a_wrong_organisation_code(ask: Ask):
    head = "91980101123456780"
    code = head + book.credit_check(head)

    assert uscc.is_valid(code)
    assert ask("credit_code_fault(a)", [(code,)]) == ["code_organization_check"]


def test_the_library_refuses_a_residence_permit_s_division(ask: Ask):
    assert ask("is_division_ever(a)", [("810000",), ("820000",), ("830000",)]) == [True] * 3
    head = "83000019491231002"
    assert not ric.is_valid(head + ric.calc_check_digit(head + "0"))


@pytest.mark.parametrize(
    ("code", "was"),
    [
        *(("110103", True), ("310119", True), ("500101", True), ("980101", True)),
        *(("990101", False), ("119999", False), ("000000", False), ("999999", False)),
    ],
)
def test_a_code_is_known_where_a_division_ever_had_it(ask: Ask, code: str, was: bool):
    assert ask("is_division_ever(a)", [(code,)]) == [was]


def test_the_reference_keeps_the_years(duck: duckdb.DuckDBPyConnection):
    years = "select first_year, last_year from division_code_years where code = ?"

    assert duck.execute(years, ["110103"]).fetchall() == [(None, 2009)]
    assert duck.execute(years, ["110101"]).fetchall() == [(None, None)]
    assert duck.execute("select count(*) from division_code_years").fetchall() == [(7334,)]
