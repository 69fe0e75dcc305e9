"""The front-end machine: an SFTP server where each department has a room of its own.

Decides who may enter (one user a department, by key only) and what a user sees: its
own folder, with `outbox` (what the department delivers), `inbox` (what reaches it)
and `answers` (what it replies). No shell, no forwarding, no links. What lies in the
rooms is not its business.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import asyncssh

from demo.home import HOST, Home
from demo.system import Connection


class _Door(asyncssh.SSHServer):
    def __init__(self, keys: dict[str, bytes], guests: set[asyncssh.SSHServerConnection]) -> None:
        self._keys = keys
        self._guests = guests
        self._guest: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._guest = conn
        self._guests.add(conn)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self._guest:
            self._guests.discard(self._guest)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return self._keys.get(username) == key.public_data


class _Room(asyncssh.SFTPServer):
    def __init__(self, rooms: Path, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        room = rooms / str(chan.get_extra_info("username"))
        super().__init__(chan, chroot=os.fsencode(room))

    def symlink(self, *_paths: bytes) -> None:
        raise asyncssh.SFTPPermissionDenied("links are not allowed on the front-end machine")

    def link(self, *_paths: bytes) -> None:
        raise asyncssh.SFTPPermissionDenied("links are not allowed on the front-end machine")


class FrontEndMachine:
    """The SFTP server as a system of the city, for the departments named."""

    def __init__(self, home: Home, departments: tuple[str, ...]) -> None:
        self._home = home
        self._departments = departments
        self._host_key = asyncssh.read_private_key(home.key_file("frontend_host_key"))
        self._guests: set[asyncssh.SSHServerConnection] = set()
        self._acceptor: asyncssh.SSHAcceptor | None = None
        self._port = 0

    async def start(self) -> None:
        """Makes the rooms and keys that are missing, and opens the door."""
        for department in self._departments:
            for box in ("outbox", "inbox", "answers"):
                self._home.folder("frontend", department, box)
        keys = {
            department: asyncssh.read_private_key(self._home.key_file(department)).public_data
            for department in self._departments
        }
        door = self._home.listen("frontend")
        self._acceptor = await asyncssh.listen(
            sock=door,
            server_factory=partial(_Door, keys, self._guests),
            server_host_keys=[self._host_key],
            sftp_factory=partial(_Room, self._home.folder("frontend")),
            allow_scp=False,
            password_auth=False,
            kbdint_auth=False,
            host_based_auth=False,
            gss_host=(),
            agent_forwarding=False,
            x11_forwarding=False,
        )
        self._port = door.getsockname()[1]

    async def stop(self) -> None:
        """Closes the door and shows every guest out."""
        if self._acceptor:
            self._acceptor.close()
        for guest in list(self._guests):
            guest.abort()

    def turn(self, day: int) -> None:
        """Its rooms are filled by others."""

    def connections(self) -> dict[str, Connection]:
        """One SFTP connection a department, with the key it enters by and the key to expect."""
        host_key = " ".join(self._host_key.export_public_key().decode().split()[:2])
        return {
            f"{department}_frontend": {
                "conn_type": "sftp",
                "host": HOST,
                "port": self._port,
                "login": department,
                "password": None,
                "schema": None,
                "extra": {
                    "key_file": str(self._home.key_file(department).resolve()),
                    "host_key": host_key,
                },
            }
            for department in self._departments
        }
