"""Passwords of the door's accounts: made, hashed, checked. Only their hashes are kept.

By scrypt (RFC 7914), with a salt of each one's own; the parameters stand beside the hash, so
that they can be raised without asking anybody for a new password.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from threading import BoundedSemaphore

from onesource.errors import Refused

N, R, P = 2**15, 8, 3  # 32 MiB for each; OWASP's Password Storage Cheat Sheet
MEMORY = 64 << 20
SHORTEST, LONGEST = 12, 200
AT_ONCE = BoundedSemaphore(4)  # each needs its memory


def made() -> str:
    """A password nobody has chosen: 96 random bits."""
    return secrets.token_urlsafe(12)


def judged(password: str) -> str:
    """The password, where it may be chosen. Raises Refused where it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused(f"a password has {SHORTEST} to {LONGEST} characters")
    return password


def hashed(password: str) -> str:
    """What is kept of a password."""
    salt = secrets.token_bytes(16)
    return "$".join(["scrypt", str(N), str(R), str(P), _text(salt), _text(_hash(password, salt))])


def holds(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; as much work where none was."""
    _, n, r, p, salt, known = (kept or NOBODY).split("$")
    found = _hash(password, _bytes(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, _bytes(known)) and kept is not None


def _hash(password: str, salt: bytes, n: int = N, r: int = R, p: int = P) -> bytes:
    told = password[: LONGEST + 1].encode("utf-8", "surrogatepass")
    with AT_ONCE:
        return hashlib.scrypt(told, salt=salt, n=n, r=r, p=p, maxmem=MEMORY, dklen=32)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(value: str) -> bytes:
    return base64.b64decode(value)


NOBODY = "$".join(["scrypt", str(N), str(R), str(P), _text(bytes(16)), _text(bytes(32))])
