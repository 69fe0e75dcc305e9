"""Civil affairs' API as its reader meets it."""

from __future__ import annotations

import pytest

from demo.civil_affairs import PACKED, Register, read_register, register_path, temper
from demo.civil_affairs import write_register as replace
from demo.divisions import Division, packed


@pytest.mark.parametrize("page_size", [2000, 5000])
def test_a_patient_crawl_gets_every_row_once_through_a_429_and_a_503(api, page_size):
    rows, refusals = api.crawl(page_size)

    assert [Division(**row) for row in rows] == packed(PACKED)
    assert {answer.status_code for answer in refusals} == {429, 503}
    assert {a.headers.get("Retry-After") for a in refusals if a.status_code == 429} == {"1"}


def test_a_page_states_the_whole_it_is_part_of(api):
    pages = [page for n in (1, 1, 21, 21) if (page := api.get(page=n, page_size=2000)).ok]
    first, last = pages[0].json(), pages[-1].json()

    assert {key: first[key] for key in ("total", "page", "pages", "page_size")} == {
        "total": 41963,
        "page": 1,
        "pages": 21,
        "page_size": 2000,
    }
    assert (last["page"], len(last["data"])) == (21, 41963 - 20 * 2000)
    assert first["version"] == last["version"]


def test_nobody_reads_without_the_token(api):
    answer = api.get(token="guessed", page=1)

    assert answer.status_code == 401
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    "query",
    [{"page": 0}, {"page": "one"}, {"page_size": 0}, {"page_size": 5001}, {"page": -1}],
)
def test_paging_that_makes_no_sense_is_a_400(api, query):
    assert api.get(**query).status_code == 400


def test_a_replaced_register_is_served_from_the_next_request_on_under_a_new_version(
    api, city_state
):
    path = register_path(city_state)
    before = read_register(path)
    version = _page(api)["version"]

    replace(path, [before[0]._replace(name="北京"), *before[1:]])
    changed = _page(api)
    replace(path, before)

    assert changed["data"][0]["name"] == "北京"
    assert changed["version"] != version
    assert _page(api)["version"] == version


def test_the_version_follows_the_rows_and_not_their_order(tmp_path):
    rows = [Division("120000000000", "天津市", "1"), Division("110000000000", "北京市", "1")]
    path = tmp_path / "register.csv"
    replace(path, rows)
    first = Register(path).edition()
    replace(path, rows[::-1])

    assert Register(path).edition() == first
    assert [row.name for row in first.rows.rows] == ["北京市", "天津市"]


def test_any_nine_pages_meet_one_fault_of_each_kind_and_some_wait():
    mood = temper()
    met = [mood.next(f"{n}") for n in range(90)]

    for start in range(80):
        assert sorted(status for status, _ in met[start : start + 9])[-2:] == [429, 503]
    assert {pause for _, pause in met} == {0.0, 0.5, 1.2}


def test_a_page_just_refused_is_answered_when_asked_again():
    mood = temper()
    for n in range(60):
        if mood.next(f"{n}")[0] != 200:
            assert mood.next(f"{n}")[0] == 200


def _page(api):
    answers = (api.get(page=1, page_size=5) for _ in range(2))
    return next(answer.json() for answer in answers if answer.ok)
