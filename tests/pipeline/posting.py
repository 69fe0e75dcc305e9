"""The bureau's mail drop, and what arrives in it."""

from __future__ import annotations

import mailbox
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

SHEET = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATISTICS, CIVIL = "data@tj.example.cn", "data@mz.example.cn"


@dataclass
class Post:
    """A Maildir that a mail server delivers into."""

    folder: Path

    def arrives(
        self, *books: Path, sender: str = STATISTICS, judged: Iterable[str] = (), name: str = ""
    ) -> str:
        """A message with workbooks arrives; judged: its Authentication-Results, the topmost first."""
        message = EmailMessage()
        for told in judged:
            message["Authentication-Results"] = told
        message["From"] = sender
        message["Subject"] = "核对报告答复"
        message.set_content("见附件。")
        for book in books:
            message.add_attachment(
                book.read_bytes(),
                maintype="application",
                subtype=SHEET,
                filename=name or book.name,
            )
        return mailbox.Maildir(self.folder).add(message)

    def names(self, box: str) -> list[str]:
        """The messages in a folder of it."""
        return sorted(file.name for file in (self.folder / box).glob("*"))

    def aside(self) -> list[str]:
        """Those that were set aside."""
        return self.names(".set_aside/new")
