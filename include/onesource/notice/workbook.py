"""Reads the cells of a workbook that somebody else wrote: as texts, row by row, within bounds.

A formula is never computed, only told. What is read here may be anything at all, so that
memory does not grow with what a part claims to hold, and nothing of it is trusted.
"""

from __future__ import annotations

import posixpath
import struct
import sys
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from onesource.errors import Refused
from onesource.notice.parts import Cell, Elements, Rows, Texts

LARGEST = 200 << 20  # bytes of a file; a report of a million rows has about 80 MiB
UNPACKED = 4 << 30  # bytes of all its parts
RATIO, HARMLESS = 200, 32 << 20  # no honest part above the second is packed closer than the first
SMALL = 16 << 20  # bytes of a part that is not a sheet nor its texts
SHARED = 1 << 30  # bytes of the part with the sheets' texts, and of what is held of it here
PLACE = 8  # bytes that a list needs for each text, beside the text
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # how the parts of a workbook are
CHUNK = 1 << 18
OLD = b"\xd0\xcf\x11\xe0"  # how an .xls begins, and a workbook with a password
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError),
    *(ValueError, TypeError, RuntimeError, ArithmeticError, struct.error),
)


class Unusable(Refused):
    """A file that cannot be taken as an answer; its message is for its provider, in Chinese."""


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and the part that holds it."""

    title: str
    part: str


@dataclass
class Book:
    """An open workbook. merged: the spans of merged cells of the sheet last read to its end."""

    packed: zipfile.ZipFile
    merged: list[str] = field(default_factory=list)
    _shared: list[str] | None = None

    def properties(self) -> dict[str, str]:
        """The properties that its author gave the file, by name."""
        found, value = {}, ""
        for _, kind, target in self._related(""):
            if kind == "custom-properties":
                for tag, told, text in self._elements(target):
                    if tag == "property":
                        found[told.get("name", "")] = value
                    value = text
        return found

    def sheets(self) -> list[Sheet]:
        """Its sheets, in their order; hidden ones too."""
        [main] = [target for _, kind, target in self._related("") if kind == "officeDocument"]
        parts = {name: part for name, kind, part in self._related(main) if kind == "worksheet"}
        listed = [told for tag, told, _ in self._elements(main) if tag == "sheet"]
        places = [(told["name"], _named(told, "id")) for told in listed]
        return [Sheet(title, parts[place]) for title, place in places if place in parts]

    def rows(
        self, sheet: Sheet, columns: Collection[str] | None = None
    ) -> Iterator[tuple[int, dict[str, Cell]]]:
        """The rows with a cell in `columns` (letters; None: in any): number, and cells by column."""
        if self._shared is None:
            self._shared = list(_few(self._texts()))
        rows = Rows(self._shared, columns)
        for chunk in self._chunks(sheet.part, UNPACKED):
            rows.read(chunk)
            yield from rows.found
            rows.found = []
        self.merged = rows.merged

    def _texts(self) -> Iterator[str]:
        """The texts that cells refer to by number."""
        [main] = [target for _, kind, target in self._related("") if kind == "officeDocument"]
        for _, kind, target in self._related(main):
            if kind == "sharedStrings":
                texts = Texts()
                for chunk in self._chunks(target, SHARED):
                    texts.read(chunk)
                    yield from texts.found
                    texts.found = []

    def _related(self, part: str) -> list[tuple[str, str, str]]:
        """What a part refers to: id, kind, part."""
        folder, name = posixpath.split(part)
        beside = posixpath.join(folder, "_rels", f"{name}.rels")
        if beside not in self.packed.namelist():
            return []
        told = [told for tag, told, _ in self._elements(beside) if tag == "Relationship"]
        return [
            (one["Id"], posixpath.basename(one["Type"]), _target(folder, one["Target"]))
            for one in told
        ]

    def _elements(self, part: str) -> list[tuple[str, dict[str, str], str]]:
        """The elements of a small part as they end: name, attributes, text."""
        elements = Elements()
        for chunk in self._chunks(part, SMALL):
            elements.read(chunk)
        return elements.found

    def _chunks(self, part: str, most: int) -> Iterator[bytes]:
        if self.packed.getinfo(part).file_size > most:
            raise too_large()
        with self.packed.open(part) as handle:
            while chunk := handle.read(CHUNK):
                yield chunk
            yield b""


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """The workbook in the file `path`. Raises Unusable where it is none, or none that can be read."""
    _admit(path)
    try:
        with zipfile.ZipFile(path) as packed:
            _bounded(packed)
            yield Book(packed)
    except DAMAGED as error:
        raise Unusable(
            "文件不是完整的 XLSX 工作簿，或已损坏，无法读取。请用 Excel 或 WPS 打开核对报告，"
            "填好后另存为“Excel 工作簿（*.xlsx）”，重新放入。",
            cause=f"{type(error).__name__}: {error}",
        ) from error


def is_whole(path: Path) -> bool:
    """Whether a file is a packed one to its end, as a finished upload of a workbook is."""
    return zipfile.is_zipfile(path)


def too_large() -> Unusable:
    """The refusal of a file that is beyond any report's size."""
    return Unusable(
        f"文件过大或解压后过大（上限 {LARGEST >> 20} MB），没有读取。"
        "请只在收到的核对报告上填写，不要加入图片或其他内容；仍过大的，请删去不答复的行，分几个文件交回。"
    )


def _admit(path: Path) -> None:
    if path.stat().st_size > LARGEST:
        raise too_large()
    with path.open("rb") as handle:
        if handle.read(len(OLD)) == OLD:
            raise Unusable(
                "文件是旧版 .xls，或者设了打开密码，无法读取。"
                "请去掉密码，另存为“Excel 工作簿（*.xlsx）”，重新放入。"
            )


def _bounded(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if {one.compress_type for one in parts} - PACKED:
        raise zipfile.BadZipFile("a part is packed as no workbook's is")
    close = [
        one for one in parts if one.file_size > max(HARMLESS, RATIO * max(one.compress_size, 1))
    ]
    if close or sum(one.file_size for one in parts) > UNPACKED:
        raise too_large()


def _few(texts: Iterator[str]) -> Iterator[str]:
    """The texts, as long as they can be held: many short ones need far more than they have bytes."""
    held = 0
    for text in texts:
        held += sys.getsizeof(text) + PLACE
        if held > SHARED:
            raise too_large()
        yield text


def _target(folder: str, told: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, told)).lstrip("/")


def _named(told: dict[str, str], name: str) -> str | None:
    """An attribute of another namespace, whatever prefix that has."""
    return next((value for key, value in told.items() if key.endswith(f":{name}")), None)
