"""Words that are more than words to a spreadsheet or a typesetter, in every file we give out."""

import csv as plain
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bot.exporting import csv, forms, monthly, pdf, xlsx
from bot.registers.books import Printed, printed
from bot.speech import Voice
from bot.writing.monthly import Bar, Report, Section, Tile
from bot.writing.paper import Line, Paper, Signature
from tests.exporting.reading import readable, words
from tests.registers.test_books import CHINA, ENTRY, Entered, retrieval

FORMULAS = (
    '=HYPERLINK("http://x.example","点我")',
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
)
MARKUP = (
    "#let x = 1",
    '#read("/etc/passwd")',
    "#panic()",
    "$x^2$ *粗* _斜_ `码`",
    "@a <b> [c] \\n // /* */",
    "<script>alert(1)</script>",
    '<b>粗</b> <a href="tg://user?id=1">x</a>',
    "<@all> @所有人",
    "{name} %s ${x} {{7*7}}",
    "]]></t><f>1</f>",
    "http://x.example/ mailto:x@x.example",
)
EVERY = (*FORMULAS, *MARKUP)


def book(*said: str) -> Printed:
    """Every word in two columns of a row of its own."""
    entries = [Entered(n, ENTRY | {"purpose": w, "remarks": w}) for n, w in enumerate(said, 1)]
    return printed(retrieval(), entries, zone=CHINA, school="岱麓外国语学校")


def cells(page: Printed) -> list[str]:
    return [cell for row in page.rows for cell in row]


def test_every_word_is_in_the_book_they_are_made_from() -> None:
    here = cells(book(*EVERY))
    assert [word for word in EVERY if not any(word.strip() in cell for cell in here)] == []


def test_no_cell_of_a_csv_begins_as_a_formula() -> None:
    rows = tuple((word,) * 2 for word in EVERY)
    page = Printed(title="册", columns=retrieval_columns()[:2], rows=rows)
    table = list(plain.reader(io.StringIO(csv.written(page).decode("utf-8-sig"), newline="")))
    assert [row[0].removeprefix("'") for row in table[1:]] == list(EVERY)
    assert not [c for row in table for c in row if c.startswith(tuple("=+-@\t\r\n＝＋－＠"))]


def retrieval_columns():  # type: ignore[no-untyped-def]
    return book().columns


def test_a_spreadsheet_holds_strings_and_nothing_that_runs() -> None:
    made = xlsx.written(book(*EVERY))
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in found} <= {"s", "n"}
    assert not [cell for cell in found if cell.hyperlink]
    said = "\n".join(str(cell.value) for cell in found)
    assert [word for word in EVERY if word.strip() not in said.replace("_x000D_", "\r")] == []
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert not [n for n in parts if "vba" in n.lower() or "externalLink" in n]
    assert not [n for n, told in parts.items() if b"<f>" in told or b"hyperlink" in told]


@readable
def test_a_printed_book_says_what_was_written(tmp_path: Path) -> None:
    text = "".join(words(pdf.written(book(*MARKUP, *FORMULAS)), tmp_path))
    assert [word for word in EVERY if "".join(word.split()) not in text] == []


@readable
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_printed_form_says_what_was_written(tmp_path: Path, language: str) -> None:
    lines = tuple(Line(label=word, value=word) for word in EVERY)
    signatures = tuple(Signature(role=w, name=w, opinion=w, at=w) for w in MARKUP)
    form = Paper(
        school=MARKUP[0],
        title=MARKUP[1],
        number=MARKUP[2],
        basis=MARKUP[3],
        state=MARKUP[4],
        lines=lines,
        approved=lines[:2],
        signatures=signatures,
        trail=lines,
        inks=("签字",),
    )
    text = "".join(words(forms.written(form, Voice(language)), tmp_path))
    assert [word for word in EVERY if "".join(word.split()) not in text] == []


@readable
@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_the_months_picture_draws_what_was_written(tmp_path: Path, kind: str) -> None:
    bars = tuple(Bar(label=word, parts=(1, 2, 0, 1), value=word) for word in MARKUP)
    section = Section(
        title=MARKUP[0],
        bars=bars,
        legend=MARKUP[:4],
        tiles=(Tile(number="1", label=MARKUP[5]),),
        lines=tuple((word, word) for word in MARKUP),
    )
    report = Report(
        school=MARKUP[2],
        title=MARKUP[3],
        made=MARKUP[4],
        tiles=(Tile(number=MARKUP[1], label=MARKUP[1]),),
        sections=(section,),
        source=MARKUP[6],
    )
    made = monthly.written(report, kind)
    if kind == "png":
        assert made.startswith(b"\x89PNG")
        return
    text = "".join(words(made, tmp_path))
    assert [word for word in MARKUP if "".join(word.split()) not in text] == []
