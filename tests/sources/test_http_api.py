"""A paged interface is read whole, asked again where that helps, and refused where it does not."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest
from sources.conftest import ROWS, Answer, Interface, page

from onesource.catalog.source import HttpApi
from onesource.errors import Refused, Unreachable
from onesource.sources import http_api, http_session
from onesource.sources.connections import Connection
from onesource.sources.delivery import Delivery

SOURCE = HttpApi(
    kind="http_api",
    connection="civil_affairs_api",
    path="/divisions",
    page_size=2,
    rows="data",
    total="total",
    version="version",
)


def fetched(interface: Interface, folder: Path) -> Delivery:
    return http_api.fetch(SOURCE, interface.connection(), folder)


def rows(delivery: Delivery) -> list[object]:
    return [row for file in delivery.data for row in json.loads(file.path.read_bytes())["data"]]


def test_every_page_is_kept_byte_for_byte(interface: Interface, tmp_path: Path):
    delivery = fetched(interface, tmp_path)

    assert rows(delivery) == ROWS
    assert [file.path.read_bytes() for file in delivery.data] == [page(n).body for n in (1, 2, 3)]
    assert delivery.declared.rows == 5
    assert delivery.fault is None


def test_the_same_records_have_the_same_fingerprint_however_they_are_wrapped(
    interface: Interface, tmp_path: Path
):
    first = fetched(interface, tmp_path)
    interface.answer = lambda number, _: page(number, version="2", served_at="now")

    assert fetched(interface, tmp_path).fingerprint == first.fingerprint
    changed = [{**ROWS[0], "name": "另一街道"}, *ROWS[1:]]
    interface.answer = lambda number, _: page(number, rows=changed)
    assert fetched(interface, tmp_path).fingerprint != first.fingerprint


def test_a_list_that_changes_once_while_it_is_paged_is_read_again(
    interface: Interface, tmp_path: Path
):
    interface.answer = lambda number, asked: page(number, version="old" if asked < 2 else "new")

    delivery = fetched(interface, tmp_path)

    assert {json.loads(file.path.read_bytes())["version"] for file in delivery.data} == {"new"}
    assert rows(delivery) == ROWS


def test_records_that_move_between_pages_under_one_version_are_noticed(
    interface: Interface, tmp_path: Path
):
    late = [{**ROWS[0], "name": "新街道"}, *ROWS]
    interface.answer = lambda number, asked: page(
        number, rows=ROWS if asked < 2 else late[:5], total=5
    )

    assert rows(fetched(interface, tmp_path)) == late[:5]


@pytest.mark.parametrize("what", ["version", "total", "first record"])
def test_a_list_that_never_stands_still_is_unreachable(
    interface: Interface, tmp_path: Path, what: str
):
    def restless(number: int, asked: int) -> Answer:
        if what == "first record":
            return page(number, rows=[{**ROWS[0], "name": str(asked)}, *ROWS[1:]])
        return page(number, **{what: 5 + asked})

    interface.answer = restless

    with pytest.raises(Unreachable, match=r"civil_affairs_api/divisions changed while .* 3 times"):
        fetched(interface, tmp_path)
    assert interface.pages().count(2) == 3


def test_a_page_that_repeats_another_is_a_fault_of_the_delivery(
    interface: Interface, tmp_path: Path
):
    interface.answer = lambda number, _: page(min(number, 2))

    fault = fetched(interface, tmp_path).fault

    assert fault is not None
    assert fault.facts["rule"] == "page_repeated"
    assert "page 3 repeats page 2" in fault.message
    assert "stable order" in fault.message


def test_an_interface_that_ignores_the_page_asked_for_is_a_fault_too(
    interface: Interface, tmp_path: Path
):
    interface.answer = lambda _, __: page(1)

    fault = fetched(interface, tmp_path).fault

    assert fault is not None
    assert "page 2 repeats page 1" in fault.message


def test_the_declared_total_is_kept_even_where_it_disagrees(interface: Interface, tmp_path: Path):
    interface.answer = lambda number, _: page(number, total=6)

    delivery = fetched(interface, tmp_path)

    assert (delivery.declared.rows, len(rows(delivery))) == (6, 5)


def test_a_wrong_token_is_refused_at_once_and_names_the_connection(
    interface: Interface, tmp_path: Path
):
    with pytest.raises(Refused, match=r"HTTP 401.*renew the password of connection civil_aff") as t:
        http_api.fetch(SOURCE, interface.connection("stale"), tmp_path)

    assert interface.pages() == [1]
    assert "stale" not in t.value.message


def test_it_waits_as_long_as_it_is_asked_to(interface: Interface, tmp_path: Path):
    busy = Answer(b"{}", 429, {"Retry-After": "1"})
    interface.answer = lambda number, asked: busy if asked == 2 else page(number)

    assert rows(fetched(interface, tmp_path)) == ROWS

    assert interface.pages() == [1, 2, 2, 3, 1]
    assert interface.asked[2][1] - interface.asked[1][1] >= 1.0


def test_a_wait_beyond_all_measure_is_not_waited_for(interface: Interface, tmp_path: Path):
    interface.answer = lambda _, __: Answer(b"{}", 429, {"Retry-After": "121"})

    with pytest.raises(Unreachable, match="it asks us to wait 121 s, we wait 120 s at most"):
        fetched(interface, tmp_path)
    assert interface.pages() == [1]


def test_an_interface_that_fails_for_a_moment_is_asked_again(interface: Interface, tmp_path: Path):
    interface.answer = lambda number, asked: Answer(b"", 503) if asked == 1 else page(number)

    assert rows(fetched(interface, tmp_path)) == ROWS
    assert interface.pages()[:2] == [1, 1]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_an_interface_that_stays_busy_is_unreachable(
    interface: Interface, tmp_path: Path, status: int
):
    interface.answer = lambda _, __: Answer(b"", status)

    with pytest.raises(Unreachable, match="civil_affairs_api/divisions page 1 did not answer"):
        fetched(interface, tmp_path)
    assert interface.pages() == [1, 1, 1]


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_an_answer_that_asking_again_cannot_mend_is_refused(
    interface: Interface, tmp_path: Path, status: int
):
    interface.answer = lambda _, __: Answer(b"gone", status)

    with pytest.raises(Refused, match=f"page 1 answered HTTP {status}: gone"):
        fetched(interface, tmp_path)
    assert interface.pages() == [1]


def test_a_page_of_html_is_refused(interface: Interface, tmp_path: Path):
    interface.answer = lambda _, __: Answer(b"<!doctype html><title>sign in</title>")

    with pytest.raises(Refused, match="page 1 is not the agreed JSON with data and total"):
        fetched(interface, tmp_path)


@pytest.mark.usefixtures("impatient")
def test_an_answer_cut_off_half_way_is_unreachable(interface: Interface, tmp_path: Path):
    cut = Answer(page(2).body[:-20], headers={"Content-Length": str(len(page(2).body))})
    interface.answer = lambda number, _: cut if number == 2 else page(number)

    with pytest.raises(Unreachable, match="page 2"):
        fetched(interface, tmp_path)


@pytest.mark.usefixtures("impatient")
def test_an_interface_that_takes_the_call_and_never_answers_is_unreachable(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent_one = Connection("api", "http", "127.0.0.1", silent.getsockname()[1])
        began = time.monotonic()
        with pytest.raises(Unreachable, match="api/divisions page 1 did not answer"):
            http_api.fetch(SOURCE, silent_one, tmp_path)

    assert time.monotonic() - began < 5


@pytest.mark.usefixtures("impatient")
def test_a_port_where_nobody_listens_is_unreachable(tmp_path: Path):
    with pytest.raises(Unreachable, match="did not answer"):
        http_api.fetch(SOURCE, Connection("api", "http", "127.0.0.1", 1), tmp_path)


def test_no_answer_is_waited_for_without_an_end():
    connect, answer = http_session.TIMEOUT

    assert 0 < connect <= 60
    assert 0 < answer <= 300
    assert http_session.PATIENCE.respect_retry_after_header


def test_a_total_beyond_all_measure_does_not_keep_it_asking(interface: Interface, tmp_path: Path):
    interface.answer = lambda number, _: page(number, total=200)

    delivery = fetched(interface, tmp_path)

    assert len(rows(delivery)) == 5
    assert len(interface.asked) < 10
