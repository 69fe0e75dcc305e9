"""The two ways a step can fail, told apart by whether running it again can help.

`Refused`: what was delivered or declared is wrong; somebody must change it first.
`Unreachable`: a system did not answer as agreed; the same call may succeed later.
Nothing else in the house decides about retries: the scheduler maps these two, once.
"""

from __future__ import annotations


class OneSourceError(Exception):
    """Root of every error raised on purpose.

    The message says what is wrong, where, and the remedy; `facts` carries the
    same as named values, for logs, findings and reports.
    """

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class Refused(OneSourceError):
    """A retry cannot help: the input, a declaration or a rule has to change."""


class Broken(Refused):
    """A rule of our own cannot run: nobody's delivery is at fault, a declaration has to be mended."""


class Unreachable(OneSourceError):
    """A retry can help: a system was busy, away, or changed while it was read."""
