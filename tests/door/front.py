"""The door, really served, and a department's system that knocks on it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import requests
import uvicorn
from notice.desk import Desk
from notice.given import TUESDAY
from starlette.types import ASGIApp, Receive, Scope, Send

from onesource import clock
from onesource.door import accounts, tokens
from onesource.door.app import door
from onesource.door.bureau import Bureau
from onesource.store.base import Base

WAIT = 20.0
_keys = itertools.count(1)


@dataclass
class Set:
    """An application for which it is a set moment."""

    app: ASGIApp
    moment: datetime

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with clock.at(self.moment):
            await self.app(scope, receive, send)


@dataclass(frozen=True)
class Front:
    """A served door, and what its bureau's people do with it."""

    base: Base
    served: Set
    url: str

    def at(self, moment: datetime) -> None:
        """It is that moment from now on."""
        self.served.moment = moment

    def token(self, provider: str = "statistics", days: int = 30) -> str:
        """A new token, made at the moment it is."""
        with clock.at(self.served.moment):
            return tokens.make(self.base, provider, days)

    def account(self, provider: str = "statistics", name: str = "") -> tuple[str, str]:
        """A new account and its password."""
        name = name or f"{provider}.{next(_keys)}"
        with clock.at(self.served.moment):
            return name, accounts.add(self.base, name, provider)

    def person(self, provider: str = "statistics") -> Person:
        """Somebody of a provider's who is logged in."""
        person = Person(self.url)
        assert person.log_in(*self.account(provider)).status_code == 200
        return person

    def system(self, provider: str = "statistics") -> System:
        """A provider's system with a token that holds."""
        return System(self.url, self.token(provider))


@dataclass
class System:
    """A department's system: asks with its token, answers with a key of its own."""

    url: str
    token: str
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, path: str, method: str = "GET", **given: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        return self.session.request(
            method, f"{self.url}{path}", headers=headers, timeout=WAIT, **given
        )

    def cases(self) -> dict[str, Any]:
        return dict(self.ask("/api/v1/cases").json())

    def findings(self, case: str, **query: Any) -> dict[str, Any]:
        return dict(self.ask(f"/api/v1/cases/{case}/findings", params=query).json())

    def all_findings(self) -> dict[str, dict[str, Any]]:
        """Every finding there is, by number."""
        pages = [self.findings(case["case"], limit=1000) for case in self.cases()["cases"]]
        return {one["finding"]: one for page in pages for one in page["findings"]}

    def post(
        self, answers: Sequence[Mapping[str, Any]], key: str = "", seen: int | None = None
    ) -> requests.Response:
        """Answers, as of now where `seen` is not given."""
        known = self.cases()["seen"] if seen is None else seen
        return self.ask(
            "/api/v1/answers",
            "POST",
            json={"seen": known, "answers": list(answers)},
            headers={"Idempotency-Key": key or f"key-{next(_keys):08}"},
        )


@dataclass
class Person:
    """Somebody with a browser: looks, fills forms in as they were given, and sends them."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def look(self, path: str = "/", **given: Any) -> requests.Response:
        return self.session.get(f"{self.url}{path}", timeout=WAIT, **given)

    def log_in(self, account: str, password: str) -> requests.Response:
        return self.send("/login/now", account=account, password=password)

    def send(self, path: str, **fields: Any) -> requests.Response:
        """A form's fields, as they are."""
        return self.session.post(f"{self.url}{path}", data=fields, timeout=WAIT)

    def forms(self, path: str = "/") -> dict[str, dict[str, str]]:
        """What the forms of a page carry unseen, by where they lead."""
        return Forms(self.look(path).text).found

    def fill(self, page: str, to: str, **fields: Any) -> requests.Response:
        """Fills in a form of a page, and sends it."""
        return self.send(to, **self.forms(page)[to], **fields)

    def upload(self, name: str, content: bytes) -> requests.Response:
        """Sends a file by the page for it."""
        to = "/answers/file"
        carried = self.forms("/answers")[to]
        return self.session.post(
            f"{self.url}{to}", data=carried, files={"file": (name, content)}, timeout=WAIT
        )


class Forms(HTMLParser):
    """The forms of a page: hidden fields by action."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.own = self.found.setdefault(str(told["action"]), {})
        elif tag == "input" and told.get("type") == "hidden":
            self.own[str(told["name"])] = str(told["value"])


@contextmanager
def opened(base: Base, at: datetime = TUESDAY, per_minute: int = 100_000) -> Iterator[Front]:
    """The door of a base database, served by uvicorn."""
    served = Set(door(Bureau(base, per_minute)), at)
    with serving(served) as url:
        yield Front(base, served, url)


@contextmanager
def serving(served: Set) -> Iterator[str]:
    """An application at an address of its own, by uvicorn."""
    server = uvicorn.Server(
        uvicorn.Config(served, port=0, log_config=None, lifespan="off", server_header=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + WAIT
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < end
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(WAIT)


def case_of(desk: Desk, kind: str = "conflict") -> str:
    """The case of a kind."""
    (found,) = [one for one in desk.cases() if one["kind"] == kind]
    return str(found["case_id"])


def refusals(front: Front) -> list[tuple[str, str]]:
    """Who was refused what, in its order."""
    rows = front.base.rows("select * from audit.entry where act = 'refused' order by entry_id")
    return [(row["who"], row["about"]) for row in rows]
