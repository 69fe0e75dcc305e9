"""Where the city keeps what must outlive a restart: folders, secrets, keys, ports.

Everything is the caller's alone (folders 0700, files 0600) and stays inside the one
state folder. A file is replaced whole or not at all.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import asyncssh

HOST = "127.0.0.1"


def write_whole(path: Path, data: bytes) -> None:
    """Replaces the file in one step; a reader sees the old content or the new, never a part."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    part.replace(path)


@dataclass(frozen=True)
class Home:
    """The state folder of one city."""

    root: Path

    def folder(self, *parts: str) -> Path:
        """A folder below the state folder, made if it is missing."""
        path = self.root
        for part in ("", *parts):
            path /= part
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def secret(self, name: str) -> str:
        """A generated token, the same at every start."""
        path = self.folder("secrets") / name
        if not path.exists():
            write_whole(path, secrets.token_urlsafe(32).encode())
        return path.read_text()

    def key_file(self, name: str) -> Path:
        """A generated ed25519 private key, the same at every start."""
        path = self.folder("keys") / name
        if not path.exists():
            key = asyncssh.generate_private_key("ssh-ed25519", comment=name)
            write_whole(path, key.export_private_key("openssh"))
        return path

    def listen(self, name: str) -> socket.socket:
        """A listening socket for a system: on the port it had before, else on a free one."""
        path = self.folder() / "ports.json"
        ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
        bound = _bind(ports.get(name, 0)) or _bind(0)
        if bound is None:
            raise OSError(f"no free port on {HOST} for {name}: end something that listens there")
        ports[name] = bound.getsockname()[1]
        write_whole(path, json.dumps(ports, indent=2).encode())
        return bound


def _bind(port: int) -> socket.socket | None:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
        door.listen()
    except OSError:
        door.close()
        return None
    return door
