"""An entity is looked up by who may, for a stated purpose, written down before it is answered."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
import requests
from desk.lectern import Lectern, Read
from pipeline.town import Town, day, renamed, small, township

from onesource.desk.host import Visitor
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.provision import SUPERUSER

STEWARD = Visitor("steward", frozenset({"operator", "steward"}))
KEY, PURPOSE = township(3), "核实第三街道的名称"
ENTITY = "select cast(entity_id as text) from geospatial.division"
ENTRIES = "select who, roles, act, about, purpose from audit.entry order by entry_id"


def seal(lectern: Lectern) -> str:
    """What the form carries that this visitor was given."""
    told = re.search(r'name="seal" value="(\w+)"', lectern.look("data").text)
    assert told
    return told[1]


def look_up(lectern: Lectern, key: str = KEY, **other: Any) -> requests.Response:
    asked = {"entity": "geospatial.division", "key": key, "purpose": PURPOSE}
    asked = {**asked, "seal": seal(lectern), **other}
    return lectern.session.post(f"{lectern.url}/data/found", data=asked, timeout=20)


@pytest.fixture
def steward(lectern: Lectern) -> Lectern:
    lectern.told["visitor"] = STEWARD
    return lectern


@pytest.fixture
def there(town: Town) -> Town:
    """A library whose third street was renamed on the second day, the statistics office lagging."""
    town.run(day(1))
    town.register(renamed(small(), {KEY: "新三街道"}))
    town.run(day(2))
    return town


def test_each_value_tells_whose_it_is_since_when_and_how_it_came_to_be(
    there: Town, steward: Lectern
):
    answer = look_up(steward)

    assert answer.status_code == 200
    page = Read(answer.text)
    assert KEY in page.texts["values"]
    assert "名称 新三街道 民政局 权威" in page.texts["values"]
    assert "2026-11-02" in page.texts["values"]
    assert "/feeds/civil_affairs/divisions" in page.links()
    batch = there.value("select in_force from registry.feed where provider = 'civil_affairs'")
    assert batch in page.texts["values"]
    course = page.texts["course"]
    assert course.index("第3街道 → 新三街道") < course.index("进入本库")


def test_what_others_say_stands_beside_with_its_case(town: Town, steward: Lectern):
    town.deliver(renamed(small(), {KEY: "三街"}))
    town.run(day(1))

    page = Read(look_up(steward).text)

    [case] = town.rows("select cast(case_id as text) as case_id from discrepancy.finding")
    assert "统计局: 三街" in page.texts["values"]
    assert f"/cases/{case['case_id']}" in page.links()


def test_a_look_up_is_written_down_with_ids_alone(there: Town, steward: Lectern):
    look_up(steward)

    entity = there.value(
        f"select cast(entity_id as text) from geospatial.division where entity_key = '{KEY}'"
    )
    assert there.rows(ENTRIES) == [
        {
            "who": "steward",
            "roles": ["operator", "steward"],
            "act": "look_up",
            "about": f"geospatial.division {entity}",
            "purpose": PURPOSE,
        }
    ]


def test_what_is_not_there_is_said_and_written_down_too(there: Town, steward: Lectern):
    answer = look_up(steward, key="000000999")

    assert answer.status_code == 404
    assert "库中没有这个代码" in answer.text
    assert [row["about"] for row in there.rows(ENTRIES)] == ["geospatial.division unknown"]


def test_a_library_that_was_never_built_has_nobody(steward: Lectern):
    assert look_up(steward, entity="population.person", key="1").status_code == 404


def test_a_key_is_found_however_wide_it_was_typed(there: Town, steward: Lectern):
    assert look_up(steward, key=" １１０１０１００３ ").status_code == 200


def test_nothing_is_answered_that_could_not_be_written_down(
    there: Town, steward: Lectern, server: EmbeddedPostgres
):
    there.rows("select 1")
    url = server.url(SUPERUSER, str(there.base.engine.url.database))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("revoke insert on audit.entry from onesource")
        connection.execute("alter table audit.entry owner to postgres")

    answer = look_up(steward)

    assert answer.status_code in (500, 503)
    assert "新三街道" not in answer.text


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ({"purpose": "  查  "}, 400, "请写明查询目的"),
        ({"purpose": ""}, 400, ""),
        ({"key": ""}, 400, ""),
        ({"key": f"{KEY}\0"}, 400, ""),
        ({"purpose": f"{PURPOSE}\0"}, 400, ""),
        ({"entity": "population.nobody"}, 400, ""),
        ({"entity": "registry.batch"}, 400, ""),
        ({"seal": "0" * 64}, 403, "页面已过期"),
        ({"seal": ""}, 403, "页面已过期"),
    ],
)
def test_a_look_up_that_is_not_as_asked_finds_nothing(
    there: Town, steward: Lectern, given: dict[str, str], status: int, told: str
):
    answer = look_up(steward, **given)

    assert answer.status_code == status
    assert told in answer.text
    assert "新三街道" not in answer.text
    assert there.rows(ENTRIES) == []


def test_another_s_form_is_none_of_ours(there: Town, steward: Lectern):
    own = seal(steward)
    steward.told["visitor"] = Visitor("other", STEWARD.roles)

    assert look_up(steward, seal=own).status_code == 403


def test_who_asks_too_often_has_to_wait(there: Town, steward: Lectern):
    answers = [look_up(steward).status_code for _ in range(32)]

    assert answers[:30] == [200] * 30
    assert 429 in answers
    assert len(there.rows(ENTRIES)) == answers.count(200)


def test_another_language_is_chosen_from_the_answer(there: Town, steward: Lectern):
    [other] = [link for link in Read(look_up(steward).text).links() if "lang=en" in link]

    assert other == "/data?lang=en"
    assert "Purpose" in steward.look(other[1:]).text


def test_no_address_tells_whom_somebody_looked_up(there: Town, steward: Lectern):
    page = Read(look_up(steward).text)

    assert [link for link in page.links() if KEY in link] == []
    assert steward.look(f"data?key={KEY}").text.count(KEY) <= 2  # the language switch repeats it
    assert steward.look("data/found").status_code == 405


@pytest.mark.parametrize(
    "statement", ["update audit.entry set who = 'x'", "delete from audit.entry"]
)
def test_the_audit_log_is_only_ever_added_to(there: Town, steward: Lectern, statement: str):
    look_up(steward)

    with pytest.raises(Exception, match="only ever added to"):
        there.rows(f"{statement} returning entry_id")
