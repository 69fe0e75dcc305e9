"""Human resources and approvals: changes since a moment, and onwards by cursor."""

from __future__ import annotations

import pytest

from .conftest import Served

PATH = "/v2/insured-persons"


def crawl(served: Served, **query):
    """Every row of every page, and how many pages there were."""
    rows, pages, onward = [], 0, {}
    while True:
        answer = served.ask("human_resources_api", PATH, **{**query, **onward}).json()
        rows, pages = rows + answer["items"], pages + 1
        if answer["next_cursor"] is None:
            return rows, pages
        onward = {"cursor": answer["next_cursor"]}


def test_a_crawl_by_cursor_gives_every_row_once(served: Served):
    rows, pages = crawl(served, page_size=10)

    assert [row["insuranceId"] for row in rows] == [f"I{n:05}" for n in range(25)]
    assert pages == 3


def test_since_a_moment_only_later_changes_are_told_a_removed_row_among_them(served: Served):
    served.day(3)

    rows, _ = crawl(served, updated_since="2026-03-30T08:00:00+08:00")

    assert [(row["insuranceId"], row["name"], row["deleted"]) for row in rows] == [
        ("I00003", "员三", "false"),
        ("I00004", "员4", "true"),
    ]


def test_the_moment_is_the_same_in_every_zone(served: Served):
    served.day(2)

    rows, _ = crawl(served, updated_since="2026-03-30T23:59:59+00:00")

    assert [row["insuranceId"] for row in rows] == ["I00003"]


def test_a_change_made_between_two_pages_comes_at_the_end(served: Served):
    first = served.ask("human_resources_api", PATH, page_size=10).json()
    served.day(2)
    rest = []
    while first["next_cursor"]:
        rest += first["items"]
        query = {"page_size": 10, "cursor": first["next_cursor"]}
        first = served.ask("human_resources_api", PATH, **query).json()
    rest += first["items"]

    assert (rest[3]["name"], rest[-1]["name"]) == ("员3", "员三")
    assert {row["insuranceId"] for row in rest} == {f"I{n:05}" for n in range(25)}


def test_approvals_tell_the_same_in_their_own_words(served: Served):
    answer = served.ask("approvals_api", "/licenses", since="2026-03-01").json()

    assert answer == {
        "licenses": [
            {"license_id": "L1", "version": None, "updated_at": "2026-03-30T08:00:00+08:00"}
        ],
        "next": None,
    }


@pytest.mark.parametrize(
    "query", [{"cursor": "guessed"}, {"updated_since": "lately"}, {"page_size": "0"}]
)
def test_a_question_that_makes_no_sense_is_a_400(served: Served, query):
    assert served.ask("human_resources_api", PATH, **query).status_code == 400


def test_it_fails_now_and_then_and_answers_when_asked_again(served: Served):
    import requests

    there = served.connections["human_resources_api"]
    url = f"http://{there['host']}:{there['port']}{PATH}"
    headers = {"Authorization": f"Bearer {there['password']}"}
    met = [requests.get(url, headers=headers, timeout=10).status_code for _ in range(8)]

    assert met.count(503) == 1
    assert met[met.index(503) + 1] == 200
