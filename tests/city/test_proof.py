"""What is planted in a city is found, what is right is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from onesource.settings import PROJECT

CITIES = {"the default one": ("20000", "7", "3", "default")}


@pytest.mark.timeout(1500)
@pytest.mark.parametrize(("people", "seed", "days", "faults"), CITIES.values(), ids=CITIES)
def test_all_that_was_planted_and_nothing_else_is_found(
    people: str, seed: str, days: str, faults: str, tmp_path: Path
):
    words = [sys.executable, "-m", "city.without_scheduler", "--state", str(tmp_path / "state")]
    words += ["--people", people, "--seed", seed, "--days", days, "--faults", faults]
    path = {**os.environ, "PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT / 'tests'}"}

    done = subprocess.run(words, env=path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
