"""The demo's city as it was asked for: made when the asking changes, together with a fresh installation.

Decides what counts as the same city, and what goes when another one is wanted: the
embedded server with all its databases, Airflow's folder, the lake, the departments'
folders. Secrets, connections and ports stay.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from onesource.errors import Refused
from onesource.runtime.state import State, read_json, write_json
from onesource.runtime.turn import refuse_left_running, turn
from onesource.runtime.watchman import reclaim

NOTE = "demo.json"


@dataclass(frozen=True)
class Wanted:
    """A city asked for; without people, the national registers alone."""

    people: int
    seed: int
    days: int
    faults: str  # default, none, or the path of a plan

    def told(self) -> dict[str, object]:
        """What makes two cities the same: the plan's content, not where it lies."""
        if self.people == 0:
            return {"people": 0}
        return {**asdict(self), "faults": _plan(self.faults)}


def current(state: State) -> Wanted | None:
    """The city that this installation was begun with."""
    note = read_json(state.folder / NOTE)
    return Wanted(**note["wanted"]) if note else None


def is_current(state: State, wanted: Wanted) -> bool:
    """Whether the installation was begun with that city."""
    return read_json(state.folder / NOTE).get("told") == wanted.told()


def is_complete(state: State) -> bool:
    """Whether every day of the city was run to its end."""
    return bool(read_json(state.folder / NOTE).get("complete"))


def begin(state: State, wanted: Wanted, first_day: date) -> None:
    """Empties the installation and makes the city for it.

    Raises Refused where something runs on it, or where no such city can be made.
    """
    told = wanted.told()
    with turn(state):
        refuse_left_running(state)
        reclaim(state)
        (state.folder / NOTE).unlink(missing_ok=True)
        for name in ("postgres", "airflow", "lake", "scratch", "demo", "city"):
            shutil.rmtree(state.folder / name, ignore_errors=True)
        if wanted.people:
            _make(state, wanted, first_day)
        note = {"wanted": asdict(wanted), "told": told, "complete": wanted.people == 0}
        write_json(state.folder / NOTE, note)


def complete(state: State) -> None:
    """Notes that the city's days were run to their end."""
    note = read_json(state.folder / NOTE)
    write_json(state.folder / NOTE, {**note, "complete": True})


def _make(state: State, wanted: Wanted, first_day: date) -> None:
    words = [sys.executable, "-m", "demo", "city", "--out", str(state.city)]
    for name, value in asdict(wanted).items():
        words += [f"--{name}", str(value)]
    words += ["--first-day", first_day.isoformat()]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1500:]
        raise Refused(f"the city could not be made: {said}", returncode=done.returncode)


def _plan(faults: str) -> str:
    if faults in ("default", "none"):
        return faults
    try:
        return hashlib.sha256(Path(faults).read_bytes()).hexdigest()
    except OSError as error:
        raise Refused(
            f"the faults' plan {faults} cannot be read ({error.strerror}); "
            "name a file, or say default or none"
        ) from error
