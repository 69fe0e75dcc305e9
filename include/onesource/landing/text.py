"""Turns a delivered text into UTF-8, and names the byte and row that cannot be read."""

from __future__ import annotations

import codecs
from pathlib import Path

from onesource.errors import Refused

CHUNK = 1 << 20


def decode(source: Path, target: Path, encoding: str) -> None:
    """Writes `source` as UTF-8 to `target`, without a byte-order mark.

    Raises Refused with row (from 1, the header being row 0) and byte offset
    (from 0) of the first byte that `encoding` does not know.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    done = rows = 0
    with source.open("rb") as reader, target.open("w", encoding="utf-8", newline="") as writer:
        first = True
        while chunk := reader.read(CHUNK):
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                rows += _lines(error.object[: error.start])
                raise _undecodable(source, encoding, done - pending + error.start, rows) from error
            writer.write(text.removeprefix("\ufeff") if first else text)
            done, rows, first = done + len(chunk), rows + text.count("\n"), False
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            offset = done - len(error.object) + error.start
            raise _undecodable(source, encoding, offset, rows) from error


def _lines(part: bytes) -> int:
    return part.count(b"\n")


def _undecodable(source: Path, encoding: str, offset: int, row: int) -> Refused:
    with source.open("rb") as reader:
        reader.seek(offset)
        byte = reader.read(1).hex()
    return Refused(
        f"{source.name}: byte 0x{byte} at offset {offset}, row {row}, is not {encoding.upper()}; "
        "deliver the file in the agreed encoding",
        rule="encoding",
        file=source.name,
        row=row,
        offset=offset,
    )
