"""Long lists are written as xlsxwriter writes them, byte for byte."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from onesource.notice.rows import MAX_TEXT, Rows

HARD = (
    *(
        "南磨房地区",
        'a & b <c> "d"',
        "=1+1",
        " 前后有空格 ",
        "两\n行",
        "tab\there",
        "_x0041_ \x07\x1b",
    ),
    *(
        "",
        None,
        0,
        58,
        "\u3000全角",
        "000123",
        "😀" * 3,
        "x" * MAX_TEXT,
        "é\u0301",
        "]]>",
        "+86",
        "@a",
    ),
)


def book(path: Path, ours: bool) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        looks = {
            "text": workbook.add_format({"num_format": "@"}),
            "place": workbook.add_format({"num_format": "0"}),
            "answer": workbook.add_format({"bg_color": "#fffaf0"}),
        }
        sheet = workbook.add_worksheet("问题")
        sheet.set_row(0, 24)
        for column in range(3):
            sheet.write_string(0, column, f"栏目{column}", looks["text"])
        rows = [(one, row, str(row)) for row, one in enumerate(HARD)]
        if ours:
            writer = Rows(sheet, 0, looks)
            for row in rows:
                writer.write(row, [looks["answer"]])
            writer.close(4)
        else:
            for number, row in enumerate(rows, 1):
                theirs(sheet, number, row, looks)
        sheet.autofilter(0, 0, len(rows), 3)
        workbook.add_worksheet("另一张").write_string(0, 0, "还在")
    return path


def theirs(sheet, number, row, looks) -> None:
    for column, value in enumerate(row):
        if isinstance(value, int):
            sheet.write_number(number, column, value, looks["place"])
        elif value:
            sheet.write_string(number, column, value, looks["text"])
        else:
            sheet.write_blank(number, column, None, looks["text"])
    sheet.write_blank(number, 3, None, looks["answer"])


def test_a_list_is_byte_for_byte_what_the_library_writes(tmp_path: Path):
    one, other = book(tmp_path / "ours.xlsx", True), book(tmp_path / "theirs.xlsx", False)

    with zipfile.ZipFile(one) as ours, zipfile.ZipFile(other) as library:
        assert ours.namelist() == library.namelist()
        for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"):
            assert ours.read(name) == library.read(name), name


def test_what_is_written_is_read_back(tmp_path: Path):
    sheet = openpyxl.load_workbook(book(tmp_path / "ours.xlsx", True))["问题"]

    read = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert read[:3] == ["南磨房地区", 'a & b <c> "d"', "=1+1"]
    assert [cell.data_type for cell in sheet[4]][:2] == ["s", "n"]
    assert sheet.max_column == 4


@pytest.mark.parametrize("long", ["字" * 40_000, "😀" * 20_000], ids=["signs", "pairs"])
def test_a_text_longer_than_a_cell_is_cut(tmp_path: Path, long: str):
    with xlsxwriter.Workbook(tmp_path / "long.xlsx", {"constant_memory": True}) as workbook:
        look = workbook.add_format()
        sheet = workbook.add_worksheet()
        rows = Rows(sheet, 0, {"text": look, "place": look})
        rows.write([long])
        rows.close(1)

    [[cell]] = openpyxl.load_workbook(tmp_path / "long.xlsx").active.iter_rows(min_row=2)
    assert 0 < len(cell.value.encode("utf-16-le")) // 2 <= MAX_TEXT
