"""Finds, for root, a way to run a program that refuses to run as root.

PostgreSQL will not start for uid 0. Two ways are tried: a user namespace, where
root's own files keep their owner but the owner is called nobody (works inside a
root-only folder too), and an ordinary user, who must be able to reach the folder.
Changes nothing above the state folder and creates no user.
"""

from __future__ import annotations

import grp
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from onesource.errors import Refused

NOBODY = 65534
NAMESPACE = ("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")


@dataclass(frozen=True)
class Identity:
    """As whom a program runs: words put before it, or a user and group to become."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def words(self, command: list[str]) -> list[str]:
        return [*self.prefix, *command]

    def popen(self) -> dict[str, object]:
        """Keyword arguments for subprocess."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def can(self, flag: str, path: Path) -> bool:
        """Whether this identity passes `test <flag> <path>`."""
        try:
            done = subprocess.run(  # type: ignore[call-overload]
                self.words(["test", flag, str(path)]),
                capture_output=True,
                cwd="/",
                check=False,
                **self.popen(),
            )
        except OSError:
            return False
        return bool(done.returncode == 0)


def identity_for(data: Path, program: Path) -> Identity:
    """Who may run `program` on the folder `data`; the caller's own self unless that is root.

    Raises Refused naming the folder that is in the way.
    """
    if os.geteuid() != 0:
        # A number without a name (some containers run so) gets one by being mapped to nobody.
        return Identity() if _named(os.geteuid()) else Identity(prefix=NAMESPACE)
    owner = data.stat().st_uid
    if owner == 0:
        namespaced = Identity(prefix=NAMESPACE)
        if namespaced.can("-w", data) and namespaced.can("-x", program):
            return namespaced
    candidates = [owner] if owner else _ordinary_users(data)
    for uid in candidates:
        if (identity := _as_user(uid, data, program)) is not None:
            return identity
    raise _nobody_gets_through(candidates, data, program)


def _named(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _ordinary_users(data: Path) -> list[int]:
    owners = [p.stat().st_uid for p in data.parents]
    return [*dict.fromkeys(uid for uid in owners if uid), NOBODY]


def _as_user(uid: int, data: Path, program: Path) -> Identity | None:
    try:
        group = pwd.getpwuid(uid).pw_gid
    except KeyError:
        return None
    identity = Identity(user=uid, group=group)
    state = data.parent
    if state.stat().st_uid == 0:
        # Passing through only: what lies in the state folder is closed each for itself.
        state.chmod(0o711)
    if not (identity.can("-x", program) and identity.can("-x", state)):
        return None
    os.chown(data, uid, group)
    return identity


def _nobody_gets_through(uids: list[int], data: Path, program: Path) -> Refused:
    uid = uids[-1]
    try:
        name, gid = pwd.getpwuid(uid).pw_name, pwd.getpwuid(uid).pw_gid
    except KeyError:
        name, gid = str(uid), grp.getgrall()[0].gr_gid
    identity = Identity(user=uid, group=gid)
    way = [*reversed(data.parents), *reversed(program.parents)]
    blocked = next((p for p in way if not identity.can("-x", p)), data)
    return Refused(
        f"PostgreSQL refuses to run as root, this machine allows no user namespace, and the user "
        f"{name} cannot pass through {blocked}; clone One Source to a folder that others may "
        f"enter (for example under /srv or /opt), or run it as an ordinary user",
        blocked=str(blocked),
        user=name,
    )
