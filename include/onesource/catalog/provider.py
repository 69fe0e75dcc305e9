"""Who supplies data: a department, where its reports go, and how hard its systems may be asked."""

from __future__ import annotations

from onesource.catalog.model import Declaration, Slug, Text


class Provider(Declaration):
    """A department that supplies data, where its reports go, and how many calls at once it bears."""

    title: Text
    front_end: Slug  # connection of its front-end machine
    inbox: Text = "inbox"
    parallel: int = 1


def pool(provider: str) -> str:
    """The name of the pool that limits how hard a provider's systems are asked."""
    return f"provider.{provider}"
