"""Takes in the answers that came by mail: workbooks attached to messages in the bureau's mail drop.

Decides whose a message is: its sender's address is one that a provider declares, the mail
server's judgement of it is good where one is asked for, and no form in it is another's.
Anything else is set aside and logged, and nobody is answered. What is attached is judged as
files on the front-end machine are; receipts go there too. A message is marked as seen when
its answers are committed: one that is read twice is taken once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path, PurePath

from onesource import settings
from onesource.catalog import Catalog
from onesource.discrepancy.raising import Office
from onesource.notice import form, receipt, replies, workbook
from onesource.notice.replies import Came, Fetched
from onesource.pipeline.house import House
from onesource.pipeline.round import facts_of, office_of
from onesource.sources import maildir
from onesource.sources.delivery import sha256_file
from onesource.sources.maildir import Attached, Drop, Odd
from onesource.store import engine

log = logging.getLogger(__name__)
BOOKS = {".xlsx", ".xlsm", ".xls", ".et"}  # what is meant as a filled report, rightly or not
MOST = 20  # workbooks of one message


def take_in(house: House) -> int:
    """Takes in what is new in the mail drop, where there is one; says how many rows were taken.

    Each message is judged by itself: a fault of one keeps no other from being taken, and is
    raised after. Raises Refused where the drop is no Maildir.
    """
    folder = settings.mail_drop()
    if folder is None:
        return 0
    drop, catalog = Drop(folder), Catalog.readable()
    office = office_of(house.base, catalog)
    taken, faults = 0, []
    for letter in drop.unread():
        try:
            taken += _letter(house, catalog, office, letter)
            drop.done(letter)
        except Odd as odd:
            log.warning("mail drop: %s is set aside: %s", maildir.number(letter), odd.message)
            drop.set_aside(letter)
        except Exception as error:
            log.exception("mail drop: %s was not taken", maildir.number(letter))
            faults.append(error)
    if faults:
        raise faults[0]
    return taken


def _letter(house: House, catalog: Catalog, office: Office, letter: Path) -> int:
    """Takes in one message's workbooks. Raises Odd where it cannot be used."""
    message = maildir.read(letter)
    sender = maildir.sender(message)
    slug = _declared(catalog, sender)
    judge = settings.mail_judge()
    if judge and not maildir.is_judged_true(message, judge):
        raise Odd(f"{judge} does not say that it is really from {sender!r}")
    with engine.work("mail") as folder:
        files = list(_fetched(letter, maildir.attachments(message), folder))
        for file in files:
            told = form.whose(file.path) if file.path else None
            if told not in (None, slug):
                raise Odd(f"a form of {told!r} is attached, and it is from {slug}")
        if not files:
            raise Odd(f"no workbook is attached; it is from {slug}")
        facts = facts_of(catalog, slug)
        taken = [replies.take_in(house.base, office.now, facts, file) for file in files]
        return sum(outcome.taken for outcome in taken)


def _declared(catalog: Catalog, sender: str) -> str:
    """The one provider that declares an address."""
    found = [
        slug
        for slug, provider in catalog.providers.items()
        if provider.mail and sender in map(str.lower, provider.mail.senders)
    ]
    if len(found) != 1:
        raise Odd(f"{sender!r} is an address of {', '.join(found) or 'no provider'}")
    return found[0]


def _fetched(letter: Path, attached: Iterator[Attached], folder: Path) -> Iterator[Fetched]:
    """The workbooks among what is attached, each in a file of its own."""
    books = [one for one in attached if PurePath(one.name).suffix.lower() in BOOKS]
    if len(books) > MOST:
        raise Odd(f"{len(books)} workbooks are attached; at most {MOST} are read")
    for place, one in enumerate(books, 1):
        copy = folder / f"{place}.xlsx"
        copy.write_bytes(one.content)
        name = receipt.plain(one.name.encode("utf-8", "replace").decode())
        told = f"{name}（邮件 {maildir.number(letter)} 的第 {place} 个附件）"
        came = Came(told, len(one.content), int(letter.stat().st_mtime), place="mail")
        fits = len(one.content) <= workbook.LARGEST
        yield Fetched(came, sha256_file(copy), copy if fits else None)
