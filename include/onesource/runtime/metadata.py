"""Brings Airflow's metadata database up to the installed version, when it is not yet there.

Also loads pools: `pools_file` writes them as Airflow's importer reads them. Uses
Airflow's own command line for both; nothing here writes its tables.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from onesource import settings
from onesource.errors import Refused, Unreachable
from onesource.runtime.state import State, read_json, write_json


def migrate(state: State, env: Mapping[str, str], dsn: str) -> bool:
    """Run `airflow db migrate` unless this version has done so here; whether it ran."""
    marker = state.airflow / "migrated.json"
    done = read_json(marker)
    if done and done == {"airflow": version("apache-airflow"), "revision": _revision(dsn)}:
        return False
    airflow(env, "db", "migrate")
    write_json(marker, {"airflow": version("apache-airflow"), "revision": _revision(dsn)})
    return True


def pools_file(pools: Mapping[str, int], path: Path) -> Path:
    """Write pools (name to slots) in the shape `airflow pools import` reads."""
    content = {
        name: {"slots": slots, "description": "onesource", "include_deferred": False}
        for name, slots in pools.items()
    }
    write_json(path, content)
    return path


def import_pools(state: State, env: Mapping[str, str], pools: Mapping[str, int]) -> bool:
    """Load the pools unless exactly these were loaded before; whether it ran."""
    loaded = state.airflow / "pools-loaded.json"
    if not pools or (read_json(loaded) == dict(pools)):
        return False
    airflow(env, "pools", "import", str(pools_file(pools, state.airflow / "pools.json")))
    write_json(loaded, dict(pools))
    return True


def airflow(env: Mapping[str, str], *words: str) -> str:
    """Run one `airflow` command to its end; its output. Refused when it fails."""
    done = subprocess.run(
        command(*words),
        env=dict(env),
        cwd=settings.PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise Refused(
            f"`airflow {' '.join(words)}` ended with {done.returncode}:\n{said}\n"
            f"remove the state folder {env['ONESOURCE_STATE']} to start afresh",
            returncode=done.returncode,
        )
    return done.stdout


def command(*words: str) -> list[str]:
    """The words that run Airflow's command line with this very Python."""
    return [sys.executable, "-m", "airflow", *words]


def _revision(dsn: str) -> str:
    import psycopg

    try:
        with psycopg.connect(dsn) as connection:
            row = connection.execute("select version_num from alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        return ""
    except psycopg.OperationalError as error:
        raise Unreachable(f"Airflow's metadata database does not answer: {error}") from error
    return str(row[0]) if row else ""
