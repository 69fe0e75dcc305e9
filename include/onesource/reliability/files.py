"""Reads claims, authorities and settled facts from CSV files in UTF-8, and writes tables as such.

Nothing is guessed: a row that does not fit is refused with its place and the remedy. Rows count
from 1, the header being row 0; blank lines are not counted.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from onesource.errors import Refused
from onesource.reliability.claims import stated
from onesource.reliability.compare import Flags

CLAIMS = ("item", "element", "provider", "value")
SETTLED = ("item", "element", "value")
AUTHORITY = ("element", "provider")
WEIGHT = r"^\d+(\.\d+)?([eE][+-]?\d+)?$"
LARGEST = 1e6  # claims that one may count for
PLACE = re.compile(r"CSV column #(\d+): Row #(\d+)")


def claims(file: Path) -> pa.Table:
    """The claims of a file: item, element, provider, value, and weight where it has that column.

    Raises Refused for a file that is none or is empty, a missing column, a row or byte that cannot
    be read, a blank item, element or provider, and a weight that is no number of at least 0.
    """
    columns = _columns(file, CLAIMS)
    weighed = "weight" in columns
    table = _read(file, (*CLAIMS, "weight") if weighed else CLAIMS, columns)
    _all_stated(file, table, CLAIMS[:3])
    if not weighed:
        return table
    text = pc.utf8_trim_whitespace(table["weight"])
    some = stated(text)
    wrong = some & ~np.asarray(pc.match_substring_regex(text, WEIGHT).to_numpy(), dtype=np.bool_)
    _refuse_first(file, table, "weight", wrong, "is no number of at least 0; correct it")
    number = pc.cast(pc.if_else(pa.array(some), text, pa.scalar(None, pa.string())), pa.float64())
    _refuse_first(
        file, table, "weight", number.to_numpy() > LARGEST, f"is above {LARGEST:g}; correct it"
    )
    return table.set_column(table.column_names.index("weight"), "weight", number)


def settled(file: Path) -> pa.Table:
    """What is known to be true: item, element, value. Raises Refused as `claims` does."""
    table = _read(file, SETTLED, _columns(file, SETTLED))
    _all_stated(file, table, SETTLED)
    return table


def authority(file: Path, told: pa.Table) -> Mapping[str, str]:
    """Each element's authority. told: the claims it is about.

    Raises Refused as `claims` does, and for two authorities of one element, or an element or a
    provider that claims nothing.
    """
    table = _read(file, AUTHORITY, _columns(file, AUTHORITY))
    _all_stated(file, table, AUTHORITY)
    found: dict[str, str] = {}
    for row, (element, provider) in enumerate(zip(*table.to_pydict().values(), strict=True), 1):
        if found.setdefault(element, provider) != provider:
            raise _refused(
                file,
                row,
                "provider",
                f"{element} has two authorities, {found[element]} and {provider}; keep one",
            )
    for name in AUTHORITY:
        known = pc.unique(told[name])
        strange = ~np.asarray(pc.is_in(table[name], known).to_numpy(), dtype=np.bool_)
        some = ", ".join(sorted(known.to_pylist())[:8])
        _refuse_first(file, table, name, strange, f"makes no claim; the claims have {some}")
    return found


def write(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Writes each table as <name>.csv, whole or not at all: what stands there stays until all are made.

    Raises Refused where the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as aside:
            for name, table in tables.items():
                part = Path(aside, f"{name}.csv")
                arrow_csv.write_csv(table, part)
                with part.open("rb") as written:
                    os.fsync(written.fileno())
            for name in tables:
                Path(aside, f"{name}.csv").replace(folder / f"{name}.csv")
    except OSError as error:
        raise Refused(
            f"{folder} cannot be written ({error.strerror}); name a folder that can",
            folder=str(folder),
        ) from error


def _columns(file: Path, wanted: tuple[str, ...]) -> list[str]:
    """The file's columns, all of those wanted among them."""
    if not file.is_file():
        raise Refused(
            f"{file} is no file; name a CSV file with {', '.join(wanted)}", file=str(file)
        )
    with file.open("rb") as lines:
        first = lines.readline()
    if not first.strip():
        raise Refused(f"{file.name} is empty; it needs a header and rows", file=file.name)
    try:
        names = next(csv.reader([first.decode("utf-8-sig")]))
    except UnicodeDecodeError as error:
        raise _refused(file, 0, "header", "is not UTF-8; save the file as UTF-8") from error
    missing = [name for name in wanted if name not in names]
    if missing:
        raise Refused(
            f"{file.name}: column {missing[0]} is missing, there are {', '.join(names)}; "
            f"it needs {', '.join(wanted)}",
            file=file.name,
            column=missing[0],
        )
    twice = [name for name in wanted if names.count(name) > 1]
    if twice:
        raise _refused(file, 0, twice[0], "is there twice; keep one of the columns")
    return names


def _read(file: Path, wanted: tuple[str, ...], columns: list[str]) -> pa.Table:
    faulty: list[tuple[int, int]] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        faulty.append((row.number - 1, row.actual_columns))
        return "error" if len(faulty) > 1 else "skip"

    try:
        table = arrow_csv.read_csv(
            file,
            # in one thread, so that rows can be numbered
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=1 << 23),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(wanted),
                column_types=dict.fromkeys(wanted, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if not faulty:
            raise _unreadable(file, columns, error) from error
    if faulty:
        row, fields = faulty[0]
        raise _refused(
            file,
            row,
            "",
            f"has {fields} fields instead of {len(columns)}; "
            "put a value with a comma or a quotation mark in quotation marks",
        )
    if not len(table):
        raise Refused(f"{file.name} has a header but no row; give at least one", file=file.name)
    return table


def _unreadable(file: Path, columns: list[str], error: Exception) -> Refused:
    place = PLACE.search(str(error))
    if place and "UTF8" in str(error):
        column, row = (int(number) for number in place.groups())
        return _refused(file, row - 1, columns[column], "is not UTF-8; save the file as UTF-8")
    return Refused(
        f"{file.name} cannot be read as CSV: {error}; is a quotation mark left open?",
        file=file.name,
    )


def _all_stated(file: Path, table: pa.Table, names: tuple[str, ...]) -> None:
    for name in names:
        _refuse_first(file, table, name, ~stated(table[name]), "is blank; fill it in")


def _refuse_first(file: Path, table: pa.Table, name: str, wrong: Flags, why: str) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        value = table[name][row].as_py()
        raise _refused(file, row + 1, name, f"{value!r} {why}" if value else why)


def _refused(file: Path, row: int, field: str, why: str) -> Refused:
    where = f"row {row}, {field}" if field else f"row {row}"
    return Refused(f"{file.name}, {where}: {why}", file=file.name, row=row, field=field)
