"""The embedded PostgreSQL: its doors, its promises, its comings and goings."""

import os
import signal
import socket
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from onesource.errors import Refused, Unreachable
from onesource.store.embedded import EmbeddedPostgres
from onesource.store.machine import free_port
from onesource.store.provision import ROLES, SUPERUSER

PASSWORDS = {role: f"secret{number}" for number, role in enumerate((SUPERUSER, *ROLES))}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    server = EmbeddedPostgres(tmp_path_factory.mktemp("pg") / "postgres", PASSWORDS)
    server.start()
    yield server
    server.stop()


def ask(server, role, database, statement):
    with psycopg.connect(server.url(role, database)) as connection:
        return connection.execute(statement).fetchone()


def test_a_commit_is_on_disk_when_it_returns(server):
    names = ("fsync", "synchronous_commit", "full_page_writes")
    assert [ask(server, "onesource", "onesource", f"show {name}")[0] for name in names] == [
        "on"
    ] * 3


def test_it_speaks_utf8(server):
    assert ask(server, "onesource", "onesource", "show server_encoding") == ("UTF8",)


def test_it_listens_on_this_machine_only(server):
    found = psutil.Process(server.pid()).net_connections()
    listening = [c.laddr for c in found if c.status == psutil.CONN_LISTEN]
    assert listening == [("127.0.0.1", server.port())]


def test_the_reader_reads_what_the_owner_wrote_and_writes_nothing(server):
    with psycopg.connect(server.url("onesource", "onesource")) as owner:
        owner.execute("create table if not exists told as select 42 as answer")
    assert ask(server, "onesource_reader", "onesource", "select answer from told") == (42,)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        ask(server, "onesource_reader", "onesource", "delete from told")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server, "onesource_reader", "onesource", "set transaction read write; delete from told")


@pytest.mark.parametrize(
    ("role", "database"),
    [("onesource_reader", "airflow"), ("onesource", "airflow"), ("airflow", "onesource")],
)
def test_nobody_enters_a_database_that_is_not_theirs(server, role, database):
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        ask(server, role, database, "select 1")


def test_a_wrong_password_is_turned_away(server):
    url = server.url("onesource", "onesource").replace(PASSWORDS["onesource"], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_starting_a_running_server_changes_nothing(server):
    before = server.pid()
    assert server.start() == server.port()
    assert server.pid() == before


def test_lost_secrets_are_refused_with_the_remedy(server):
    other = EmbeddedPostgres(server.folder, PASSWORDS | {SUPERUSER: "lost"})
    server.stop()
    with pytest.raises(Refused, match=r"secrets\.json"):
        other.start()
    server.start()


def test_it_comes_back_after_being_killed_with_all_that_was_committed(server):
    with psycopg.connect(server.url("onesource", "onesource")) as owner:
        owner.execute("create table kept as select 1 as one")
    os.kill(server.pid(), signal.SIGKILL)
    while server.pid():
        time.sleep(0.01)
    server.start()
    assert ask(server, "onesource", "onesource", "select one from kept") == (1,)


def test_a_stale_pid_file_that_names_a_stranger_stops_nobody(server):
    server.stop()
    note = server.data / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{server.data}\n1\n5432\n\n127.0.0.1\n\nready\n")
    assert server.port() is None
    server.stop()
    assert server.start() == server.port()


def test_a_server_started_for_the_moment_goes_with_its_last_user(server):
    server.stop()
    again = EmbeddedPostgres(server.folder, PASSWORDS)
    with server.running() as port:
        with again.running() as same:
            assert same == port
        assert server.port() == port
    assert server.pid() is None
    server.start()


def test_a_server_that_was_running_stays(server):
    with server.running():
        pass
    assert server.port() is not None


def test_a_stopped_server_has_no_address(tmp_path: Path):
    with pytest.raises(Unreachable, match="not running"):
        EmbeddedPostgres(tmp_path, PASSWORDS).url("onesource", "onesource")


def test_a_preferred_port_is_given_up_when_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port


if os.geteuid() == 0:

    def test_root_without_namespaces_in_a_closed_folder_is_told_which(monkeypatch, tmp_path):
        monkeypatch.setattr("onesource.store.unprivileged.NAMESPACE", ("false",))
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        server = EmbeddedPostgres(closed / "state" / "postgres", PASSWORDS)
        with pytest.raises(Refused) as refusal:
            server.start()
        assert Path(str(refusal.value.facts["blocked"])) in closed.parents
