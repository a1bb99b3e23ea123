"""A book as a spreadsheet that prints like the school's own form: A4 across, ruled, with room for
ink."""

import io
import math
from collections.abc import Iterable
from typing import Any, Unpack

import xlsxwriter

from bot.approvals.pack import Book
from bot.registers.books import Entered, Frame, Printed, printed
from bot.registers.wording import width

TITLE_FONT, BODY_FONT = "宋体", "仿宋"
A4 = 9
EMPTY_ROWS = 10  # a book without entries is still a form one can print and write on
LINE, PADDING = 17, 8  # points, at 11 point letters
SHORTEST, TALLEST = 42, 409  # a handwritten row needs room; Excel ends at 409
SIDE, TOP = 0.5, 0.7  # inches
# Text is never a formula or a link, whatever somebody wrote as his reason.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def book(of: Book, entries: Iterable[Entered], **frame: Unpack[Frame]) -> bytes:
    return written(printed(of, entries, **frame))


def written(book: Printed) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as file:
        sheet = file.add_worksheet(_sheet_name(book.title))
        _set_page(sheet, book)
        header = _head(file, sheet, book)
        _body(file, sheet, book, header + 1)
        sheet.repeat_rows(0, header)
        sheet.freeze_panes(header + 1, 0)
    return out.getvalue()


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "登记表"


def _set_page(sheet: Any, book: Printed) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=SIDE, right=SIDE, top=TOP, bottom=TOP)
    sheet.set_footer(f'&L&"{BODY_FONT}"&10第 &P 页  共 &N 页&R&"{BODY_FONT}"&10{_signed(book)}')
    for index, column in enumerate(book.columns):
        sheet.set_column(index, index, column.width)


def _signed(book: Printed) -> str:
    """Every page is signed: pages are filed one by one."""
    lines = [f"{who}（签字）：＿＿＿＿＿＿　　" for who in book.signatures]
    return "".join(lines).replace("&", "&&") + ("＿＿＿＿年＿＿月＿＿日" if lines else "")


def _head(file: Any, sheet: Any, book: Printed) -> int:
    """Title, the line with school and period, column names. Gives the row of the names."""
    last = len(book.columns) - 1
    title = file.add_format(
        {"font_name": TITLE_FONT, "font_size": 18, "bold": True, **_middle("center")}
    )
    _across(sheet, 0, last, book.title, title)
    sheet.set_row(0, 36)
    names = 1
    school = "" if book.school in book.title else book.school
    if school or book.period:
        _about(file, sheet, last, school, book.period)
        names = 2
    ruled = file.add_format(
        {
            "font_name": TITLE_FONT,
            "font_size": 11,
            "bold": True,
            "border": 1,
            "text_wrap": True,
            **_middle("center"),
        }
    )
    for index, column in enumerate(book.columns):
        sheet.write_string(names, index, column.title, ruled)
    sheet.set_row(names, _height(book, [column.title for column in book.columns], 30))
    return names


def _about(file: Any, sheet: Any, last: int, school: str, period: str) -> None:
    """The school at the left, the period at the right, as above a printed form."""
    font = {"font_name": BODY_FONT, "font_size": 11}
    left, right = (file.add_format(font | _middle(side)) for side in ("left", "right"))
    middle = last // 2
    if not (school and period) or not last:
        line = "　　".join(part for part in (school, period) if part)
        _across(sheet, 1, last, line, right)
    else:
        _across(sheet, 1, middle, school, left)
        _across(sheet, 1, last, period, right, first=middle + 1)
    sheet.set_row(1, 20)


def _across(sheet: Any, row: int, last: int, text: str, look: Any, first: int = 0) -> None:
    if last > first:  # one cell cannot be merged
        sheet.merge_range(row, first, row, last, "", look)
    sheet.write_string(row, first, text, look)


def _middle(align: str) -> dict[str, str]:
    return {"align": align, "valign": "vcenter"}


def _body(file: Any, sheet: Any, book: Printed, start: int) -> None:
    ruled = {"font_name": BODY_FONT, "font_size": 11, "border": 1, "text_wrap": True}
    centred = file.add_format(ruled | _middle("center"))
    plain = file.add_format(ruled | _middle("left") | {"indent": 1})
    if book.nothing:
        _across(sheet, start, len(book.columns) - 1, book.nothing, centred)
        sheet.set_row(start, SHORTEST)
        return
    blank = ("",) * len(book.columns)
    for number, row in enumerate(book.rows or (blank,) * EMPTY_ROWS, start):
        for index, cell in enumerate(row):
            sheet.write_string(number, index, cell, centred if book.centred(index) else plain)
        sheet.set_row(number, _height(book, row, SHORTEST))


def _height(book: Printed, row: Iterable[str], least: int) -> float:
    """Programs that open a file without recalculating it (phones, printers) need it said."""
    cells = zip(row, book.columns, strict=True)
    lines = max(_lines(cell, column.width) for cell, column in cells)
    return min(max(lines * LINE + PADDING, least), TALLEST)


def _lines(cell: str, across: int) -> int:
    return sum(max(1, math.ceil(width(line) / (across - 2))) for line in cell.split("\n"))
