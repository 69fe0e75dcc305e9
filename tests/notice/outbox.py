"""A provider whose reports are announced by mail and webhook, to real servers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from notice.given import MONDAY, finding, report
from notice.receiving import HookServer, MailServer

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy.workdays import Calendar
from onesource.notice import digest, messages
from onesource.notice.delivery import Delivered
from onesource.notice.mail import Post
from onesource.notice.messages import Channel, Hours
from onesource.notice.webhook import Hook
from onesource.store.base import Base

TO = "contact@tongji.example.gov.cn"
OTHER = "head@tongji.example.gov.cn"
NOTICES = Catalog.load_deadlines().notices
MORNING = MONDAY + timedelta(days=1)


@dataclass
class Room:
    """Statistics, whose reports are announced."""

    base: Base
    mail: MailServer
    hook: HookServer
    to: tuple[str, ...] = (TO,)
    hours: Hours = field(default_factory=lambda: Hours(NOTICES, Calendar({})))

    def told(
        self, number: int = 1, at: datetime = MONDAY, files: dict[str, bytes] | None = None
    ) -> None:
        """The number-th report was delivered; it tells of as many findings, one of them new."""
        made = replace(
            report([finding(key=f"{row:09}", fresh=row == 0) for row in range(number)], at=at),
            since=MONDAY if number > 1 else None,
        )
        sent = Delivered(f"statistics/{number}", ("inbox/a.xlsx",), number, 1, number - 1, at)
        with self.base.transaction() as connection:
            messages.owe(connection, digest.of(made, sent), ["mail", "webhook"], files)

    def channel(self, name: str) -> Channel:
        if name == "mail":
            return Post(self.mail.connection, self.to, "市数据资源主管部门")
        return Hook(self.hook.connection)

    def send(self, name: str, at: datetime = MONDAY, base: Base | None = None) -> list[str]:
        with clock.at(at):
            return messages.send(base or self.base, "statistics", self.channel(name), self.hours)

    def log(self, name: str) -> list[dict[str, Any]]:
        query = "select * from notice.message where channel = :name order by made_at"
        return self.base.rows(query, name=name)

    def arrived(self, name: str) -> int:
        """How many messages the receiver has."""
        return len(self.mail.mailbox(TO)) if name == "mail" else len(self.hook.taken)
