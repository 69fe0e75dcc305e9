"""Where steps are killed: a city, a process that forks, and an installation put back each time.

Its departments are the town's two and one whose interface tells changes.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from kill.licensing import CONNECTION
from kill.whole import State, whole
from pipeline.bureau import Interface
from pipeline.town import day

from demo.process import serving
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.provision import SUPERUSER

Step = tuple[str, ...]
AT: datetime = day(2)
OFFERED = dict.fromkeys(("login", "schema"), "") | {"extra": {}, "password": "agreed"}


@dataclass
class Yard:
    """One installation that is killed in, with its own city."""

    name: str
    server: EmbeddedPostgres
    folder: Path
    forker: subprocess.Popen[str]
    interface: Interface
    environment: dict[str, str] = field(default_factory=dict)
    at: datetime = AT

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def frontend(self) -> Path:
        return self.folder / "city" / "frontend"

    @property
    def answer(self) -> Path:
        return self.folder / "answer.json"

    def undisturbed(self) -> None:
        """As it is between two ways."""
        self.environment, self.at = {}, AT

    def job(self, steps: list[Step], **how: Any) -> str:
        """What step.py is asked to do, as one line of JSON."""
        asked = {
            "steps": steps,
            "base": self.url(),
            "lake": str(self.lake),
            "city": str(self.folder / "city" / "connections.json"),
            "state": str(self.folder),
            "environment": self.environment,
            "at": self.at.isoformat(),
            "offered": {
                CONNECTION: OFFERED
                | {"conn_type": "http", "host": "127.0.0.1", "port": self.interface.port}
            },
            "answer": str(self.answer),
        }
        return json.dumps({**asked, **how})

    def run(self, steps: list[Step], **how: Any) -> tuple[int, dict[str, Any]]:
        """Runs steps in a process of their own: its exit code, and what it answered."""
        self.answer.unlink(missing_ok=True)
        assert self.forker.stdin is not None
        assert self.forker.stdout is not None
        self.forker.stdin.write(f"{self.job(steps, **how)}\n")
        self.forker.stdin.flush()
        code = int(self.forker.stdout.readline())
        return code, json.loads(self.answer.read_text()) if self.answer.exists() else {}

    def url(self) -> str:
        return self.server.url("onesource", self.name)

    def state(self) -> State:
        return whole(self.url(), self.lake, self.frontend)

    def keep(self, snapshot: str, folder: Path) -> None:
        """Keeps the installation as it is now."""
        self._copy_database(snapshot, self.name)
        _copy(self.lake, folder / snapshot / "lake")
        for box in self.frontend.glob("*/inbox"):
            _copy(box, folder / snapshot / box.parent.name)

    def put_back(self, snapshot: str, folder: Path) -> None:
        """Puts an installation back as it was kept."""
        self._copy_database(self.name, snapshot)
        shutil.rmtree(self.lake, ignore_errors=True)
        shutil.rmtree(self.folder / "scratch", ignore_errors=True)
        _copy(folder / snapshot / "lake", self.lake)
        for box in self.frontend.glob("*/inbox"):
            for file in box.iterdir():
                file.unlink()
            for file in (folder / snapshot / box.parent.name).iterdir():
                shutil.copy2(file, box / file.name)

    def _copy_database(self, name: str, template: str) -> None:
        with psycopg.connect(self.server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
            admin.execute(f"drop database if exists {name} with (force)")
            admin.execute(f"create database {name} template {template} owner onesource")


def _copy(source: Path, target: Path) -> None:
    """A copy whose files are the same until one of them is replaced."""
    target.mkdir(parents=True, exist_ok=True)
    for file in source.rglob("*"):
        other = target / file.relative_to(source)
        if file.is_dir():
            other.mkdir(parents=True, exist_ok=True)
        else:
            other.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, other)


_numbers = itertools.count(1)


@contextmanager
def yard(server: EmbeddedPostgres, folder: Path, interface: Interface) -> Iterator[Yard]:
    """A yard whose city serves and whose forker is ready."""
    folder.mkdir(mode=0o700)
    (folder / "lake").mkdir()
    words = [sys.executable, str(Path(__file__).with_name("step.py")), "serve"]
    with (
        serving(folder / "city"),
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as forker,
    ):
        made = Yard(f"yard_{next(_numbers)}", server, folder, forker, interface)
        made._copy_database(made.name, "onesource")
        yield made
        assert forker.stdin is not None
        forker.stdin.close()
