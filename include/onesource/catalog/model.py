"""What all declarations share: closed, frozen models, mappings that cannot be changed, the forms of names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    WrapSerializer,
)

from onesource.catalog import pattern


class Declaration(BaseModel):
    """A closed, frozen declaration: an unknown field is refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def refuse(*faults: str | None) -> None:
    """Raises ValueError telling every fault there is; nothing where there is none."""
    found = [fault for fault in faults if fault]
    if found:
        raise ValueError("; ".join(found))


def _known(expression: str) -> str:
    fault = pattern.fault(expression)
    refuse(fault and f"{expression!r} is no regular expression that can run: {fault}")
    return expression


def _dumped(frozen: Mapping[Any, Any], dump: SerializerFunctionWrapHandler) -> Any:
    return dump(dict(frozen))


Key = TypeVar("Key")
Value = TypeVar("Value")

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Text = Annotated[str, Field(min_length=1)]
Pattern = Annotated[str, Field(min_length=1), AfterValidator(_known)]
Share = Annotated[float, Field(gt=0, le=1)]
Frozen = Annotated[Mapping[Key, Value], AfterValidator(MappingProxyType), WrapSerializer(_dumped)]
