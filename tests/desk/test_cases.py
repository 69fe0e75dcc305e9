"""Cases are found by an address that can be sent on; one tells its log, and what is open to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desk.lectern import Lectern, Read
from notice.desk import GAP, ONE, TWO, Desk, fill
from notice.given import TUESDAY

from onesource.discrepancy import docket

LATE = TUESDAY + timedelta(days=90)


def read(lectern: Lectern, query: str) -> Read:
    answer = lectern.look(query)
    assert answer.status_code == 200, answer.text
    return Read(answer.text)


def listed(lectern: Lectern, query: str = "") -> set[str]:
    """The cases on a page of the list."""
    links = read(lectern, f"cases{query}").links()
    return {link.removeprefix("/cases/") for link in links if link.startswith("/cases/")}


def ids(desk: Desk) -> dict[str, str]:
    return {row["kind"]: str(row["case_id"]) for row in desk.cases()}


def test_nothing_there_is_said(lectern: Lectern):
    assert "没有符合条件的案件" in lectern.look("cases").text


def test_cases_are_found_by_phase_owner_kind_and_being_overdue(asked: Desk, lectern: Lectern):
    asked.sent(ONE, TWO, GAP)
    known = ids(asked)
    asked.run(
        "update discrepancy.case set phase = 'adjudicating', owner = 'bureau' where kind = 'uncovered'"
    )

    assert listed(lectern) == set(known.values())
    assert listed(lectern, "?phase=adjudicating") == {known["uncovered"]}
    assert listed(lectern, "?owner=statistics") == {known["conflict"]}
    assert listed(lectern, "?kind=uncovered&owner=statistics") == set()
    assert listed(lectern, "?overdue=1") == set()
    lectern.served.moment = LATE
    assert listed(lectern, "?overdue=1") == set(known.values())


def test_the_closed_are_found_when_asked_for(asked: Desk, lectern: Lectern):
    asked.sent(ONE)
    asked.run("update discrepancy.case set phase = 'closed', owner = null, due = null, rows = 0")

    assert listed(lectern) == set()
    assert listed(lectern, "?phase=closed") == set(ids(asked).values())


def test_what_is_looked_for_stays_in_the_address_and_in_the_form(asked: Desk, lectern: Lectern):
    asked.sent(ONE)

    page = read(lectern, "cases?owner=statistics&overdue=1&lang=en")

    chosen = [
        told.get("value") for tag, told in page.tags if tag == "option" and "selected" in told
    ]
    assert chosen == ["statistics"]
    assert [told for tag, told in page.tags if tag == "input" and "checked" in told] != []
    assert "?owner=statistics&overdue=1&lang=zh" in page.links()


def test_many_cases_are_paged(asked: Desk, lectern: Lectern):
    asked.sent(ONE)
    asked.run(
        "insert into discrepancy.case select gen_random_uuid(), respondent, provider, feed, kind, element,"
        " counterparty, phase, owner, due, provisional, n, unanswered, contested, escalated, times_opened,"
        " entries, counted_at, moved_at, state from discrepancy.case, generate_series(2, 120) n"
    )

    assert "/cases?page=2" in read(lectern, "cases").links()
    last = read(lectern, "cases?page=3").links()
    assert len([link for link in last if link.startswith("/cases/")]) == 20
    assert "/cases?page=4" not in last
    assert listed(lectern, "?page=9") == listed(lectern)


def test_a_case_tells_what_has_happened_and_who_may_do_what(asked: Desk, lectern: Lectern):
    disputed = ("有异议", "以统计局核查为准")
    asked.take(fill(asked.sent(ONE, TWO), dict.fromkeys([ONE.number, TWO.number], disputed)))
    [case] = asked.cases()

    page = read(lectern, f"cases/{case['case_id']}")

    log = page.texts["log"]
    assert [
        word for word in ("立案", "送达", "答复", "有异议，转请对方回应") if word not in log
    ] == []
    assert "统计局" in log
    assert "民政局" in page.texts["standing"]
    assert "协商中" in page.texts["standing"]
    assert "民政局: 提出处理意见" in page.texts["open"].replace(" , ", ", ")
    assert str(case["due"]) in page.texts["standing"]


def test_a_case_page_says_nothing_of_anybody_s_row(asked: Desk, lectern: Lectern):
    asked.sent(ONE)
    [case] = asked.cases()

    text = lectern.look(f"cases/{case['case_id']}").text

    assert ONE.entity_key is not None
    assert ONE.entity_key not in text
    assert str(ONE.provider_value) not in text


def test_a_case_that_is_not_there_is_not_found(lectern: Lectern):
    assert lectern.look("cases/00000000-0000-0000-0000-000000000000").status_code == 404
    assert lectern.look("cases/not-a-number").status_code == 400


@pytest.mark.parametrize(
    "query", ["?phase=x", "?page=0", "?owner=" + "a" * 65, "?overdue=perhaps", "?owner=%00"]
)
def test_what_cannot_be_looked_for_is_refused(lectern: Lectern, query: str):
    assert lectern.look(f"cases{query}").status_code == 400


def test_a_reason_is_text(asked: Desk, lectern: Lectern):
    asked.sent(ONE)
    [case] = asked.cases()
    with asked.base.transaction() as connection:
        entries = docket.log(connection, str(case["case_id"]))
    asked.run(
        "insert into discrepancy.case_entry (case_id, number, step, actor, at, facts)"
        " values (:id, :number, 'decided', 'bureau', :at,"
        " jsonb_build_object('reason', cast(:reason as text)))",
        id=case["case_id"],
        number=len(entries) + 1,
        at=TUESDAY,
        reason="<script>alert(1)</script>",
    )

    text = lectern.look(f"cases/{case['case_id']}").text

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize(("language", "told"), [("zh", "逾期未回应"), ("en", "no reply in time")])
def test_what_the_system_gives_as_a_reason_is_in_the_reader_s_language(
    asked: Desk, lectern: Lectern, language: str, told: str
):
    asked.sent(ONE)
    [case] = asked.cases()
    asked.run(
        "insert into discrepancy.case_entry (case_id, number, step, actor, at, facts)"
        " values (:id, 99, 'referred', 'system', :at, '{\"reason\": \"no reply in time\"}')",
        id=case["case_id"],
        at=TUESDAY,
    )

    assert told in read(lectern, f"cases/{case['case_id']}?lang={language}").texts["log"]
