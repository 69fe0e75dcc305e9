"""Where a provider's delivery is fetched, and in which form: the transports and file formats agreed on.

No secret stands here: a connection is a name. How a transport works is decided in sources.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from onesource.catalog.model import Declaration, Slug, Text, refuse

Encoding = Literal["utf-8", "gb18030", "gbk"]
Crs = Annotated[str, Field(pattern=r"^EPSG:\d{4,6}$")]
Table = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$")]


class HttpApi(Declaration):
    """A paged HTTP interface that answers JSON, with a bearer token as the connection's password."""

    kind: Literal["http_api"]
    connection: Slug
    path: Annotated[str, Field(pattern=r"^/")]
    page_size: Annotated[int, Field(ge=1, le=100_000)]
    paging: Literal["page", "cursor"] = "page"
    rows: Text  # the answer's field that holds a page's records
    total: Text | None = None  # the answer's field that says how many records there are in all
    version: Text | None = None  # the answer's field that changes when the data does
    cursor: Text | None = None  # the answer's field that leads to the next page, null at the end
    since_parameter: Text | None = None  # the query's parameter that asks for later changes only

    @model_validator(mode="after")
    def _says_how_to_page(self) -> HttpApi:
        refuse(
            "paging by page needs `total`, the answer's field that counts all records"
            if self.paging == "page" and self.total is None
            else None,
            "`cursor` goes with paging: cursor, and only with it"
            if (self.paging == "cursor") != (self.cursor is not None)
            else None,
        )
        return self


class SqlDatabase(Declaration):
    """One table or view of a department's database, read as it stands at one moment."""

    kind: Literal["sql_database"]
    connection: Slug
    table: Table


class Csv(Declaration):
    """A delimited text with one header line."""

    kind: Literal["csv"]
    encoding: Encoding
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","


class Place(Declaration):
    """One column of a fixed layout: its bytes, in the file's encoding, counted from 1."""

    name: Text
    start: Annotated[int, Field(ge=1)]
    width: Annotated[int, Field(ge=1)]


class FixedWidth(Declaration):
    """A text whose lines are all of one length, each column at its place."""

    kind: Literal["fixed_width"]
    encoding: Encoding
    columns: Annotated[tuple[Place, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _does_not_overlap(self) -> FixedWidth:
        names = [place.name for place in self.columns]
        ordered = sorted(self.columns, key=lambda place: place.start)
        pairs = pairwise(ordered)
        refuse(
            *(f"{name} stands twice" for name in {n for n in names if names.count(n) > 1}),
            *(
                f"{one.name} and {other.name} overlap"
                for one, other in pairs
                if one.start + one.width > other.start
            ),
        )
        return self


class Xlsx(Declaration):
    """One sheet of a workbook; rows above the header are titles."""

    kind: Literal["xlsx"]
    sheet: Text | None = None  # the first one where absent
    header_row: Annotated[int, Field(ge=1)] = 1


class GeoJson(Declaration):
    """A collection of features; its own coordinate reference system must be one of those agreed."""

    kind: Literal["geojson"]
    crs: Annotated[tuple[Crs, ...], Field(min_length=1)]


class GeoPackage(Declaration):
    """One layer of a GeoPackage; its own coordinate reference system must be one of those agreed."""

    kind: Literal["geopackage"]
    layer: Text | None = None  # the only one where absent
    crs: Annotated[tuple[Crs, ...], Field(min_length=1)]


Format = Annotated[
    Csv | FixedWidth | Xlsx | GeoJson | GeoPackage,
    Field(discriminator="kind"),
]


class FrontEndMachine(Declaration):
    """A provider's drop box, by SFTP or as a mounted folder; the newest complete delivery counts."""

    kind: Literal["front_end_machine"]
    connection: Slug
    files: Text  # a glob below the box, such as outbox/taxpayers_*.csv
    manifest: Literal["required", "none"]  # <name>.manifest.json beside the file
    format: Format


Source = Annotated[HttpApi | SqlDatabase | FrontEndMachine, Field(discriminator="kind")]
