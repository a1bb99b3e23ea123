"""A list somebody sends in, as rows: CSV or XLSX, whatever a school office saves it as.

Works on bytes, not on files. The first row is the header; empty rows are passed over.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import openpyxl

from bot.cards import Saying

MOST_CELLS = 1_000_000  # beyond this it is not a school's list
_XLSX = b"PK\x03\x04"
UNKNOWN_COLUMN = "importing.unknown_column"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the spreadsheet program shows it: the header is 1."""

    number: int
    cells: Mapping[str, str]

    def listed(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds several, separated by `;` (or the Chinese ；)."""
        parts = self.cells.get(column, "").replace("；", ";").split(";")
        return tuple(dict.fromkeys(p.strip() for p in parts if p.strip()))

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: tuple[Row, ...] = ()
    mistakes: tuple[Saying, ...] = ()


def mistake(row: int, column: str, key: str, **values: Any) -> Saying:
    """`importing.<key>` with the place it is about; every such sentence names row and column."""
    return Saying(f"importing.{key}", {"row": row, "column": column, **values})


def read(data: bytes, columns: Sequence[str], required: Iterable[str]) -> Sheet:
    """The rows of a CSV (UTF-8 with or without BOM; GB18030, as Excel saves it in China) or of an
    XLSX file's first sheet. A column too many is a mistake beside those of the rows; with another
    wrong header there are no rows, only the mistakes of it."""
    try:
        table = list(_xlsx(data) if data.startswith(_XLSX) else _csv(data))
    except (ValueError, KeyError, OSError, csv.Error, zipfile.BadZipFile):
        return Sheet(mistakes=(Saying("importing.unreadable"),))
    filled = [(number, row) for number, row in table if any(row)]
    if not filled:
        return Sheet(mistakes=(Saying("importing.empty"),))
    first, header = filled[0]
    wrong = tuple(_header_mistakes(first, header, columns, required))
    if any(m.key != UNKNOWN_COLUMN for m in wrong):
        return Sheet(mistakes=wrong)
    body = _body(filled[1:], header)
    return replace(body, mistakes=(*wrong, *body.mistakes))


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for number, row in enumerate(reader, 1):
        yield number, [cell.strip() for cell in row]


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations we do not read
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    if (sheet.max_row or 0) * (sheet.max_column or 0) > MOST_CELLS:
        raise ValueError("not a list")
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A number typed into a cell is a float in the file: 20240101.0 means 20240101."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _header_mistakes(
    number: int, header: Sequence[str], columns: Sequence[str], required: Iterable[str]
) -> Iterator[Saying]:
    names = list(header)
    while names and not names[-1]:
        names.pop()
    for name in dict.fromkeys(names):
        if name not in columns:
            yield mistake(number, name, "unknown_column", known=list(columns))
        elif names.count(name) > 1:
            yield mistake(number, name, "column_twice")
    for name in required:
        if name not in names:
            yield mistake(number, name, "missing_column")


def _body(rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str]) -> Sheet:
    read_rows, wrong = [], []
    for number, cells in rows:
        if any(cells[len(header) :]):
            wrong.append(mistake(number, str(len(header) + 1), "too_many_cells"))
        filled = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        read_rows.append(Row(number, filled))
    return Sheet(tuple(read_rows), tuple(wrong))
