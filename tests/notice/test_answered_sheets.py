"""Workbooks as people and their programs change them, and one of a hundred thousand answers."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import openpyxl
from notice.desk import (
    ANSWER,
    CONFIRMED,
    GAP,
    MINE,
    ONE,
    THEIRS,
    TWO,
    Desk,
    edited,
    fill,
    places,
)
from notice.given import MONDAY, TUESDAY
from openpyxl.packaging.custom import StringProperty

from onesource.notice import receipt
from onesource.notice.receipt import Arrived


def test_columns_inserted_rows_above_sheets_moved_and_hidden_do_not_matter(desk: Desk):
    path = fill(desk.sent(ONE, GAP), {ONE.number: ("已更正", ""), GAP.number: CONFIRMED})
    with edited(path) as book:
        book[MINE].insert_cols(1, 2)
        book[MINE].insert_cols(15)
        book[MINE]["A1"] = "经办人"
        book[THEIRS].insert_rows(1, 3)
        book[THEIRS]["A1"] = "统计局内部流转"
        book[THEIRS].column_dimensions["A"].hidden = True
        book.move_sheet(THEIRS, -2)
        book[MINE].sheet_state = "hidden"
        book.create_sheet("草稿")["A1"] = "备注"

    outcome = desk.take(path)

    assert (outcome.taken, outcome.refused) == (2, 0)
    assert [(one.line.sheet, one.line.row) for one in outcome.verdicts] == [(THEIRS, 5), (MINE, 2)]


def test_another_program_s_copy_is_the_same_form(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: CONFIRMED})
    with edited(path) as book:
        for name, value in (("KSOProductBuildVer", "2052-12.1.0.18608"), ("ICV", "A1B2_13")):
            book.custom_doc_props.append(StringProperty(name=name, value=value))
        for column in list(book[MINE].column_dimensions):
            del book[MINE].column_dimensions[column]
        book[MINE].data_validations.dataValidation.clear()
        book[MINE].auto_filter.ref = None

    assert desk.take(path).taken == 1


def test_a_sheet_that_lost_its_headings_is_told_and_the_other_is_taken(desk: Desk):
    path = fill(desk.sent(ONE, GAP), {ONE.number: ("已更正", ""), GAP.number: ("已更正", "")})
    with edited(path) as book:
        book[MINE].delete_rows(1)

    outcome = desk.take(path)

    assert (outcome.taken, outcome.refused) == (1, 1)
    (fault,) = outcome.faults
    assert (fault.sheet, "找不到“编号”和“答复”两个列标题" in fault.why) == (MINE, True)


def test_two_columns_of_answers_are_not_chosen_from(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    with edited(path) as book:
        book[MINE].cell(1, book[MINE].max_column + 1).value = ANSWER

    outcome = desk.take(path)

    assert outcome.taken == 0
    assert "有不止一列叫“答复”" in outcome.faults[0].why


def test_answers_in_merged_cells_are_told(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: ("已更正", "")})
    with edited(path) as book:
        head, columns = places(book[MINE])
        where = {"start_row": head + 1, "end_row": head + 2}
        book[MINE].merge_cells(**where, start_column=columns[ANSWER], end_column=columns[ANSWER])

    outcome = desk.take(path)

    assert (outcome.taken, outcome.refused) == (1, 1)
    assert "合并了单元格，只有其中第一行有答复" in outcome.faults[0].why


def test_settled_findings_need_no_heading_for_answers(desk: Desk):
    desk.sent(ONE, GAP)
    path = desk.sent(replace(ONE, closed_at=TUESDAY, closed_by="data"), at=TUESDAY)
    assert "已解决" in openpyxl.load_workbook(path).sheetnames

    assert desk.take(fill(path, {GAP.number: ("已更正", "")})).faults == ()


MANY = """
    insert into discrepancy.finding (finding_id, scope, kind, severity, respondent, provider, feed,
        library, entity, entity_key, element, rule, provider_value, golden_value, golden_provider,
        row_number, status, opened_at)
    select cast(md5(cast(n as text)) as uuid), 'library:geospatial', 'conflict', 'critical',
        'statistics', 'statistics', 'divisions', 'geospatial', 'division', cast(n as text), 'name',
        'compare', '南磨房地区' || n, '南磨房乡' || n, 'civil_affairs', n, 'open', :at
    from generate_series(1, :rows) n
"""


def test_a_hundred_thousand_answers_take_seconds(desk: Desk):
    desk.run(MANY, rows=100_000, at=MONDAY)
    path = filled_in(desk.sent(), desk.folder / "many.xlsx")
    began = time.perf_counter()

    outcome = desk.take(path)
    receipt.write(desk.facts, Arrived("many.xlsx", "ab" * 32, TUESDAY), outcome)

    took = time.perf_counter() - began
    assert (outcome.taken, outcome.refused) == (100_000, 0)
    assert desk.cases()[0]["phase"] == "rechecking"
    assert took < 20, f"took {took:.1f} s"


def filled_in(report: Path, to: Path) -> Path:
    """Every row answered, in a workbook written as a stream: a person's program is not measured."""
    source = openpyxl.load_workbook(report, read_only=True)
    copy = openpyxl.Workbook(write_only=True)
    for one in source.custom_doc_props:
        copy.custom_doc_props.append(one)
    sheet, heads = copy.create_sheet(MINE), []
    for row in source[MINE].iter_rows(values_only=True):
        sheet.append((*row[: heads.index(ANSWER)], "已更正", "") if heads else row)
        heads = heads or list(row)
    copy.save(to)
    return to
