"""A department that integrates by JSON, from the report that asks to the case that closes."""

from __future__ import annotations

from door.front import opened
from pipeline.answering import case
from pipeline.town import STATISTICS, Town, day, small

from onesource import clock
from onesource.discrepancy import docket
from onesource.pipeline import round as rounds


def test_a_whole_conversation_by_json(asked: Town):
    with opened(asked.base, day(3)) as front:
        system = front.system()
        looked = system.cases()
        [told] = [one for one in looked["cases"] if one["kind"] == "conflict"]
        rows = system.findings(told["case"])["findings"]
        assert {row["delivered"] for row in rows} == {"别名街道", "另名街道"}
        assert all(row["in_force"].startswith("第") for row in rows)

        receipt = system.post(
            [{"finding": row["finding"], "answer": "已更正"} for row in rows], seen=looked["seen"]
        ).json()
        assert (receipt["taken"], receipt["cases"][0]["case"]) == (2, told["case"])
        assert (case(asked)["phase"], case(asked)["unanswered"]) == ("rechecking", 0)

        asked.deliver(small())
        asked.feed(STATISTICS, day(4))
        asked.library(day(4))
        with clock.at(day(4)):
            rounds.raise_cases(asked.house)
        front.at(day(4))

        assert case(asked)["phase"] == "closed"
        assert told["case"] not in {one["case"] for one in system.cases()["cases"]}
        again = system.post([{"finding": rows[0]["finding"], "answer": "已更正"}]).json()
        assert "解决（数据已更正），不必再答复" in again["results"][0]["why"]
    with asked.base.transaction() as connection:
        course = docket.find(connection, told["case"])
        log = docket.log(connection, told["case"])
        assert docket.replayed(connection, course) == course.case
    assert [entry.step for entry in log] == ["raised", "notified", "answered", "promised", "closed"]
    assert log[2].facts["source"] == f"statistics/{receipt['sha256']}"
