"""The door's commands: tokens and accounts made, listed and ended, and the door really served."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
import requests
from cli.conftest import Run

from onesource.door import accounts
from onesource.door.accounts import Clerk
from onesource.door.tokens import Turned
from onesource.store.base import Base

SERVE = (sys.executable, "-c", "from onesource.cli.main import app; app()", "door", "serve")


@pytest.fixture
def url(base: Base) -> str:
    return base.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def ask(run: Run, url: str):
    def asked(*words: str):
        return run("door", *words, ONESOURCE_DB=url)

    return asked


def listed(ask: Any) -> list[dict[str, Any]]:
    return list(json.loads(ask("tokens", "--format", "json").stdout))


def test_a_token_is_made_listed_and_revoked(ask):
    made = ask("token", "statistics", "--days", "30")
    [row] = listed(ask)

    assert made.returncode == 0
    assert re.fullmatch(r"onesource_[\w-]{43}\n", made.stdout)
    assert (row["provider"], row["revoked_at"], row["used_on"]) == ("statistics", None, None)
    assert made.stdout.strip() not in str(row)

    assert ask("revoke", row["token"]).stdout == f"revoked: {row['token']} of statistics\n"
    assert listed(ask)[0]["revoked_at"]


def test_an_account_is_opened_listed_given_another_password_and_disabled(ask, base: Base):
    first = ask("account", "zhang.w", "statistics").stdout.strip()
    [row] = json.loads(ask("accounts", "--format", "json").stdout)

    assert (row["account"], row["provider"], row["disabled_at"]) == ("zhang.w", "statistics", None)
    assert accounts.check(base, "zhang.w", first) == Clerk("zhang.w", "statistics")
    second = ask("password", "zhang.w").stdout.strip()
    assert second != first
    assert accounts.check(base, "zhang.w", second)
    assert ask("disable", "zhang.w").stdout == "disabled: zhang.w of statistics\n"
    with pytest.raises(Turned, match="disabled"):
        accounts.check(base, "zhang.w", second)


def test_what_cannot_be_is_refused_with_the_remedy(ask):
    for words, why in (
        (("token", "nobody"), "nobody is no provider; providers.yaml lists them"),
        (("token", "health", "--days", "0"), "a token holds 1 to 3650 days, not 0"),
        (("account", "li", "nobody"), "nobody is no provider; providers.yaml lists them"),
        (
            ("account", "L", "health"),
            "'L' is no account's name: 3 to 32 of a-z, 0-9, '_', '.' and '-'",
        ),
        (
            ("disable", "li"),
            "there is no account li that is open; `onesource door accounts` lists them",
        ),
        (("revoke", "abc"), "there is no token abc to revoke; `onesource door tokens` lists them"),
    ):
        done = ask(*words)
        assert (done.returncode, done.stderr.strip()) == (2, why)
    assert listed(ask) == []


def test_the_door_is_served_until_it_is_told_to_stop(ask, url: str):
    token = ask("token", "statistics").stdout.strip()
    process = subprocess.Popen(
        [*SERVE, "--port", "0"],
        env={**os.environ, "ONESOURCE_DB": url, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        port = _port(process.stderr)
        answer = requests.get(
            f"http://127.0.0.1:{port}/api/v1/cases",
            headers={"Authorization": f"Bearer {token}"},
            timeout=20,
        )
        assert (answer.status_code, answer.json()) == (200, {"seen": 0, "cases": []})
        assert requests.get(f"http://127.0.0.1:{port}/api/v1/cases", timeout=20).status_code == 401
    finally:
        process.terminate()
        _, told = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    assert "refused GET '/api/v1/cases' from 127.0.0.1" in told


def _port(lines: Any) -> str:
    end = time.monotonic() + 60
    for line in lines:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return found[1]
        assert time.monotonic() < end
    raise AssertionError("the door ended before it was open")
