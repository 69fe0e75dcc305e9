"""The page a provider opens, as text."""

from __future__ import annotations

import re

from notice.given import batch, finding, report, tangled

from onesource.notice import html
from onesource.notice.model import Finding


def page(*findings: Finding, **other: object) -> str:
    return html.page(report(findings, **other), "report.xlsx")


def text(whole: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", whole))


def test_the_page_needs_no_network_and_no_script():
    whole = page(*tangled())

    assert not re.findall(r"https?:|<script|@import|url\(|<link|<img|src=", whole)
    assert "default-src 'none'" in whole


def test_what_a_provider_delivered_cannot_become_markup():
    whole = page(finding(provider_value="<img src=x onerror=alert(1)>"))

    assert "<img" not in whole
    assert "&lt;img src=x" in whole


def test_a_long_list_is_cut_and_the_rest_is_in_the_workbook():
    whole = page(*(finding(key=f"{row:09}") for row in range(250)))

    assert whole.count("<tr><td") == 200
    assert "其余 50 条见 XLSX 文件：report.xlsx" in whole


def test_misplaced_names_and_other_conflicts_are_listed_apart():
    whole = text(page(*tangled()))

    assert "9 条（90%）是同一县内名称与代码错位" in whole
    assert "同县内错位 9 条" in whole
    assert "其他不一致 1 条" in whole


def test_what_is_the_same_in_every_row_is_said_once():
    whole = page(finding(), finding(key="110105022"))

    assert whole.count("<b>民政局</b>") == 1
    assert "<th>现行值来自</th>" not in whole


def test_a_held_delivery_stands_out():
    assert '<p class="alarm">《统计用区划代码》2023-12-31 的一批数据暂缓入库：少了 40%' in page(
        batches=(batch("held"),)
    )


def test_groups_are_counted_under_their_kind():
    findings = [finding(key=f"{row}", detail={"group": "乡级"}) for row in range(3)]

    assert re.search(r"其中 乡级\s+3", text(page(*findings, finding(key="9"))))


def test_a_provider_with_nothing_open_reads_so():
    whole = page()

    assert "目前没有需要贵单位核实的问题" in whole
    assert "怎样答复" not in whole


def test_a_failed_check_without_words_says_its_rules():
    whole = text(page(finding("invalid", rule="required")))

    assert "问题说明" in whole
    assert "必填项为空" in whole
