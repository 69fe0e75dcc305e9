"""What really arrives: full-width, lower case, blanks, what spreadsheets do; each with its rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from standards import by_the_book as book
from standards.conftest import Ask

from onesource import clock
from onesource.store import engine


def citizen(head: str) -> str:
    return head + book.citizen_check(head)


NUMBER = "98010119900307118X"
OLD = "980101900307118"
CODE = "91980101MA00000158"


def test_the_numbers_used_here_hold():
    assert citizen(NUMBER[:17]) == NUMBER
    assert book.credit_fault(CODE) is None


@pytest.mark.parametrize(
    "written",
    [
        *(
            "98010119900307118X",
            "98010119900307118x",
            " 98010119900307118X ",
            "980101 19900307 118X",
        ),
        *(
            "９８０１０１１９９００３０７１１８Ｘ",
            "98010119900307118ｘ",
            "\ufeff98010119900307118X\u00a0",
            OLD,
        ),
        *("9801 0190 0307 118", "９８０１０１９００３０７１１８"),
    ],
)
def test_a_citizen_number_is_read_from_any_spelling(ask: Ask, written: str):
    assert ask("citizen_number(a)", [(written,)]) == [NUMBER]
    assert ask("is_citizen_number(a)", [(written,)]) == [True]
    assert ask("citizen_number_fault(a)", [(written,)]) == [None]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        *(("1.10105E+17", "id_scientific"), ("9.80101e+17", "id_scientific")),
        *(
            ("9.8E17", "id_scientific"),
            ("９.80101Ｅ+17", "id_scientific"),
            ("9E+17", "id_scientific"),
        ),
        *(
            ("8010119900307118X", "id_length"),
            ("98010119900307118", "id_length"),
            ("无", "id_length"),
        ),
        *(("N/A", "id_length"), ("98010119900307118X.0", "id_length"), ("-", "id_length")),
        *(("98010119900307118O", "id_characters"), ("X8010119900307118X", "id_characters")),
        *(("98010119900307118*", "id_characters"), ("98010190030710X", "id_characters")),
        *(("٩٨٠١٠١١٩٩٠٠٣٠٧١٠١X", "id_characters"), ("980101199003071010", "id_check_digit")),
        *(("98010119900307000X", "id_check_digit"), ("98010119900370101X", "id_check_digit")),
        *(
            (citizen("98010119900230101"), "id_birth_date"),
            (citizen("98010118491231101"), "id_birth_date"),
        ),
        *(
            (citizen("98010100000101101"), "id_birth_date"),
            (citizen("98010119901301101"), "id_birth_date"),
        ),
        *(
            (citizen("99010119900307101"), "id_division"),
            (citizen("00000019900307101"), "id_division"),
        ),
        *((None, None), ("", None), (" \u3000", None)),
    ],
)
def test_what_is_no_citizen_number_is_told_by_its_rule(ask: Ask, written: str, rule: str):
    assert ask("citizen_number_fault(a)", [(written,)]) == [rule]
    assert ask("citizen_number(a)", [(written,)]) == [None]


def test_nothing_is_neither_a_number_nor_none(ask: Ask):
    rules = (
        "citizen_number",
        "credit_code",
        "unit_code",
        "parcel_code",
        "address_code",
        "license_id",
    )
    for rule in rules:
        assert ask(f"is_{rule}(a)", [(None,), ("无",)]) == [None, False]


def test_the_present_is_the_clock_s(tmp_path: Path):
    born = citizen("98010120000102101")
    ask = "select citizen_number_fault(?)"

    with clock.at(datetime(2000, 1, 1, 12, tzinfo=UTC)), engine.duck(tmp_path) as duck:
        assert duck.execute(ask, [born]).fetchall() == [("id_birth_date",)]
    with clock.at(datetime(2000, 1, 1, 16, tzinfo=UTC)), engine.duck(tmp_path) as duck:
        assert duck.execute(ask, [born]).fetchall() == [(None,)]


def test_a_child_born_today_may_be_registered_and_tomorrow_s_may_not(ask: Ask):
    days = [clock.today() + timedelta(days=1), date(1850, 1, 1), clock.today() - timedelta(days=1)]
    given = [(citizen(f"980101{day:%Y%m%d}101"),) for day in days]

    assert ask("citizen_number_fault(a)", given) == ["id_birth_date", None, None]


@pytest.mark.parametrize(
    ("digit", "sex"), [("1", "male"), ("9", "male"), ("0", "female"), ("8", "female"), ("X", None)]
)
def test_the_sequence_is_odd_for_men(ask: Ask, digit: str, sex: str):
    assert ask("citizen_sex(a)", [(f"9801011990030710{digit}X",)]) == [sex]


REGISTERED = "98010100000001" + book.hybrid("98010100000001", 10, book.DIGITS)
BARE = "00000015" + book.organization_check("00000015")


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        *((CODE, CODE), (CODE.lower(), CODE), (f" {CODE[:8]} {CODE[8:]}\t", CODE)),
        *(("９１９８０１０１ＭＡ０００００１５８", CODE), (REGISTERED, REGISTERED), (BARE, BARE)),
        *(
            (f"{BARE[:8]}-{BARE[8]}", BARE),
            (f"{BARE[:8]}－{BARE[8]}", BARE),
            (f"980101{BARE}", BARE),
        ),
    ],
)
def test_a_credit_code_is_read_from_any_spelling_and_an_old_number_as_it_was(
    ask: Ask, written: str, normal: str
):
    assert ask("credit_code(a)", [(written,)]) == [normal]
    assert ask("credit_code_fault(a)", [(written,)]) == [None]
    assert ask("is_credit_code(a)", [(written,)]) == [normal == CODE]


@pytest.mark.parametrize(
    ("at", "typed", "rule"),
    [
        *((2, "7", "code_check"), (17, "9", "code_check"), (8, "N", "code_both_checks")),
        *(
            (16, "X", "code_both_checks"),
            (10, "I", "code_characters"),
            (11, "O", "code_characters"),
        ),
        *((3, "A", "code_characters"), (16, "A", "code_characters"), (0, "", "code_length")),
        *((9, "", "code_length"), (17, "", "code_length"), (17, "9.0", "code_length")),
    ],
)
def test_one_typing_error_is_told_by_where_it_sits(ask: Ask, at: int, typed: str, rule: str):
    code = CODE[:at] + typed + CODE[at + 1 :]

    assert ask("credit_code_fault(a)", [(code,)]) == [rule]
    assert ask("credit_code(a)", [(code,)]) == [None]


@pytest.mark.parametrize(
    "written", ["9.1980101E+17", "1.3E+14", "9.198010112345E+17", "9.19801E17"]
)
def test_a_code_that_a_spreadsheet_took_for_a_number_is_told_apart(ask: Ask, written: str):
    assert ask("credit_code_fault(a)", [(written,)]) == ["code_scientific"]
    assert ask("address_code_fault(a)", [(written,)]) == ["address_scientific"]


def test_leading_zeros_that_a_spreadsheet_ate_are_not_put_back(ask: Ask):
    assert ask("credit_code_fault(a)", [(BARE.lstrip("0"),)]) == ["code_length"]
    assert ask("credit_code(a)", [(BARE.lstrip("0"),)]) == [None]


UNIT = "980101001001GB00001F00010001"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        *((UNIT, None), (UNIT.lower(), None), ("980101 001001 GB00001 F00010001", None)),
        *((UNIT[:19] + "W00000000", None), (UNIT[:19] + "W00000001", "unit_fixture")),
        *((UNIT[:19], "unit_length"), (UNIT[:19] + "B00010001", "unit_characters"), ("", None)),
        *((UNIT[:12] + "0B" + UNIT[14:], "unit_characters"), ("O" + UNIT[1:], "unit_characters")),
    ],
)
def test_a_unit_code_is_told_from_what_is_none(ask: Ask, written: str, rule: str):
    assert ask("unit_code_fault(a)", [(written,)]) == [rule]
    assert book.unit_fault(written) == rule


def test_a_unit_stands_on_its_parcel(ask: Ask):
    assert ask("parcel_of(a)", [(f"{UNIT} ",), (UNIT[:19],), (None,)]) == [UNIT[:19], None, None]
    assert ask("parcel_code(a)", [(UNIT[:19].lower(),), (UNIT,)]) == [UNIT[:19], None]


@pytest.mark.parametrize(
    ("code", "level", "rule"),
    [("980101000000", "county", None), ("9801", "county", "division_key"), (None, "county", None)],
)
def test_a_code_that_is_none_of_its_level_is_told(ask: Ask, code: str, level: str, rule: str):
    assert ask("division_key_fault(a, b)", [(code, level)]) == [rule]


SCOPED = ["citizen_number(x)", "citizen_number_fault(x)", "credit_code(x)", "credit_code_fault(x)"]
SCOPED += ["license_id(x)", "normal_text(x)", "as_date(x)", "as_timestamp(x)", "as_integer(x)"]


@pytest.mark.parametrize(
    "name", ["written", "digits", "half", "number", "letter", "product", "value"]
)
def test_a_column_may_have_the_name_a_macro_uses_inside(duck: duckdb.DuckDBPyConnection, name: str):
    texts = [NUMBER, OLD, CODE, BARE, "（１）", "2026-1-31", "46053", "1,234", "无", None]
    for call in SCOPED:
        answers = [
            duck.execute(
                f"select {call.replace('(x)', f'({column})')} from unnest(?) t({column})", [texts]
            ).fetchall()
            for column in (name, "x")
        ]
        assert answers[0] == answers[1]
