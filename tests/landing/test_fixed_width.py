"""A text of fixed columns is cut by its bytes, and a line that does not fit is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from landing.reading import records, refused

FORM = {
    "kind": "fixed_width",
    "encoding": "gb18030",
    "columns": [
        {"name": "编号", "start": 1, "width": 4},
        {"name": "名称", "start": 5, "width": 10},
        {"name": "金额", "start": 15, "width": 6},
    ],
}
COLUMNS = ("编号", "名称", "金额")


def line(number: str, name: str, amount: str) -> bytes:
    return number.encode().ljust(4) + name.encode("gb18030").ljust(10) + amount.encode().rjust(6)


LINES = [line("0001", "甲公司", "12.50"), line("0002", "", "0"), line("0003", "ab丙", "003")]


def written(folder: Path, *lines: bytes, end: bytes = b"\r\n") -> Path:
    file = folder / "f.txt"
    file.write_bytes(b"".join(one + end for one in lines))
    return file


def test_columns_are_cut_at_their_bytes_and_the_filling_goes(tmp_path: Path):
    assert records(FORM, written(tmp_path, *LINES), COLUMNS) == [
        (1, "0001", "甲公司", "12.50"),
        (2, "0002", None, "0"),
        (3, "0003", "ab丙", "003"),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_either_line_end_will_do(tmp_path: Path, end: bytes):
    assert len(records(FORM, written(tmp_path, *LINES, end=end), COLUMNS)) == 3


def test_blank_lines_and_an_old_end_of_file_are_no_rows(tmp_path: Path):
    file = written(tmp_path, LINES[0], b"", LINES[1], b"")
    file.write_bytes(file.read_bytes() + b"\x1a")

    assert len(records(FORM, file, COLUMNS)) == 2


def test_full_width_blanks_are_a_value_s_own(tmp_path: Path):
    [row] = records(FORM, written(tmp_path, line("0001", "　甲　", "1")), COLUMNS)

    assert row[2] == "　甲　"


@pytest.mark.parametrize(
    ("bad", "length"), [(LINES[1][:-1], 19), (LINES[1] + b" ", 21), (b"0002", 4)]
)
def test_a_line_of_another_length_is_named(tmp_path: Path, bad: bytes, length: int):
    cause = refused(FORM, written(tmp_path, LINES[0], bad, LINES[2]), COLUMNS)

    assert cause.facts["rule"] == "line_length"
    assert f"f.txt: row 2 is {length} bytes long, agreed are 20" in cause.message


def test_lines_that_end_the_old_mac_way_are_one_line_too_long(tmp_path: Path):
    assert (
        "row 1 is 62 bytes" in refused(FORM, written(tmp_path, *LINES, end=b"\r"), COLUMNS).message
    )


def test_a_character_cut_in_two_is_named_by_row_and_column(tmp_path: Path):
    shifted = b"0002" + "甲乙丙丁".encode("gb18030").rjust(9) + b"\xb9\xab12345"
    cause = refused(FORM, written(tmp_path, LINES[0], shifted), COLUMNS)

    assert cause.facts["rule"] == "encoding"
    assert "row 2, column 名称, byte 14 is not GB18030, or a character is cut" in cause.message


def test_a_text_in_utf8_is_found_by_its_length(tmp_path: Path):
    file = written(tmp_path, *LINES)
    file.write_text(file.read_bytes().decode("gb18030"), encoding="utf-8", newline="")

    assert refused(FORM, file, COLUMNS).facts["rule"] == "line_length"


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path):
    form = {**FORM, "encoding": "utf-8"}
    plain = b"0001" + b"abc".ljust(10) + b"     1"

    assert len(records(form, written(tmp_path, b"\xef\xbb\xbf" + plain, plain), COLUMNS)) == 2


def test_without_any_line_there_are_no_records(tmp_path: Path):
    assert records(FORM, written(tmp_path, b""), COLUMNS) == []
