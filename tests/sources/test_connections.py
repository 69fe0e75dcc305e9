"""A connection's name leads to its address and secret, and the secret is never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onesource.errors import Refused
from onesource.sources.connections import from_environment

ENTRY = {
    "conn_type": "http",
    "host": "127.0.0.1",
    "port": 8080,
    "login": "one",
    "password": "hidden-word",
    "schema": "http",
    "extra": {"key_file": "a/key", "token": "hidden-too"},
}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONESOURCE_STATE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("extra", [ENTRY["extra"], json.dumps(ENTRY["extra"])])
def test_the_state_folder_and_the_environment_say_the_same(state, monkeypatch, extra: object):
    (state / "connections.json").write_text(json.dumps({"api": {**ENTRY, "extra": extra}}))
    from_file = from_environment("api")
    monkeypatch.setenv("AIRFLOW_CONN_API", json.dumps({**ENTRY, "extra": extra}))

    assert from_environment("api") == from_file
    assert (from_file.port, from_file.need("key_file")) == (8080, "a/key")


def test_a_connection_may_be_given_as_an_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AIRFLOW_CONN_API", "http://one:p%40ss@127.0.0.1:8080/x?key_file=a")

    found = from_environment("api")

    assert (found.kind, found.login, found.password) == ("http", "one", "p@ss")
    assert (found.port, found.schema, found.need("key_file")) == (8080, "x", "a")


def test_an_unknown_name_is_refused_with_where_to_add_it(state: Path):
    with pytest.raises(Refused, match="connection tax is unknown; add it to .*connections.json"):
        from_environment("tax")


def test_a_secret_is_never_shown(state: Path):
    (state / "connections.json").write_text(json.dumps({"api": ENTRY}))

    assert "hidden" not in repr(from_environment("api"))


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"api": 1}',
    ],
)
def test_a_file_of_another_shape_is_refused_by_its_name(state: Path, text: str):
    (state / "connections.json").write_text(text)

    with pytest.raises(Refused, match=r"connections\.json"):
        from_environment("api")
