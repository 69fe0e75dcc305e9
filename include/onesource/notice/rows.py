"""Writes the rows of a long list into a workbook's sheet, as xlsxwriter would and several times as fast.

xlsxwriter builds every cell as an object and every attribute by a loop, which for a
million findings is most of what a report costs. Here a row becomes its text at once.
What comes out is held, byte for byte, against what xlsxwriter itself writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

MAX_TEXT = 32_767  # signs in a cell
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f]|_x[0-9a-fA-F]{4}_")
_EDGE = re.compile(r"^\s|\s$")


class Rows:
    """The rows of one sheet of a workbook in constant memory, below row `above` (0-based), in order.

    looks: how texts, whole numbers and empty cells look. tail: formats of empty cells
    that end each row. Whatever stands above is written before by xlsxwriter.
    """

    def __init__(self, sheet: Worksheet, above: int, looks: dict[str, Format]) -> None:
        sheet._write_single_row(above + 1)
        self._sheet, self._row = sheet, above + 1
        self._text, self._place = (looks[name]._get_xf_index() for name in ("text", "place"))
        self._columns = [xl_col_to_name(column) for column in range(64)]

    def write(self, cells: Sequence[str | int | None], tail: Sequence[Format] = ()) -> None:
        """Writes the next row: a text, a whole number or an empty cell in each column."""
        self._row += 1
        number = str(self._row)
        parts = [f'<row r="{number}">']
        for column, value in zip(self._columns, cells, strict=False):
            at = f'<c r="{column}{number}" s="'
            if value is None or value == "":
                parts.append(f'{at}{self._text}"/>')
            elif isinstance(value, int):
                parts.append(f'{at}{self._place}"><v>{value}</v></c>')
            else:
                parts.append(f'{at}{self._text}" t="inlineStr"><is>{self._told(value)}</is></c>')
        for column, look in zip(self._columns[len(cells) :], tail, strict=False):
            parts.append(f'<c r="{column}{number}" s="{look._get_xf_index()}"/>')
        parts.append("</row>")
        self._sheet.row_data_fh.write("".join(parts))

    def close(self, width: int) -> None:
        """Tells the sheet how far it reaches: to the last row written, `width` columns wide."""
        self._sheet.previous_row = self._row - 1
        self._sheet._check_dimensions(self._row - 1, width - 1)

    def _told(self, value: str) -> str:
        text = value if len(value) <= MAX_TEXT // 2 else _cut(value)
        if _SPECIAL.search(text):
            text = self._sheet._escape_data(self._sheet._escape_control_characters(text))
        kept = ' xml:space="preserve"' if _EDGE.search(text) else ""
        return f"<t{kept}>{text}</t>"


def _cut(value: str) -> str:
    """What of a text goes into a cell, whose limit counts a sign beyond the first 65,536 as two."""
    return value.encode("utf-16-le")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
