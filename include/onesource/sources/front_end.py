"""Fetches the newest delivery from a provider's front-end machine, by SFTP or from a mounted folder.

A delivery is a file and, where agreed, the manifest beside it: without its manifest
a file is still being written and is not looked at. Without one agreed, the day the
file was last written over there dates it. Nothing is deleted over there, and a name
from there that could lead out of a folder is no delivery.
"""

from __future__ import annotations

import fnmatch
import json
import posixpath
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import paramiko

from onesource import clock
from onesource.catalog.source import FrontEndMachine
from onesource.errors import Refused, Unreachable
from onesource.sources import sftp
from onesource.sources.connections import Connection
from onesource.sources.delivery import Declared, Delivery, Received, sha256_file, sha256_texts

Value = TypeVar("Value")


class Box(Protocol):
    """A place where files lie."""

    def names(self, folder: str) -> list[str]:
        """The names of the files in a folder."""

    def get(self, path: str, target: Path) -> None:
        """Copies one file here."""

    def written(self, path: str) -> float | None:
        """When a file was last written, in seconds since 1970; None where the place does not tell."""


class _Sftp:
    def __init__(self, client: paramiko.SFTPClient) -> None:
        self.client = client

    def names(self, folder: str) -> list[str]:
        return self.client.listdir(folder or ".")

    def get(self, path: str, target: Path) -> None:
        self.client.get(path, str(target))

    def written(self, path: str) -> float | None:
        return self.client.stat(path).st_mtime


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self, folder: str) -> list[str]:
        return [entry.name for entry in (self.root / folder).iterdir()]

    def get(self, path: str, target: Path) -> None:
        shutil.copyfile(self.root / path, target)

    def written(self, path: str) -> float | None:
        return (self.root / path).stat().st_mtime


def fetch(source: FrontEndMachine, connection: Connection, folder: Path) -> Delivery:
    """Copies the newest complete delivery into `folder`; newest is the last name in order.

    Raises Refused where nothing was delivered, Unreachable where the machine breaks off
    or the delivery changes while it is fetched.
    """
    directory, pattern = posixpath.split(source.files)
    with _box(connection) as box:
        with _ours_to_read(connection, directory or "."):
            try:
                names = {name for name in box.names(directory) if _plain(name)}
            except FileNotFoundError as error:
                raise Refused(f"{connection.name} has no folder {directory}; create it") from error
        name = _newest(source, names, pattern, f"{connection.name}:{source.files}")
        path = posixpath.join(directory, name)
        try:
            with _ours_to_read(connection, path):
                if source.manifest == "none":
                    return _dated(box, directory, name, folder)
                return _vouched(box, directory, name, folder)
        except (FileNotFoundError, _Changed) as error:
            raise Unreachable(
                f"{connection.name}:{path} is being delivered anew; it is fetched again later",
                connection=connection.name,
            ) from error


@contextmanager
def _ours_to_read(connection: Connection, path: str) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise Refused(
            f"{connection.name}:{path} is not ours to read; ask the machine's owner for the right "
            f"to read it with user {connection.login or 'of this process'}",
            connection=connection.name,
            path=path,
        ) from error


class _Changed(Exception):
    """What was read before a file is no longer what is read after it."""


def _vouched(box: Box, directory: str, name: str, folder: Path) -> Delivery:
    beside = manifest_name(name)
    manifest = _get(box, directory, beside, folder)
    before = manifest.path.read_bytes()
    data = _get(box, directory, name, folder)
    if _get(box, directory, beside, folder).path.read_bytes() != before:
        raise _Changed
    return _delivery(data, manifest)


def _dated(box: Box, directory: str, name: str, folder: Path) -> Delivery:
    path = posixpath.join(directory, name)
    written = box.written(path)
    if written is None:
        raise Refused(f"{path} has no date over there; agree on a manifest with the provider")
    data = _get(box, directory, name, folder)
    if box.written(path) != written:
        raise _Changed
    return _delivery(data, None, _day(written))


def _day(written: float) -> date:
    return datetime.fromtimestamp(written, clock.BUREAU_TIME).date()


def _plain(name: str) -> bool:
    """Whether a name names a file in its own folder and nothing else, on any system."""
    readable = name == name.encode("utf-8", "replace").decode()
    return bool(name) and readable and not name.startswith(".") and not set(name) & set("/\\\0")


def sample(source: FrontEndMachine, file: Path, folder: Path) -> Delivery:
    """A delivery made of one local file, with the manifest beside it where there is one."""
    if not _plain(file.name):
        raise Refused(f"{file} has no plain name; rename it, without dot in front or backslash")
    data = Received(file.name, Path(shutil.copyfile(file, folder / file.name)))
    beside = file.with_name(manifest_name(file.name))
    if source.manifest == "none":
        return _delivery(data, None, _day(file.stat().st_mtime))
    if not beside.exists():
        return _delivery(data, None)
    manifest = Received(beside.name, Path(shutil.copyfile(beside, folder / beside.name)))
    return _delivery(data, manifest)


def manifest_name(name: str) -> str:
    """`taxpayers_20260131.csv` → `taxpayers_20260131.manifest.json`."""
    return f"{posixpath.splitext(name)[0]}.manifest.json"


def read_manifest(path: Path) -> Declared:
    """Reads `{"rows": …, "sha256": …, "reference_date": "2026-01-31"}`.

    Raises Refused naming the field that is missing or of another form.
    """
    try:
        entry: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return Declared(
            rows=_field(entry, "rows", int),
            sha256=_field(entry, "sha256", lambda value: str(value).lower()),
            reference_date=_field(entry, "reference_date", date.fromisoformat),
        )
    except KeyError as error:
        raise Refused(
            f"{path.name} lacks {error}; write rows, sha256 and reference_date",
            rule="manifest_unreadable",
        ) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise Refused(
            f"{path.name} cannot be read: {error}; write it as UTF-8 JSON",
            rule="manifest_unreadable",
        ) from error


def _field(entry: dict[str, Any], name: str, read: Callable[[Any], Value]) -> Value:
    try:
        return read(entry[name])
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} is {entry[name]!r} ({error})") from error


@contextmanager
def _box(connection: Connection) -> Iterator[Box]:
    if connection.kind == "fs":
        try:
            yield _Folder(Path(connection.need("path")))
        except OSError as error:
            raise Unreachable(
                f"folder {connection.name} cannot be read: {error}", connection=connection.name
            ) from error
        return
    with sftp.session(connection) as client:
        yield _Sftp(client)


def _newest(source: FrontEndMachine, names: set[str], pattern: str, where: str) -> str:
    found = sorted(fnmatch.filter(names, pattern))
    complete = [n for n in found if source.manifest == "none" or manifest_name(n) in names]
    if complete:
        return complete[-1]
    if found:
        raise Unreachable(f"{where}: {found[-1]} has no manifest yet; it is still being written")
    raise Refused(f"{where}: no file was delivered; ask the provider to deliver")


def _get(box: Box, directory: str, name: str, folder: Path) -> Received:
    target = folder / name
    box.get(posixpath.join(directory, name), target)
    return Received(name, target)


def _delivery(data: Received, manifest: Received | None, day: date | None = None) -> Delivery:
    declared, fault = Declared(reference_date=day), None
    try:
        declared = read_manifest(manifest.path) if manifest else declared
    except Refused as error:
        fault = error
    return Delivery(
        data=(data,),
        companions=(manifest,) if manifest else (),
        declared=declared,
        fingerprint=sha256_texts([sha256_file(data.path), str(declared.reference_date)]),
        fault=fault,
    )
