"""A spreadsheet file as rows of words, whoever made it and whatever for.

A few kilobytes can unpack into gigabytes, name a row that would take a day to reach, or hold
entities that grow: everything is counted, and what is more than a school's list is refused.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl

MOST_BYTES = 32 * 1024 * 1024  # unpacked, all parts together; a list of 5,000 people has three
MOST_CELLS = 500_000  # with the empty ones between
MOST_ROWS = 100_000
MARK = b"PK\x03\x04"
# No office program writes one; only what is declared can grow while it is read.
_DECLARATIONS = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


class NoList(ValueError):
    """Not a workbook, a broken one, or more than any list has."""


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers. Raises `NoList`, also on the way."""
    try:
        _weighed(data)
        yield from _counted(_rows(data))
    except Exception:  # noqa: BLE001 — openpyxl says it in a dozen kinds, and all mean the same
        raise NoList from None


def _weighed(data: bytes) -> None:
    """Before anything is read as what it pretends to be. A part is never unpacked further than
    the size it is listed with."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MOST_BYTES:
            raise NoList
        for part in parts:
            told = packed.read(part)
            if any(declared in told for declared in _DECLARATIONS):
                raise NoList


def _rows(data: bytes) -> Iterator[tuple[Any, ...]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations we do not read
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    # How large a sheet says it is decides how far its rows are filled up.
    if (sheet.max_row or 0) * (sheet.max_column or 0) > MOST_CELLS:
        raise NoList
    yield from sheet.iter_rows(values_only=True)


def _counted(found: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, list[str]]]:
    cells = 0
    for number, row in enumerate(found, 1):
        cells += len(row)
        if number > MOST_ROWS or cells > MOST_CELLS:
            raise NoList
        yield number, [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A number typed into a cell is a float in the file: 20240101.0 means 20240101."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
