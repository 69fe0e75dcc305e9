"""The command line as a person runs it: a process of its own, its words and how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.proof import FIRST_DAY, Proof

from onesource.store.base import Base

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


@pytest.fixture(scope="session")
def door() -> Iterator[subprocess.Popen[str]]:
    """The process from which commands are forked."""
    words = [sys.executable, str(Path(__file__).with_name("door.py"))]
    environment = {**os.environ, "GX_ANALYTICS_ENABLED": "false", "PYTHONUTF8": "1"}
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture
def run(door: subprocess.Popen[str], tmp_path: Path) -> Run:
    """`run("catalog", "check", ONESOURCE_DB=…)`, in a folder that is not the checkout."""

    def running(*words: str, **environment: str) -> Done:
        given = {name: os.environ[name] for name in ("PATH", "HOME", "ONESOURCE_STATE")}
        out, err = tmp_path / "out", tmp_path / "err"
        asked = {
            "words": words,
            "environment": {**given, "PYTHONUTF8": "1", **environment},
            "folder": str(tmp_path),
            "out": str(out),
            "err": str(err),
        }
        assert door.stdin
        assert door.stdout
        door.stdin.write(json.dumps(asked) + "\n")
        door.stdin.flush()
        code = int(door.stdout.readline())
        return Done(list(words), code, out.read_text(), err.read_text())

    return running


@pytest.fixture
def proof(base: Base, tmp_path: Path, run: Run) -> Proof:
    """A made city of two days in which nothing was planted."""
    city = tmp_path / "city"
    city.mkdir()
    (city / "city.json").write_text(json.dumps({"first_day": FIRST_DAY, "days": 2}))
    made = Proof(base, city, run)
    made.expect()
    return made
