"""What stands in the cells of a workbook, and how much of it is a list."""

import io
import zipfile

import openpyxl
import pytest

from bot.people import workbooks

_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROW = '<row><c t="inlineStr"><is><t> 乔木 </t></is></c><c><v>1</v></c></row>'


def workbook(rows: str, size: str = "") -> bytes:
    """A workbook whose only sheet says to be of this size and has these rows."""
    said = f'<dimension ref="{size}"/>' if size else ""
    sheet = f'<worksheet xmlns="{_SPACE}">{said}<sheetData>{rows}</sheetData></worksheet>'
    empty, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(empty)
    with zipfile.ZipFile(empty) as made, zipfile.ZipFile(out, "w") as packed:
        for part in made.infolist():
            ours = part.filename == "xl/worksheets/sheet1.xml"
            packed.writestr(part.filename, sheet if ours else made.read(part))
    return out.getvalue()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<c><v>20240101</v></c>", "20240101"),
        ("<c><v>20240101.0</v></c>", "20240101"),  # as some programs write a number
        ("<c><v>12.6</v></c>", "12.6"),
        ('<c t="str"><f>B1&amp;"1"</f><v>T1</v></c>', "T1"),  # what a formula came to
        ('<c t="inlineStr"><is><t> 乔木\u3000</t></is></c>', "乔木"),
        ("<c/>", ""),
    ],
)
def test_a_cell_is_read_as_the_office_sees_it(cell: str, read: str) -> None:
    assert list(workbooks.rows(workbook(f"<row>{cell}<c><v>1</v></c></row>"))) == [
        (1, [read, "1"])
    ]


@pytest.mark.parametrize(("size", "taken"), [("A1:E100000", True), ("A1:E100001", False)])
def test_a_sheet_that_says_to_be_larger_than_any_list_is_not_read(
    size: str, taken: bool
) -> None:
    found = workbooks.rows(workbook(ROW, size))
    if taken:
        assert next(found) == (1, ["乔木", "1", "", "", ""])
        return
    with pytest.raises(workbooks.NoList):
        next(found)


@pytest.mark.parametrize(
    ("most_rows", "most_cells", "taken"), [(3, 6, True), (2, 6, False), (3, 5, False)]
)
def test_rows_and_cells_are_counted(
    monkeypatch: pytest.MonkeyPatch, most_rows: int, most_cells: int, taken: bool
) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", most_rows)
    monkeypatch.setattr(workbooks, "MOST_CELLS", most_cells)
    found = workbooks.rows(workbook(ROW * 3))
    if taken:
        assert [number for number, _ in found] == [1, 2, 3]
        return
    with pytest.raises(workbooks.NoList):
        list(found)
