"""The environment Airflow runs in on one machine.

Decides every setting that differs from Airflow's own default, and keeps the
caller's Airflow, Python and proxy settings out. Starts nothing, writes only the
passwords file that Airflow's simple auth manager asks for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from onesource import settings
from onesource.runtime.state import USERS, State, write_json

LOOPBACK = "127.0.0.1"
FOREIGN = ("AIRFLOW_", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP")
LONGEST_TEMPORARY = 60  # sockets in it add some 35 characters to at most 107

# What one laptop wants: quick answers, few processes, no word to the outside.
FIXED = {
    "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
    "AIRFLOW__CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "5",
    "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
    "AIRFLOW__DAG_PROCESSOR__BUNDLE_REFRESH_CHECK_INTERVAL": "1",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "10",
    "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
    "AIRFLOW__SCHEDULER__JOB_HEARTBEAT_SEC": "2",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.3",
    "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": LOOPBACK,
    "AIRFLOW__TRIGGERER__JOB_HEARTBEAT_SEC": "2",
    "AIRFLOW__API__HOST": LOOPBACK,
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__API__INSTANCE_NAME": "一数一源 One Source",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{user}" for user in USERS),
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    "AIRFLOW__SECRETS__BACKEND": "airflow.secrets.local_filesystem.LocalFilesystemBackend",
    "GX_ANALYTICS_ENABLED": "false",
    "SCARF_ANALYTICS": "false",
    "DO_NOT_TRACK": "1",
    "PYTHONUTF8": "1",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}


def airflow_environment(
    state: State, database: str, port: int, dags: Path | None = None
) -> dict[str, str]:
    """Every variable for Airflow's processes and the tasks they start.

    `database` is the metadata database's URL, `port` the API server's.
    """
    known = state.secrets()
    passwords = _passwords_file(state, known)
    url = f"http://{LOOPBACK}:{port}"
    return {
        **_caller(),
        **FIXED,
        **_places(state),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags or settings.PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(settings.PROJECT / "plugins"),
        "AIRFLOW__CORE__PARALLELISM": str(settings.at_once()),
        "AIRFLOW__CORE__FERNET_KEY": known["fernet"],
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__SECRET_KEY": known["session"],
        "AIRFLOW__API_AUTH__JWT_SECRET": known["jwt"],
        "AIRFLOW__SECRETS__BACKEND_KWARGS": json.dumps(
            {"connections_file_path": str(state.connections_file)}
        ),
    }


def _caller() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}


def _places(state: State) -> dict[str, str]:
    scratch = state.run / "tmp"
    scratch.mkdir(mode=0o700, exist_ok=True)
    places = {
        "ONESOURCE_STATE": str(state.folder),
        "AIRFLOW_HOME": str(state.airflow),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(state.logs),
    }
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        places[f"XDG_{name}_HOME"] = str(state.folder / "cache" / name.lower())
    if len(str(scratch)) <= LONGEST_TEMPORARY:
        places |= {"TMPDIR": str(scratch), "XDG_RUNTIME_DIR": str(scratch)}
    return places


def _passwords_file(state: State, known: Mapping[str, str]) -> Path:
    path = state.airflow / "passwords.json"
    write_json(path, {user: known[f"airflow_{user}"] for user in USERS})
    return path
