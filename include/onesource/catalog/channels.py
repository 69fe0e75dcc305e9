"""By which ways somebody is told besides the front-end machine, when these may be used, and how often.

E-mail and webhooks reach people at their desks: they are quiet at night and on days off.
No address of a server and no secret stands here; a connection is a name.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from onesource.catalog.model import Declaration, Slug, refuse


def _quoted(told: Any) -> Any:
    if not isinstance(told, str):
        raise ValueError('write the time in quotes, such as "20:00": YAML reads it as a number')
    return told


Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
Moment = Annotated[time, BeforeValidator(_quoted)]


class Mail(Declaration):
    """A department's mailboxes. to: whom the digest goes to; senders: from whom answers are taken.

    connection: the mail server's, with `from_email` in its extra. attach_mb: how many megabytes
    of workbook and page may go with the digest; none unless said, as they hold personal data
    and mail leaves the government's secured network.
    """

    to: tuple[Address, ...] = ()
    senders: tuple[Address, ...] = ()
    connection: Slug = "smtp"
    attach_mb: Annotated[int, Field(ge=0, le=25)] = 0

    @model_validator(mode="after")
    def _names_somebody(self) -> Mail:
        told = self.to or self.senders
        refuse(None if told else "names nobody; give an address at least, in `to` or `senders`")
        return self


class Webhook(Declaration):
    """A digest as signed JSON, to the address and with the secret of an HTTP connection."""

    connection: Slug


class Reached(Declaration):
    """Whoever is told; each way is its own: what fails on one keeps no other."""

    mail: Mail | None = None
    webhook: Webhook | None = None

    @property
    def channels(self) -> dict[str, Mail | Webhook]:
        """The ways declared, by name."""
        found = {"mail": self.mail if self.mail and self.mail.to else None, "webhook": self.webhook}
        return {name: way for name, way in found.items() if way}


class Quiet(Declaration):
    """The hours in which nothing is sent, in China's time; the same moment twice: none."""

    since: Moment = time(20)
    until: Moment = time(8)
    days_off: bool = True  # they are quiet as a whole

    def holds(self, moment: time, working: bool) -> bool:
        """Whether nothing is sent at `moment` of a day."""
        if self.days_off and not working:
            return True
        if self.since <= self.until:
            return self.since <= moment < self.until
        return moment >= self.since or moment < self.until


class Notices(Declaration):
    """When e-mails and webhooks are sent, how many by each a day, and how the bureau itself is told.

    What is held back goes with the next one.
    """

    quiet: Quiet = Quiet()
    a_day: Annotated[int, Field(ge=1, le=24)] = 2
    bureau: Reached = Reached()
