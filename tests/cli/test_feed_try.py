"""A feed is tried without the scheduler: the verdict, the first failing rows, and no trace."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import Run

from onesource import settings
from onesource.store.base import Base

SAMPLES = Path(__file__).parents[1] / "samples"
STATISTICS = SAMPLES / "statistics/divisions"


def test_a_sample_with_failures_shows_verdict_and_first_rows(run: Run):
    sample = STATISTICS / "bad_division_code.csv"

    done = run("feed", "try", "statistics/divisions", "--file", str(sample), "--rows", "2")

    assert (done.returncode, done.stderr) == (0, "")
    assert "statistics/divisions 统计用区划代码: would be accepted" in done.stdout
    assert "received 11 = accepted 5 + quarantined 6 + duplicates 0" in done.stdout
    for word in ("The first 2 failures", "11010100300X", "pattern", "critical"):
        assert word in done.stdout
    assert "division_key" not in done.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing_column", "would be held (contract): column 级别 is missing; deliver it"),
        ("undecodable_byte", "byte 0xff at offset 93, row 3, is not GB18030"),
    ],
)
def test_a_sample_that_would_be_held_ends_with_what_and_the_remedy(run: Run, name: str, words: str):
    done = run("feed", "try", "statistics/divisions", "--file", str(STATISTICS / f"{name}.csv"))

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("statistics/nothing",),
            "feed statistics/nothing is not declared; known: approvals/lic",
        ),
        (("statistics/divisions", "--file", "gone.csv"), "gone.csv is no file; name a sample"),
        (("statistics/divisions",), "connection statistics_frontend is unknown; add it"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_what_to_do(run: Run, tmp_path, words, told: str):
    done = run("feed", "try", *words, ONESOURCE_STATE=str(tmp_path / "state"))

    assert done.returncode == 2
    assert told in done.stderr


def test_trying_leaves_no_trace(base: Base, run: Run, tmp_path: Path):
    sample, state = STATISTICS / "as_agreed.csv", tmp_path / "state"
    url = base.engine.url.render_as_string(hide_password=False)

    done = run(
        *("feed", "try", "statistics/divisions", "--file", str(sample)),
        ONESOURCE_DB=url,
        ONESOURCE_STATE=str(state),
    )

    assert done.returncode == 0
    assert base.rows("select * from registry.batch") == []
    left = {file.relative_to(state).parts[0] for file in state.rglob("*") if file.is_file()}
    assert left <= {"standards", "compiled"}  # what is made once, whatever is tried
    assert settings.catalog().is_dir()


def test_a_feed_needs_one_file_to_be_tried(run: Run, tmp_path: Path):
    catalog = Path(shutil.copytree(settings.catalog(), tmp_path / "catalog"))
    text = (catalog / "feeds/statistics/divisions.yaml").read_text(encoding="utf-8")
    added = text.replace("312001/000001", "312009/000001").replace("tongji", "xinqu")
    (catalog / "feeds/statistics/new_divisions.yaml").write_text(added, encoding="utf-8")

    done = run(
        *("feed", "try", "statistics/new_divisions", "--file", str(STATISTICS / "as_agreed.csv")),
        ONESOURCE_CATALOG=str(catalog),
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "received 5 = accepted 5" in done.stdout


def test_the_installed_command_is_the_same_door():
    done = subprocess.run(
        [Path(sys.executable).with_name("onesource"), "feed", "try", "statistics/nothing"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "feed statistics/nothing is not declared" in done.stderr
    assert done.stdout == ""
