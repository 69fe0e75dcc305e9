"""Reads the XML inside a workbook as it streams by: the elements of a part, texts, rows of cells.

Tags count by their names, whatever prefix they have. Only the text that a cell can hold is
kept, so that memory stays small whatever a part holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.parsers import expat

MAX_TEXT = 32_767  # characters a cell holds
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
LETTERS = 26


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds, as text; formula: it is one, and the text what it last came to."""

    text: str
    formula: bool = False


class _Parsed:
    """What reads XML by its tags, whatever prefix they have. No part of a workbook defines entities."""

    def __init__(self) -> None:
        self.text: list[str] | None = None  # where it is kept
        self.length = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self.begin
        self._parser.EndElementHandler = self.end
        self._parser.CharacterDataHandler = self.keep
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, chunk: bytes) -> None:
        """Reads on; an empty chunk is the end."""
        self._parser.Parse(chunk, not chunk)

    def begin(self, tag: str, told: dict[str, str], /) -> None:
        """A tag begins."""

    def end(self, tag: str, /) -> None:
        """A tag ends."""

    def keep(self, data: str) -> None:
        """Text, kept as far as a cell can hold it."""
        if self.text is not None and self.length <= MAX_TEXT:
            self.text.append(data)
            self.length += len(data)

    def listen(self) -> None:
        """Keeps text from here."""
        self.text, self.length = [], 0

    def heard(self) -> str:
        """The text since, as a person sees it."""
        said, self.text = "".join(self.text or ()), None
        if "_x" in said:
            said = ESCAPED.sub(_character, said)
        return said

    def _refuse(self, *_told: object) -> None:
        raise ValueError("a document type is declared")


class Elements(_Parsed):
    """The elements of a small part as they end: name, attributes, text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], str]] = []
        self._open: list[dict[str, str]] = []

    def begin(self, _tag: str, told: dict[str, str], /) -> None:
        self._open.append(told)
        self.listen()

    def end(self, tag: str, /) -> None:
        self.found.append((tag.rpartition(":")[2], self._open.pop(), self.heard()))


class Texts(_Parsed):
    """The texts that cells refer to by number; found: those read and not yet taken."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._said: list[str] = []
        self._spoken = False

    def begin(self, tag: str, _told: dict[str, str], /) -> None:
        """A text, or a part of it; how it is pronounced is none."""
        name = tag.rpartition(":")[2]
        if name == "rPh":
            self._spoken = True
        elif name == "t" and not self._spoken:
            self.listen()

    def end(self, tag: str, /) -> None:
        """A text is whole."""
        name = tag.rpartition(":")[2]
        if name == "t" and not self._spoken:
            self._said.append(self.heard())
        elif name == "rPh":
            self._spoken = False
        elif name == "si":
            self.found.append("".join(self._said)[: MAX_TEXT + 1])
            self._said = []


class Rows(_Parsed):
    """A sheet's rows; found: those read and not yet taken. merged: the spans of merged cells."""

    def __init__(self, shared: list[str], columns: Collection[str] | None) -> None:
        super().__init__()
        self.found: list[tuple[int, dict[str, Cell]]] = []
        self.merged: list[str] = []
        self._shared, self._columns = shared, columns
        self._row = self._place = 0
        self._cells: dict[str, Cell] = {}
        self._column, self._kind = "", "n"
        self._wanted = self._formula = self._spoken = False
        self._said: list[str] = []

    def begin(self, tag: str, told: dict[str, str], /) -> None:
        """A row, a cell, or what a cell holds."""
        name = tag.rpartition(":")[2]
        if name == "c":
            self._place += 1
            self._column = told.get("r", "").rstrip("0123456789") or letters(self._place)
            self._wanted = self._columns is None or self._column in self._columns
            self._kind, self._formula, self._said = told.get("t", "n"), False, []
        elif name in ("v", "t"):
            if self._wanted and not self._spoken:
                self.listen()
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._spoken = True
        elif name == "row":
            self._row = int(told.get("r", self._row + 1))
            self._place, self._cells = 0, {}
        elif name == "mergeCell":
            self.merged.append(told.get("ref", ""))

    def end(self, tag: str, /) -> None:
        """A cell or a row is whole."""
        name = tag.rpartition(":")[2]
        if name in ("v", "t"):
            if self.text is not None:
                self._said.append(self.heard())
        elif name == "c":
            if self._wanted and (self._said or self._formula):
                self._cells[self._column] = Cell(self._held(), self._formula)
            self._wanted = False
        elif name == "rPh":
            self._spoken = False
        elif name == "row" and self._cells:
            self.found.append((self._row, self._cells))

    def _held(self) -> str:
        said = "".join(self._said)[: MAX_TEXT + 1]
        return self._shared[int(said)] if self._kind == "s" and said else said


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)  # half a character is none


def letters(place: int) -> str:
    """The letters of a column by its place, from 1."""
    found = ""
    while place:
        place, rest = divmod(place - 1, LETTERS)
        found = chr(ord("A") + rest) + found
    return found


def place(letters: str) -> int:
    """A column's place, from 1, by its letters."""
    found = 0
    for letter in letters:
        found = found * LETTERS + ord(letter) - ord("A") + 1
    return found
