"""Hands a mail to a mail server, over TLS and with the connection's login, and says what a refusal means.

The connection is Airflow's of kind `smtp`: TLS from the start unless its extra says
`disable_ssl`, then STARTTLS unless it says `disable_tls` too. Certificates are always
checked. What a mail says is decided elsewhere.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from onesource.errors import OneSourceError, Refused, Unreachable
from onesource.sources.connections import Connection

SECONDS = 30.0  # how long a server may say nothing
PERMANENT = 500


def sender(connection: Connection) -> str:
    """The address that mail goes out from. Raises Refused where the connection has none."""
    return connection.need("from_email")


def hand_over(
    connection: Connection, to: Sequence[str], mail: bytes
) -> Mapping[str, OneSourceError]:
    """Hands `mail` over for all of `to`; whom the server does not take it for, and why.

    Raises Refused where the server will not take it for anyone until something is changed,
    Unreachable where it may later, or where it broke off: then it may have taken it.
    """
    try:
        with _opened(connection) as server:
            refused = server.sendmail(sender(connection), list(to), mail)
    except smtplib.SMTPRecipientsRefused as error:
        refused = error.recipients
    except smtplib.SMTPResponseException as error:
        raise _told(connection, "says", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(
            f"mail server {connection.name}: {error}; correct port, login, disable_ssl "
            f"and disable_tls of the connection",
            connection=connection.name,
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise Refused(
            f"mail server {connection.name} shows a certificate that is not valid for "
            f"{connection.host} ({error.verify_message}); correct the host, or have its issuer trusted",
            connection=connection.name,
        ) from error
    except OSError as error:  # smtplib's own are such too
        raise Unreachable(
            f"mail server {connection.name} did not answer as agreed: {error}",
            connection=connection.name,
        ) from error
    return {
        address: _told(connection, f"does not take mail for {address}:", code, said)
        for address, (code, said) in refused.items()
    }


@contextmanager
def _opened(connection: Connection) -> Iterator[smtplib.SMTP]:
    """A session; how it ends is no news: what the server took it has."""
    plain, context = bool(connection.extra.get("disable_ssl")), ssl.create_default_context()
    where = connection.host, connection.port or (587 if plain else 465)
    server = (
        smtplib.SMTP(*where, timeout=SECONDS)
        if plain
        else smtplib.SMTP_SSL(*where, timeout=SECONDS, context=context)
    )
    try:
        if plain and not connection.extra.get("disable_tls"):
            server.starttls(context=context)
        if connection.login:
            server.login(connection.login, connection.password)
        yield server
    finally:
        with suppress(OSError):
            server.quit()
        server.close()


def _told(connection: Connection, what: str, code: int, said: bytes | str) -> OneSourceError:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    message = f"mail server {connection.name} {what} {code} {words}"
    if code >= PERMANENT:
        remedy = "correct the connection, or the address in the catalogue"
        return Refused(f"{message}; {remedy}", connection=connection.name, code=code)
    return Unreachable(f"{message}; it is tried again", connection=connection.name, code=code)
