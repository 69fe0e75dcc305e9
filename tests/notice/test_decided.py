"""What both sides read of a decision: that it was made, and why; a mail says only that."""

from __future__ import annotations

from datetime import timedelta

import openpyxl
from notice.desk import ONE, TWO, Desk, fill
from notice.given import OFFICE, TUESDAY, gather

from onesource import clock
from onesource.discrepancy import actions, docket, steps
from onesource.discrepancy.actions import Decision
from onesource.notice import digest, html
from onesource.notice.delivery import Delivered
from onesource.store.migrations import migrate

REASON = "经查验居民身份证原件，民政局登记有误"
DISPUTED = ("有异议", "以统计局核查为准")
NEXT = TUESDAY + timedelta(days=1)


def decided(desk: Desk) -> str:
    """Statistics disputes what it is asked, and the bureau decides that it has to mend; the case's id."""
    desk.take(fill(desk.sent(ONE, TWO), dict.fromkeys([ONE.number, TWO.number], DISPUTED)))
    (case,) = desk.cases()
    number = str(case["case_id"])
    with clock.at(NEXT), desk.base.transaction() as connection:
        docket.take(
            connection,
            number,
            lambda one: steps.refer(one, "bureau", "双方意见不一", OFFICE.now(one)),
        )
        actions.decide(connection, OFFICE.now, Decision(number, "statistics", REASON))
    return number


def test_a_report_gives_the_decision_s_reason(desk: Desk):
    decided(desk)

    with desk.base.transaction() as connection:
        report = gather(connection, "decided", NEXT)
    book = openpyxl.load_workbook(desk.sent(at=NEXT, told=False))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    told = f"下一批数据核对通过后自动核销。市数据资源主管部门意见：{REASON}"
    assert [cell for cell in cells if cell.endswith(told)] != []
    assert told in html.page(report, "report.xlsx")


def test_a_mail_does_not(desk: Desk):
    decided(desk)

    with desk.base.transaction() as connection:
        report = gather(connection, "decided", NEXT)
    sent = Delivered("statistics/1", ("report.xlsx",), 0, 0, 0, NEXT)

    assert REASON not in digest.as_json(digest.of(report, sent))


def test_what_comes_back_is_not_decided_yet(desk: Desk):
    number = decided(desk)
    for one in (ONE, TWO):
        desk.run(
            "update discrepancy.finding set status = 'closed', closed_at = :at, closed_by = 'data'"
            " where finding_id = :id",
            at=NEXT,
            id=one.finding_id,
        )
    later = NEXT + timedelta(days=60)
    desk.sent(at=NEXT)
    with desk.base.transaction() as connection:
        assert docket.find(connection, number).case.decided == REASON
    desk.run("update discrepancy.finding set status = 'open', closed_at = null, closed_by = null")

    desk.sent(at=later)

    with desk.base.transaction() as connection:
        course = docket.find(connection, number)
        assert (course.case.times_opened, course.case.decided) == (2, None)
        assert docket.replayed(connection, course) == course.case


def test_a_case_of_before_says_what_its_log_says(desk: Desk):
    """015: what a case is did not hold the reason."""
    number = decided(desk)
    desk.run("update discrepancy.case set state = state - 'decided'")
    desk.run("delete from public.migration where name = '015_reasons'")

    assert migrate(desk.base) == ["015_reasons"]

    with desk.base.transaction() as connection:
        course = docket.find(connection, number)
        assert course.case.decided == REASON
        assert docket.replayed(connection, course) == course.case
