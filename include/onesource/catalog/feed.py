"""What was agreed with a provider about one regular delivery: its catalogue entry, source and contract.

The path `feeds/<provider>/<feed>.yaml` is its identity. Nothing here says how it is
scheduled, and no secret stands here: a connection is a name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from onesource.catalog.model import Declaration, Frozen, Pattern, Share, Slug, Text, refuse

Cycle = Literal["daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly"]

OURS = ("row_number", "entity_key", "refused")  # columns of our own beside the delivered ones


def _delivered(name: str) -> str:
    taken = name.casefold() == "row_number"
    refuse(
        f"{name} is our own numbering of the rows; let it be delivered under another name"
        if taken
        else None
    )
    return name


def _column(name: str) -> str:
    taken = name in OURS or name.endswith("__delivered")
    refuse(
        f"{name} is a column of our own; call this one otherwise and its name there `from`"
        if taken
        else None
    )
    return name


Delivered = Annotated[Text, AfterValidator(_delivered)]


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


class HttpApi(Declaration):
    """A paged HTTP interface that answers JSON, with a bearer token as the connection's password."""

    kind: Literal["http_api"]
    connection: Slug
    path: Annotated[str, Field(pattern=r"^/")]
    page_size: Annotated[int, Field(ge=1, le=100_000)]
    rows: Text  # the answer's field that holds a page's records
    total: Text  # the answer's field that says how many records there are in all
    version: Text | None = None  # the answer's field that changes when the data does


class Csv(Declaration):
    """A delimited text with one header line."""

    kind: Literal["csv"]
    encoding: Literal["utf-8", "gb18030", "gbk"]
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","


class FrontEndMachine(Declaration):
    """A provider's drop box, by SFTP or as a mounted folder; the newest complete delivery counts."""

    kind: Literal["front_end_machine"]
    connection: Slug
    files: Text  # a glob below the box, such as outbox/taxpayers_*.csv
    manifest: Literal["required", "none"]  # <name>.manifest.json beside the file
    format: Csv


class Column(Declaration):
    """One agreed column: what it is called over there, what it means here, what is refused."""

    source: Annotated[Delivered | None, Field(alias="from")] = None  # their name; ours where absent
    title: Text
    type: Literal["text", "code", "date", "integer", "decimal"]
    required: bool
    pattern: Pattern | None = None  # what the delivered text must match in full
    remove: Pattern | None = None  # a part of the delivered text that is not part of the value
    code_list: Slug | None = None  # codes/<list>.csv, for type code
    values: Frozen[str, str] | None = None  # their codes to ours
    when: Frozen[Pattern, str] | None = None  # the code told by a part of the text
    otherwise: str | None = None  # … and where no part tells one

    @model_validator(mode="after")
    def _fits_its_type(self) -> Column:
        if (self.type == "code") != (self.code_list is not None):
            raise ValueError("`code_list` goes with type code, and only with it")
        if self.values is not None and self.when is not None:
            raise ValueError("either `values` or `when` tells the code, not both")
        if (self.when is None) != (self.otherwise is None):
            raise ValueError("`when` and `otherwise` go together")
        if self.type != "code" and (self.values or self.when):
            raise ValueError(f"`values` and `when` tell codes; this column's type is {self.type}")
        return self

    def targets(self) -> set[str]:
        """The codes of ours that this column can take by its own mapping."""
        told = {*(self.values or {}).values(), *(self.when or {}).values()}
        return told | ({self.otherwise} if self.otherwise else set())


class Contract(Declaration):
    """The agreed columns, what counts as no value, and what becomes of a column nobody agreed on."""

    unknown_columns: Literal["refuse", "ignore"]
    missing_words: tuple[str, ...] = ()  # delivered words that mean "no value", such as 无
    columns: Annotated[
        Frozen[Annotated[Slug, AfterValidator(_column)], Column], Field(min_length=1)
    ]

    def delivered(self, column: str) -> str:
        """What `column` is called in the delivery."""
        return self.columns[column].source or column

    def agreed(self) -> set[str]:
        """Every name the delivery must hold."""
        return {self.delivered(column) for column in self.columns}


class Volume(Declaration):
    """How far a delivery may differ in size from the one in force before it is held, and why."""

    drop: Share  # 0.3: three tenths fewer rows are held
    rise: Annotated[float, Field(gt=0)]
    at_least: Annotated[int, Field(ge=1)] = 1
    reason: Text


class Coverage(Declaration):
    """That a snapshot claims to hold every entity within its scope."""

    except_prefixes: tuple[str, ...] = ()  # keys it never claimed to hold
    gap_limit: Share = 0.2  # above it the gap is one finding with a list
    reason: Text


class Supplies(Declaration):
    """Which entity of which library it speaks of, and with which columns."""

    library: Slug
    entity: Slug
    key: Annotated[tuple[Slug, ...], Field(min_length=1)]  # columns, in the key standard's order
    elements: Annotated[tuple[Slug, ...], Field(min_length=1)]
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
    source: Annotated[HttpApi | FrontEndMachine, Field(discriminator="kind")]
    mode: Literal["snapshot"]
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
        places = {
            "record_key": self.record_key,
            "supplies.key": self.supplies.key,
            "supplies.elements": self.supplies.elements,
        }
        refuse(
            *(
                f"{place} names {column}, which contract.columns lacks"
                for place, columns in places.items()
                for column in columns
                if column not in self.contract.columns
            )
        )
        return self
