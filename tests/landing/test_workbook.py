"""A workbook's cells are read as a person sees them, and a sheet that hides some is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from landing.reading import records, refused

FORM = {"kind": "xlsx", "header_row": 2}
COLUMNS = ("代码", "名称", "数")
TITLE, HEADER = ["单位名册"], list(COLUMNS)


def book(folder: Path, *rows: Sequence[Any], merge: str = "", sheet: str = "名册") -> Path:
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    if merge:
        made.active.merge_cells(merge)
    made.save(folder / "b.xlsx")
    return folder / "b.xlsx"


def cells(folder: Path, *values: Any) -> list[Any]:
    rows = [["1", "x", value] for value in values]
    return [row[3] for row in records(FORM, book(folder, TITLE, HEADER, *rows), COLUMNS)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("00123", "00123"),
        (123.0, "123"),
        (-5, "-5"),
        (0.1 + 0.2, "0.3"),
        (12.5, "12.5"),
        (0.00001, "0.00001"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime.fromisoformat("2026-01-31"), "2026-01-31"),
        (datetime.fromisoformat("2026-01-31T08:05"), "2026-01-31 08:05:00"),
        (time(8, 5), "08:05:00"),
        ("", None),
        (" 甲 ", " 甲 "),
        ("#N/A", "#N/A"),
    ],
)
def test_a_cell_is_text_as_a_person_sees_it(tmp_path: Path, value: Any, shown: str | None):
    assert cells(tmp_path, value) == [shown]


def test_what_is_left_of_an_identity_number_is_not_taken_for_one(tmp_path: Path):
    assert cells(tmp_path, 980101194912310021) == ["9.8010119491231E+17"]


def test_leading_zeros_that_only_the_format_shows_are_shown(tmp_path: Path):
    file = book(tmp_path, TITLE, HEADER, ["1", "x", 98])
    made = openpyxl.load_workbook(file)
    made.active["C3"].number_format = "000000"
    made.save(file)

    assert records(FORM, file, COLUMNS)[0][3] == "000098"


def test_rows_are_numbered_and_empty_ones_are_none(tmp_path: Path):
    file = book(tmp_path, TITLE, HEADER, ["1", "甲"], [], [None, "", None], ["2"], [])

    assert records(FORM, file, COLUMNS) == [(1, "1", "甲", None), (2, "2", None, None)]


def test_a_title_merged_above_the_header_is_no_fault(tmp_path: Path):
    assert len(records(FORM, book(tmp_path, TITLE, HEADER, ["1"], merge="A1:C1"), COLUMNS)) == 1


@pytest.mark.parametrize("span", ["A2:B2", "B3:B5", "A1:A2"])
def test_merged_cells_are_refused_by_their_names(tmp_path: Path, span: str):
    rows = [["1", "甲", "1"], ["2", None, "2"], ["3", None, "3"]]
    cause = refused(FORM, book(tmp_path, TITLE, HEADER, *rows, merge=span), COLUMNS)

    assert cause.facts["rule"] == "merged_cells"
    assert f"b.xlsx, sheet 名册: cells {span} are merged" in cause.message


def test_a_column_without_a_name_is_refused(tmp_path: Path):
    file = book(tmp_path, TITLE, ["代码", None, "数"], ["1", "甲", "1"])

    assert "row 2: the header has a column without a name" in refused(FORM, file, COLUMNS).message


def test_a_value_beyond_the_header_is_refused(tmp_path: Path):
    file = book(tmp_path, TITLE, HEADER, ["1", "甲", "1"], ["2", "乙", "2", "备注"])

    assert "row 2 below it has a value in a column without a name" in (
        refused(FORM, file, COLUMNS).message
    )


def test_a_header_in_another_row_is_refused_with_the_columns_missed(tmp_path: Path):
    cause = refused(FORM, book(tmp_path, HEADER, ["1", "甲", "2"]), COLUMNS)

    assert cause.facts["rule"] == "missing_column"


def test_the_agreed_sheet_is_read_and_another_is_not(tmp_path: Path):
    file = book(tmp_path, TITLE, HEADER, ["1"])
    made = openpyxl.load_workbook(file)
    made.create_sheet("说明", 0).append(["填表说明"])
    made.save(file)

    assert len(records({**FORM, "sheet": "名册"}, file, COLUMNS)) == 1
    cause = refused({**FORM, "sheet": "事业单位"}, file, COLUMNS)
    assert "b.xlsx has no sheet 事业单位; it has 说明, 名册" in cause.message


def test_without_any_row_there_are_no_records(tmp_path: Path):
    assert records(FORM, book(tmp_path, TITLE, HEADER), COLUMNS) == []


def test_an_empty_sheet_is_refused(tmp_path: Path):
    assert refused(FORM, book(tmp_path), COLUMNS).facts["rule"] == "missing_column"


def test_a_wrong_dimension_written_by_a_program_hides_nothing(tmp_path: Path):
    file = book(tmp_path, TITLE, HEADER, ["1", "甲", "1"])
    edited(file, b'<dimension ref="A1:C3"', b'<dimension ref="A1"')

    assert records(FORM, file, COLUMNS) == [(1, "1", "甲", "1")]


def edited(file: Path, old: bytes, new: bytes) -> None:
    """Changes a text within the workbook's one sheet."""
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert old in parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


@pytest.mark.parametrize(
    "content",
    [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x03\x04 cut", "代码,名称".encode()],
    ids=["an old or locked workbook", "cut off", "a CSV"],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "b.xlsx").write_bytes(content)

    cause = refused(FORM, tmp_path / "b.xlsx", COLUMNS)

    assert cause.facts["rule"] == "unreadable"
    assert "b.xlsx cannot be read as XLSX without a password" in cause.message


def test_a_sheet_cut_off_within_is_refused(tmp_path: Path):
    file = book(tmp_path, TITLE, HEADER, ["1", "甲", "1"])
    edited(file, b"</row></sheetData>", b"</row")

    assert refused(FORM, file, COLUMNS).facts["rule"] == "unreadable"
