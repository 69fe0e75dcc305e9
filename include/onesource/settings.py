"""Where things lie: the checkout's folders, the state folder, the lake. Nothing is decided here.

Each place has a default inside the checkout and one environment variable that moves it;
so have the engine of set work and its cluster.
"""

from __future__ import annotations

import os
from pathlib import Path

from onesource.errors import Refused

PROJECT = Path(__file__).resolve().parents[2]
ENGINES = ("duckdb", "spark")


def state() -> Path:
    """The caller's own: secrets, connections, the embedded server, what is made once (`ONESOURCE_STATE`)."""
    return Path(os.environ.get("ONESOURCE_STATE") or PROJECT / ".onesource")


def lake() -> str:
    """The lake's folder or object-store URL (`ONESOURCE_LAKE`)."""
    return os.environ.get("ONESOURCE_LAKE") or str(state() / "lake")


def catalog() -> Path:
    """The declarations: providers, feeds, libraries, codes (`ONESOURCE_CATALOG`)."""
    return Path(os.environ.get("ONESOURCE_CATALOG") or PROJECT / "include" / "catalog")


def expectations() -> Path:
    """The suites, in Great Expectations' own shape (`ONESOURCE_EXPECTATIONS`)."""
    return Path(os.environ.get("ONESOURCE_EXPECTATIONS") or PROJECT / "expectations")


def sql() -> Path:
    """The SQL files."""
    return PROJECT / "sql"


def scratch() -> Path:
    """A folder for work in progress; a sweep empties what a killed step left in it."""
    folder = state() / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def at_once() -> int:
    """How many tasks run at once on this machine (`ONESOURCE_WORKER_CONCURRENCY`)."""
    told = os.environ.get("ONESOURCE_WORKER_CONCURRENCY")
    return int(told) if told else max(4, 2 * (os.cpu_count() or 1))


def mail_drop() -> Path | None:
    """The Maildir into which the mail server delivers answers (`ONESOURCE_MAIL_DROP`); None: none."""
    told = os.environ.get("ONESOURCE_MAIL_DROP")
    return Path(told) if told else None


def mail_judge() -> str | None:
    """By which name that server writes its Authentication-Results (`ONESOURCE_MAIL_AUTHSERV`).

    None: it lets nothing through that failed, and is not asked.
    """
    return os.environ.get("ONESOURCE_MAIL_AUTHSERV") or None


def engine() -> str:
    """Which engine does mastering's set work (`ONESOURCE_ENGINE`). Raises Refused for one there is not."""
    name = os.environ.get("ONESOURCE_ENGINE") or ENGINES[0]
    if name not in ENGINES:
        raise Refused(f"ONESOURCE_ENGINE is {name!r}; it may be {' or '.join(ENGINES)}")
    return name


def spark_master() -> str:
    """Where Spark runs (`ONESOURCE_SPARK_MASTER`): in this process, or the cluster's URL."""
    return os.environ.get("ONESOURCE_SPARK_MASTER") or "local[*]"
