"""Commands that look and change nothing: query, trace, catalog check."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from onesource.catalog import Catalog, Faulty
from onesource.cli import show
from onesource.mastering import trace as tracing
from onesource.runtime import State
from onesource.store.base import Base
from onesource.store.lake import Lake

catalog_commands = typer.Typer(no_args_is_help=True, help="The declarations.")


@contextmanager
def reading() -> Iterator[Base]:
    """The base database for reading only; the embedded server is started for the moment if need be."""
    url = os.environ.get("ONESOURCE_DB")
    if url:
        yield Base.at(url)
        return
    with State.default().base_database() as embedded:
        yield Base.at(embedded)


def query(
    statement: Annotated[str, typer.Argument(help="One SQL statement, read only.")],
    form: Annotated[show.Format, typer.Option("--format")] = "table",
) -> None:
    """Answer a question from the base database, read only."""
    with reading() as base:
        columns, rows = base.ask(statement)
    show.rows(columns, rows, form)


def trace(
    entity: Annotated[str, typer.Argument(help="<library>.<entity>, such as geospatial.division")],
    key: Annotated[str, typer.Argument(help="the entity's key")],
    form: Annotated[show.Format, typer.Option("--format")] = "table",
) -> None:
    """Tell where each value of an entity comes from, and who says otherwise."""
    columns = ("element", "value", "provider", "rule", "batch", "row", "delivered", "others say")
    with reading() as base:
        origins = tracing.trace(Catalog.load(), base, Lake(), entity, key)
    rows = [
        (
            origin.element,
            origin.value,
            f"{origin.provider}/{origin.feed}" if origin.provider else None,
            origin.rule,
            origin.batch_id,
            origin.row_number,
            origin.delivered,
            "; ".join(f"{d.provider}: {d.kind} {d.value or ''}".strip() for d in origin.dissents),
        )
        for origin in origins
    ]
    show.rows(columns, rows, form)


@catalog_commands.command("check")
def check() -> None:
    """Check every declaration and suite; list all faults at once."""
    from onesource.quality import suite  # heavy: loads Great Expectations

    found = suite.faults(Catalog.names())
    try:
        Catalog.load_deadlines()
    except Faulty as faulty:
        found += faulty.faults
    try:
        catalog = Catalog.load()
    except Faulty as faulty:
        raise Faulty([*faulty.faults, *found]) from faulty
    if found:
        raise Faulty(found)
    typer.echo(
        f"{len(catalog.providers)} providers, {len(catalog.feeds)} feeds, "
        f"{len(catalog.libraries)} libraries, {len(catalog.codes)} code lists: no fault"
    )
