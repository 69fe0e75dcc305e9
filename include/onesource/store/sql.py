"""Reads the SQL files: one statement a file, its first line says what comes back.

Names of tables and columns come from checked declarations and are filled in by
Jinja2; values never are, they travel as bound parameters.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from onesource import settings
from onesource.errors import Refused

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


def literal(value: object) -> str:
    """`value` as a SQL string literal: for texts of a declaration, such as a pattern."""
    return "'" + str(value).replace("'", "''") + "'"


def name(value: str) -> str:
    """A table's or column's name, quoted; also for the Chinese names of delivered columns."""
    return '"' + value.replace('"', '""') + '"'


class _Compiled(FileSystemBytecodeCache):
    """Kept where it can be; who cannot write, or not any more, goes without."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


@lru_cache(maxsize=8)
def _environment(state: Path) -> Environment:
    """Files as compiled in a folder that stays: a step's process lives too short to do it anew."""
    compiled = state / "compiled" / version("jinja2")
    with suppress(OSError):  # where nothing may be written they are compiled each time
        compiled.mkdir(parents=True, exist_ok=True, mode=0o700)
    environment = Environment(  # noqa: S701 - SQL, not HTML
        loader=FileSystemLoader(settings.sql()),
        bytecode_cache=_Compiled(str(compiled)),
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
    return _environment(settings.state()).get_template(f"{path}.sql").render(**names)


def identifier(value: str, where: str) -> str:
    """`value` if it can stand unquoted in SQL. Raises Refused naming `where` otherwise."""
    if not IDENTIFIER.match(value):
        raise Refused(f"{where}: {value!r} must be lower-case letters, digits and underscores")
    return value
