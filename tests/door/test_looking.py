"""What a provider's system sees: its own cases, and of each row what its report shows and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
from door.front import Front, System
from notice.desk import GAP, MINE, ONE, TWO, Desk, places
from notice.given import TUESDAY, finding, keep

from onesource.catalog import Catalog
from onesource.door.looking import NAMES
from onesource.door.shapes import FindingTold
from onesource.notice import columns
from onesource.pipeline import round as rounds

PERSON = {"library": "population", "entity": "person", "element": None, "provider_value": None}
HIDDEN = finding(
    "uncovered",
    "980101199001010014",
    golden_provider="public_security",
    golden_value="张三",
    **PERSON,
)
UNSHARED = finding(
    "unregistered",
    "980101199001010022",
    library="population",
    entity="person",
    golden_value="李四",
    golden_provider="public_security",
)
CODED = finding(key="110105024", element="level", provider_value="township", golden_value="x")

ESTIMATE = (
    "insert into discrepancy.estimate (finding_id, library, authority_wrong, provider_right, proposed,"
    " proposed_probability, backer, backers, says_so) select finding_id, library, 0.93, 0.9,"
    " provider_value, 0.9, provider, 2, true from discrepancy.finding"
)


def sheets(path: Path) -> dict[str, dict[str, Any]]:
    """The rows of a report's workbook, by number, under the names that the door has for columns."""
    found = {}
    for sheet in openpyxl.load_workbook(path):
        if place := places(sheet):
            head, titles = place
            for cells in sheet.iter_rows(min_row=head + 1, values_only=True):
                told = {
                    NAMES[title]: cells[at - 1] for title, at in titles.items() if title in NAMES
                }
                found[told["finding"]] = told
    return found


def test_every_column_of_the_report_has_a_name_here():
    titles = {column.title for column in (*columns.OPEN, *columns.DISPUTED, *columns.ASKED_FOR)}

    assert titles == set(NAMES)
    assert set(NAMES.values()) <= set(FindingTold.model_fields)


def test_a_row_is_what_the_report_shows_of_it_and_no_more(desk: Desk, system: System):
    desk.facts = rounds.facts_of(Catalog.readable(), "statistics")
    path = desk.sent(ONE, TWO, GAP, HIDDEN, UNSHARED, CODED)

    shown, told = system.all_findings(), sheets(path)

    assert set(shown) == set(told)
    assert len(told) == 6
    for number, row in told.items():
        seen = {name: value for name, value in shown[number].items() if name in row}
        assert seen == row, number


def test_what_is_not_shared_is_masked(desk: Desk, system: System):
    desk.sent(HIDDEN, UNSHARED)

    shown = system.all_findings()
    whole = system.ask(f"/api/v1/cases/{system.cases()['cases'][0]['case']}/findings").text

    assert shown[HIDDEN.number]["key"] == "980101********0014"
    assert shown[UNSHARED.number]["in_force"] == "（不属公开共享，未列示）"
    assert "张三" not in whole + str(shown)
    assert "李四" not in str(shown)
    assert HIDDEN.entity_key not in str(shown)


def test_a_case_tells_how_it_stands_and_until_when(desk: Desk, system: System):
    desk.sent(ONE, TWO)

    [case] = system.cases()["cases"]

    [kept] = desk.cases()
    told = {name: case[name] for name in ("case", "phase", "owner", "rows", "unanswered", "due")}
    assert told == {
        "case": str(kept["case_id"]),
        "phase": "asked",
        "owner": "statistics",
        "rows": 2,
        "unanswered": 2,
        "due": str(kept["due"]),
    }
    assert (case["title"], case["state"]) == (MINE, "请答复，待答复 2 条")
    assert case["steps"] == ["answer", "extend"]


def test_pages_hold_every_row_once_and_what_was_seen_first(desk: Desk, system: System):
    rows = [finding(key=f"1101050{row:02}") for row in range(23)]
    desk.sent(*rows)
    [case] = system.cases()["cases"]
    page = system.findings(case["case"], limit=5)
    seen, found = page["seen"], list(page["findings"])
    desk.happens(rows[0], "changed")

    while page["next"]:
        page = system.findings(case["case"], limit=5, after=page["next"])
        assert page["seen"] == seen
        found += page["findings"]

    assert [one["finding"] for one in found] == sorted(one.number for one in rows)


def test_a_cursor_of_the_future_sees_no_further_than_there_is(desk: Desk, system: System):
    desk.sent(ONE)
    [case] = system.cases()["cases"]

    page = system.findings(case["case"], after=f"{'9' * 18}.00000000-0000-0000-0000-000000000000")

    assert page["seen"] == system.cases()["seen"]


def test_another_s_case_is_as_one_that_there_is_not(desk: Desk, front: Front, system: System):
    desk.sent(ONE)
    [case] = system.cases()["cases"]
    other = front.system("civil_affairs")

    refused = [
        other.ask(f"/api/v1/cases/{one}/findings")
        for one in (case["case"], "00000000-0000-0000-0000-000000000000")
    ]

    assert other.cases()["cases"] == []
    assert [one.status_code for one in refused] == [404, 404]
    assert refused[0].content == refused[1].content


def test_who_is_doubted_sees_another_s_row_as_its_report_does(desk: Desk, front: Front):
    desk.sent(ONE)
    doubt = {"finding": ONE.number, "answer": "有异议", "explanation": "以统计局核查为准"}
    front.system().post([doubt])
    front.at(TUESDAY + timedelta(days=1))

    [row] = front.system("civil_affairs").all_findings().values()

    assert (row["kind"], row["sender"], row["explanation"]) == (
        "disputed",
        "统计局",
        "以统计局核查为准",
    )
    assert not {"feed", "row_number", "remedy", "received_on"} & {
        name for name, value in row.items() if value is not None
    }


def test_an_authority_that_is_asked_sees_what_is_estimated_as_its_report_does(
    desk: Desk, front: Front
):
    keep(desk.base, ONE)
    desk.run("update discrepancy.finding set respondent = 'civil_affairs', asked_for = 'estimate'")
    desk.run(ESTIMATE)
    desk.facts = rounds.facts_of(Catalog.readable(), "civil_affairs")
    path = desk.sent()

    [row] = front.system("civil_affairs").all_findings().values()

    [told] = sheets(path).values()
    assert (row["kind"], row["sender"], row["delivered"]) == ("doubted", "统计局", "南磨房地区")
    assert row["estimated"] == told["estimated"]
    assert "可能性约为 93%，建议值：南磨房地区" in row["estimated"]


def test_a_closed_case_is_listed_no_more(desk: Desk, system: System):
    desk.sent(ONE)
    keep(desk.base, replace(ONE, closed_at=TUESDAY, closed_by="data"))
    desk.sent(at=TUESDAY)

    assert system.cases()["cases"] == []


def test_an_odd_question_is_refused(desk: Desk, system: System):
    desk.sent(ONE)
    path = f"/api/v1/cases/{system.cases()['cases'][0]['case']}/findings"

    for query in ("limit=0", "limit=1001", "limit=x", "after=x", "after=1.2"):
        assert system.ask(f"{path}?{query}").status_code == 422
