"""A report that came back filled, as people fill one, and what of it is taken."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from notice.desk import ANSWER, EXPLANATION, NUMBER, Desk, edited, fill, number, places, said
from notice.given import MONDAY, STATISTICS, TUESDAY, finding
from openpyxl.packaging.custom import StringProperty

from onesource.notice import filled
from onesource.notice.filled import Extension
from onesource.notice.workbook import Unusable
from onesource.store.base import Base

ONE, TWO = finding(key="110105021"), finding(key="110105022")
GAP = finding("uncovered", "110105023")
CONFIRMED = ("确认无误", "民政局 2026 年 9 号文")
MINE, THEIRS = "与权威值不一致", "应报未报"


@pytest.fixture
def desk(empty: Base, tmp_path: Path) -> Desk:
    return Desk(empty, tmp_path)


def test_what_is_answered_is_taken_and_moves_its_case(desk: Desk):
    path = desk.sent(ONE, TWO, GAP)

    outcome = desk.take(
        fill(path, {ONE.number: ("已更正", ""), TWO.number: CONFIRMED, GAP.number: ("已更正", "")})
    )

    assert (outcome.taken, outcome.refused) == (3, 0)
    assert desk.answered() == {
        ONE.number: ("corrected", ""),
        TWO.number: ("confirmed", "民政局 2026 年 9 号文"),
        GAP.number: ("corrected", ""),
    }
    assert {row["kind"]: row["phase"] for row in desk.cases()} == {
        "conflict": "negotiating",
        "uncovered": "rechecking",
    }
    assert {line.case.phase for line in outcome.moved} == {"negotiating", "rechecking"}


def test_a_form_without_answers_changes_nothing(desk: Desk):
    outcome = desk.take(desk.sent(ONE))

    assert (outcome.taken, outcome.refused, outcome.moved) == (0, 0, [])
    assert desk.cases()[0]["phase"] == "asked"


REFUSED = {
    "not in the list": ("同意", "", "不在列表中.*已更正、确认无误"),
    "no answer": ("", "已改", "没有选择“答复”"),
    "confirmed without evidence": ("确认无误", "", "须在“答复说明”列写明依据"),
    "disputed without evidence": ("有异议", " ", "写明正确的值和依据"),
    "elsewhere without a reason": ("非我部门", "", "应由哪个部门答复"),
    "too long": ("有异议", "长" * 2001, "2,001 个字，上限 2,000"),
    "a hidden character": ("有异议", "依\u202e据", "控制字符"),
    "an escaped control character": ("有异议", "依_x000B_据", "控制字符"),
    "a text like a formula": ("有异议", "+86 10 1234", "以“\\+”开头.*前面加上文字"),
    "a wide formula": ("有异议", "＝1+1", "以“＝”开头"),
    "more time without days": (
        "申请延期",
        "12月5日前，王局长批准",
        "几个工作日.*5个工作日，王局长批准",
    ),
    "more time without approver": ("申请延期", "5个工作日", "由哪位负责人批准"),
    "more time not approved": ("申请延期", "5个工作日，局长未批准", "由哪位负责人批准"),
    "more time than there is": ("申请延期", "11个工作日，王局长批准", "最多延期 10 个工作日"),
}


@pytest.mark.parametrize(("answer", "explanation", "why"), REFUSED.values(), ids=REFUSED)
def test_a_row_is_refused_with_its_reason_and_the_other_is_taken(
    desk: Desk, answer: str, explanation: str, why: str
):
    path = desk.sent(ONE, GAP)

    outcome = desk.take(fill(path, {ONE.number: (answer, explanation), GAP.number: ("已更正", "")}))

    (row,) = [verdict for verdict in outcome.verdicts if not verdict.taken]
    assert re.search(why, row.why), row.why
    assert desk.answered() == {GAP.number: ("corrected", "")}


@pytest.mark.parametrize("column", [ANSWER, EXPLANATION, NUMBER])
def test_a_formula_is_refused_and_never_computed(desk: Desk, column: str):
    path = fill(desk.sent(ONE), {ONE.number: ("有异议", "依据")})
    with edited(path) as book:
        head, columns = places(book[MINE])
        book[MINE].cell(head + 1, columns[column]).value = '=HYPERLINK("http://a.b","已更正")'

    ((taken, why),) = said(desk.take(path))

    assert not taken
    assert f"“{column}”列里是公式" in why
    assert desk.answered() == {}


@pytest.mark.parametrize("written", ["已 更正", " 已更正\n", "已更正"])
def test_an_answer_may_be_spaced(desk: Desk, written: str):
    assert desk.take(fill(desk.sent(ONE), {ONE.number: (written, "")})).taken == 1


@pytest.mark.parametrize(
    "change",
    [str.lower, lambda one: one.replace("-", ""), lambda one: f" {one.replace('-', '－')} "],
    ids=["lower", "bare", "wide"],
)
def test_a_number_may_be_written_otherwise(desk: Desk, change):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    renumber(path, change(ONE.number))

    assert desk.take(path).taken == 1


def renumber(path: Path, to: str, row: int = 1) -> None:
    with edited(path) as book:
        head, columns = places(book[MINE])
        book[MINE].cell(head + row, columns[NUMBER]).value = to


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("0000-0000-0000-0000", "没有这个编号的问题"),
        ("1A2B-3C4D", "不完整"),
        (None, "编号是空的"),
    ],
)
def test_a_number_that_is_none_is_refused(desk: Desk, to: str | None, why: str):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    renumber(path, to)

    ((taken, told),) = said(desk.take(path))

    assert (taken, why in told) == (False, True), told


def test_another_s_finding_is_not_this_provider_s_to_answer(desk: Desk):
    other = finding(key="110105077")
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.run(
        "insert into discrepancy.finding (finding_id, scope, kind, severity, respondent, provider,"
        " feed, rule, status, opened_at) values (:id, 'x', 'conflict', 'critical', 'taxation',"
        " 'taxation', 'taxpayers', 'x', 'open', :at)",
        id=other.finding_id,
        at=MONDAY,
    )
    renumber(path, other.number)

    assert said(desk.take(path))[0][1].startswith("这个编号不是贵单位的问题")


def test_what_was_given_to_another_since_is_refused_by_its_name(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.run("update discrepancy.finding set respondent = 'civil_affairs'")

    assert said(desk.take(path)) == [(False, "这一条已转由民政局核实，贵单位不必答复。")]


def test_two_findings_of_one_number_are_not_told_apart_by_guessing(desk: Desk):
    twin = replace(TWO, finding_id=f"{ONE.finding_id[:18]}-ffff-ffffffffffff")
    path = desk.sent(ONE, twin)

    outcome = desk.take(fill(path, {ONE.number: ("已更正", "")}))

    assert twin.number == ONE.number
    assert outcome.taken == 0
    assert "不止一条问题" in said(outcome)[0][1]


def test_what_is_settled_needs_no_answer(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: ("已更正", "")})
    desk.sent(replace(ONE, closed_at=TUESDAY, closed_by="data"), at=TUESDAY)

    first, second = desk.take(path, at=TUESDAY + timedelta(days=1)).verdicts

    assert (first.taken, second.taken) == (False, True)
    assert first.why == "这一条已于 2026-11-24 解决（数据已更正），不必再答复。"


@pytest.mark.parametrize("event", ["changed", "reopened"])
def test_what_has_changed_since_is_asked_anew(desk: Desk, event: str):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: CONFIRMED})
    desk.happens(ONE, event)

    first, second = desk.take(path).verdicts

    assert (first.taken, second.taken) == (False, True)
    assert "在该报告之后有变化" in first.why


def test_what_changed_and_changed_back_is_as_it_was(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: CONFIRMED})
    for event in ("changed", "changed"):
        desk.happens(ONE, event)
    desk.run(
        "update discrepancy.finding_event e set provider_value = f.provider_value,"
        " golden_value = f.golden_value from discrepancy.finding f where e.event = 'opened'"
    )

    assert desk.take(path).taken == 1


def test_what_comes_and_goes_without_a_new_report_can_still_be_answered(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: CONFIRMED})
    desk.happens(ONE, "reopened")
    desk.run("update discrepancy.finding set times_opened = 3")

    assert desk.take(path).taken == 1


def test_what_came_back_in_a_later_report_is_answered_there(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: CONFIRMED})
    desk.happens(ONE, "reopened")
    desk.run("update discrepancy.finding set times_opened = 3")
    desk.sent(GAP, at=TUESDAY)

    assert "重新出现" in said(desk.take(path, at=TUESDAY + timedelta(days=1)))[0][1]


def test_an_old_form_is_taken_where_nothing_has_changed(desk: Desk):
    old = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.sent(ONE, GAP, at=TUESDAY)

    outcome = desk.take(old, at=TUESDAY + timedelta(days=1))

    assert (outcome.taken, outcome.told_on) == (1, "2026-11-23")


def test_a_number_answered_twice_otherwise_is_taken_from_neither(desk: Desk):
    path = fill(desk.sent(ONE, TWO, GAP), {ONE.number: ("已更正", ""), TWO.number: CONFIRMED})
    renumber(path, ONE.number, row=2)

    outcome = desk.take(path)

    assert outcome.taken == 0
    (why,) = {why for _, why in said(outcome)}
    assert why.startswith(
        "同一编号有几个不同的答复（“与权威值不一致”第 2 行、“与权威值不一致”第 3 行）"
    )


def test_a_number_answered_twice_alike_is_taken_once(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: CONFIRMED})
    renumber(path, ONE.number, row=2)

    assert desk.take(path).taken == 2
    assert desk.answered() == {ONE.number: ("confirmed", CONFIRMED[1])}


def test_a_number_with_two_explanations_is_taken_from_neither(desk: Desk):
    path = fill(desk.sent(ONE, TWO), {ONE.number: CONFIRMED, TWO.number: ("确认无误", "另一依据")})
    renumber(path, ONE.number, row=2)

    outcome = desk.take(path)

    assert outcome.taken == 0
    assert "几个不同的答复说明" in said(outcome)[0][1]


def test_more_time_is_given_once_a_case(desk: Desk):
    wish = ("申请延期", "因系统升级，申请延长5个工作日，经王建国局长批准")
    path = fill(desk.sent(ONE, TWO), {ONE.number: wish, TWO.number: wish})
    (before,) = desk.cases()

    outcome = desk.take(path)

    (case,) = desk.cases()
    assert (str(before["due"]), str(case["due"])) == ("2026-12-07", "2026-12-14")
    assert (outcome.taken, case["phase"], case["unanswered"]) == (2, "asked", 2)
    (told,) = {why for _, why in said(outcome)}
    assert "延期 5 个工作日（王建国局长批准）" in told
    assert "2026-12-14" in told
    (entry,) = desk.base.rows("select facts from discrepancy.case_entry where step = 'extended'")
    assert entry["facts"] == {"days": 5, "approved_by": "王建国局长"}

    again = desk.take(path, at=TUESDAY + timedelta(days=1))
    assert again.taken == 0
    assert said(again)[0][1] == "这类问题已经延期过一次，不能再延。现在可以：答复。"


def test_wishes_that_differ_within_a_case_are_not_chosen_from(desk: Desk):
    wishes = [("申请延期", f"{days}个工作日，王局长批准") for days in (3, 5)]
    path = fill(desk.sent(ONE, TWO), dict(zip([ONE.number, TWO.number], wishes, strict=True)))

    outcome = desk.take(path)

    assert outcome.taken == 0
    assert "各行的天数或批准人不同" in said(outcome)[0][1]


def test_more_time_for_some_and_an_answer_to_others_of_one_case(desk: Desk):
    wish = ("申请延期", "批准人：李副局长，十天")
    path = fill(desk.sent(ONE, TWO), {ONE.number: wish, TWO.number: ("已更正", "")})

    assert desk.take(path).taken == 2
    assert (desk.cases()[0]["unanswered"], str(desk.cases()[0]["due"])) == (1, "2026-12-21")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("5个工作日，王局长批准", Extension(5, "王局长")),
        ("５个工作日 王局长已批准", Extension(5, "王局长")),
        ("王局长同意延期10天", Extension(10, "王局长")),
        ("延十个工作日，批准人：王建国", Extension(10, "王建国")),
        ("两个工作日；审批人 李四", Extension(2, "李四")),
        ("已报局长张三批准，延长 3 工作日", Extension(3, "局长张三")),
        ("5.5个工作日，王局长批准", None),
        ("12月5日前，王局长批准", None),
        ("5个工作日，未经批准", None),
        ("5个工作日，待王局长批准", None),
        ("5个工作日", None),
    ],
)
def test_days_and_approver_are_read_as_people_write_them(written: str, found: Extension | None):
    assert filled.extension(written) == found


def test_a_case_nobody_was_told_of_cannot_be_answered_yet(desk: Desk):
    path = fill(desk.sent(ONE, told=False), {ONE.number: ("已更正", "")})

    assert said(desk.take(path)) == [
        (False, "这类问题刚刚立案，还没有随报告送达，不能答复。请收到列有这一条的报告之后再答复。")
    ]


def test_only_the_rows_of_a_case_that_is_not_open_are_refused(desk: Desk):
    first = desk.sent(ONE, GAP)
    desk.take(fill(first, {ONE.number: ("已更正", "")}))
    wish = ("申请延期", "5个工作日，王局长批准")
    path = fill(first, {ONE.number: wish, GAP.number: wish})

    one, gap = desk.take(path, at=TUESDAY + timedelta(hours=1)).verdicts

    assert (one.taken, gap.taken) == (False, True)
    assert one.why == "这类问题已答复，等待下一批数据复核，不能申请延期。现在可以：答复。"


def test_a_department_that_is_named_is_found(desk: Desk):
    path = fill(
        desk.sent(ONE, GAP),
        {ONE.number: ("非我部门", "应由民政局答复"), GAP.number: ("非我部门", "不归我管")},
    )

    first, second = said(desk.take(path))

    assert first == (True, "已记录，将由主管部门核定是否转交民政局。")
    assert second[0]
    assert "没有写出部门全称" in second[1]


def test_another_provider_s_form_is_refused_whole(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.facts = replace(STATISTICS, slug="civil_affairs", title="民政局")

    with pytest.raises(Unusable, match="这是统计局的核对报告，不是民政局的"):
        desk.take(path)


def test_a_form_that_was_never_delivered_is_refused_whole(desk: Desk):
    path = fill(desk.sent(ONE), {ONE.number: ("已更正", "")})
    desk.run("truncate notice.delivery")

    with pytest.raises(Unusable, match=r"没有向贵单位正式送达过这份报告.*最新的报告"):
        desk.take(path)


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


def test_the_number_of_a_finding_has_sixteen_digits():
    assert re.fullmatch(r"([0-9A-F]{4}-){3}[0-9A-F]{4}", ONE.number)
    assert ONE.number == number(ONE.finding_id)


CIVIL = replace(STATISTICS, slug="civil_affairs", title="民政局", feeds={})
DOUBTED = "对方有异议"


@pytest.fixture
def doubted(desk: Desk) -> Desk:
    """Statistics disputes two names that civil affairs is the authority for: it is civil affairs' turn."""
    disputed = ("有异议", "以统计局核查为准")
    desk.take(fill(desk.sent(ONE, TWO), dict.fromkeys([ONE.number, TWO.number], disputed)))
    desk.facts = CIVIL
    return desk


