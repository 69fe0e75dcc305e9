"""Sends what waits for a provider, or for the bureau, by the channels declared: e-mail and webhook.

What a provider is told waits since its report was delivered; the bureau's list, of cases
it has to decide and of those overdue, is made here, where it is another than the last.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog, Mail, Reached, Webhook
from onesource.discrepancy import docket
from onesource.discrepancy.case import BUREAU, Case
from onesource.discrepancy.workdays import Calendar
from onesource.errors import Unreachable
from onesource.notice import bureau, digest, messages
from onesource.notice.bureau import Agenda
from onesource.notice.delivery import Delivered
from onesource.notice.mail import Post
from onesource.notice.messages import Channel, Hours
from onesource.notice.model import CaseLine, ProviderFacts, Report
from onesource.notice.webhook import Hook
from onesource.pipeline.house import House
from onesource.pipeline.round import facts_of
from onesource.store.sql import statement

log = logging.getLogger(__name__)
MEGABYTE = 1_000_000


def owe(
    connection: sa.Connection,
    reached: Reached,
    report: Report,
    sent: Delivered,
    files: Mapping[str, Path],
) -> None:
    """Has a report that was delivered announced by its provider's channels, in the same transaction.

    files: the report's own, of which those go along by mail that the declaration lets.
    """
    if reached.channels:
        along = _along(reached.mail, files) if reached.mail and "mail" in reached.channels else {}
        messages.owe(connection, digest.of(report, sent), reached.channels, along)


def _along(mail: Mail, files: Mapping[str, Path]) -> dict[str, bytes]:
    """What goes along: all of it or, where that is too large or not declared, none."""
    if sum(path.stat().st_size for path in files.values()) > mail.attach_mb * MEGABYTE:
        return {}
    return {name: path.read_bytes() for name, path in files.items()}


def send(house: House, receiver: str, round_id: str) -> list[str]:
    """Sends what waits for a provider, or for the bureau, and may be sent now; the messages' ids.

    Each channel by itself: what fails on one keeps no other from being used. Raises
    Unreachable where one may be reached later, else Refused where one has to be mended.
    """
    catalog, deadlines = Catalog.readable(), Catalog.load_deadlines()
    hours = Hours(deadlines.notices, Calendar(deadlines.days))
    reached: Reached = deadlines.notices.bureau
    if receiver != BUREAU:
        reached = catalog.providers[receiver]
    elif reached.channels:
        _owe_bureau(house, catalog, reached, round_id)
    drop_undeclared(house, catalog)
    sent: list[str] = []
    faults: list[Exception] = []
    for name, declared in reached.channels.items():
        try:
            sent += messages.send(house.base, receiver, _channel(house, declared), hours)
        except Exception as error:
            log.exception("%s: %s failed", receiver, name)
            faults.append(error)
    if faults:
        raise next((one for one in faults if isinstance(one, Unreachable)), faults[0])
    return sent


def drop_undeclared(house: House, catalog: Catalog) -> None:
    """Removes files kept for digests that wait, where by now none are declared to go along."""
    kept = [
        slug
        for slug, one in catalog.providers.items()
        if one.mail and one.mail.attach_mb and "mail" in one.channels
    ]
    with house.base.transaction() as connection:
        connection.execute(sa.text(statement("base/notice/drop_undeclared")), {"kept": kept})


def _channel(house: House, declared: Mail | Webhook) -> Channel:
    connection = house.connections(declared.connection)
    if isinstance(declared, Mail):
        return Post(connection, declared.to, ProviderFacts.bureau)
    return Hook(connection)


def _owe_bureau(house: House, catalog: Catalog, reached: Reached, round_id: str) -> None:
    """Has what waits for the bureau told to it, where that is another than it was last told."""
    with house.base.transaction(lock=f"notice.digest/{BUREAU}") as connection:
        agenda = _agenda(connection, catalog, round_id)
        for channel in reached.channels:
            last = messages.last_owed(connection, BUREAU, channel)
            told = bureau.digest(agenda, last, _closed(connection, last))
            if told:
                messages.owe(connection, told, [channel])


def _closed(connection: sa.Connection, last: digest.Digest | None) -> set[str]:
    asked = {"cases": [one.case_id for one in last.cases] if last else []}
    return set(connection.execute(sa.text(statement("base/notice/settled_cases")), asked).scalars())


def _agenda(connection: sa.Connection, catalog: Catalog, round_id: str) -> Agenda:
    rows = connection.execute(sa.text(statement("base/notice/for_bureau")))
    cases = [_line(row.case_id, docket.case_of(row.kept), row.given) for row in rows]
    facts = replace(facts_of(catalog, next(iter(catalog.providers))), slug=BUREAU)
    feeds = {path: feed.title for path, feed in catalog.feeds.items()}
    return Agenda(round_id, clock.now(), cases, facts, feeds)


def _line(case_id: str, case: Case, given: bool) -> CaseLine:
    return CaseLine(case_id, case, case.due, bool(case.clock and case.clock.provisional), given)
