"""An interface that leads on by cursors is followed to the end, and is asked for later changes alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sources.conftest import Answer, Interface
from sources.feeds import feed

from onesource import clock
from onesource.errors import Refused, Unreachable
from onesource.sources.delivery import Delivery
from onesource.sources.fetch import fetch, sample

API = {
    "kind": "http_api",
    "connection": "api",
    "path": "/things",
    "page_size": 2,
    "paging": "cursor",
    "rows": "items",
    "cursor": "next",
    "since_parameter": "since",
}
FEED = feed(API, ("id", "name", "updated_at"))
STAMPS = ["2026-01-31T08:00:00+08:00", "2026-01-31T09:30:00+08:00", "2026-01-31T07:00:00+08:00"]
THINGS = [{"id": str(i), "name": f"第{i}项", "updated_at": at} for i, at in enumerate(STAMPS)]


def leading(interface: Interface, things: list[Any], **more: Any) -> None:
    """Lets the interface answer two things at a time and lead on by where it stands."""

    def answer(_: int, __: int) -> Answer:
        at = int(interface.queries[-1].get("cursor", "0"))
        following = str(at + 2) if at + 2 < len(things) else None
        return Answer(
            json.dumps({"items": things[at : at + 2], "next": following, **more}).encode()
        )

    interface.answer = answer


def fetched(interface: Interface, folder: Path, watermark: str | None = None) -> Delivery:
    with clock.at(datetime(2026, 2, 1, tzinfo=UTC)):
        return fetch(FEED, lambda _: interface.connection(), folder, watermark)


def ids(delivery: Delivery) -> list[str]:
    pages = (json.loads(file.path.read_bytes()) for file in delivery.data)
    return [row["id"] for page in pages for row in page["items"]]


def test_cursors_are_followed_until_there_is_none(interface: Interface, tmp_path: Path):
    leading(interface, THINGS)

    delivery = fetched(interface, tmp_path)

    assert ids(delivery) == ["0", "1", "2"]
    assert interface.queries == [{"page_size": "2"}, {"page_size": "2", "cursor": "2"}]
    assert (delivery.declared.rows, delivery.whole) == (None, True)


def test_the_watermark_is_the_latest_change_in_any_row(interface: Interface, tmp_path: Path):
    leading(interface, THINGS)

    assert fetched(interface, tmp_path).watermark == "2026-01-31T09:30:00+08:00"


def test_an_end_by_a_missing_cursor_is_an_end_too(interface: Interface, tmp_path: Path):
    interface.answer = lambda _, __: Answer(json.dumps({"items": THINGS[:1]}).encode())

    assert ids(fetched(interface, tmp_path)) == ["0"]


def test_later_changes_are_asked_for_from_an_hour_before_on_every_page(
    interface: Interface, tmp_path: Path
):
    leading(interface, THINGS)

    delivery = fetched(interface, tmp_path, "2026-01-31T08:00:00+08:00")

    assert {query["since"] for query in interface.queries} == {"2026-01-31T07:00:00+08:00"}
    assert (delivery.whole, delivery.repeated) == (False, 2)


@pytest.mark.parametrize(
    ("watermark", "since"),
    [
        ("2026-01-31T00:30:00Z", "2026-01-30T23:30:00Z"),
        ("2026-01-31 00:30:00", "2026-01-30 23:30:00"),
        ("2026-01-31 00:30:00.250", "2026-01-30 23:30:00.250000"),
        ("2026-03-01", "2026-02-28"),
    ],
)
def test_the_moment_asked_for_is_written_as_over_there(
    interface: Interface, tmp_path: Path, watermark: str, since: str
):
    leading(interface, [])

    fetched(interface, tmp_path, watermark)

    assert interface.queries[0]["since"] == since


def test_no_change_at_all_is_a_delivery_of_nothing(interface: Interface, tmp_path: Path):
    leading(interface, [])

    delivery = fetched(interface, tmp_path, "2026-01-31T08:00:00+08:00")

    assert (ids(delivery), delivery.fault) == ([], None)
    assert delivery.watermark == "2026-01-31T08:00:00+08:00"


def test_stamps_in_two_zones_are_compared_as_moments(interface: Interface, tmp_path: Path):
    mixed = ["2026-01-31T09:00:00+08:00", "2026-01-31T02:00:00Z"]
    leading(
        interface, [{**THINGS[0], "id": str(i), "updated_at": at} for i, at in enumerate(mixed)]
    )

    assert fetched(interface, tmp_path).watermark == "2026-01-31T02:00:00Z"


def test_a_stamp_from_the_future_is_no_watermark(interface: Interface, tmp_path: Path):
    leading(interface, [*THINGS, {**THINGS[0], "updated_at": "2062-01-31T08:00:00+08:00"}])

    assert fetched(interface, tmp_path).watermark == "2026-01-31T09:30:00+08:00"


def test_stamps_that_are_no_moments_are_a_fault(interface: Interface, tmp_path: Path):
    leading(interface, [{**THINGS[0], "updated_at": "昨天"}])

    fault = fetched(interface, tmp_path).fault

    assert fault is not None
    assert "updated_at is '昨天', which tells no moment" in fault.message


@pytest.mark.parametrize("following", ["1", "0"])
def test_cursors_that_lead_in_a_circle_are_refused(
    interface: Interface, tmp_path: Path, following: str
):
    def circle(_: int, count: int) -> Answer:
        told = {"items": [{**THINGS[0], "id": str(count)}], "next": following}
        return Answer(json.dumps(told).encode())

    interface.answer = circle

    with pytest.raises(Refused, match="leads on to next .*, where we were before"):
        fetched(interface, tmp_path)
    assert len(interface.asked) == 2


def test_cursors_that_lead_nowhere_are_refused(interface: Interface, tmp_path: Path):
    interface.answer = lambda _, count: Answer(json.dumps({"items": [], "next": count}).encode())

    with pytest.raises(Refused, match="though no records come; the interface must end its list"):
        fetched(interface, tmp_path)


def test_a_list_whose_version_changes_is_read_again(interface: Interface, tmp_path: Path):
    agreed = feed({**API, "version": "version"}, ("id", "name", "updated_at"))
    leading(interface, THINGS)
    lead = interface.answer

    def versioned(number: int, count: int) -> Answer:
        told = json.loads(lead(number, count).body)
        return Answer(json.dumps({**told, "version": "old" if count == 1 else "new"}).encode())

    interface.answer = versioned
    delivery = fetch(agreed, lambda _: interface.connection(), tmp_path)

    assert ids(delivery) == ["0", "1", "2"]
    assert len(interface.asked) == 4


@pytest.mark.usefixtures("impatient")
def test_an_interface_that_breaks_off_in_the_middle_is_unreachable(
    interface: Interface, tmp_path: Path
):
    leading(interface, THINGS)
    lead = interface.answer
    interface.answer = lambda n, count: Answer(b"", 503) if count > 1 else lead(n, count)

    with pytest.raises(Unreachable, match="api/things page 2 did not answer"):
        fetched(interface, tmp_path)


def test_a_watermark_that_is_no_moment_is_refused_before_asking(
    interface: Interface, tmp_path: Path
):
    with pytest.raises(Refused, match="updated_at is 'x', which tells no moment"):
        fetched(interface, tmp_path, "x")
    assert interface.asked == []


def test_a_sample_is_one_page(tmp_path: Path):
    file = tmp_path / "page.json"
    file.write_text(json.dumps({"items": THINGS, "next": None}))
    (tmp_path / "folder").mkdir()

    assert ids(sample(FEED, file, tmp_path / "folder")) == ["0", "1", "2"]
