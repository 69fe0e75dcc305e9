"""A front-end machine that falls silent is given up; odd names it gives lead nowhere."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paramiko
import pytest

from onesource.catalog.source import FrontEndMachine
from onesource.errors import Refused, Unreachable
from onesource.sources import front_end, sftp
from onesource.sources.connections import Connection

KEY = paramiko.ECDSAKey.generate()
SOURCE = FrontEndMachine.model_validate(
    {
        "kind": "front_end_machine",
        "connection": "box",
        "files": "outbox/*.csv",
        "manifest": "none",
        "format": {"kind": "csv", "encoding": "utf-8"},
    }
)


class Machine(paramiko.ServerInterface):
    """Lets everybody in, lists the names it was given, says nothing from `silent` on, keeps `closed`."""

    def __init__(
        self, silent: str = "", names: tuple[str | bytes, ...] = ("a.csv",), closed: str = ""
    ) -> None:
        self.silent, self.names, self.over = silent, names, threading.Event()
        self.closed = closed

    def reach(self, point: str) -> None:
        if point == self.silent:
            self.over.wait(20)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return paramiko.AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:
        self.reach("channel")
        return paramiko.OPEN_SUCCEEDED

    def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:
        self.reach("subsystem")
        return super().check_channel_subsystem_request(channel, name)


class Room(paramiko.SFTPServerInterface):
    def __init__(self, server: Machine, *_: Any) -> None:
        self.machine = server
        server.reach("greeting")

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        self.machine.reach("listing")
        if self.machine.closed == "folder":
            return paramiko.SFTP_PERMISSION_DENIED
        found = [paramiko.SFTPAttributes() for _ in self.machine.names]
        for entry, name in zip(found, self.machine.names, strict=True):
            entry.filename = name
        return found

    def stat(self, path: str) -> paramiko.SFTPAttributes:
        self.machine.reach("date")
        told = paramiko.SFTPAttributes()
        told.st_size, told.st_mtime, told.st_atime = 3, 86400, 86400
        return told

    def open(
        self, path: str, flags: int, attr: paramiko.SFTPAttributes
    ) -> paramiko.SFTPHandle | int:
        if self.machine.closed == "file":
            return paramiko.SFTP_PERMISSION_DENIED
        handle = Handle(flags)
        handle.machine = self.machine
        return handle


class Handle(paramiko.SFTPHandle):
    machine: Machine

    def read(self, offset: int, length: int) -> bytes:
        self.machine.reach("content")
        return b"abc"[offset : offset + length]


@contextmanager
def standing(machine: Machine, folder: Path) -> Iterator[Connection]:
    """Serves one visitor; gives the connection."""
    KEY.write_private_key_file(str(folder / "key"))
    extra = {"key_file": str(folder / "key"), "host_key": f"{KEY.get_name()} {KEY.get_base64()}"}
    with socket.create_server(("127.0.0.1", 0)) as door:
        visit = threading.Thread(target=receive, args=(machine, door))
        visit.start()
        port = door.getsockname()[1]
        yield Connection("box", "sftp", "127.0.0.1", port, "statistics", extra=extra)
        machine.over.set()
        visit.join()


def receive(machine: Machine, door: socket.socket) -> None:
    transport = paramiko.Transport(door.accept()[0])
    transport.add_server_key(KEY)
    transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Room)
    transport.start_server(server=machine)
    machine.over.wait(30)
    transport.close()


@pytest.mark.parametrize(
    "silent", ["channel", "subsystem", "greeting", "listing", "date", "content"]
)
def test_a_machine_that_lets_us_in_and_falls_silent_is_unreachable(tmp_path, monkeypatch, silent):
    monkeypatch.setattr(sftp, "SILENCE_SECONDS", 0.5)

    with standing(Machine(silent), tmp_path) as connection:
        began = time.monotonic()
        with pytest.raises(Unreachable, match="front-end machine box broke off: ."):
            front_end.fetch(SOURCE, connection, tmp_path)

        assert time.monotonic() - began < 6


def test_no_machine_is_waited_for_without_an_end():
    assert 0 < sftp.KEEPALIVE_SECONDS < sftp.SILENCE_SECONDS <= 60


@pytest.mark.parametrize(
    "name",
    [
        *("z/../../../z.csv", "/tmp/z.csv", "..\\z.csv", "z\0.csv", ".z.csv", "../z.csv"),
        "答复.csv".encode("gb18030"),
    ],
)
def test_a_name_that_could_lead_elsewhere_is_dropped(tmp_path: Path, name: str | bytes):
    with standing(Machine(names=(name, "a.csv")), tmp_path) as connection:
        assert front_end.fetch(SOURCE, connection, tmp_path).data[0].path == tmp_path / "a.csv"
    with (
        standing(Machine(names=(name,)), tmp_path) as connection,
        pytest.raises(Refused, match="no file was delivered"),
    ):
        front_end.fetch(SOURCE, connection, tmp_path)


@pytest.mark.parametrize(
    ("closed", "told"), [("folder", "box:outbox is not"), ("file", r"box:outbox/a\.csv is not")]
)
def test_what_is_not_ours_to_read_is_refused_by_its_path(tmp_path: Path, closed: str, told: str):
    with (
        standing(Machine(closed=closed), tmp_path) as connection,
        pytest.raises(Refused, match=f"{told} ours to read; ask the machine's owner.*statistics"),
    ):
        front_end.fetch(SOURCE, connection, tmp_path)