def test_who_is_doubted_gives_in(doubted: Desk):
    said = dict.fromkeys([ONE.number, TWO.number], ("已更正", ""))

    outcome = doubted.take(fill(doubted.sent(at=TUESDAY), said), at=TUESDAY + timedelta(days=1))

    (case,) = doubted.cases()
    assert (outcome.taken, outcome.refused) == (2, 0)
    assert (case["phase"], case["owner"]) == ("rechecking", "civil_affairs")


def test_who_is_doubted_stands_by_its_value_and_the_other_owes_the_reply(doubted: Desk):
    said = dict.fromkeys([ONE.number, TWO.number], ("确认无误", "民政局登记在册"))

    outcome = doubted.take(fill(doubted.sent(at=TUESDAY), said), at=TUESDAY + timedelta(days=1))

    (case,) = doubted.cases()
    (entry,) = doubted.base.rows("select facts from discrepancy.case_entry where step = 'proposed'")
    assert outcome.taken == 2
    assert (case["phase"], case["owner"]) == ("negotiating", "statistics")
    assert entry["facts"]["reason"] == "民政局登记在册"


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ("已更正", "确认无误", "作同一选择"),
        ("已更正", "", "这一案共 2 条.*本次答了 1 条"),
        ("有异议", "有异议", "只能选“已更正”（同意更正）或“确认无误”"),
        ("申请延期", "申请延期", "只能选“已更正”"),
    ],
)
def test_a_reply_to_a_doubt_is_the_case_s_as_a_whole(doubted: Desk, one: str, two: str, why: str):
    because = "5个工作日，王局长批准"
    said = {ONE.number: (one, because), TWO.number: (two, because if two else "")}

    outcome = doubted.take(fill(doubted.sent(at=TUESDAY), said), at=TUESDAY + timedelta(days=1))

    assert outcome.taken == 0
    assert {bool(re.search(why, verdict.why)) for verdict in outcome.verdicts} == {True}
    assert doubted.cases()[0]["owner"] == "civil_affairs"


def test_who_is_not_asked_any_more_is_told_so(doubted: Desk):
    said = dict.fromkeys([ONE.number, TWO.number], ("确认无误", "民政局登记在册"))
    path = fill(doubted.sent(at=TUESDAY), said)
    doubted.take(path, at=TUESDAY + timedelta(days=1))

    outcome = doubted.take(path, at=TUESDAY + timedelta(days=2))

    assert outcome.taken == 0
    assert outcome.verdicts[0].why.startswith("这类问题正在协商，不能提出处理意见。现在可以：")
