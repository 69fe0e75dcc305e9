"""One digest as a signed call to its receiver's own system, by the Standard Webhooks specification.

`webhook-id` is the message's, the same each time it is tried: who has it already answers 2xx and drops
it. The signature is HMAC-SHA256 over id, time and body; nothing but the connection's
address is ever called.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass

import requests

from onesource import clock
from onesource.errors import Refused, Unreachable
from onesource.notice import digest as digests
from onesource.notice.messages import Message, Outcome
from onesource.sources.connections import Connection
from onesource.sources.http_session import TIMEOUT, address

TYPE = "cases.digest"
PREFIX = "whsec_"
LATER = frozenset({408, 425, 429})  # and what a server is at fault for
LEAST = 24  # bytes of a secret


@dataclass(frozen=True)
class Hook:
    """The way to a receiver's system.

    connection: of kind `http`, with `path` in its extra; its password is the secret.
    """

    connection: Connection
    name: str = "webhook"

    def send(self, message: Message) -> Outcome:
        """Calls the system once; it took the message where it answers 2xx."""
        try:
            call(self.connection, message.message_id, body(message))
        except (Refused, Unreachable) as error:
            return Outcome(owed=True, fault=error)
        return Outcome((self.connection.name,))


def body(message: Message) -> bytes:
    """What is called, the same to the byte each time."""
    told = {
        "type": TYPE,
        "timestamp": message.made_at.astimezone(clock.BUREAU_TIME).isoformat(),
        "data": json.loads(digests.as_json(message.digest)),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: bytes, message_id: str, seconds: int, content: bytes) -> str:
    """The value of `webhook-signature`."""
    signed = f"{message_id}.{seconds}.".encode() + content
    return f"v1,{base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()}"


def call(connection: Connection, message_id: str, content: bytes) -> None:
    """Posts `content`, once.

    Raises Refused where a retry cannot help, else Unreachable: then it may have arrived.
    """
    seconds = int(clock.now().timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "onesource",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature(_secret(connection), message_id, seconds, content),
    }
    where, name = address(connection) + str(connection.extra.get("path", "/")), connection.name
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.post(
                where,
                data=content,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,  # what it answers besides is not read
            ) as answer:
                code = answer.status_code
        except requests.RequestException as error:
            raise Unreachable(f"webhook {name} did not answer: {error}", connection=name) from error
    if code in LATER or code >= 500:
        raise Unreachable(f"webhook {name} answered HTTP {code}; it is tried again", code=code)
    if not 200 <= code < 300:
        raise Refused(
            f"webhook {name} answered HTTP {code}; correct host, path and password (the secret) of "
            f"the connection with its owner",
            connection=name,
            code=code,
        )


def _secret(connection: Connection) -> bytes:
    told = connection.password
    try:
        secret = base64.b64decode(told.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if not told.startswith(PREFIX) or len(secret) < LEAST:
        raise Refused(
            f"the password of connection {connection.name} is no webhook secret: {PREFIX} and at least "
            f"{LEAST} random bytes in base64; make one with `openssl rand -base64 32`",
            connection=connection.name,
        )
    return secret
