"""The rows of a case: both sides next to each other, paged, with nothing shown that is not shared."""

from __future__ import annotations

import pytest
from desk.lectern import Lectern, Read
from desk.test_cases import read
from notice.desk import GAP, ONE, TWO, Desk, fill
from notice.given import finding

from onesource.desk import rows

PERSON = finding(
    key="980101199001010017",
    library="population",
    entity="person",
    element="name",
    golden_provider="public_security",
    provider_value="<b>甲</b>",
    golden_value="乙",
)


def rows_of(asked: Desk, lectern: Lectern, query: str = "") -> Read:
    [case] = asked.cases()
    return read(lectern, f"cases/{case['case_id']}/rows{query}")


def test_both_values_stand_next_to_each_other_with_what_was_answered(asked: Desk, lectern: Lectern):
    asked.take(fill(asked.sent(ONE, TWO), {ONE.number: ("有异议", "以统计局核查为准")}))

    told = rows_of(asked, lectern).texts["rows"]

    assert "未了结的 2 条" in told
    assert "统计局报送的值 现行值（民政局）" in told.replace("  ", " ")
    first, second = sorted((ONE, TWO), key=lambda one: one.finding_id)
    assert told.index(first.number) < told.index(second.number)
    assert "有异议 以统计局核查为准" in told


def test_a_key_is_masked_unless_it_is_shared_with_all(asked: Desk, lectern: Lectern):
    asked.sent(PERSON)

    [case] = asked.cases()
    text = lectern.look(f"cases/{case['case_id']}/rows").text

    assert "980101199001010017" not in text
    assert "980101********0017" in text
    assert "&lt;b&gt;甲" in text


def test_a_division_s_code_is_shown(asked: Desk, lectern: Lectern):
    asked.sent(ONE)

    assert "110105021" in rows_of(asked, lectern).texts["rows"]


def test_rows_are_paged_each_once(asked: Desk, lectern: Lectern, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "A_PAGE", 2)
    keys = [f"11010502{last}" for last in range(5)]
    asked.sent(*(finding(key=key) for key in keys))

    seen, query, pages = [], "", 0
    while pages < 9:
        page, pages = rows_of(asked, lectern, query), pages + 1
        seen += [key for key in keys if key in page.texts["rows"]]
        following = [link for link in page.links() if "rows?after=" in link]
        if not following:
            break
        query = "?after=" + following[0].rpartition("=")[2]

    assert pages == 3
    assert sorted(seen) == keys


def test_a_case_without_another_side_shows_one(asked: Desk, lectern: Lectern):
    asked.sent(GAP)

    told = rows_of(asked, lectern).texts["rows"]

    assert GAP.number in told


def test_what_is_estimated_of_both_sides_is_shown(asked: Desk, lectern: Lectern):
    asked.sent(ONE)
    asked.run(
        "insert into discrepancy.estimate (finding_id, library, authority_wrong, provider_right,"
        " proposed, proposed_probability, backers, says_so)"
        " values (:id, 'geospatial', 0.25, 0.5, '南磨房乡', 0.75, 1, false)",
        id=ONE.finding_id,
    )

    told = rows_of(asked, lectern).texts["sides"]

    assert "民政局 来源部门" in told
    assert "75%" in told
    assert "50%" in told


def test_the_case_leads_to_its_rows_and_back(asked: Desk, lectern: Lectern):
    asked.sent(ONE)
    [case] = asked.cases()
    address = f"/cases/{case['case_id']}"

    assert f"{address}/rows" in read(lectern, address[1:]).links()
    assert address in rows_of(asked, lectern).links()


def test_rows_of_no_case_are_not_found(lectern: Lectern):
    nothing = "cases/00000000-0000-0000-0000-000000000000/rows"
    assert lectern.look(nothing).status_code == 404
    assert lectern.look(f"{nothing}?after=x").status_code == 400
