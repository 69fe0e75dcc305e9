"""The state folder: what is generated, how it is kept, who may read it."""

import json
import os
import socket
import subprocess
import sys

import pytest

from onesource.errors import Refused
from onesource.runtime import State


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_secrets_are_made_once_and_differ_between_folders(state, tmp_path):
    first = state.secrets()
    assert State(state.folder).secrets() == first
    other = State(tmp_path / "other").secrets()
    assert not set(first.values()) & set(other.values())


def test_only_the_owner_may_look(state):
    state.secrets()
    state.merge_connections({"a": {"conn_type": "http"}})
    assert mode(state.folder) == mode(state.run) == mode(state.airflow) == "0o700"
    assert mode(state.folder / "secrets.json") == mode(state.connections_file) == "0o600"


def test_merging_connections_keeps_the_others_and_replaces_the_same(state):
    state.merge_connections({"a": {"host": "one"}, "b": {"host": "two"}})
    state.merge_connections({"b": {"host": "three"}})
    assert state.connections() == {"a": {"host": "one"}, "b": {"host": "three"}}


def test_a_broken_file_is_named_with_the_remedy(state):
    state.merge_connections({})
    state.connections_file.write_text("{")
    with pytest.raises(Refused, match=r"connections\.json is not valid JSON.*correct it"):
        state.connections()


def test_a_port_is_the_same_next_time_unless_taken(state):
    port = state.port("api-server")
    assert state.port("api-server") == port
    with socket.create_server(("127.0.0.1", port)):
        assert state.port("api-server") != port


def test_the_base_database_answers_the_reader_and_leaves_nothing_running(state):
    import psycopg

    with state.base_database() as url, psycopg.connect(url) as connection:
        assert connection.execute("select current_user").fetchone() == ("onesource_reader",)
    assert state.postgres().pid() is None
    saved = json.loads(state.connections_file.read_text())
    assert set(saved) == {"onesource_db", "onesource_db_reader"}
    assert saved["onesource_db"]["login"] == "onesource"


def test_the_folder_can_be_moved_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("ONESOURCE_STATE", str(tmp_path / "elsewhere"))
    assert State.default().folder == tmp_path / "elsewhere"


KEPT = """
import pathlib, sys
from onesource.runtime import State
State(pathlib.Path(sys.argv[1])).merge_connections({"a": {"host": "\\u6c11\\u653f"}})
"""


def test_words_in_chinese_are_kept_whatever_the_locale(state):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    words = [sys.executable, "-c", KEPT, str(state.folder)]
    subprocess.run(words, env={**os.environ, **plain}, check=True)
    assert state.connections() == {"a": {"host": "民政"}}
