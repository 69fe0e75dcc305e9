"""Reads what a database's table was copied into: a Parquet file of texts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from onesource.landing.formats.records import Reading, unreadable


def read(reading: Reading, file: Path) -> None:
    """Makes `records` of the file's rows, in its order."""
    try:
        schema = pq.read_schema(file)
    except pa.ArrowException as error:
        raise unreadable(file.name, "Parquet", error) from error
    reading.agree(schema.names, file.name)
    typed = [field.name for field in schema if field.type not in (pa.string(), pa.large_string())]
    if typed:
        raise unreadable(file.name, "a table of texts", f"{', '.join(typed)} is none")
    reading.texts(file, schema.names)
