"""Turns a connection's name into where to go and with which secret.

A declaration holds names only. Inside a scheduled task the scheduler's own
connections answer; outside it the environment and the state folder's file do,
both in Airflow's JSON format, so that one entry serves both.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from onesource import settings
from onesource.errors import Refused


@dataclass(frozen=True)
class Connection:
    """One system's address and credentials; the password and extras never show in a repr."""

    name: str
    kind: str
    host: str = ""
    port: int | None = None
    login: str = ""
    password: str = field(default="", repr=False)
    schema: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def need(self, key: str) -> str:
        """The extra named `key`. Raises Refused naming the connection where it is missing."""
        value = self.extra.get(key)
        if not value:
            raise Refused(f'connection {self.name} lacks "{key}" in its extra; add it')
        return str(value)


Connections = Callable[[str], Connection]


def from_environment(name: str) -> Connection:
    """Finds `AIRFLOW_CONN_<NAME>` (JSON or URI), else the entry in `<state>/connections.json`.

    Raises Refused where neither knows the name.
    """
    value = os.environ.get(f"AIRFLOW_CONN_{name.upper()}")
    if value:
        return _parse(name, json.loads(value)) if value.startswith("{") else _parse_uri(name, value)
    file = settings.state() / "connections.json"
    entries: dict[str, dict[str, Any]] = _entries(file)
    if name not in entries:
        raise Refused(
            f"connection {name} is unknown; add it to {file} or set AIRFLOW_CONN_{name.upper()}",
            connection=name,
        )
    return _parse(name, entries[name])


def _entries(file: Path) -> dict[str, dict[str, Any]]:
    if not file.exists():
        return {}
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refused(f"{file} is no JSON ({error}); restore it") from error
    if not isinstance(entries, dict) or not all(isinstance(e, dict) for e in entries.values()):
        raise Refused(f"{file} is not a JSON object of connections by name; restore it")
    return entries


def _parse(name: str, entry: Mapping[str, Any]) -> Connection:
    extra = entry.get("extra") or {}
    return Connection(
        name=name,
        kind=str(entry.get("conn_type") or ""),
        host=str(entry.get("host") or ""),
        port=int(entry["port"]) if entry.get("port") else None,
        login=str(entry.get("login") or ""),
        password=str(entry.get("password") or ""),
        schema=str(entry.get("schema") or ""),
        extra=json.loads(extra) if isinstance(extra, str) else dict(extra),
    )


def _parse_uri(name: str, uri: str) -> Connection:
    parts = urlsplit(uri)
    query = dict(parse_qsl(parts.query))
    extra = json.loads(query["__extra__"]) if "__extra__" in query else query
    return Connection(
        name=name,
        kind=parts.scheme,
        host=unquote(parts.hostname or ""),
        port=parts.port,
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        schema=parts.path.lstrip("/"),
        extra=extra,
    )
