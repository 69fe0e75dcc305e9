"""The agreed columns of a delivery: what each is called over there, what it means here, what is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from onesource.catalog.model import Declaration, Frozen, Pattern, Slug, Text, refuse

# Columns of our own beside the delivered ones.
NUMBERS = ("row_number", "file_row_number")  # what the rows are numbered by
OURS = ("row_number", "entity_key", "refused", "record", "batch_id", "as_of", "since")
STEPS = (
    "__delivered",
    "__spelt",
    "__clean",
    "__text",
)  # and on the way from a delivered text to its value

Type = Literal["text", "code", "date", "timestamp", "integer", "decimal", "geometry"]


def _delivered(name: str) -> str:
    taken = name.casefold() in NUMBERS
    refuse(
        f"{name} is our own numbering of the rows; let it be delivered under another name"
        if taken
        else None
    )
    return name


def _column(name: str) -> str:
    taken = name in OURS or name.endswith(STEPS)
    refuse(
        f"{name} is a column of our own; call this one otherwise and its name there `from`"
        if taken
        else None
    )
    return name


Delivered = Annotated[Text, AfterValidator(_delivered)]


class Column(Declaration):
    """One agreed column: what it is called over there, what it means here, what is refused."""

    source: Annotated[Delivered | None, Field(alias="from")] = None  # their name; ours where absent
    title: Text
    type: Type
    required: bool
    pattern: Pattern | None = None  # what the delivered text must match in full
    remove: Pattern | None = None  # a part of the delivered text that is not part of the value
    code_list: Slug | None = None  # codes/<list>.csv, for type code
    values: Frozen[str, str] | None = None  # their codes to ours
    when: Frozen[Pattern, str] | None = None  # the code told by a part of the text
    otherwise: str | None = None  # … and where no part tells one
    factor: float | None = None  # a decimal is so many of our units where it names none
    suffixes: Frozen[str, float] | None = None  # … and where the text ends with one of these

    @model_validator(mode="after")
    def _fits_its_type(self) -> Column:
        scaled = self.factor is not None or self.suffixes is not None
        refuse(
            "`code_list` goes with type code, and only with it"
            if (self.type == "code") != (self.code_list is not None)
            else None,
            "either `values` or `when` tells the code, not both"
            if self.values is not None and self.when is not None
            else None,
            "`when` and `otherwise` go together"
            if (self.when is None) != (self.otherwise is None)
            else None,
            f"`values` and `when` tell codes; this column's type is {self.type}"
            if self.type != "code" and (self.values or self.when)
            else None,
            f"`factor` and `suffixes` scale a decimal; this column's type is {self.type}"
            if scaled and self.type != "decimal"
            else None,
        )
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
