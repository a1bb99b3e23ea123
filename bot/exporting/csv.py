"""A book as CSV, for programs and for whoever wants to count."""

import csv
import io
from collections.abc import Iterable
from typing import Unpack

from bot.approvals.pack import Book
from bot.registers.books import Entered, Frame, Printed, printed

# A spreadsheet program takes a cell that begins so for a formula and would run it; one for Chinese
# takes the wide signs for the narrow ones.
_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


def book(of: Book, entries: Iterable[Entered], **frame: Unpack[Frame]) -> bytes:
    return written(printed(of, entries, **frame))


def written(book: Printed) -> bytes:
    """UTF-8 with a byte order mark: without it Excel in China reads GBK."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_inert(column.title) for column in book.columns)
    writer.writerows([_inert(cell) for cell in row] for row in book.rows)
    return out.getvalue().encode("utf-8-sig")


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
