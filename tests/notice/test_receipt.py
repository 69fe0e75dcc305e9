"""The receipt a provider opens, read back."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from notice.desk import EXPLANATION, MINE, Desk, edited, fill, places
from notice.given import MONDAY, STATISTICS, TUESDAY, finding

from onesource.notice import receipt
from onesource.notice.outcome import Outcome
from onesource.notice.receipt import Arrived

ONE, TWO, GAP = finding(key="110105021"), finding(key="110105022"), finding("uncovered", "3")
ARRIVED = Arrived("答复 终稿.xlsx", "ab" * 32, TUESDAY)


def opened(outcome: Outcome) -> openpyxl.Workbook:
    content = receipt.write(STATISTICS, ARRIVED, outcome)
    return openpyxl.load_workbook(io.BytesIO(content))


def text(book: openpyxl.Workbook) -> str:
    rows = book["回执"].iter_rows(values_only=True)
    return "\n".join("｜".join(str(cell) for cell in row if cell) for row in rows)


def rows(book: openpyxl.Workbook) -> list[dict[str, Any]]:
    heads, *body = book["逐行结果"].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in body]


def test_it_says_row_by_row_what_was_taken_and_what_not_and_why(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: ("已更正", ""), TWO.number: ("有异议", "")})

    book = opened(desk.take(path))

    first, second = rows(book)
    assert first["原因和办法"].startswith("选“有异议”须在“答复说明”列写明")
    assert {key: first[key] for key in ("结果", "工作表", "行", "编号", "答复")} == {
        "结果": "未采纳",
        "工作表": MINE,
        "行": "3",
        "编号": TWO.number,
        "答复": "有异议",
    }
    assert (second["结果"], second["编号"]) == ("已采纳", ONE.number)


def test_it_says_on_top_how_many_and_what_is_due_next(desk: Desk):
    path = fill(desk.sent(ONE, TWO, GAP), {ONE.number: ("已更正", ""), GAP.number: ("已更正", "")})

    told = text(opened(desk.take(path)))

    assert "共 2 行填有答复：已采纳 2 行，未采纳 0 行。" in told
    assert "单位｜统计局" in told
    assert "文件｜答复 终稿.xlsx" in told
    assert "处理日期｜2026-11-24" in told
    (asked, promised) = sorted(line for line in told.splitlines() if " · " in line and "｜" in line)
    lines = {asked, promised}
    assert any("与权威值不一致" in one and "待答复 1 条；期限 2026-12-07" in one for one in lines)
    assert any("应报未报" in one and "自动核销；期限 2026-12-08" in one for one in lines)


def test_what_a_provider_wrote_is_never_a_formula_in_it(desk: Desk):
    odd = ("=1+1", '=HYPERLINK("http://a.b")')
    path = fill(desk.sent(ONE, TWO), {ONE.number: odd, TWO.number: ("@SUM(A1)", "依据")})

    book = opened(desk.take(path))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {row["答复"] for row in rows(book)} == {"（公式）", "@SUM(A1)"}


def test_what_a_formula_last_came_to_is_not_echoed(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("有异议", "依据")})
    with edited(path) as book:
        head, columns = places(book[MINE])
        book[MINE].cell(head + 1, columns[EXPLANATION]).value = "=1+1"

    (row,) = rows(opened(desk.take(path)))

    assert "“答复说明”列里是公式" in row["原因和办法"]


def test_a_sheet_that_was_not_read_stands_among_the_rows(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    with edited(path) as book:
        book[MINE].delete_rows(1)

    book = opened(desk.take(path))

    assert [(row["结果"], row["工作表"]) for row in rows(book)] == [("未采纳", MINE)]
    assert f"工作表“{MINE}”｜找不到" in text(book)


def test_a_file_that_was_refused_whole_says_why(desk: Desk):
    told = text(opened(Outcome(fault="这个文件里没有核对报告的标识")))

    assert "未采纳｜这个文件里没有核对报告的标识" in told


def test_a_form_without_answers_says_where_to_write_them(desk: Desk):
    assert "没有填写任何答复" in text(opened(desk.take(desk.sent(ONE))))


def test_an_old_form_is_told_to_be_one(desk: Desk):
    old = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.sent(GAP, at=TUESDAY)

    assert "这份表格是 2026-11-23 的报告" in text(opened(desk.take(old)))


def test_long_and_odd_words_are_shown_short_and_plain(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("长" * 5000 + "\u202e", "依据")})

    (row,) = rows(opened(desk.take(path)))

    assert row["答复"] == "长" * receipt.SHOWN + "…"


def test_the_same_outcome_gives_the_same_bytes_and_name(desk: Desk):
    outcome = desk.take(fill(desk.sent(ONE), {ONE.number: ("已更正", "")}), at=MONDAY)

    first, second = (receipt.write(STATISTICS, ARRIVED, outcome) for _ in range(2))

    assert first == second
    assert receipt.name(STATISTICS, ARRIVED.sha256) == "答复回执_统计局_abababababab.xlsx"


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(receipt, "MAX_ROWS", 1)
    path = fill(desk.sent(ONE, TWO), {ONE.number: ("已更正", ""), TWO.number: ("已更正", "")})

    assert opened(desk.take(path)).sheetnames == ["回执", "逐行结果", "逐行结果（2）"]
