"""Reads the SQL files: one statement a file, its first line says what comes back.

Names of tables and columns come from checked declarations and are filled in by
Jinja2; values never are, they travel as bound parameters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onesource import settings
from onesource.errors import Refused

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


def literal(value: object) -> str:
    """`value` as a SQL string literal: for texts of a declaration, such as a pattern."""
    return "'" + str(value).replace("'", "''") + "'"


def name(value: str) -> str:
    """A table's or column's name, quoted; also for the Chinese names of delivered columns."""
    return '"' + value.replace('"', '""') + '"'


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - SQL, not HTML
        loader=FileSystemLoader(settings.sql()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(literal=literal, name=name)
    return environment


def statement(path: str, **names: Any) -> str:
    """The statement in `sql/<path>.sql` with `names` filled in.

    Raises jinja2.UndefinedError where the file asks for a name that was not given.
    """
    return _environment().get_template(f"{path}.sql").render(**names)


def identifier(value: str, where: str) -> str:
    """`value` if it can stand unquoted in SQL. Raises Refused naming `where` otherwise."""
    if not IDENTIFIER.match(value):
        raise Refused(f"{where}: {value!r} must be lower-case letters, digits and underscores")
    return value
