"""What was agreed with a provider about one regular delivery: its catalogue entry, source and contract.

The path `feeds/<provider>/<feed>.yaml` is its identity. Nothing here says how it is
scheduled, and no secret stands here: a connection is a name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from onesource.catalog.contract import Contract
from onesource.catalog.model import Declaration, Share, Slug, Text, refuse
from onesource.catalog.source import HttpApi, Source, SqlDatabase

Cycle = Literal["daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly"]


class Sharing(Declaration):
    """How others may use it, and by what right it is kept back (JM 四(二), AH 22)."""

    type: Literal["public", "unconditional", "conditional", "withheld"]
    condition: Text | None = None
    basis: Text | None = None

    @model_validator(mode="after")
    def _needs_a_basis(self) -> Sharing:
        kept_back = self.type in ("conditional", "withheld")
        refuse(
            f"sharing type {self.type} needs its legal basis in `basis`"
            if kept_back and not self.basis
            else None,
            "sharing type conditional needs its `condition`"
            if self.type == "conditional" and not self.condition
            else None,
        )
        return self


class Volume(Declaration):
    """How far a delivery may differ in size from the one in force before it is held, and why."""

    drop: Share  # 0.3: three tenths fewer rows are held
    rise: Annotated[float, Field(gt=0)]  # of changes: the share of records that may change at once
    at_least: Annotated[int, Field(ge=1)] = 1
    reason: Text


class Tombstone(Declaration):
    """How a change says that a record is no more: one of these values in that column."""

    column: Slug
    values: Annotated[tuple[str, ...], Field(min_length=1)]


class KeyRange(Declaration):
    """Which keys a feed speaks of at all; what it says of others is not its claim."""

    prefixes: tuple[str, ...] = ()  # all where none is named
    except_prefixes: tuple[str, ...] = ()


class Coverage(Declaration):
    """That a feed claims to hold every entity within its scope."""

    gap_limit: Share = 0.2  # above it the gap is one finding with a list
    reason: Text


class Supplies(Declaration):
    """Which entity of which library it speaks of, and with which columns."""

    library: Slug
    entity: Slug
    key: Annotated[tuple[Slug, ...], Field(min_length=1)]  # columns, in the key standard's order
    elements: Annotated[tuple[Slug, ...], Field(min_length=1)]
    former_keys: tuple[Slug, ...] = ()  # columns with older numbers of the same entity
    dated_by: Slug | None = None  # a row speaks only as of the date in this column
    scope: KeyRange = KeyRange()
    full_coverage: Coverage | None = None


class Feed(Declaration):
    """One declared feed. `provider` and `name` come from its path."""

    provider: Slug
    name: Slug
    title: Text
    resource_code: Annotated[str, Field(pattern=r"^\d{6,}/\d+$")]  # 类1 项2 目3 细目 "/" 序号
    summary: Text
    sharing: Sharing
    opening: Literal["unconditional", "conditional", "closed"]
    update_cycle: Cycle
    late_after_days: Annotated[int, Field(ge=0)] = 0  # how long after its turn it counts as late
    source: Source
    mode: Literal["snapshot", "changes"]
    reconcile_days: Annotated[int, Field(ge=1)] | None = (
        None  # changes: read whole at least so often
    )
    changed_by: Slug | None = None  # the column that says when a row was last changed over there
    tombstone: Tombstone | None = None
    record_key: Annotated[tuple[Slug, ...], Field(min_length=1)]
    volume: Volume
    contract: Contract
    supplies: Supplies

    @property
    def path(self) -> str:
        """`<provider>/<feed>`, its identity."""
        return f"{self.provider}/{self.name}"

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> Feed:
        dated = (self.changed_by, self.supplies.dated_by)
        places = {
            "record_key": self.record_key,
            "changed_by": (self.changed_by,) if self.changed_by else (),
            "tombstone.column": (self.tombstone.column,) if self.tombstone else (),
            "supplies.key": self.supplies.key,
            "supplies.elements": self.supplies.elements,
            "supplies.former_keys": self.supplies.former_keys,
            "supplies.dated_by": (self.supplies.dated_by,) if self.supplies.dated_by else (),
        }
        columns = self.contract.columns
        refuse(
            *(
                f"{place} names {column}, which contract.columns lacks"
                for place, named in places.items()
                for column in named
                if column not in columns
            ),
            *(
                f"{column} says when; its type must be date or timestamp"
                for column in dated
                if column is not None
                and column in columns
                and columns[column].type not in ("date", "timestamp")
            ),
        )
        return self

    @model_validator(mode="after")
    def _can_tell_its_changes(self) -> Feed:
        if self.mode == "snapshot":
            refuse(
                "`tombstone` goes with mode changes; what a snapshot lacks has ended"
                if self.tombstone
                else None,
                "`reconcile_days` goes with mode changes; a snapshot is always whole"
                if self.reconcile_days
                else None,
            )
            return self
        asks = isinstance(self.source, SqlDatabase) or (
            isinstance(self.source, HttpApi) and self.source.since_parameter is not None
        )
        refuse(
            "mode changes needs `changed_by`, the column that says when a row was changed"
            if self.changed_by is None
            else None,
            "mode changes needs `reconcile_days`, how often the whole is read"
            if self.reconcile_days is None
            else None,
            "mode changes needs a source that can be asked for changes: a database, or an "
            "interface with `since_parameter`"
            if not asks
            else None,
        )
        return self
