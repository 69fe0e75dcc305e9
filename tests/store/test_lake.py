"""The lake: a file is there whole or not at all, and what nobody names is swept away in time."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from onesource import settings
from onesource.store.lake import Lake

NAME = "landing/statistics/divisions/b1/records.parquet"
HOUR = 3600.0


@pytest.fixture(autouse=True)
def own_scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep takes every old scratch: here only of the test's own state."""
    monkeypatch.setenv("ONESOURCE_STATE", str(tmp_path / "state"))


@pytest.fixture(params=["disk", "object store"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    """An empty lake, once on a disk and once behind an object store's interface."""
    if request.param == "disk":
        return Lake(str(tmp_path / "lake"))
    return Lake(f"memory://{tmp_path.name}")


def given(folder: Path, content: bytes = b"bytes as received") -> Path:
    file = folder / "given"
    file.write_bytes(content)
    return file


def test_what_is_put_is_read_back(lake: Lake, tmp_path: Path):
    assert not lake.exists(NAME)

    lake.put(given(tmp_path), NAME)

    assert lake.exists(NAME)
    assert lake.read(NAME) == b"bytes as received"


def test_putting_again_leaves_one_file(lake: Lake, tmp_path: Path):
    for content in (b"first", b"second"):
        lake.put(given(tmp_path, content), NAME)

    found = lake.fs.find(lake.path("landing"))
    assert [Path(name).name for name in found] == ["records.parquet"]
    assert lake.read(NAME) == b"second"


def test_parquet_is_a_relation_wherever_the_lake_lies(lake: Lake, tmp_path: Path):
    file = tmp_path / "rows"
    parquet.write_table(pa.table({"row_number": [1, 2], "名称": ["东城区", "西城区"]}), file)
    lake.put(file, "it's/rows.parquet")

    with duckdb.connect() as duck:
        lake.relation(duck, "records", "it's/rows.parquet")
        assert duck.execute("select * from records order by 1").fetchall() == [
            (1, "东城区"),
            (2, "西城区"),
        ]


def test_a_reader_never_sees_half_a_file(tmp_path: Path):
    lake, seen, done = Lake(str(tmp_path / "lake")), set(), threading.Event()

    def write() -> None:
        for letter in b"abcd":
            lake.put(given(tmp_path, bytes([letter]) * 1_000_000), NAME)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        if lake.exists(NAME):
            seen.add(bytes(lake.read(NAME)))
    writer.join()

    assert all(len(content) == 1_000_000 and len(set(content)) == 1 for content in seen)
    assert seen


def test_a_put_that_was_killed_leaves_no_file_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lake = Lake(str(tmp_path / "lake"))

    def killed(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            lake.put(given(tmp_path), NAME)

    assert not lake.exists(NAME)
    lake.put(given(tmp_path), NAME)
    assert lake.read(NAME) == b"bytes as received"


def test_a_sweep_removes_orphans_and_keeps_what_is_named(lake: Lake, tmp_path: Path):
    kept, orphans = "landing/p/f/named", ["landing/p/f/left", "builds/geospatial/left"]
    for folder in (kept, *orphans):
        lake.put(given(tmp_path), f"{folder}/received/file.csv")

    removed = lake.sweep([kept], older_than=-HOUR)

    assert sorted(removed) == sorted(orphans)
    assert lake.exists(f"{kept}/received/file.csv")
    assert [lake.exists(folder) for folder in orphans] == [False, False]


def test_a_sweep_leaves_what_is_younger_than_the_grace(lake: Lake, tmp_path: Path):
    lake.put(given(tmp_path), "landing/p/f/young/file.csv")

    assert lake.sweep([], older_than=HOUR) == []
    assert lake.exists("landing/p/f/young/file.csv")


def test_a_sweep_of_an_empty_lake_finds_nothing(lake: Lake):
    assert lake.sweep([], older_than=HOUR) == []


def test_a_killed_step_s_scratch_goes_once_it_is_old(tmp_path: Path):
    lake, left = Lake(str(tmp_path / "lake")), settings.scratch() / "check-left"
    left.mkdir()
    (left / "records.parquet").touch()
    old = time.time() - 2 * HOUR
    os.utime(left, (old, old))

    assert lake.sweep([], older_than=HOUR) == ["scratch/check-left"]
    assert not left.exists()


def test_what_a_killed_put_left_in_a_named_folder_is_swept_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lake = Lake(str(tmp_path / "lake"))
    lake.put(given(tmp_path), "landing/p/f/named/file.csv")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            lake.put(given(tmp_path), "landing/p/f/named/records.parquet")

    lake.sweep(["landing/p/f/named"], older_than=-HOUR)

    left = [file.name for file in (tmp_path / "lake/landing/p/f/named").iterdir()]
    assert left == ["file.csv"]
