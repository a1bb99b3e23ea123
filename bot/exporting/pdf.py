"""Papers as PDF, with their Chinese letters inside: what one machine prints, every other prints.

The page is described in `papers/*.typ`; what stands on it goes in as data, so nothing anybody wrote
is ever read as markup. Do not fork a process after a paper was set in it: the child hangs.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Unpack

import typst

from bot.approvals.pack import Book
from bot.registers.books import Entered, Frame, Printed, printed

PAPERS = Path(__file__).parent / "papers"
# The first that is there sets the page; the package is Debian's.
FONTS = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "SimSun",
    "Songti SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
)
FONT_PACKAGE = "fonts-noto-cjk"
# Books are read from their edition, not from the hour they were printed: the same entries give the
# same bytes.
NO_TIME = 0
BLANKS = 8  # empty rows of a form to write on
WIDE = 146  # characters across the page at full size
LARGEST, SMALLEST = 10.0, 7.5  # points
Form = Literal["pdf", "png"]
ZERO_WIDTH = "\u200b"
_LONG, _PIECES = re.compile(r"[!-~]{13,}"), re.compile(".{1,4}")


class NoChineseFont(Exception):
    """None of FONTS is installed; the paper would be full of empty boxes."""


def book(of: Book, entries: Iterable[Entered], **frame: Unpack[Frame]) -> bytes:
    return written(printed(of, entries, **frame))


def written(book: Printed) -> bytes:
    across = sum(column.width for column in book.columns)
    data = {
        "title": book.title,
        "school": "" if book.school in book.title else book.school,
        "period": book.period,
        "columns": [column.title for column in book.columns],
        "widths": [column.width for column in book.columns],
        "centred": [book.centred(index) for index in range(len(book.columns))],
        "rows": book.rows,
        "nothing": book.nothing,
        "blanks": BLANKS,
        "signatures": book.signatures,
        "size": max(SMALLEST, min(LARGEST, LARGEST * WIDE / across)),
    }
    return typeset("book", breakable(data))


def typeset(
    paper: str, data: Mapping[str, Any], form: Form = "pdf", sharp: float | None = None
) -> bytes:
    """`papers/PAPER.typ` with this data; a picture ("png") has one page, `sharp` pixels an inch.
    Raises NoChineseFont."""
    if not usable_fonts():
        raise NoChineseFont(FONTS)
    made: bytes = typst.compile(
        str(PAPERS / f"{paper}.typ"),
        format=form,
        ppi=sharp,
        root=str(PAPERS),
        sys_inputs={
            "paper": json.dumps(data, ensure_ascii=False),
            "fonts": json.dumps(usable_fonts(), ensure_ascii=False),
        },
        timestamp=NO_TIME,
    )
    return made


def breakable(value: Any) -> Any:
    """The same with places to break in long words of Latin letters (checksums, addresses), which
    would else run out of their cell."""
    match value:
        case str():
            return _LONG.sub(lambda word: ZERO_WIDTH.join(_PIECES.findall(word[0])), value)
        case list() | tuple():
            return [breakable(one) for one in value]
        case dict():
            return {key: breakable(one) for key, one in value.items()}
    return value


@cache
def usable_fonts() -> tuple[str, ...]:
    there = set(typst.Fonts(include_embedded_fonts=False).families())
    return tuple(font for font in FONTS if font in there)
