"""What kills a scheduled task does so once, where it was planned, and otherwise is not there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from kill.undisturbed import Walked
from kill.yard import Yard

pytestmark = pytest.mark.kill
SITE = Path(__file__).with_name("site")
STEP = Path(__file__).with_name("step.py")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "PYTHONPATH": str(SITE), **environment}
    return subprocess.run(
        [sys.executable, *words], env=given, capture_output=True, text=True, check=False
    )


def test_a_planned_kill_happens_once_and_the_retry_lives(
    yards: list[Yard], walked: dict[str, Walked], tmp_path: Path
) -> None:
    yard, way = yards[0], walked["whole"]
    number = [step[0] for step in way.steps].index("publish")
    yard.put_back(way.snapshot(number), way.folder)
    job = tmp_path / "job.json"
    job.write_text(yard.job([way.steps[number]]))
    plan = tmp_path / "plan"
    plan.mkdir()
    (plan / "publish@geospatial.before.3").touch()

    codes = [run(str(STEP), str(job), KILL_PLAN=str(plan)).returncode for _ in range(2)]

    assert codes == [-signal.SIGKILL, 0]
    assert [file.name for file in plan.iterdir()] == ["publish@geospatial.before.3.done"]


def test_a_plan_for_another_step_kills_nothing(yards: list[Yard], tmp_path: Path) -> None:
    job = tmp_path / "job.json"
    job.write_text(yards[0].job([("sweep",)]))
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "publish.before.1").touch()
    assert run(str(STEP), str(job), KILL_PLAN=str(tmp_path / "plan")).returncode == 0
    assert [file.name for file in (tmp_path / "plan").iterdir()] == ["publish.before.1"]


def test_without_a_plan_nothing_is_there() -> None:
    said = run("-c", "import sys; print([str(one) for one in sys.meta_path])")
    assert "_Finder" not in said.stdout
    assert said.returncode == 0
