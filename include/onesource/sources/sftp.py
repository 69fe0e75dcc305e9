"""Opens a front-end machine over SFTP, with key authentication and a pinned host key.

Moves bytes only: which file is meant and whether it is right is decided elsewhere.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import paramiko
from paramiko.pkey import UnknownKeyType

from onesource.errors import Refused, Unreachable
from onesource.sources.connections import Connection

CONNECT_SECONDS = 20.0
SILENCE_SECONDS = 60.0  # how long a machine may say nothing while we wait for it
KEEPALIVE_SECONDS = 15


class _Told(paramiko.Message):
    """What a machine tells; a text that is not UTF-8 stands for its bytes, as names of files do in Python."""

    def get_text(self) -> str:
        return self.get_string().decode("utf-8", "surrogateescape")


class _Client(paramiko.SFTPClient):
    """A client that bears names and words that are not UTF-8, and finds a file by such a name again."""

    def _request(self, t: Any, *args: Any) -> Any:
        kind, told = super()._request(t, *args)  # type: ignore[misc]  # not in the stubs
        return kind, _Told(told.get_remainder())

    def _convert_status(self, msg: paramiko.Message) -> None:
        super()._convert_status(_Told(msg.get_remainder()))  # type: ignore[misc]  # not in the stubs

    def _adjust_cwd(self, path: str | bytes) -> Any:
        plain = path if isinstance(path, bytes) else path.encode("utf-8", "surrogateescape")
        return super()._adjust_cwd(plain)  # type: ignore[misc]  # not in the stubs


def shown(name: str, beside: Collection[str] = ()) -> str:
    """The name of a file as people read it: one that is not UTF-8 as GB 18030, or else byte by byte.

    beside: the other names in its folder, of which it becomes none.
    """
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            told = raw.decode(encoding)
            if told == name or told not in beside:
                return told
    return "".join(f"%{byte:02X}" if byte > 0x7F else chr(byte) for byte in raw)


def is_over(machine: paramiko.SFTPClient, error: Exception) -> bool:
    """Whether `error` ended the session, so that nothing more can be asked of the machine."""
    channel = machine.get_channel()
    silent = isinstance(error, TimeoutError | EOFError | paramiko.SSHException)
    return silent or channel is None or channel.closed


@contextmanager
def session(connection: Connection) -> Iterator[paramiko.SFTPClient]:
    """An SFTP session on the machine `connection` names.

    Needs `key_file` (path of the private key) and `host_key` (`ssh-ed25519 AAAA…`)
    in the connection's extra. Raises Refused for a wrong key on either side,
    Unreachable where the machine does not answer, falls silent or breaks off.
    """
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    kind, key = _host_key(connection)
    port = connection.port or 22
    label = connection.host if port == 22 else f"[{connection.host}]:{port}"
    client.get_host_keys().add(label, kind, key)
    try:
        _connect(client, connection, port)
        with _open(client) as sftp:
            yield sftp
    except (OSError, paramiko.SSHException, paramiko.SFTPError, EOFError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        told = str(error) or f"nothing was heard for {SILENCE_SECONDS:g} s"
        raise Unreachable(
            f"front-end machine {connection.name} broke off: {told}", connection=connection.name
        ) from error
    finally:
        client.close()


def _open(client: paramiko.SSHClient) -> paramiko.SFTPClient:
    """Opens SFTP; paramiko alone would wait for the subsystem's answer without an end."""
    transport = client.get_transport()
    if transport is None:
        raise EOFError
    transport.set_keepalive(KEEPALIVE_SECONDS)
    watch = threading.Timer(SILENCE_SECONDS, client.close)
    watch.daemon = True
    watch.start()
    try:
        channel = transport.open_session(timeout=SILENCE_SECONDS)
        channel.settimeout(SILENCE_SECONDS)
        channel.invoke_subsystem("sftp")
        return _Client(channel)
    finally:
        watch.cancel()


def _host_key(connection: Connection) -> tuple[str, paramiko.PKey]:
    kind, _, rest = connection.need("host_key").strip().partition(" ")
    try:
        encoded = base64.b64decode(rest.split()[0], validate=True)
        return kind, paramiko.PKey.from_type_string(kind, encoded)
    except (ValueError, IndexError, paramiko.SSHException, UnknownKeyType) as error:
        raise Refused(
            f"host_key in the extra of connection {connection.name} is not of the form "
            f"`ssh-ed25519 AAAA…`; correct it",
            connection=connection.name,
        ) from error


def _own_key(connection: Connection) -> paramiko.PKey:
    file = connection.need("key_file")
    try:
        return paramiko.PKey.from_path(file)
    except (OSError, ValueError, paramiko.SSHException, UnknownKeyType) as error:
        raise Refused(
            f"key_file {file} of connection {connection.name} cannot be read as a private key "
            f"({error}); put our key there",
            connection=connection.name,
        ) from error


def _connect(client: paramiko.SSHClient, connection: Connection, port: int) -> None:
    try:
        client.connect(
            connection.host,
            port=port,
            username=connection.login,
            pkey=_own_key(connection),
            timeout=CONNECT_SECONDS,
            banner_timeout=CONNECT_SECONDS,
            auth_timeout=CONNECT_SECONDS,
            allow_agent=False,
            look_for_keys=False,
        )
    except paramiko.BadHostKeyException as error:
        raise Refused(
            f"front-end machine {connection.name} shows another host key than agreed; "
            f"ask its owner, then correct host_key in the connection's extra",
            connection=connection.name,
        ) from error
    except paramiko.AuthenticationException as error:
        raise Refused(
            f"front-end machine {connection.name} does not take our key for user "
            f"{connection.login} ({error}); give its owner our public key",
            connection=connection.name,
        ) from error
