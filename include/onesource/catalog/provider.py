"""Who supplies data: a department, where reports and answers pass, and how hard its systems may be asked."""

from __future__ import annotations

from onesource.catalog.channels import Reached
from onesource.catalog.model import Slug, Text

BUREAU, SYSTEM = "bureau", "system"  # who acts besides the providers


class Provider(Reached):
    """A department that supplies data, and how many calls at once it bears.

    inbox and answers are folders on its front-end machine: where its reports go, and where
    it puts them back, filled. What lies there is also announced by the channels declared.
    """

    title: Text
    front_end: Slug  # connection of its front-end machine
    inbox: Text = "inbox"
    answers: Text = "answers"
    parallel: int = 1


def pool(provider: str) -> str:
    """The name of the pool that limits how hard a provider's systems are asked."""
    return f"provider.{provider}"
