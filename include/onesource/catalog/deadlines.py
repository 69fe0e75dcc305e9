"""How long each step of a case may take, which days count, when an authority is asked: the bureau's own.

Local rules differ in days, so every deadline stands in deadlines.yaml and none in the code.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from onesource.catalog.channels import Notices
from onesource.catalog.model import Declaration, Frozen, Slug, refuse

KINDS = (
    *("contract", "volume", "late", "invalid", "conflict", "unregistered", "uncovered"),
    *("duplicate", "identity", "broken_link", "geometry"),
)
Days = Annotated[int, Field(ge=1, le=250)]


class Limits(Declaration):
    """How long each step may take, in working days; the day it begins on is not counted."""

    answer: Days
    extension: Days
    recheck: Days
    negotiation: Days
    adjudication: Days
    escalation: Days
    cooling: Days


class Deadlines(Declaration):
    """The terms in force: the default, what differs by kind, what by provider, and single days.

    authority_wrong: from this probability on that an authority is wrong it is asked itself.
    days: what the bureau says of single days, over any official calendar. notices: when
    people may be written to.
    """

    default: Limits
    kinds: Frozen[str, Frozen[str, Days]] = MappingProxyType({})
    providers: Frozen[Slug, Frozen[str, Days]] = MappingProxyType({})
    authority_wrong: Annotated[float, Field(gt=0.5, le=1)] = 0.9
    days: Frozen[date, Literal["off", "work"]] = MappingProxyType({})
    notices: Notices = Notices()

    @model_validator(mode="after")
    def _known(self) -> Deadlines:
        terms, kinds = ", ".join(Limits.model_fields), ", ".join(KINDS)
        told = {**{f"kinds.{name}": one for name, one in self.kinds.items()}}
        told |= {f"providers.{name}": one for name, one in self.providers.items()}
        refuse(
            *(f"{at}.{one}: is no term; known: {terms}" for at, one in _unknown_terms(told)),
            *(f"kinds.{name}: is no kind; known: {kinds}" for name in set(self.kinds) - set(KINDS)),
        )
        return self

    def of(self, provider: str, kind: str) -> Limits:
        """The terms for a provider's cases of a kind."""
        told: dict[str, Any] = {**self.kinds.get(kind, {}), **self.providers.get(provider, {})}
        return self.default.model_copy(update=told)


def _unknown_terms(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (at, one) for at, terms in told.items() for one in terms if one not in Limits.model_fields
    ]
