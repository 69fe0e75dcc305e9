"""A CSV is read as it lies there where it is UTF-8; what is not is told by byte and row."""

from __future__ import annotations

from pathlib import Path

import pytest
from landing.reading import records, refused

UTF8 = {"kind": "csv", "encoding": "utf-8"}
COLUMNS = ("code", "name")


def written(folder: Path, content: bytes) -> Path:
    file = folder / "rows.csv"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_mark_at_the_beginning_is_no_part_of_the_first_name(tmp_path: Path, mark: bytes):
    file = written(tmp_path, mark + "code,name\n01,东城\n02,\n".encode())

    assert records(UTF8, file, COLUMNS) == [(1, "01", "东城"), (2, "02", None)]


@pytest.mark.parametrize(("rows", "row"), [(0, 0), (1, 1), (50_000, 50_000)])
def test_the_byte_that_is_not_utf8_is_told_wherever_it_stands(tmp_path: Path, rows: int, row: int):
    head = b"code,\xc3\xfb\n" if rows == 0 else b"code,name\n"
    good = b"01,east\n" * (rows - 1)
    last = "02,东城\n".encode("gb18030") if rows else b""
    file = written(tmp_path, head + good + last)

    told = refused(UTF8, file, COLUMNS)

    assert told.facts["rule"] == "encoding"
    assert told.facts["row"] == row
    assert "UTF-8" in told.message


def test_many_rows_keep_the_file_s_order(tmp_path: Path):
    numbers = range(300_000)
    file = written(tmp_path, b"code,name\n" + b"".join(b"%d,n\n" % one for one in numbers))

    found = records(UTF8, file, COLUMNS)

    assert [row[:2] for row in found] == [(one + 1, str(one)) for one in numbers]
