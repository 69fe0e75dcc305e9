"""Brings a report to its provider's front-end machine and logs it, once.

Decides whether a report is news and in which order files and log come to be, so that
a delivery killed anywhere and run again ends the same. Not what the report says.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import paramiko
import sqlalchemy as sa

from onesource.errors import Refused
from onesource.notice.files import prefix
from onesource.notice.model import Report
from onesource.notice.report import Told, last_told
from onesource.sources import sftp
from onesource.sources.connections import Connection
from onesource.store.base import Base
from onesource.store.sql import statement

log = logging.getLogger(__name__)
UNFINISHED = ".part"


@dataclass(frozen=True)
class Delivered:
    """A line of the delivery log: what a provider was sent."""

    delivery_id: str
    files: tuple[str, ...]
    findings: int
    opened: int
    closed: int
    delivered_at: datetime


def is_news(connection: sa.Connection, report: Report) -> bool:
    """Whether `report` says something its provider was not told last.

    Who was never told anything is told nothing while there is nothing to say;
    who was is also told that all is settled.
    """
    return _news(last_told(connection, report.provider.slug), report)


def _news(told: Told | None, report: Report) -> bool:
    if any(line.case.phase == "raised" for line in report.cases):
        return True
    if told is None:
        return bool(report.findings or report.held or report.calls)
    called = any(call.entry_id > told.last_entry_id for call in report.calls)
    return called or told.content_hash != report.content_hash


def deliver(
    base: Base,
    connection: Connection,
    report: Report,
    files: Mapping[str, Path],
    also: Callable[[sa.Connection, Delivered], object] = lambda *_: None,
) -> Delivered | None:
    """Puts `files` (final name → local path) into the provider's inbox and logs the delivery.

    also: what else the transaction writes that logs it. None where the report is no news.
    One delivery to a provider at a time; the files
    are there, whole, before the log says so. Raises Refused where the inbox is missing
    or closed to us, Unreachable where the machine does not answer.
    """
    facts = report.provider
    with base.transaction(lock=f"notice.delivery/{facts.slug}") as transaction:
        told = last_told(transaction, facts.slug)
        if not _news(told, report):
            log.info("%s: nothing new since the last report, none delivered", facts.slug)
            return None
        with sftp.session(connection) as machine:
            _put(machine, connection, report, files)
        delivered = Delivered(
            delivery_id=_id(report),
            files=tuple(f"{facts.inbox}/{name}" for name in files),
            findings=report.findings,
            opened=report.opened,
            closed=len(report.closed),
            delivered_at=_after(told, report.at),
        )
        _log(transaction, connection, report, delivered)
        also(transaction, delivered)
    log.info("%s: report delivered, %d findings open", facts.slug, report.findings)
    return delivered


def _id(report: Report) -> str:
    """Provider, round, content, and the last line of a case's log that it is told of, if there is one."""
    called = f"/{report.calls[-1].entry_id}" if report.calls else ""
    return f"{report.provider.slug}/{report.round_id}/{report.content_hash}{called}"


def _after(told: Told | None, at: datetime) -> datetime:
    """`at`, or just after what was told before: the log's order is the order of telling."""
    return max(at, told.at + timedelta(microseconds=1)) if told else at


def _put(
    machine: paramiko.SFTPClient,
    connection: Connection,
    report: Report,
    files: Mapping[str, Path],
) -> None:
    inbox = report.provider.inbox
    try:
        _sweep(machine, inbox, prefix(report.provider))
        for name, path in files.items():
            with path.open("rb") as content:
                machine.putfo(content, f"{inbox}/{name}{UNFINISHED}", path.stat().st_size)
        for name in files:
            machine.posix_rename(f"{inbox}/{name}{UNFINISHED}", f"{inbox}/{name}")
    except (FileNotFoundError, PermissionError) as error:
        raise Refused(
            f"front-end machine {connection.name}: user {connection.login} cannot write to "
            f"{inbox} ({error}); ask the machine's owner to make it and let us write there",
            connection=connection.name,
            folder=inbox,
        ) from error


def _sweep(machine: paramiko.SFTPClient, inbox: str, ours: str) -> None:
    """Removes what a killed delivery of ours left unfinished."""
    for name in machine.listdir(inbox):
        if name.startswith(ours) and name.endswith(UNFINISHED):
            with suppress(FileNotFoundError):
                machine.remove(f"{inbox}/{name}")


def _log(
    transaction: sa.Connection, connection: Connection, report: Report, delivered: Delivered
) -> None:
    transaction.execute(
        sa.text(statement("base/notice/log_delivery")),
        {
            "delivery_id": delivered.delivery_id,
            "provider": report.provider.slug,
            "round_id": report.round_id,
            "content_hash": report.content_hash,
            "connection": connection.name,
            "files": list(delivered.files),
            "findings": delivered.findings,
            "opened": delivered.opened,
            "closed": delivered.closed,
            "delivered_at": delivered.delivered_at,
            "last_event_id": report.last_event_id,
            "last_entry_id": report.last_entry_id,
        },
    )
