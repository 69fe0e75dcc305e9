"""Writes down what was refused: to whoever is known in the audit log, all of it in the door's own."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException

from onesource import audit
from onesource.store.base import Base

log = logging.getLogger(__name__)
ROLE = "provider"


class NotTheirs(HTTPException):
    """What is not there, or not theirs: who asks is not told which."""

    def __init__(self) -> None:
        super().__init__(404)


def refused(base: Base, who: str | None, scope: Mapping[str, Any], why: str) -> None:
    """Notes a refusal. who: an account or a token, None where nobody is known."""
    method, path = scope["method"], scope["path"]
    client = (scope.get("client") or ("?",))[0]
    log.warning("refused %s %r from %s: %s", method, path, client, why)
    if who is not None:
        about = f"{method} {path}"[: audit.LONGEST].replace("\x00", "")
        audit.note(base, audit.Entry(who, [ROLE], "refused", about))


def strange(base: Base, who: str, scope: Mapping[str, Any]) -> None:
    """Notes that somebody asked for, or answered, what is not there or not theirs."""
    refused(base, who, scope, "it is not there, or not theirs")
