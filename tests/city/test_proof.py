"""What is planted in a city is found, what is right is left alone: cities other than the demo's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from onesource.settings import PROJECT

MIXED = (
    "default: 0.01\ntax_registration_number: 0.03\nparcels_overlap: 12\nhealth_former_number: 0\n"
)


def proved(state: Path, people: int, seed: int, days: int, faults: str) -> str:
    """What the proof of a city prints; it holds."""
    words = [sys.executable, "-m", "city.without_scheduler", "--state", str(state)]
    words += ["--people", str(people), "--seed", str(seed), "--days", str(days)]
    path = {**os.environ, "PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT / 'tests'}"}

    done = subprocess.run(
        [*words, "--faults", faults], env=path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.timeout(900)
def test_all_that_was_planted_and_nothing_else_is_found(tmp_path: Path):
    assert '"conflict": {"planted": ' in proved(tmp_path, 2000, 11, 3, "default")


@pytest.mark.timeout(900)
def test_faults_of_other_numbers_are_found_as_well(tmp_path: Path):
    faults = tmp_path / "faults.yaml"
    faults.write_text(MIXED)

    assert '"geometry": {"planted": ' in proved(tmp_path / "state", 3000, 23, 2, str(faults))


@pytest.mark.timeout(900)
def test_nobody_is_accused_where_nothing_is_wrong(tmp_path: Path):
    assert proved(tmp_path, 1500, 3, 3, "none").rstrip().endswith("{}")
