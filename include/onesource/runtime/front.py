"""Opens the providers' door beside the stack, with an account for each provider."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from onesource.door import accounts
from onesource.errors import Unreachable
from onesource.runtime.environment import LOOPBACK
from onesource.runtime.stack import Stack
from onesource.store.base import Base

OPEN_SECONDS = 60.0


def open_door(stack: Stack, base: Base, providers: Iterable[str]) -> str:
    """Serve the door with the stack, so that it ends with it; returns its address when it answers.

    Each provider has an account of its own name, made where there is none. Raises Unreachable,
    with the end of its log, when the door dies or does not answer.
    """
    stack.say("opening the providers' door")
    known = {row["account"] for row in accounts.listed(base)}
    for account, password in passwords(stack, providers).items():
        if account not in known:
            accounts.add(base, account, account, password)
    port = stack.state.port("door")
    program = str(Path(sys.executable).with_name("onesource"))
    stack.spawn("door", [program, "door", "serve", "--port", str(port)])
    address, deadline = f"http://{LOOPBACK}:{port}", time.monotonic() + OPEN_SECONDS
    while not _answers(address):
        stack.check()
        if time.monotonic() > deadline:
            raise Unreachable(f"the door did not answer at {address} within {OPEN_SECONDS:.0f} s")
        time.sleep(0.2)
    return address


def passwords(stack: Stack, providers: Iterable[str]) -> Mapping[str, str]:
    """The first password of each provider's account."""
    named = {provider: f"door_{provider}" for provider in sorted(providers)}
    known = stack.state.secrets(named.values())
    return {provider: known[name] for provider, name in named.items()}


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310 - an address of ours
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
