"""Reads a Maildir into which a mail server delivers: who a message is from, and what is attached.

A message is whole when it is there, as a Maildir promises. Who it is from is a header that
anybody can write: whether to believe it the mail server has to judge, and says so in
`Authentication-Results` (RFC 8601). Nothing is deleted; a message is moved, in one step.
"""

from __future__ import annotations

import email.errors
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from onesource.errors import Refused

LARGEST = 160 << 20  # bytes of a message: the largest workbook as mail carries it, and some more
ASIDE = ".set_aside"  # the folder, by Maildir++, of what could not be used
VERDICT = re.compile(r"^\s*(dmarc|dkim)\s*=\s*pass\b(.*)$", re.IGNORECASE | re.DOTALL)
NAMED = {
    "dmarc": re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE),
    "dkim": re.compile(r"\bheader\.d\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE),
}
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')  # what a sender may have chosen the words of
COMMENT = re.compile(r"\([^()]*\)")
DAMAGED = (
    *(email.errors.MessageError, LookupError, ValueError, TypeError, AttributeError),
    RecursionError,
)


class Odd(Refused):
    """A message that cannot be used; says why, for the bureau."""


@dataclass(frozen=True)
class Attached:
    """A file that came with a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Drop:
    """A Maildir, of which this is the only reader."""

    folder: Path

    def unread(self) -> list[Path]:
        """The messages that were not looked at, the oldest first. Raises Refused where it is no Maildir."""
        boxes = [self.folder / name for name in ("new", "cur")]
        if not all(box.is_dir() for box in boxes):
            raise Refused(
                f"{self.folder} is no Maildir (it has no folders new and cur); "
                "have the mail server make it, or correct ONESOURCE_MAIL_DROP"
            )
        files = [file for box in boxes for file in box.iterdir() if not file.name.startswith(".")]
        unread = [file for file in files if "S" not in file.name.partition(":2,")[2]]
        return sorted(unread, key=lambda file: (file.stat().st_mtime_ns, file.name))

    def done(self, letter: Path) -> None:
        """Marks a message as seen."""
        letter.rename(self.folder / "cur" / f"{number(letter)}:2,S")

    def set_aside(self, letter: Path) -> None:
        """Puts a message where a person will look at it."""
        aside = self.folder / ASIDE
        for name in ("cur", "new", "tmp"):
            (aside / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        (aside / "maildirfolder").touch()
        letter.rename(aside / "new" / number(letter))


def number(letter: Path) -> str:
    """What a message is known by, wherever it is moved."""
    return letter.name.partition(":")[0]


def read(letter: Path) -> EmailMessage:
    """A message. Raises Odd where it is too large, or none that can be read."""
    if letter.stat().st_size > LARGEST:
        raise Odd(f"it is larger than {LARGEST >> 20} MB")
    try:
        with letter.open("rb") as file:
            return BytesParser(EmailMessage, policy=policy.default).parse(file)
    except DAMAGED as error:
        raise Odd(f"it cannot be read ({type(error).__name__})") from error


def sender(message: EmailMessage) -> str:
    """The one address a message is from, in small letters. Raises Odd where it names none, or several."""
    try:
        headers = message.get_all("From", [])
        found = [one.addr_spec for header in headers for one in header.addresses]
    except DAMAGED as error:
        raise Odd(f"its sender cannot be read ({type(error).__name__})") from error
    if len(headers) != 1 or len(found) != 1 or "@" not in found[0]:
        raise Odd(f"it names {len(found)} senders, not one")
    return str(found[0]).lower()


def is_judged_true(message: EmailMessage, judge: str) -> bool:
    """Whether the mail server `judge` found that the sender's own domain signed a message, or answers for it.

    That a server may send for a domain (SPF) says nothing of who wrote it.
    By the topmost header that bears its name alone: those below it anybody may have written.
    """
    domain = sender(message).rpartition("@")[2]
    for header in map(str, message.get_all("Authentication-Results", [])):
        name, *results = COMMENT.sub(" ", QUOTED.sub(" ", header)).split(";")
        if name.split()[:1] == [judge]:
            return any(_passes(result, domain) for result in results)
    return False


def attachments(message: EmailMessage) -> Iterator[Attached]:
    """Every file that came with a message, in its order. Raises Odd where one cannot be unpacked."""
    try:
        for part in message.walk():
            name = part.get_filename()
            if name and not part.is_multipart():
                content = part.get_payload(decode=True)
                yield Attached(str(name), content if isinstance(content, bytes) else b"")
    except DAMAGED as error:
        raise Odd(f"its attachments cannot be read ({type(error).__name__})") from error


def _passes(result: str, domain: str) -> bool:
    verdict = VERDICT.match(result)
    if verdict is None:
        return False
    named = NAMED[verdict[1].lower()].search(verdict[2])
    return named is not None and _same(domain, named[1].lower())


def _same(domain: str, named: str) -> bool:
    """Whether what was judged is the sender's own domain, or one it lies in."""
    return domain == named or ("." in named and domain.endswith(f".{named}"))
