"""A list somebody sends in, as rows: CSV or XLSX, whatever a school office saves it as.

Works on bytes, not on files. The first row is the header; empty rows are passed over.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.cards import Saying
from bot.people import unseen, workbooks

LONGEST = 1000  # characters of a cell
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
        made = workbooks.rows(data) if data.startswith(workbooks.MARK) else _csv(data)
        table = list(made)
    except (ValueError, csv.Error):
        return Sheet(mistakes=(Saying("importing.unreadable"),))
    written = [(number, row) for number, row in table if any(row)]
    if not written:
        return Sheet(mistakes=(Saying("importing.empty"),))
    first, header = written[0]
    wrong = tuple(_header_mistakes(first, header, columns, required))
    if any(m.key != UNKNOWN_COLUMN for m in wrong):
        return Sheet(mistakes=wrong)
    body = _body(written[1:], header)
    return replace(body, mistakes=(*wrong, *body.mistakes))


def filled(sheet: Sheet) -> Sheet:
    """The same; a header alone is a mistake, where taking it at its word would empty a school."""
    if sheet.rows or sheet.mistakes:
        return sheet
    return Sheet(mistakes=(Saying("importing.empty"),))


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    if len(data) > workbooks.MOST_BYTES:
        raise workbooks.NoList
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for number, row in enumerate(reader, 1):
        if number > workbooks.MOST_ROWS:
            raise workbooks.NoList
        yield number, [cell.strip() for cell in row]


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
        named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        wrong += [m for name, cell in named.items() for m in _cell(number, name, cell)]
        read_rows.append(Row(number, named))
    return Sheet(tuple(read_rows), tuple(wrong))


def _cell(number: int, column: str, cell: str) -> Iterator[Saying]:
    """What no cell may hold, whatever it is about."""
    if len(cell) > LONGEST:
        yield mistake(number, column, "too_long", most=LONGEST)
    elif seen := unseen.first(cell):
        yield mistake(number, column, "unseen", value=seen)
