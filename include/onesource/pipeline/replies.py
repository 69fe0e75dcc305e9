"""Takes in the answers that lie on a provider's front-end machine, and hands the receipts back.

Decides which files are read: finished uploads, each content once; nothing is changed or
deleted over there but our own receipts. A machine that never had the folder, as an older
one has not, is no failure and is logged; one that had it and lost it is refused.
"""

from __future__ import annotations

import io
import logging
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import paramiko

from onesource.catalog import Catalog
from onesource.errors import Refused, Unreachable
from onesource.notice import replies, workbook
from onesource.notice.model import ProviderFacts
from onesource.notice.replies import Came, Fetched
from onesource.notice.report import last_told
from onesource.pipeline.house import House
from onesource.pipeline.round import facts_of, office_of
from onesource.sources import sftp
from onesource.sources.connections import Connection
from onesource.sources.delivery import sha256_file, sha256_texts
from onesource.store import engine
from onesource.store.base import Base

log = logging.getLogger(__name__)
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")  # what uploads are called until they end
PART = ".part"
SETTLES = 3.0  # seconds after which a file that is no whole workbook is looked at once more


def take_in(house: House, provider: str) -> int:
    """Takes in a provider's new files of answers and delivers the receipts; says how many rows were taken.

    Nothing is looked for from a provider that was never told anything: its machine need not
    even be known. Each file is judged by itself: a fault of one keeps no other from being taken, nor a
    receipt from going out, and is raised after. Raises Refused where the inbox, a file, or
    a folder of answers that was there before is not open to us, Unreachable as the
    provider's front-end machine does.
    """
    catalog = Catalog.readable()
    facts, office = facts_of(catalog, provider), office_of(house.base, catalog)
    with house.base.transaction() as asking:
        if last_told(asking, provider) is None:
            return 0  # who was never sent a form has none to fill
    connection = house.connections(facts.front_end)
    taken = 0
    faults: list[Exception] = []
    with engine.work("answers") as folder, sftp.session(connection) as machine:
        try:
            for came in _new(house.base, machine, connection, facts):
                try:
                    with _readable(machine, connection, f"{facts.answers}/{came.name}"):
                        file = _fetch(machine, facts, came, folder)
                    if file:
                        taken += replies.take_in(house.base, office.now, facts, file).taken
                except Exception as error:
                    if sftp.is_over(machine, error):
                        raise
                    log.exception("%s: a file of answers was not taken: %s", facts.slug, came.name)
                    error.add_note(f"the file of answers is {facts.answers}/{came.name}")
                    faults.append(error)
        finally:
            _hand_back(house.base, machine, connection, facts)
    if faults:
        raise faults[0]
    return taken


def _new(
    base: Base, machine: paramiko.SFTPClient, connection: Connection, facts: ProviderFacts
) -> list[Came]:
    """The finished files that were not looked at as they are now, in the order they were written."""
    known = replies.looked_at(base, facts.slug)
    try:
        listed = machine.listdir_attr(facts.answers)
    except FileNotFoundError as error:
        if known:
            raise _not_ours(connection, facts.answers, "is gone") from error
        log.warning(
            "front-end machine %s has no folder %s: no answers of %s can come back by it; "
            "ask the machine's owner to make it",
            *(connection.name, facts.answers, facts.slug),
        )
        return []
    except PermissionError as error:
        raise _not_ours(connection, facts.answers, "cannot be read") from error
    names = {str(one.filename) for one in listed}
    came = [_came(one, names) for one in listed if _finished(one)]
    new = [one for one in came if known.get(one.name) != one]
    return sorted(new, key=lambda one: (one.written, one.name))


def _finished(one: paramiko.SFTPAttributes) -> bool:
    """Whether a name is that of a file a person has put there, whole."""
    name = sftp.shown(str(one.filename))
    own = not name.startswith((".", "~$")) and not set(name) & set("/\\\0")
    return own and not name.lower().endswith(UNFINISHED) and _is_file(one)


def _is_file(one: paramiko.SFTPAttributes) -> bool:
    """Whether it is a file; where the machine does not say, unless it lists it as a folder."""
    if one.st_mode is None:
        return not str(getattr(one, "longname", "")).startswith("d")
    return stat.S_ISREG(one.st_mode)


def _came(one: paramiko.SFTPAttributes, names: Collection[str]) -> Came:
    name = str(one.filename)
    return Came(sftp.shown(name, names), one.st_size or 0, one.st_mtime or 0, name)


def _fetch(
    machine: paramiko.SFTPClient, facts: ProviderFacts, came: Came, folder: Path
) -> Fetched | None:
    """A file, unless it is too large, copied here; None where it still grows or has gone."""
    place, copy = f"{facts.answers}/{came.listed}", folder / "answers.xlsx"
    if came.size > workbook.LARGEST:
        told = sha256_texts([came.name, str(came.size), str(came.written)])
        return Fetched(came, told, None)
    try:
        with copy.open("wb") as target:
            machine.getfo(place, target, max_concurrent_prefetch_requests=64)
        if not workbook.is_whole(copy):
            time.sleep(SETTLES)
        now = machine.stat(place)
    except FileNotFoundError:
        return None
    settled = (now.st_size, now.st_mtime or 0, copy.stat().st_size)
    if settled != (came.size, came.written, came.size):
        log.info("%s: a file of answers still grows; it is read in the next round", facts.slug)
        return None
    return Fetched(came, sha256_file(copy), copy)


def _hand_back(
    base: Base, machine: paramiko.SFTPClient, connection: Connection, facts: ProviderFacts
) -> None:
    """Delivers the receipts that are owed; one that was put and not noted is put again, the same."""
    for one in replies.owed(base, facts.slug):
        path = f"{facts.inbox}/{one.name}"
        with _ours_to_write(connection, facts.inbox):
            machine.putfo(io.BytesIO(one.content), f"{path}{PART}", len(one.content))
            machine.posix_rename(f"{path}{PART}", path)
        replies.given(base, one)


@contextmanager
def _ours_to_write(connection: Connection, folder: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, PermissionError) as error:
        raise _not_ours(connection, folder, "cannot be written to") from error


@contextmanager
def _readable(machine: paramiko.SFTPClient, connection: Connection, path: str) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise _not_ours(connection, path, "cannot be read") from error
    except (OSError, paramiko.SFTPError) as error:
        if sftp.is_over(machine, error):
            raise
        raise Unreachable(
            f"front-end machine {connection.name}: {path} could not be read ({error}); "
            f"it is read again in the next round",
            connection=connection.name,
            path=path,
        ) from error


def _not_ours(connection: Connection, path: str, why: str) -> Refused:
    return Refused(
        f"front-end machine {connection.name}: {path} {why} by user {connection.login}; "
        f"ask the machine's owner to make the folder and open it to us",
        connection=connection.name,
        path=path,
    )
