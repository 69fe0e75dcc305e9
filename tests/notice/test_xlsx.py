"""The workbook a provider opens, read back."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from notice.given import MONDAY, TUESDAY, batch, finding, report, tangled

from onesource.notice import files, xlsx
from onesource.notice.model import Report
from onesource.quality.words import WORDS


def opened(report: Report, folder: Path, **other: Any) -> openpyxl.Workbook:
    xlsx.write(report, folder / "report.xlsx", **other)
    return openpyxl.load_workbook(folder / "report.xlsx")


def rows(workbook: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    heads, *body = workbook[sheet].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in body]


def text(workbook: openpyxl.Workbook) -> str:
    cells = (cell for row in workbook["说明"].iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def test_a_row_says_what_where_whose_and_what_to_do(tmp_path: Path):
    (row,) = rows(opened(report([finding()]), tmp_path), "与权威值不一致")

    assert row["编号"] == finding().number
    assert (row["数据"], row["行号"], row["代码"]) == ("统计用区划代码", 58, "110105021")
    assert (row["数据项"], row["贵单位报送值"]) == ("名称", "南磨房地区")
    assert (row["现行值"], row["现行值来自"]) == ("南磨房乡", "民政局")
    assert row["自何时起"] == "2026-11-23"
    assert "核对后更正" in row["请这样处理"]
    assert row["答复"] is None
    assert row["答复说明"] is None


def test_each_kind_has_its_own_sheet_and_count(tmp_path: Path):
    findings = [finding("uncovered"), finding("conflict"), finding("conflict", "110105022")]

    workbook = opened(report(findings), tmp_path)

    assert workbook.sheetnames == ["说明", "与权威值不一致", "应报未报"]
    counts = {row[0]: row[2] for row in workbook["说明"].iter_rows(values_only=True)}
    assert counts["与权威值不一致"] == 2
    assert counts["合计"] == 3


@pytest.mark.parametrize("value", ["=1+1", "+86", "-1", "@SUM(A1)", "0012", "{=A1}", "http://a.b"])
def test_a_delivered_value_stays_the_text_it_was(tmp_path: Path, value: str):
    workbook = opened(report([finding(provider_value=value)]), tmp_path)

    heads = [cell.value for cell in workbook["与权威值不一致"][1]]
    cell = workbook["与权威值不一致"][2][heads.index("贵单位报送值")]
    assert (cell.value, cell.data_type, cell.number_format) == (value, "s", "@")
    assert cell.hyperlink is None


def test_the_answer_is_chosen_from_a_list(tmp_path: Path):
    sheet = opened(report([finding()]), tmp_path)["与权威值不一致"]

    (choice,) = sheet.data_validations.dataValidation
    heads = [cell.value for cell in sheet[1]]
    assert choice.formula1 == '"已更正,确认无误,有异议,申请延期,非我部门"'
    assert str(choice.sqref) == f"{sheet.cell(2, heads.index('答复') + 1).coordinate}"


def test_names_under_another_code_are_told_as_one_cause(tmp_path: Path):
    workbook = opened(report(tangled()), tmp_path)

    assert "10 条名称不一致中，有 9 条（90%）是同一县内名称与代码错位" in text(workbook)
    listed = rows(workbook, "与权威值不一致")
    assert {row["代码"]: row["同县另码"] for row in listed}["110105001"] == "110105002"


def test_the_cause_is_counted_within_its_group(tmp_path: Path):
    towns = [replace(one, detail={**one.detail, "group": "乡级"}) for one in tangled()]

    workbook = opened(report([*towns, finding(key="110105", detail={"group": "县级"})]), tmp_path)

    assert "乡级 10 条名称不一致中，有 9 条（90%）" in text(workbook)
    groups = [row[1] for row in workbook["说明"].iter_rows(values_only=True) if row[2] in (1, 10)]
    assert groups == ["县级", "乡级"]


def test_no_value_is_too_long_or_too_odd_for_a_cell(tmp_path: Path):
    odd = [finding(provider_value="长" * 40_000), finding(key="2", provider_value="竖\x0b线")]

    long, control = rows(opened(report(odd), tmp_path), "与权威值不一致")

    assert len(long["贵单位报送值"]) == 32_767
    assert control["贵单位报送值"].startswith("竖")


def test_no_column_stands_empty(tmp_path: Path):
    (row,) = rows(opened(report([finding()]), tmp_path), "与权威值不一致")

    assert {"同县另码", "问题说明", "程度", "分组"}.isdisjoint(row)


def test_an_abolished_division_is_told_from_an_unknown_one(tmp_path: Path):
    unknown = finding("unregistered", "110105021", golden_value=None, element=None)
    abolished = finding(
        "unregistered", "110105022", golden_value=None, detail={"known_as": "abolished"}
    )

    listed = rows(opened(report([unknown, abolished]), tmp_path), "权威登记中没有")

    assert [row["现行值"] for row in listed] == ["（登记中没有）", "登记中已撤销"]


def test_a_failed_check_says_why_how_bad_and_what_to_do(tmp_path: Path):
    said = {"message": "名称中写有状态", "remedy": "把状态写入状态字段", "group": "乡级"}

    workbook = opened(report([finding("invalid", severity="warning", detail=said)]), tmp_path)

    (row,) = rows(workbook, "校验未通过")
    assert (row["程度"], row["问题说明"]) == ("提示", "名称中写有状态")
    assert (row["请这样处理"], row["分组"]) == ("把状态写入状态字段", "乡级")


def test_a_code_is_shown_by_its_title(tmp_path: Path):
    odd = finding(element="level", provider_value="township", golden_value="unheard_of")

    (row,) = rows(opened(report([odd]), tmp_path), "与权威值不一致")

    assert (row["贵单位报送值"], row["现行值"]) == ("乡级", "unheard_of")


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next(tmp_path: Path):
    workbook = opened(report(tangled(5)), tmp_path, rows_a_sheet=3)

    parts = ["与权威值不一致", "与权威值不一致（2）"]
    assert workbook.sheetnames == ["说明", *parts]
    assert [len(rows(workbook, part)) for part in parts] == [3, 2]
    assert list(xlsx.beyond(report(tangled(5)), rows_a_sheet=3)) == []


def test_a_list_too_long_for_a_workbook_is_told_whole_in_a_file_beside(tmp_path: Path):
    told = report(tangled(5))
    workbook = opened(told, tmp_path, rows_a_sheet=2)
    listed = [row for part in workbook.sheetnames[1:] for row in rows(workbook, part)]

    enclosed, written = files.enclose(told, [], tmp_path, rows_a_sheet=2)

    [(name, path)] = written.items()
    with path.open(encoding="utf-8-sig", newline="") as handle:
        whole = list(csv.DictReader(handle))
    assert [row["编号"] for row in whole[:4]] == [row["编号"] for row in listed]
    assert (len(whole), name.endswith("_与权威值不一致.csv")) == (5, True)
    [attachment] = enclosed.attachments
    assert (attachment.title, attachment.rows) == ("与权威值不一致（全部）", 5)
    assert name in text(opened(enclosed, tmp_path))


def test_the_same_report_gives_the_same_bytes(tmp_path: Path):
    for name in ("one.xlsx", "two.xlsx"):
        xlsx.write(report(tangled()), tmp_path / name)

    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_held_delivery_is_told_first_with_its_reason(tmp_path: Path):
    said = text(opened(report([], batches=(batch("held"), batch())), tmp_path))

    assert "暂缓入库：少了 40%" in said
    assert "收到 3 条 = 入库 2 + 暂存 1 + 重复合并 0" in said


def test_what_was_settled_since_the_last_report_is_listed(tmp_path: Path):
    settled = finding(key="110105099", closed_at=TUESDAY, closed_by="data")
    later = report([finding()], since=MONDAY, at=TUESDAY, closed=(settled,))

    workbook = opened(later, tmp_path)

    (row,) = rows(workbook, "已解决")
    assert (row["代码"], row["如何解决"]) == ("110105099", "数据已更正")
    assert "已解决 1 条，新增 0 条，尚余 1 条" in text(workbook)


def test_what_was_delivered_stays_text_on_the_first_sheet_too(tmp_path: Path):
    odd = '=HYPERLINK("http://a.b")'
    findings = [replace(one, detail={**one.detail, "group": odd}) for one in tangled()]

    sheet = opened(report(findings), tmp_path)["说明"]

    told = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(odd)]
    assert len(told) == 2
    assert {cell.data_type for cell in told} == {"s"}


@pytest.mark.parametrize(
    ("kind", "rule", "said"),
    [
        ("invalid", "required", "必填项为空"),
        ("invalid", "code_list", "代码不在约定的代码表中"),
        ("duplicate", "contradiction", WORDS["contradiction"][0]),
        ("invalid", "no_such_rule", "未通过约定的校验规则“no_such_rule”"),
    ],
)
def test_a_failed_check_without_words_says_its_rules(tmp_path: Path, kind, rule, said):
    workbook = opened(report([finding(kind, rule=rule)]), tmp_path)

    (row,) = rows(workbook, workbook.sheetnames[1])
    assert row["问题说明"] == said
