"""Who is written to: a mail server and a department's own system, both really listening."""

from __future__ import annotations

import base64
import email.policy
import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from onesource.sources.connections import Connection

LOCAL = "127.0.0.1"
SECRET = base64.b64encode(b"a secret of thirty-two bytes....").decode()
FROM = "bureau@data.example.gov.cn"


@dataclass
class MailServer:
    """What a mail server took; `says` answers at RCPT or DATA instead, by address or `DATA`."""

    port: int = 0
    taken: list[tuple[tuple[str, ...], bytes]] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    sessions: list[tuple[bool, bytes | None]] = field(default_factory=list)  # TLS, login
    loses_answers: bool = False

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if "DATA" in self.says:
            return self.says["DATA"]
        self.sessions.append((session.ssl is not None, session.auth_data))
        self.taken.append((tuple(envelope.rcpt_tos), envelope.content))
        if self.loses_answers:
            server.transport.abort()
        return "250 OK"

    @property
    def connection(self) -> Connection:
        extra = {"from_email": FROM, "disable_ssl": True, "disable_tls": True}
        return Connection("smtp", "smtp", LOCAL, self.port, extra=extra)

    def mailbox(self, address: str) -> list[EmailMessage]:
        """What somebody has: a mail store keeps one of each Message-ID (RFC 7352)."""
        kept: dict[str, EmailMessage] = {}
        for to, content in self.taken:
            if address in to:
                mail = email.message_from_bytes(content, policy=email.policy.default)
                kept.setdefault(mail["Message-ID"], mail)
        return list(kept.values())


@contextmanager
def mail_server(**how: Any) -> Iterator[MailServer]:
    """A mail server that listens; how: as aiosmtpd has it."""
    with socket.socket() as free:
        free.bind((LOCAL, 0))
        port = free.getsockname()[1]
    server = MailServer(port)
    listening = Controller(server, hostname=LOCAL, port=port, **how)
    listening.start()
    try:
        yield server
    finally:
        listening.stop()


def knows(login: str, password: str) -> Any:
    """An authenticator that lets one in."""

    def judge(_server, _session, _envelope, _mechanism, told) -> AuthResult:
        given = (told.login, told.password) == (login.encode(), password.encode())
        return AuthResult(success=given, handled=given, auth_data=told.login if given else None)

    return judge


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate of 127.0.0.1's own: its file, and what serves with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOCAL)])
    began = datetime.now(UTC) - timedelta(hours=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOCAL))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    shown, own = folder / "shown.pem", folder / "own.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    own.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, own)
    return shown, context


@dataclass
class HookServer:
    """A department's system: it verifies each call, and takes each id once."""

    port: int = 0
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    taken: dict[str, Any] = field(default_factory=dict)  # by webhook-id
    answers: list[int] = field(default_factory=list)  # given first, each instead of taking
    secret: str = SECRET

    @property
    def connection(self) -> Connection:
        return Connection(
            *("hook", "http", LOCAL, self.port),
            password=f"whsec_{self.secret}",
            extra={"path": "/hooks/cases"},
        )

    def receive(self, path: str, headers: dict[str, str], body: bytes) -> int:
        self.calls.append((headers, body))
        if self.answers:
            return self.answers.pop(0)
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = hmac.new(base64.b64decode(SECRET), signed, hashlib.sha256).digest()
        if headers["webhook-signature"] != f"v1,{base64.b64encode(mac).decode()}":
            return 401
        if path != "/hooks/cases":
            return 404
        self.taken.setdefault(headers["webhook-id"], json.loads(body))
        return 204


@contextmanager
def hook_server() -> Iterator[HookServer]:
    """A department's system that listens."""
    told = HookServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(told.receive(self.path, headers, body))
            self.send_header("content-length", "0")
            self.send_header("location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((LOCAL, 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
