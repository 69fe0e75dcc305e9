"""Files that are no filled report, and workbooks made to do harm: each is refused for what it is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from notice.desk import Desk
from notice.given import finding, report

from onesource.notice import form, parts, workbook, xlsx
from onesource.notice.parts import Cell, Rows, Texts
from onesource.notice.workbook import Unusable
from onesource.store.base import Base


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A report's workbook, not filled."""
    xlsx.write(report([finding()]), tmp_path / "report.xlsx")
    return tmp_path / "report.xlsx"


def refused(path: Path) -> str:
    with pytest.raises(Unusable) as caught:
        form.read(path)
    return caught.value.message


def repacked(path: Path, **parts: bytes) -> Path:
    """The workbook with other content in the parts whose names end so."""
    with zipfile.ZipFile(path) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in held.items():
            stem = Path(name).stem
            packed.writestr(name, parts.get(stem, content))
    return path


@pytest.mark.parametrize(
    "content", [b"", b"a,b\r\n1,2\r\n", b"PK\x03\x04 cut off", b"<html></html>"]
)
def test_what_is_no_workbook_says_how_to_save_one(tmp_path: Path, content: bytes):
    (tmp_path / "a.xlsx").write_bytes(content)

    assert "不是完整的 XLSX" in refused(tmp_path / "a.xlsx")


def test_half_a_workbook_is_none(path: Path):
    path.write_bytes(path.read_bytes()[:-200])

    assert "不是完整的 XLSX" in refused(path)
    assert not workbook.is_whole(path)


def test_an_old_or_locked_workbook_is_told_from_a_damaged_one(tmp_path: Path):
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))

    assert "旧版 .xls，或者设了打开密码" in refused(tmp_path / "a.xls")


def test_another_workbook_has_no_report_to_answer(tmp_path: Path):
    openpyxl.Workbook().save(tmp_path / "a.xlsx")

    assert "没有核对报告的标识" in refused(tmp_path / "a.xlsx")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        packed.writestr("readme.txt", "hello")

    assert "没有核对报告的标识" in refused(tmp_path / "a.xlsx")


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_workbook_packed_as_none_is_and_damaged_is_refused(path: Path, packing: int):
    with zipfile.ZipFile(path) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", packing) as packed:
        for name, content in held.items():
            packed.writestr(name, content)
        places = [one.header_offset + 60 for one in packed.infolist()]
    content = bytearray(path.read_bytes())
    for place in places:
        content[place : place + 40] = b"\xff" * 40
    path.write_bytes(bytes(content))

    assert "不是完整的 XLSX" in refused(path)


@pytest.mark.parametrize(
    ("provider", "report"),
    [
        ("statistics", "0" * 63 + "_x0000_"),
        ("statistics", "0" * 64 + "\n"),
        ("statistics", "A" * 64),
        ("statistics_x0000_", "0" * 64),
        ("统计局", "0" * 64),
    ],
)
def test_properties_that_no_report_has_are_no_report_s(path: Path, provider: str, report: str):
    with xlsxwriter.Workbook(path) as book:
        book.set_custom_property(xlsx.PROVIDER, "PROVIDER")
        book.set_custom_property(xlsx.REPORT, "REPORT")
    with zipfile.ZipFile(path) as packed:
        custom = packed.read("docProps/custom.xml").decode()
    told = custom.replace(">PROVIDER<", f">{provider}<").replace(">REPORT<", f">{report}<")

    assert "没有核对报告的标识" in refused(repacked(path, custom=told.encode()))


def test_a_bomb_is_not_unpacked(path: Path):
    repacked(path, sheet2=bytes(64 << 20))

    assert "解压后过大" in refused(path)
    assert path.stat().st_size < 1 << 20


def test_texts_that_need_more_than_they_have_bytes_are_not_held(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(3_000):
            sheet.write_string(row, 0, f"{row}")
        book.set_custom_property(xlsx.PROVIDER, "statistics")
        book.set_custom_property(xlsx.REPORT, "0" * 64)
    assert form.read(path).lines == ()
    monkeypatch.setattr(workbook, "SHARED", 100 << 10)
    with zipfile.ZipFile(path) as packed:
        assert packed.getinfo("xl/sharedStrings.xml").file_size < workbook.SHARED

    assert "解压后过大" in refused(path)


def test_a_file_beyond_any_report_is_not_opened(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "LARGEST", 1000)

    assert "文件过大" in refused(path)


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
)


@pytest.mark.parametrize(
    "sheet", [ENTITIES, b"<worksheet><sheetData>", b"\xff\xfe\x00", b"<a/><b/>"]
)
def test_xml_that_no_workbook_holds_is_refused(path: Path, sheet: bytes):
    assert "已损坏" in refused(repacked(path, sheet2=sheet))


def test_a_row_a_trillion_below_costs_nothing(path: Path):
    sheet = (
        b'<worksheet><sheetData><row r="1"/><row r="999999999999"><c r="ZZZ1"><v>1</v></c></row>'
    )
    repacked(path, sheet2=sheet + b"</sheetData></worksheet>")

    assert form.read(path).lines == ()


def test_a_form_says_whose_and_which_it_is(empty: Base, tmp_path: Path):
    path = Desk(empty, tmp_path).sent(finding())

    (delivery,) = empty.rows("select content_hash from notice.delivery")
    found = form.read(path)
    assert (found.provider, found.report) == ("statistics", delivery["content_hash"])


SHEET = """<x:worksheet xmlns:x="a"><x:sheetData>
<x:row><x:c t="s"><x:v>1</x:v></x:c><x:c/><x:c t="inlineStr"><x:is><x:r><x:t>甲</x:t></x:r>
<x:rPh><x:t>jia</x:t></x:rPh><x:r><x:t>乙</x:t></x:r></x:is></x:c></x:row>
<x:row r="5"><x:c r="AB5"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>
</x:sheetData><x:mergeCells><x:mergeCell ref="A1:B2"/></x:mergeCells></x:worksheet>"""


def test_cells_are_read_whoever_wrote_them():
    rows = Rows(["零", "一"], None)
    for byte in SHEET.encode():
        rows.read(bytes([byte]))
    rows.read(b"")

    assert rows.found == [
        (1, {"A": Cell("一"), "C": Cell("甲乙")}),
        (5, {"AB": Cell("2", formula=True)}),
    ]
    assert rows.merged == ["A1:B2"]


def test_a_text_longer_than_a_cell_is_cut_as_it_streams_by():
    texts = Texts()
    texts.read(b"<sst><si><t>")
    for _ in range(100):
        texts.read(b"a" * 10_000)
    texts.read(b"</t></si></sst>")
    texts.read(b"")

    assert [len(text) for text in texts.found] == [parts.MAX_TEXT + 1]


@pytest.mark.parametrize(("place", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (16_384, "XFD")])
def test_columns_are_lettered(place: int, letters: str):
    assert (parts.letters(place), parts.place(letters)) == (letters, place)
