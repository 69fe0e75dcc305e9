"""What makes a delivery another one, and what becomes of one that changes while it is fetched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sources.conftest import LOOSE, SOURCE, deliver

from onesource.catalog.source import FrontEndMachine
from onesource.errors import Unreachable
from onesource.sources import front_end


def redeliver(outbox: Path) -> None:
    deliver(outbox, "20240101", b"new")
    manifest = outbox / "codes_20240101.manifest.json"
    manifest.write_text(manifest.read_text().replace('"rows": 1', '"rows": 2'))


@contextmanager
def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> Iterator[None]:
    """Lets something happen over there just after the data file was copied here."""
    copy = front_end._get

    def and_then(box: Any, directory: str, name: str, folder: Path) -> Any:
        received = copy(box, directory, name, folder)
        if name.endswith(".csv"):
            happens()
        return received

    with monkeypatch.context() as patched:
        patched.setattr(front_end, "_get", and_then)
        yield


def test_the_same_file_for_another_date_is_another_delivery(box, tmp_path: Path):
    connection, outbox = box
    deliver(outbox, "20240101")
    first = front_end.fetch(SOURCE, connection, tmp_path).fingerprint
    manifest = outbox / "codes_20240101.manifest.json"
    manifest.write_text(manifest.read_text().replace("2023-12-31", "2024-12-31"))

    assert front_end.fetch(SOURCE, connection, tmp_path).fingerprint != first


@pytest.mark.parametrize(
    ("hour", "day"), [(15, date(2024, 1, 1)), (17, date(2024, 1, 2))], ids=["by day", "by night"]
)
def test_without_a_manifest_the_day_it_was_written_over_there_dates_it(
    box, tmp_path: Path, hour: int, day: date
):
    deliver(box[1], "20240101", manifest=False)
    written = datetime(2024, 1, 1, hour, tzinfo=UTC).timestamp()
    os.utime(box[1] / "codes_20240101.csv", (written, written))

    first, later = (front_end.fetch(LOOSE, box[0], tmp_path) for _ in range(2))

    assert first.declared.reference_date == day
    assert later.fingerprint == first.fingerprint


def test_without_a_manifest_the_same_bytes_on_another_day_are_another_delivery(box, tmp_path: Path):
    file = box[1] / "codes_20240101.csv"
    deliver(box[1], "20240101", manifest=False)
    first = front_end.fetch(LOOSE, box[0], tmp_path).fingerprint
    os.utime(file, (86400, 86400))

    assert front_end.fetch(LOOSE, box[0], tmp_path).fingerprint != first


def test_a_delivery_replaced_while_it_is_fetched_is_fetched_again_later(box, tmp_path, monkeypatch):
    connection, outbox = box
    deliver(outbox, "20240101")

    with (
        meanwhile(monkeypatch, lambda: redeliver(outbox)),
        pytest.raises(Unreachable, match=r"box:outbox/codes_20240101\.csv is being delivered"),
    ):
        front_end.fetch(SOURCE, connection, tmp_path)

    assert front_end.fetch(SOURCE, connection, tmp_path).declared.rows == 2


@pytest.mark.parametrize("agreed", [SOURCE, LOOSE], ids=["manifest", "none"])
def test_a_delivery_taken_away_while_it_is_fetched_is_fetched_again_later(
    box, tmp_path, monkeypatch, agreed: FrontEndMachine
):
    connection, outbox = box
    deliver(outbox, "20240101")

    with (
        meanwhile(monkeypatch, lambda: [file.unlink() for file in outbox.glob("codes_*")]),
        pytest.raises(Unreachable, match="is being delivered anew"),
    ):
        front_end.fetch(agreed, connection, tmp_path)


def test_a_file_written_again_while_it_is_fetched_is_fetched_again_later(
    box, tmp_path, monkeypatch
):
    connection, outbox = box
    deliver(outbox, "20240101", manifest=False)

    with (
        meanwhile(monkeypatch, lambda: os.utime(outbox / "codes_20240101.csv", (1, 1))),
        pytest.raises(Unreachable, match="is being delivered anew"),
    ):
        front_end.fetch(LOOSE, connection, tmp_path)
